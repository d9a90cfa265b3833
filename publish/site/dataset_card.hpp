// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"

namespace parvis::publish::site {

/// Datasets as a list, in groups of what they are: works, equipment, people and figures, others,
/// and those that Parvis makes by crossing. Fields of a group: id, title, entries.
[[nodiscard]] Data::List dataset_cards(const Page& page);

/// What a crossing was made from. Fields of an entry: words ("Chantiers, version 3"), address (""
/// for what is published no more), more (it is not the first).
[[nodiscard]] Data::List input_list(const Page& page, const datasets::Manifest& manifest);

/// Name and address of a licence.
[[nodiscard]] Data licence_data(const Page& page, const datasets::DatasetFacts& facts);

}  // namespace parvis::publish::site
