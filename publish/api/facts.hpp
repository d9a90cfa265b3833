// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"
#include "datasets/manifest.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

/// What a reuser has to write under the data: producer, title, date of last update, licence.
[[nodiscard]] std::string attribution(const datasets::DatasetFacts& facts);
/// "Licence Ouverte 2.0" for "etalab-2.0"; the id itself where Parvis knows no title.
[[nodiscard]] std::string_view licence_title(std::string_view licence);
/// The address of a licence's text: the dataset's own, or the one Parvis knows, or "".
[[nodiscard]] std::string_view licence_address(const datasets::DatasetFacts& facts);
/// What every document about invented rows, or about figures made of them, says.
[[nodiscard]] std::string_view sample_warning(const datasets::DatasetFacts& facts);

/// What a table says of its dataset, name and value: title, what has to be written under the data,
/// producer, origin, licence, last update. Values are never empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
fact_lines(const datasets::DatasetFacts& facts);

/// Members that every document about a dataset carries: licence, producer, updated, attribution,
/// `sample` and the warning on sample data, the note.
void write_facts(datasets::JsonText& json, const datasets::DatasetFacts& facts);

}  // namespace parvis::publish
