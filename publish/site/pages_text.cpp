// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>

namespace parvis::publish::site {

namespace {

/// What the list is narrowed to: "Chantiers, Elbeuf, 2026-01-01/..".
std::string filter_words(const Page& page, const CommentQuery& query)
{
    std::string words;
    const auto add = [&](const std::string& part) {
        words += words.empty() || part.empty() ? part : ", " + part;
    };
    if (const auto dataset = page.publication->find(query.dataset)) {
        add(std::string(page.in_language(dataset->manifest().facts.title)));
    }
    if (!query.place.empty()) {
        add(place_name(page, query.place));
    }
    for (const auto& [name, value] : query.filters) {
        add(name == "datetime" ? value : std::string());
    }
    return words;
}

std::string comments_frame(const Page& page, Data data, std::string title, const std::string& feed)
{
    data.set("feed", feed).set("mark", icon("comment"));
    Frame frame;
    frame.title = std::move(title);
    frame.section = "comments";
    frame.feed = feed;
    frame.description = page.messages.text("comments_lead");
    frame.body = render("comments", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace

std::string comments_page(const Publication& publication, const PageContext& context,
                          const CommentQuery& query)
{
    const Page page(&publication, context);
    const ChosenComments chosen = choose_comments(publication, query);
    Data::List list;
    for (const datasets::Comment* comment : chosen.comments) {
        list.push_back(comment_data(page, *comment));
    }
    const std::size_t number = query.page.value_or(1);
    const auto address = [&](bool is_there, std::size_t other) {
        return is_there ? query.address(other) : std::string();
    };
    Data data;
    data.set("count", page.messages.format("comments_count",
                                           {{"n", static_cast<std::int64_t>(chosen.total)}}))
        .set("filter", filter_words(page, query))
        .set("writes", publication.takes_comments)
        .set("has_pages", chosen.pages > 1)
        .set("previous", address(number > 1, std::min(number - 1, chosen.pages)))
        .set("next", address(number < chosen.pages, number + 1))
        .set("comments", std::move(list));
    return comments_frame(page, std::move(data), page.messages.text("comments_title"),
                          query.address({}, "atom"));
}

std::string api_page(const Publication& publication, const PageContext& context)
{
    const Page page(&publication, context);
    const std::string& base = context.base_url;
    std::string works, equipment, first;
    for (const auto& [id, dataset] : publication.datasets) {
        const datasets::Kind kind = dataset->manifest().facts.kind;
        if (first.empty()) {
            first = id;
        }
        if (works.empty() && kind == datasets::Kind::road_works) {
            works = id;
        }
        if (equipment.empty() && kind == datasets::Kind::equipment) {
            equipment = id;
        }
    }
    Data::List lines;
    const auto add = [&](std::string_view words, const std::string& line) {
        Data entry;
        entry.set("words", page.messages.text(words)).set("line", line);
        lines.push_back(std::move(entry));
    };
    add("api_collections", "curl '" + base + "/collections?f=json'");
    if (!works.empty()) {
        add("api_works",
            "curl '" + base + dataset_address(works) + "/items?f=geojson&etat=en_cours'");
        add("api_feeds", "curl '" + base + "/works/feeds/cifs'");
    }
    if (!equipment.empty()) {
        add("api_csv", "curl -o " + equipment + ".csv '" + base + dataset_address(equipment) +
                           "/items?f=csv&limit=10000'");
    }
    if (const auto communes = publication.communes(); communes && communes->manifest().extent) {
        const geo::Box& box = *communes->manifest().extent;
        const double lon = (box.west + box.east) / 2, lat = (box.south + box.north) / 2;
        const auto edge = [](double value) {
            std::string text = std::to_string(value);
            return text.substr(0, text.size() - 3);
        };
        const std::string id = works.empty() ? first : works;
        add("api_box", "curl '" + base + dataset_address(id) + "/items?bbox=" + edge(lon - 0.05) +
                           "," + edge(lat - 0.03) + "," + edge(lon + 0.05) + "," +
                           edge(lat + 0.03) + "'");
        add("api_ogr", "ogrinfo -so 'OAPIF:" + base + "' " + communes->id());
    }
    Data::List collections;
    for (const auto& [id, dataset] : publication.datasets) {
        Data entry;
        entry.set("title", page.in_language(dataset->manifest().facts.title))
            .set("address", dataset_address(id))
            .set("items", dataset_address(id) + "/items?f=geojson")
            .set("schema", dataset_address(id) + "/schema");
        collections.push_back(std::move(entry));
    }
    Data data;
    const auto communes = publication.communes();
    const std::string commune =
        communes && communes->size() > 0 ? std::string(communes->feature_id(0)) : "…";
    data.set("lines", std::move(lines))
        .set("collections", std::move(collections))
        .set("rule_filter", page.messages.format("api_rule_filter", {{"commune", commune}}))
        .set("rule_at",
             page.messages.format("api_rule_at", {{"day", datasets::to_text(publication.today)}}));
    Frame frame;
    frame.title = page.messages.text("api_title");
    frame.section = "api";
    frame.description = page.messages.text("api_lead");
    frame.body = render("api", data, page.messages);
    return whole_page(page, frame);
}

std::string error_page(const Publication* publication, const PageContext& context, int status,
                       std::string_view title, std::string_view detail)
{
    const Page page(publication, context);
    const std::string* way_on = page.messages.find("error_way_" + std::to_string(status));
    Data data;
    data.set("status", std::to_string(status))
        .set("title", french_spacing(title))
        .set("detail", french_spacing(detail))
        .set("way_on", way_on == nullptr ? page.messages.text("error_way") : *way_on)
        .set("search_icon", icon("search"))
        .set("can_search", publication != nullptr);
    Frame frame;
    frame.title = french_spacing(title);
    frame.section = "error";
    frame.body = render("error", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
