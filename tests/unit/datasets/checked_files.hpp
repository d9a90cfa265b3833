// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/ingest.hpp"
#include "drawn_territory.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::test {

using namespace parvis::datasets;

inline constexpr Date some_day{2026, 11, 22};

/// A general dataset with an id, a name and a place in two columns.
inline constexpr const char* points_toml = R"(
kind = "general"
title.fr = "Points"
source = "fichiers/points.csv"
key = ["id_point"]
[place]
lon = "lon"
lat = "lat"
commune = "insee"
[columns.id_point]
from = "id"
[columns.nom]
required = true
[columns.capacite]
type = "integer"
)";

/// Road works with a number and a place as WKT, and the columns that `columns` defines.
inline std::string works_toml(std::string_view columns)
{
    return R"(
kind = "road_works"
title.fr = "Chantiers"
source = "fichiers/points.csv"
key = ["numero"]
[place]
wkt = "wkt"
[columns.numero]
)" + std::string(columns);
}

struct Checked {
    IngestReport report;
    std::vector<std::string> names;

    [[nodiscard]] std::vector<std::string> codes() const
    {
        std::vector<std::string> found;
        for (const RowIssue& issue : report.first_issues) {
            found.push_back(issue.code);
        }
        return found;
    }
    [[nodiscard]] const Value& value(std::size_t row, std::string_view name) const
    {
        const auto found = std::find(names.begin(), names.end(), name);
        BOOST_REQUIRE(found != names.end());
        return report.first_features.at(row).values.at(
            static_cast<std::size_t>(found - names.begin()));
    }
    [[nodiscard]] std::string text(std::size_t row, std::string_view name) const
    {
        const auto* held = std::get_if<std::string>(&value(row, name));
        return held == nullptr ? "(none)" : *held;
    }
};

inline Checked check_files(const std::string& toml, std::string_view data,
                           const char* file = "points.csv")
{
    const ScratchFolder site;
    site.write(std::string("fichiers/") + file, data);
    const auto definition = read_definition(site.write("datasets/points.toml", toml), "etalab-2.0");
    const Territory territory = drawn_territory();
    Checked checked;
    checked.report = check(definition, territory, {}, some_day);
    for (const Property& property : checked.report.manifest.properties) {
        checked.names.push_back(property.name);
    }
    return checked;
}

inline Checked check_points(const std::string& rows)
{
    return check_files(points_toml, "id,nom,capacite,lon,lat,insee\n" + rows);
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    text.replace(text.find(from), from.size(), to);
    return text;
}

}  // namespace parvis::test
