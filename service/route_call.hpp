// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/query.hpp"
#include "publish/site/pages.hpp"
#include "publish/store.hpp"
#include "service/negotiation.hpp"
#include "service/problem.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::service {

/// An answer, or why there is none.
using Outcome = std::variant<publish::Response, Problem>;

/// A request on its way to one resource, with all it may read.
struct RouteCall {
    const publish::Request& request;
    const publish::Store& store;
    std::shared_ptr<const publish::Publication> publication;
    const std::string& base_url;

    [[nodiscard]] const std::string& segment(std::size_t index) const
    {
        return request.path[index];
    }
    [[nodiscard]] publish::site::PageContext page() const;
    /// A problem that names every parameter of the request that is not one of these, or that is
    /// given twice: a typo must never become an answer to another question.
    [[nodiscard]] std::optional<Problem>
    refused_parameters(std::initializer_list<std::string_view> known) const;
    /// ETag of something that shows several datasets, in one format.
    [[nodiscard]] std::string publication_tag(Format format) const;
};

/// A fresh 64-bit name for a text, in hexadecimal: part of ETags, no secret.
[[nodiscard]] std::string hash_text(std::string_view text);

[[nodiscard]] publish::Response response_with(std::string body, std::string_view media_type,
                                              std::string etag);
/// text/html; charset=utf-8.
[[nodiscard]] publish::Response page_with(std::string body, std::string etag);
/// What is wrong with each parameter, together.
[[nodiscard]] Problem parameter_problem(const std::vector<publish::ParameterProblem>& problems);
/// The same with the parameters that there are, where one is named that is none of them.
[[nodiscard]] Problem parameter_problem(const std::vector<publish::ParameterProblem>& problems,
                                        const std::vector<publish::ParameterText>& possible);
[[nodiscard]] Problem no_such_collection(const RouteCall& call, const std::string& id);
[[nodiscard]] Problem no_such_address(const RouteCall& call);

// The resources. Each takes care of its parameters and formats.
[[nodiscard]] Outcome answer_landing(const RouteCall& call);
[[nodiscard]] Outcome answer_conformance(const RouteCall& call);
[[nodiscard]] Outcome answer_api(const RouteCall& call);
[[nodiscard]] Outcome answer_collections(const RouteCall& call);
[[nodiscard]] Outcome answer_collection(const RouteCall& call);
[[nodiscard]] Outcome answer_schema(const RouteCall& call);
[[nodiscard]] Outcome answer_queryables(const RouteCall& call);
[[nodiscard]] Outcome answer_sortables(const RouteCall& call);
[[nodiscard]] Outcome answer_functions(const RouteCall& call);
[[nodiscard]] Outcome answer_versions(const RouteCall& call);
[[nodiscard]] Outcome answer_difference(const RouteCall& call);
[[nodiscard]] Outcome answer_items(const RouteCall& call);
/// A search: the parameters of items as a JSON body.
[[nodiscard]] Outcome answer_items_search(const RouteCall& call);
[[nodiscard]] Outcome answer_item(const RouteCall& call);
/// The notice to residents of a work, as HTML or PDF.
[[nodiscard]] Outcome answer_notice(const RouteCall& call);
[[nodiscard]] Outcome answer_form(const RouteCall& call);
[[nodiscard]] Outcome answer_download(const RouteCall& call);
[[nodiscard]] Outcome answer_comments(const RouteCall& call);
/// One comment by its id; 410 with what is left of one that was withdrawn.
[[nodiscard]] Outcome answer_comment(const RouteCall& call);
[[nodiscard]] Outcome answer_catalogue(const RouteCall& call);
[[nodiscard]] Outcome answer_works(const RouteCall& call);
/// Where the page or the row of a published work is that was entered, for who has no token.
[[nodiscard]] Outcome answer_entered_work(const RouteCall& call);
[[nodiscard]] Outcome answer_cross(const RouteCall& call);
[[nodiscard]] Outcome answer_near(const RouteCall& call);
[[nodiscard]] Outcome answer_around(const RouteCall& call);
[[nodiscard]] Outcome answer_search(const RouteCall& call);
[[nodiscard]] Outcome answer_place(const RouteCall& call);
[[nodiscard]] Outcome answer_perimeters(const RouteCall& call);
[[nodiscard]] Outcome answer_tile_grids(const RouteCall& call);
[[nodiscard]] Outcome answer_tile_grid(const RouteCall& call);
[[nodiscard]] Outcome answer_tilesets(const RouteCall& call);
[[nodiscard]] Outcome answer_tileset(const RouteCall& call);
[[nodiscard]] Outcome answer_tile(const RouteCall& call);
[[nodiscard]] Outcome answer_styles(const RouteCall& call);
[[nodiscard]] Outcome answer_style(const RouteCall& call);
[[nodiscard]] Outcome answer_asset(const RouteCall& call);
[[nodiscard]] Outcome answer_health(const RouteCall& call);

/// For /communes/{key} of a code that is no commune today: where its ground is, with a redirection
/// when that is one commune of the site. Nothing for a code that no movement names, or another
/// collection.
[[nodiscard]] std::optional<Outcome> answer_moved_commune(const RouteCall& call);

/// The page of a dataset with its first rows; used for /collections/{id} as HTML.
[[nodiscard]] Outcome answer_dataset_page(const RouteCall& call);

}  // namespace parvis::service
