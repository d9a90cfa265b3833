// SPDX-License-Identifier: EUPL-1.2
#include "service/items_address.hpp"

#include "publish/search_body.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::service {

using publish::Link;
using publish::Parameters;
using publish::Snapshot;

Parameters ItemsAddress::changed_by(const Parameters& changed) const
{
    Parameters all = m_asked;
    for (const auto& [name, value] : changed) {
        // Where a page begins is said in one way: `after` stands for `offset` too.
        std::erase_if(all, [&, &key = name](const auto& pair) {
            return pair.first == key || (key == "after" && pair.first == "offset");
        });
    }
    for (const auto& pair : changed) {
        if (!pair.second.empty()) {
            all.push_back(pair);
        }
    }
    return all;
}

std::string ItemsAddress::with(const Parameters& changed) const
{
    return m_path + publish::query_text(changed_by(changed));
}

Link ItemsAddress::link(const Parameters& changed, std::string_view rel, std::string_view type,
                        std::string title) const
{
    constexpr std::size_t longest = 7'500;  // 8,192 is what the edge reads, with the path
    const auto parameters = changed_by(changed);
    const auto query = publish::query_text(parameters);
    if (query.size() <= longest) {
        return {m_path + query, rel, type, std::move(title)};
    }
    const auto collection = m_path.substr(0, m_path.rfind('/'));
    return {collection + "/search", rel, type, std::move(title), publish::search_body(parameters)};
}

std::variant<std::shared_ptr<const Snapshot>, Problem> dataset_of(const RouteCall& call)
{
    const auto& id = call.segment(1);
    const auto published = call.publication->find(id);
    if (!published) {
        return no_such_collection(call, id);
    }
    const auto version = publish::version_in(call.request.query);
    if (!version || *version == published->manifest().version) {
        return published;
    }
    if (auto older = call.store.version(id, *version)) {
        return older;
    }
    if (*version > published->manifest().version) {
        return Problem{
            ProblemKind::no_such_version,
            fmt::format("« {} » n'a pas encore de version {} ; la version publiée est "
                        "la {}.",
                        id, *version, published->manifest().version),
            {},
            {{"version-history", fmt::format("{}/collections/{}/versions", call.base_url, id)}}};
    }
    auto kept = call.request.query;
    std::erase_if(kept, [](const auto& pair) {
        return pair.first == "version" || pair.first == "after" || pair.first == "offset" ||
               pair.first == "at";
    });
    return Problem{
        ProblemKind::version_gone,
        fmt::format("La version {} de « {} » n'est pas conservée ; la version publiée est la {}. "
                    "Recommencez la lecture depuis le début.",
                    *version, id, published->manifest().version),
        {},
        {{"start",
          fmt::format("{}/collections/{}/items{}", call.base_url, id, publish::query_text(kept))}}};
}

Parameters pinned(const Snapshot& dataset, datasets::Date day, publish::RowIndex after)
{
    Parameters pins{{"version", std::to_string(dataset.manifest().version)}};
    if (publish::has_state(dataset.manifest())) {
        pins.emplace_back("at", datasets::to_text(day));
    }
    pins.emplace_back("after", std::to_string(after));
    return pins;
}

Parameters pinned(const Snapshot& dataset, datasets::Date day, const publish::PreviousPage& page,
                  std::size_t limit)
{
    auto pins = pinned(dataset, day, page.after);
    if (page.limit < limit) {
        pins.emplace_back("limit", std::to_string(page.limit));
    }
    return pins;
}

Neighbours neighbours_of(const publish::Selection& selection, const Snapshot& dataset,
                         datasets::Date day, std::size_t limit)
{
    Neighbours neighbours;
    if (selection.previous) {
        neighbours.emplace_back("prev", pinned(dataset, day, *selection.previous, limit));
    }
    if (selection.next) {
        neighbours.emplace_back("next", pinned(dataset, day, *selection.next));
    }
    return neighbours;
}

}  // namespace parvis::service
