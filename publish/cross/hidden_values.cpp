// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/hidden_values.hpp"

#include "datasets/value_status.hpp"

namespace parvis::publish::cross {

std::vector<std::pair<RowIndex, std::string>>
hidden_rows(const Snapshot& dataset, const Aggregate& aggregate, std::span<const RowIndex> rows)
{
    std::vector<std::pair<RowIndex, std::string>> hidden;
    for (const std::string& name : {aggregate.property, aggregate.weight}) {
        const auto status = dataset.property(datasets::status_name(name));
        const auto value = dataset.property(name);
        if (!status || !value) {
            continue;
        }
        for (const RowIndex row : rows) {
            std::string letter = dataset.text(row, *status);
            if (!letter.empty() && !dataset.number(row, *value)) {
                hidden.emplace_back(row, std::move(letter));
            }
        }
    }
    return hidden;
}

}  // namespace parvis::publish::cross
