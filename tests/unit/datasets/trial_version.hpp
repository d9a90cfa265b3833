// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/version.hpp"

#include <string>
#include <utility>
#include <vector>

namespace parvis::test {

using namespace parvis::datasets;

/// The columns of the dataset « essai »: one of each type.
inline const std::vector<Property>& properties()
{
    static const std::vector<Property> all = [] {
        std::vector<Property> list;
        for (const auto& [name, type] :
             {std::pair("ouvert", ValueType::boolean), std::pair("annee", ValueType::integer),
              std::pair("cout_eur", ValueType::number), std::pair("nom", ValueType::text),
              std::pair("debut", ValueType::date), std::pair("fin", ValueType::date),
              std::pair("vu", ValueType::instant),
              std::pair("communes_desservies", ValueType::list),
              std::pair("communes_parts", ValueType::parts)}) {
            Property property;
            property.name = name;
            property.type = type;
            list.push_back(property);
        }
        return list;
    }();
    return all;
}

inline Manifest manifest_of(std::uint64_t rows, const std::string& source = "a")
{
    Manifest manifest;
    manifest.facts.id = "essai";
    manifest.facts.start_property = "debut";
    manifest.facts.end_property = "fin";
    manifest.source.sha256 = source;
    manifest.counts.read = manifest.counts.kept = rows;
    return manifest;
}

}  // namespace parvis::test
