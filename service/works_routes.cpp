// SPDX-License-Identifier: EUPL-1.2
#include "service/works_routes.hpp"

#include "publish/api/link.hpp"
#include "publish/works/book.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/feed_list.hpp"
#include "publish/works/feed_query.hpp"
#include "service/encoding.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace parvis::service {
namespace {

namespace media = publish::media;
namespace works = publish::works;

constexpr std::array list_offers{Offer{Format::json, media::json, ""},
                                 Offer{Format::html, media::html, "application/xhtml+xml"}};

Offer offer_of(const works::FeedFacts& facts)
{
    switch (facts.feed) {
    case works::Feed::datex2:
    case works::Feed::cifs:
        return {Format::xml, facts.media_type, "text/xml"};
    case works::Feed::wzdx:
    case works::Feed::geojson:
        return {Format::geojson, facts.media_type, media::json};
    case works::Feed::ical:
        return {Format::icalendar, facts.media_type, ""};
    case works::Feed::atom:
        break;
    }
    return {Format::atom, facts.media_type, "application/xml"};
}

std::shared_ptr<const works::Book> book_of(const RouteCall& call)
{
    return call.store.works().book(call.publication, call.store, instant_now());
}

/// Depends on all that a feed depends on.
std::string tag_of(const RouteCall& call, const works::Book& book, Format format)
{
    return fmt::format(
        "{}-{}-{}", book.tag, name_of(format),
        hash_text(call.base_url + call.request.raw_path + '?' + call.request.raw_query));
}

/// What is answered changes at a turn too, without a new publication.
publish::Response since_turn(publish::Response response, const RouteCall& call,
                             const works::Book& book)
{
    response.last_modified = std::max(call.publication->since, book.moment.seconds);
    return response;
}

Problem no_such_feed(const RouteCall& call)
{
    std::string names;
    for (const auto& feed : works::feeds()) {
        names += (names.empty() ? "" : ", ") + std::string(feed.name);
    }
    return {
        ProblemKind::not_found,
        fmt::format("Il n'y a pas de flux « {} ». Flux possibles : {}.", call.segment(2), names),
        {},
        {{"up", call.base_url + "/works/feeds"}}};
}

/// What was made lately, or is made now.
template <typename Make>
std::shared_ptr<const std::string> kept(publish::LruCache<std::string>& shelf,
                                        const std::string& key, const Make& make)
{
    auto text = shelf.find(key);
    if (!text) {
        text = std::make_shared<const std::string>(make());
        shelf.insert(key, text, text->size());
    }
    return text;
}

/// How much each feed takes, which is to make them all: kept as numbers, two for each feed.
std::vector<works::FeedCount> counts_of(const RouteCall& call, const works::Book& book)
{
    const auto text = kept(call.store.works().feeds(), book.tag + "\ncounts", [&] {
        std::string numbers;
        for (const auto& one : works::list_feeds(book, {})) {
            numbers += fmt::format("{} {} ", one.works, one.delivered);
        }
        return numbers;
    });
    std::istringstream numbers(*text);
    std::vector<works::FeedCount> counts;
    for (const works::FeedFacts& facts : works::feeds()) {
        works::FeedCount one{&facts};
        numbers >> one.works >> one.delivered;
        counts.push_back(one);
    }
    return counts;
}

/// Whether the feed's text has addresses of the site in it.
bool names_the_site(works::Feed feed)
{
    return feed != works::Feed::cifs && feed != works::Feed::wzdx;
}

/// What a feed, and the list of what it lacks, is asked for.
struct FeedAsked {
    Offer offer;
    works::WorksWanted wanted;
    std::shared_ptr<const works::Book> book;
    std::string tag;
    bool is_held = false;  ///< by whoever asks: nothing needs to be made
};

std::variant<FeedAsked, Problem> asked_of(const RouteCall& call, std::span<const Offer> offers)
{
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    auto parsed = works::parse_feed_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems, works::feed_parameters(*call.publication));
    }
    FeedAsked asked{
        std::get<Offer>(offer), std::get<works::WorksWanted>(std::move(parsed)), book_of(call), {}};
    asked.tag = tag_of(call, *asked.book, asked.offer.format);
    asked.is_held = matches(call.request.header("if-none-match"), asked.tag);
    return asked;
}

publish::LruCache<std::string>& shelf_of(const RouteCall& call, const FeedAsked& asked)
{
    return asked.wanted.all() ? call.store.works().feeds() : call.store.works().filtered();
}

}  // namespace

Outcome answer_feed(const RouteCall& call)
{
    const auto* facts = works::feed_named(call.segment(2));
    if (facts == nullptr) {
        return no_such_feed(call);
    }
    // A feed is one format: `f` would only choose what is there.
    for (const auto& [name, text] : call.request.query) {
        if (name == "f") {
            return parameter_problem(
                {{name, text, "ce paramètre n'existe pas à cette adresse", true}});
        }
    }
    const std::array offers{offer_of(*facts)};
    auto answer = asked_of(call, offers);
    if (auto* problem = std::get_if<Problem>(&answer)) {
        return std::move(*problem);
    }
    const auto& asked = std::get<FeedAsked>(answer);
    const auto make = [&] {
        return works::make_feed(facts->feed, *asked.book, asked.wanted, call.base_url).text;
    };
    auto response = response_with({}, facts->media_type, asked.tag);
    if (asked.is_held) {
        return since_turn(std::move(response), call, *asked.book);  // routes turn it into 304
    }
    response.shared_body = kept(shelf_of(call, asked),
                                fmt::format("{}\n{}\n{}\n{}", asked.book->tag, facts->name,
                                            names_the_site(facts->feed) ? call.base_url : "",
                                            asked.wanted.all() ? "" : call.request.raw_query),
                                make);
    return since_turn(std::move(response), call, *asked.book);
}

Outcome answer_undelivered(const RouteCall& call)
{
    const auto* facts = works::feed_named(call.segment(2));
    if (facts == nullptr) {
        return no_such_feed(call);
    }
    auto answer = asked_of(call, list_offers);
    if (auto* problem = std::get_if<Problem>(&answer)) {
        return std::move(*problem);
    }
    const auto& asked = std::get<FeedAsked>(answer);
    const bool is_page = asked.offer.format == Format::html;
    const auto make = [&] {
        const auto made = works::make_feed(facts->feed, *asked.book, asked.wanted, call.base_url);
        return is_page
                   ? publish::site::answer_page(
                         *call.publication, call.page(),
                         works::undelivered_view(*facts, made, call.request.raw_path))
                   : works::undelivered_json(*facts, made, call.base_url, call.request.raw_query);
    };
    auto response = is_page ? page_with({}, asked.tag) : response_with({}, media::json, asked.tag);
    if (!asked.is_held) {
        response.shared_body = kept(shelf_of(call, asked), asked.tag, make);
    }
    return since_turn(std::move(response), call, *asked.book);
}

Outcome answer_feeds(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, list_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto book = book_of(call);
    const auto format = std::get<Offer>(offer).format;
    const auto tag = tag_of(call, *book, format);
    if (matches(call.request.header("if-none-match"), tag)) {
        return since_turn(response_with({}, media::json, tag), call, *book);
    }
    const auto list = counts_of(call, *book);
    if (format == Format::html) {
        return since_turn(page_with(publish::site::answer_page(*call.publication, call.page(),
                                                               works::feeds_view(list)),
                                    tag),
                          call, *book);
    }
    return since_turn(response_with(works::feeds_json(list, call.base_url), media::json, tag), call,
                      *book);
}

}  // namespace parvis::service
