// SPDX-License-Identifier: EUPL-1.2
#include "publish/row_name.hpp"

namespace parvis::publish {

std::string row_name(const Snapshot& dataset, RowIndex row)
{
    const auto property = dataset.property(dataset.manifest().facts.title_property);
    std::string name = property ? dataset.text(row, *property) : std::string{};
    return name.empty() ? std::string{dataset.feature_id(row)} : name;
}

}  // namespace parvis::publish
