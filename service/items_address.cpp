// SPDX-License-Identifier: EUPL-1.2
#include "service/items_address.hpp"

#include "publish/search_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parvis::service {

using publish::Link;
using publish::Parameters;
using publish::Snapshot;

namespace {

/// Whether a change replaces this parameter. Where a page begins is said in one way: `after` stands
/// for `offset` too.
bool names(const Parameters& changed, const std::string& name)
{
    return std::ranges::any_of(changed, [&](const auto& pair) {
        return pair.first == name || (pair.first == "after" && name == "offset");
    });
}

}  // namespace

ItemsAddress::ItemsAddress(std::string path, const Parameters& asked)
    : m_path(std::move(path)), m_asked(asked)
{
    m_encoded.reserve(asked.size());
    for (const auto& [name, value] : asked) {
        publish::append_parameter(m_encoded.emplace_back(), name, value);
    }
}

Parameters ItemsAddress::changed_by(const Parameters& changed) const
{
    Parameters all = m_asked;
    std::erase_if(all, [&](const auto& pair) { return names(changed, pair.first); });
    std::ranges::copy_if(changed, std::back_inserter(all),
                         [](const auto& pair) { return !pair.second.empty(); });
    return all;
}

std::string ItemsAddress::with(const Parameters& changed) const
{
    std::string address = m_path;
    std::size_t size = address.size() + 64;
    for (const auto& encoded : m_encoded) {
        size += encoded.size() + 1;
    }
    address.reserve(size);
    char mark = '?';
    for (std::size_t i = 0; i < m_asked.size(); ++i) {
        if (!names(changed, m_asked[i].first)) {
            address += mark;
            address += m_encoded[i];
            mark = '&';
        }
    }
    for (const auto& [name, value] : changed) {
        if (!value.empty()) {
            address += mark;
            publish::append_parameter(address, name, value);
            mark = '&';
        }
    }
    return address;
}

Link ItemsAddress::link(const Parameters& changed, std::string_view rel, std::string_view type,
                        std::string title) const
{
    constexpr std::size_t longest = 7'500;  // 8,192 is what the edge reads, with the path
    auto address = with(changed);
    if (address.size() - m_path.size() <= longest) {
        return {std::move(address), rel, type, std::move(title)};
    }
    const auto collection = m_path.substr(0, m_path.rfind('/'));
    return {collection + "/search", rel, type, std::move(title),
            publish::search_body(changed_by(changed))};
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
