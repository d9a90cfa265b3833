// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/feed_list.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parvis::publish::works {
namespace {

std::string address_of(const FeedFacts& facts, const std::string& base_url)
{
    return fmt::format("{}/works/feeds/{}", base_url, facts.name);
}

}  // namespace

std::vector<FeedCount> list_feeds(const Book& book, const std::string& base_url)
{
    std::vector<FeedCount> list;
    for (const FeedFacts& facts : feeds()) {
        const auto made = make_feed(facts.feed, book, {}, base_url);
        list.push_back({&facts, made.works, made.delivered});
    }
    return list;
}

std::string feeds_json(const std::vector<FeedCount>& list, const std::string& base_url)
{
    datasets::JsonText json;
    json.start_object();
    json.member("title", "Flux de chantiers");
    json.key("feeds");
    json.start_array();
    for (const FeedCount& one : list) {
        json.start_object();
        json.member("name", one.facts->name);
        json.member("title", one.facts->title);
        json.member("for", one.facts->for_whom);
        json.member("type", one.facts->media_type);
        json.member("href", address_of(*one.facts, base_url));
        json.member("undelivered", address_of(*one.facts, base_url) + "/undelivered");
        json.member("works", std::uint64_t{one.works});
        json.member("delivered", std::uint64_t{one.delivered});
        json.end_object();
    }
    json.end_array();
    write_links(json, {{base_url + "/works/feeds", "self", media::json, "Ce document"},
                       {base_url + "/works/feeds?f=html", "alternate", media::html, "En page"},
                       {base_url + "/works", "up", media::json, "Les chantiers"}});
    json.end_object();
    return json.take();
}

site::AnswerView feeds_view(const std::vector<FeedCount>& list)
{
    site::AnswerView view;
    view.kind = "feeds";
    append_line(view.csv, {"flux", "adresse", "pour", "chantiers", "transmis", "non transmis"});
    for (const FeedCount& one : list) {
        append_line(view.csv, {one.facts->title, address_of(*one.facts, {}), one.facts->for_whom,
                               std::to_string(one.works), std::to_string(one.delivered),
                               std::to_string(one.works - one.delivered)});
        view.row_addresses.push_back(address_of(*one.facts, {}));
    }
    view.formats = {{"JSON", "/works/feeds?f=json"}};
    for (const FeedCount& one : list) {
        view.formats.emplace_back(std::string(one.facts->title), address_of(*one.facts, {}));
        view.formats.emplace_back(fmt::format("{} : non transmis", one.facts->title),
                                  address_of(*one.facts, {}) + "/undelivered?f=html");
    }
    return view;
}

namespace {

const Phase& phase_of(const UndeliveredWork& one)
{
    return one.phase == nullptr ? one.work->phases.front() : *one.phase;
}

void write_lacking(datasets::JsonText& json, const std::vector<UndeliveredWork>& lacking,
                   const std::string& base_url)
{
    json.start_array();
    for (const UndeliveredWork& one : lacking) {
        json.start_object();
        json.member("work", key_of(*one.work));
        json.member("title", name_of(*one.work));
        if (one.phase != nullptr) {
            json.member("phase", one.phase->name.empty() ? one.phase->row : one.phase->name);
        }
        json.member("reason", code_of(one.reason));
        json.member("message", sentence_of(one.reason));
        json.member("href", works::address_of(*one.work, phase_of(one), base_url));
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string undelivered_json(const FeedFacts& facts, const MadeFeed& made,
                             const std::string& base_url, std::string_view raw_query)
{
    std::map<std::string_view, std::uint64_t> reasons;
    for (const UndeliveredWork& one : made.undelivered) {
        ++reasons[code_of(one.reason)];
    }
    datasets::JsonText json;
    json.start_object();
    json.member("feed", facts.name);
    json.member("title", fmt::format("Chantiers que le flux {} ne prend pas", facts.title));
    json.member("works", std::uint64_t{made.works});
    json.member("delivered", std::uint64_t{made.delivered});
    json.key("reasons");
    json.start_object();
    for (const auto& [code, count] : reasons) {
        json.member(code, count);
    }
    json.end_object();
    json.key("undelivered");
    write_lacking(json, made.undelivered, base_url);
    json.key("partial");
    write_lacking(json, made.partial, base_url);
    const std::string query = raw_query.empty() ? "" : '?' + std::string(raw_query);
    write_links(json, {{address_of(facts, base_url) + "/undelivered" + query, "self", media::json,
                        "Ce document"},
                       {address_of(facts, base_url), "related", facts.media_type, "Le flux"},
                       {base_url + "/works/feeds", "up", media::json, "Tous les flux"}});
    json.end_object();
    return json.take();
}

site::AnswerView undelivered_view(const FeedFacts& facts, const MadeFeed& made,
                                  const std::string& path)
{
    site::AnswerView view;
    view.kind = "undelivered";
    view.note = fmt::format("{} : {} chantiers sur {} sont transmis ; {} ne le sont pas.",
                            facts.title, made.delivered, made.works, made.undelivered.size());
    constexpr std::size_t most = 500;
    if (made.undelivered.size() > most) {
        view.note += fmt::format(" Les {} premiers sont ici ; tous sont dans le JSON.", most);
    }
    if (!made.partial.empty()) {
        view.note +=
            fmt::format(" De chantiers transmis, {} phases ne le sont pas.", made.partial.size());
    }
    append_line(view.csv, {"titre", "pourquoi", "lieu", "chantier"});
    for (const auto* lacking : {&made.undelivered, &made.partial}) {
        for (std::size_t i = 0; i < std::min(most, lacking->size()); ++i) {
            const UndeliveredWork& one = (*lacking)[i];
            const Phase& phase = phase_of(one);
            const std::string part = one.phase == nullptr ? std::string()
                                     : phase.name.empty() ? " · " + phase.row
                                                          : " · " + phase.name;
            append_line(view.csv, {name_of(*one.work) + part, sentence_of(one.reason),
                                   place_words(*one.work), key_of(*one.work)});
            view.row_addresses.push_back(works::address_of(*one.work, phase, std::string()));
        }
    }
    view.formats = {{"JSON", path + "?f=json"},
                    {std::string(facts.title), address_of(facts, {})},
                    {"Tous les flux", "/works/feeds?f=html"}};
    return view;
}

}  // namespace parvis::publish::works
