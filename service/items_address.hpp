// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/link.hpp"
#include "publish/selection.hpp"
#include "service/route_call.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// The dataset of /collections/{id}/…: the published version, or the one that the request pins.
[[nodiscard]] std::variant<std::shared_ptr<const publish::Snapshot>, Problem>
dataset_of(const RouteCall& call);

/// The address of these items with some parameters changed: what is not named is kept as asked, an
/// empty value takes a parameter out.
class ItemsAddress {
public:
    /// `path` ends with "/items".
    ItemsAddress(std::string path, const publish::Parameters& asked);

    [[nodiscard]] std::string with(const publish::Parameters& changed) const;
    /// The same as a link: to GET, or, where that address would be longer than this server reads,
    /// to POST to the search.
    [[nodiscard]] publish::Link link(const publish::Parameters& changed, std::string_view rel,
                                     std::string_view type, std::string title) const;

private:
    [[nodiscard]] publish::Parameters changed_by(const publish::Parameters& changed) const;

    std::string m_path;
    const publish::Parameters& m_asked;
    std::vector<std::string> m_encoded;  ///< "a=1" of each asked: a page has many links
};

/// The parameters that pin another page to the version and day of this one.
[[nodiscard]] publish::Parameters pinned(const publish::Snapshot& dataset, datasets::Date day,
                                         publish::RowIndex after);
/// The parameters of the page before, which repeats no row of this one.
[[nodiscard]] publish::Parameters pinned(const publish::Snapshot& dataset, datasets::Date day,
                                         const publish::PreviousPage& page, std::size_t limit);

/// The pages beside one: rel and parameters.
using Neighbours = std::vector<std::pair<std::string_view, publish::Parameters>>;
[[nodiscard]] Neighbours neighbours_of(const publish::Selection& selection,
                                       const publish::Snapshot& dataset, datasets::Date day,
                                       std::size_t limit);

}  // namespace parvis::service
