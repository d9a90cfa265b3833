// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/formats/geojson.hpp"
#include "service/route_call.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// Every format that items come in.
[[nodiscard]] std::span<const Offer> items_offers();

/// Whether the format is a page of a walk (with a limit unless told) or everything that matches.
[[nodiscard]] bool is_paged(Format format);

/// Why the query cannot be answered in this format: coordinates in another system, facets or
/// clusters where there is no place for them. Nothing when it can.
[[nodiscard]] std::optional<Problem> refused_by_format(const publish::ItemsQuery& query,
                                                       Format format);
/// Why these rows are too many for this format, which has to be made as a file.
[[nodiscard]] std::optional<Problem> too_many_rows(const publish::ItemsPage& page, Format format);

/// Why these rows make no file in this format: none of them has a place, which it cannot do
/// without.
[[nodiscard]] std::optional<Problem> all_unplaced(const publish::ItemsPage& page, Format format);

/// ETag of items in a format; `note`, which is of other datasets, is part of it.
[[nodiscard]] std::string items_tag(const RouteCall& call, const publish::Snapshot& dataset,
                                    datasets::Date day, Format format, std::string_view note = {});

/// The rows in any format but HTML; what a format cannot have is counted in a header. `dataset` is
/// the page's: kept by a body that is written later.
[[nodiscard]] publish::Response items_response(const RouteCall& call,
                                               std::shared_ptr<const publish::Snapshot> dataset,
                                               const publish::ItemsPage& asked,
                                               const publish::ItemsQuery& query, Format format);

}  // namespace parvis::service
