// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_form.hpp"

#include "publish/site/row.hpp"
#include "publish/site/search_words.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace parvis::publish::works {
namespace {

using site::Data;
using site::Page;

Data option(std::string value, std::string label, bool chosen)
{
    Data data;
    data.set("value", std::move(value)).set("label", std::move(label)).set("chosen", chosen);
    return data;
}

Data field(const char* name, std::string label, Data::List options)
{
    Data data;
    data.set("name", name).set("label", std::move(label)).set("options", std::move(options));
    return data;
}

/// The places of a collection by name, all of them first.
Data place_field(const Page& page, const Snapshot& places, const std::string& asked)
{
    std::vector<std::pair<std::string, RowIndex>> titles;
    for (RowIndex row = 0; row < places.size(); ++row) {
        titles.emplace_back(site::place_title(page, site::Row(places, row)), row);
    }
    std::ranges::sort(titles, {}, [](const auto& one) { return site::folded(one.first); });
    Data::List options{option("", page.messages.text("clash_everywhere"), asked.empty())};
    for (auto& [title, row] : titles) {
        const std::string key(places.feature_id(row));
        options.push_back(option(key, std::move(title), key == asked));
    }
    return field(site::place_columns(places).key.c_str(),
                 site::capitalized(site::row_noun(page, places)), std::move(options));
}

Data::List place_fields(const Page& page, const ClashQuery& query)
{
    Data::List fields;
    for (const auto& level : page.publication->levels()) {
        const auto& name = level->manifest().facts.level;
        const auto asked =
            std::ranges::find(query.areas, name, &std::pair<std::string, std::string>::first);
        fields.push_back(
            place_field(page, *level, asked == query.areas.end() ? std::string() : asked->second));
    }
    if (const auto communes = page.publication->communes()) {
        fields.push_back(place_field(page, *communes, query.commune));
    }
    return fields;
}

Data::List kind_fields(const Page& page, const ClashQuery& query)
{
    Data::List fields;
    Data::List kinds{option("", page.messages.text("clash_all_kinds"), !query.kind)};
    for (std::size_t i = 0; i < clash_kinds; ++i) {
        const auto kind = static_cast<ClashKind>(i);
        kinds.push_back(option(std::string(code_of(kind)), title_of(kind), query.kind == kind));
    }
    fields.push_back(field("kind", page.messages.text("clash_kind"), std::move(kinds)));
    Data::List severities;
    for (const Severity one : {Severity::low, Severity::medium, Severity::high}) {
        const std::string code(code_of(one));
        severities.push_back(
            option(code, page.messages.text("clash_least_" + code), query.least == one));
    }
    fields.push_back(
        field("severity", page.messages.text("clash_severity"), std::move(severities)));
    return fields;
}

/// The owners of the works that clash anywhere, each once, however they are written.
Data owner_field(const Page& page, const ClashList& list)
{
    constexpr std::size_t most = 300;
    std::map<std::string, std::string> owners;
    const auto add = [&](const Work& work) {
        if (!work.owner.empty() && owners.size() < most) {
            owners.emplace(site::search_text(work.owner), work.owner);
        }
    };
    for (const Clash& clash : list.finding->found.clashes) {
        add(list.work(clash.work));
        if (clash.other) {
            add(list.work(*clash.other));
        }
    }
    const std::string asked = site::search_text(list.query.owner);
    Data::List options{option("", page.messages.text("clash_all_owners"), asked.empty())};
    for (const auto& [key, name] : owners) {
        options.push_back(option(name, site::capitalized(name), key == asked));
    }
    return field("owner", page.messages.text("clash_owner"), std::move(options));
}

Data owners_field(const Page& page, const ClashQuery& query)
{
    Data::List options;
    for (const std::string code : {"", "two", "same"}) {
        options.push_back(
            option(code, page.messages.text("clash_owners_" + code), query.owners == code));
    }
    return field("owners", page.messages.text("clash_owners"), std::move(options));
}

}  // namespace

Data::List clash_fields(const Page& page, const ClashList& list)
{
    Data::List fields = place_fields(page, list.query);
    std::ranges::move(kind_fields(page, list.query), std::back_inserter(fields));
    fields.push_back(owner_field(page, list));
    fields.push_back(owners_field(page, list.query));
    return fields;
}

}  // namespace parvis::publish::works
