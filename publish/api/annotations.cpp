// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/annotations.hpp"

#include "publish/api/link.hpp"
#include "publish/formats/xml_text.hpp"
#include "publish/optional_member.hpp"
#include "publish/row_name.hpp"
#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish {

namespace {

using datasets::Comment;
using datasets::CommentState;
using datasets::JsonText;

void write_bodies(JsonText& json, const Comment& comment)
{
    json.key("body");
    json.start_array();
    for (const auto& [language, text] : comment.text) {
        json.start_object();
        json.member("type", "TextualBody");
        json.member("purpose", "commenting");
        json.member("format", "text/markdown");
        json.member("language", language);
        json.member("value", text);
        json.end_object();
    }
    if (!comment.motive.empty()) {
        json.start_object();
        json.member("type", "TextualBody");
        json.member("purpose", "tagging");
        json.member("language", "fr");
        json.member("value", datasets::motive_label_fr(comment.motive));
        json.end_object();
    }
    json.end_array();
}

/// What it speaks of by meaning, and the rows that this is in the published version.
void write_target(JsonText& json, const Snapshot* dataset, const Comment& comment,
                  const std::string& base_url)
{
    const auto& target = comment.target;
    json.start_object();
    json.member("type", "SpecificResource");
    json.member("source", base_url + "/collections/" + target.dataset);
    json.key("selector");
    json.start_object();
    json.member("type", "ParvisSelector");
    write_unless_empty(json, "column", target.column);
    write_unless_empty(json, "key", target.key);
    write_unless_empty(json, "measure", target.measure);
    write_unless_empty(json, "place", target.place);
    write_unless_empty(json, "period", target.period);
    std::vector<std::string> items;
    if (dataset != nullptr) {
        for (const RowIndex row : dataset->rows_said_of(comment.id)) {
            items.push_back(base_url + site::item_address(dataset->id(), dataset->feature_id(row)));
        }
    }
    if (!items.empty()) {
        json.member("items", items);
    }
    json.end_object();
    json.end_object();
}

void write_in_table(JsonText& json, const TablePlace& place)
{
    if (place.fragment.empty()) {
        json.text(place.table);
        return;
    }
    json.start_object();
    json.member("type", "SpecificResource");
    json.member("source", place.table);
    json.key("selector");
    json.start_object();
    json.member("type", "FragmentSelector");
    json.member("conformsTo", "http://tools.ietf.org/rfc/rfc7111");
    json.member("value", place.fragment);
    json.end_object();
    json.end_object();
}

void write_members(JsonText& json, const Snapshot* dataset, const Comment& comment,
                   const std::string& base_url, const TablePlace* in_table)
{
    const bool withdrawn = comment.state == CommentState::withdrawn;
    json.member("id", comment_address(base_url, comment.id));
    json.member("type", "Annotation");
    json.member("motivation", "commenting");
    json.member("created", datasets::to_text(comment.date) + "T00:00:00Z");
    if (withdrawn) {
        write_unless_empty(json, "modified", comment.withdrawn_on);
    } else {
        json.key("creator");
        json.start_object();
        json.member("type", "Organization");
        json.member("name", comment.author);
        write_unless_empty(json, "role", comment.role);
        json.end_object();
        write_bodies(json, comment);
    }
    json.member("etat", datasets::name_of(comment.state));
    if (comment.state == CommentState::to_review) {
        write_unless_empty(json, "chiffre_avant", comment.figure_was);
        write_unless_empty(json, "chiffre_actuel", comment.figure_is);
    }
    if (!withdrawn) {
        write_unless_empty(json, "statut", comment.status);
        write_unless_empty(json, "confidentialite", comment.confidentiality);
        write_unless_empty(json, "motif", comment.motive);
    }
    json.key("target");
    if (in_table == nullptr) {
        write_target(json, dataset, comment, base_url);
    } else {
        json.start_array();
        write_in_table(json, *in_table);
        write_target(json, dataset, comment, base_url);
        json.end_array();
    }
}

std::string title_of(const Publication& publication)
{
    return fmt::format("Explications — {}", datasets::text_in(publication.site.name, "fr"));
}

/// A page, with all its members but the context.
void write_page(JsonText& json, const Publication& publication, const CommentQuery& query,
                const ChosenComments& chosen, const std::string& base_url)
{
    const std::size_t page = query.page.value_or(1);
    json.member("id", base_url + query.address(page));
    json.member("type", "AnnotationPage");
    json.member("startIndex", std::uint64_t{chosen.first});
    if (page < chosen.pages) {
        json.member("next", base_url + query.address(page + 1));
    }
    if (page > 1) {
        json.member("prev", base_url + query.address(std::min(page - 1, chosen.pages)));
    }
    json.key("items");
    json.start_array();
    for (const Comment* comment : chosen.comments) {
        write_annotation(json, publication.find(comment->target.dataset).get(), *comment, base_url);
    }
    json.end_array();
}

void write_collection(JsonText& json, const Publication& publication, const CommentQuery& query,
                      const ChosenComments& chosen, const std::string& base_url)
{
    json.member("id", base_url + query.address({}));
    json.member("type", "AnnotationCollection");
    json.member("label", title_of(publication));
    json.member("total", std::uint64_t{chosen.total});
    json.member("attribution", publication.site.publisher);
}

std::vector<Link> links_of(const CommentQuery& query, std::optional<std::size_t> page,
                           const ChosenComments& chosen, const std::string& base_url)
{
    std::vector<Link> links{
        {base_url + query.address(page), "self", media::annotations, "Ce document"},
        {base_url + query.address(page, "html"), "alternate", media::html, "Page des commentaires"},
        {base_url + query.address({}, "atom"), "alternate", media::atom, "Fil Atom"}};
    if (page.value_or(1) < chosen.pages) {
        links.push_back({base_url + query.address(page.value_or(1) + 1), "next", media::annotations,
                         "Page suivante"});
    }
    return links;
}

/// What it speaks of, for people: the dataset's title, the row or figure, the column, the period.
std::string about_words(const site::Page& page, const Comment& comment)
{
    const auto& target = comment.target;
    const auto dataset = page.publication->find(target.dataset);
    std::string words(dataset ? datasets::text_in(dataset->manifest().facts.title, "fr")
                              : std::string_view(target.dataset));
    const auto add = [&](const std::string& part) { words += part.empty() ? "" : ", " + part; };
    if (!target.measure.empty()) {
        add(dataset ? site::measure_label(page, *dataset, target.measure) : target.measure);
        add(site::place_name(page, target.place));
        add(target.period);
    } else if (!target.key.empty()) {
        const auto row = dataset ? dataset->row_of(target.key) : std::nullopt;
        add(row ? row_name(*dataset, *row) : target.key);
    }
    const auto column = dataset ? dataset->property(target.column) : std::nullopt;
    add(column ? std::string(datasets::text_in(dataset->manifest().properties[*column].label, "fr"))
               : target.column);
    return words;
}

void append_entry(std::string& out, const site::Page& page, const Comment& comment,
                  const std::string& base_url)
{
    const std::string address = comment_address(base_url, comment.id);
    const std::string day = datasets::to_text(comment.date) + "T00:00:00Z";
    out += "<entry>";
    append_element(out, "id", address);
    append_element(out, "title", about_words(page, comment));
    append_element(out, "updated", changed_at(*page.publication, comment));
    append_element(out, "published", day);
    out += "<author>";
    append_element(out, "name", signed_by(comment));
    out += "</author><link rel=\"alternate\" type=\"text/html\" href=\"";
    append_xml(out, address + "?f=html");
    out += "\"/>";
    if (!comment.motive.empty()) {
        out += "<category term=\"";
        append_xml(out, comment.motive);
        out += "\" label=\"";
        append_xml(out, datasets::motive_label_fr(comment.motive));
        out += "\"/>";
    }
    std::string html = site::markdown_html(all_texts(comment));
    if (const auto review = review_words(comment); !review.empty()) {
        html += fmt::format("<p>À revoir : {}.</p>", site::escaped(review));
    }
    out += "<content type=\"html\">";
    append_xml(out, html);
    out += "</content></entry>\n";
}

}  // namespace

std::string comment_address(const std::string& base_url, std::string_view id)
{
    return fmt::format("{}/comments/{}", base_url, id);
}

void write_annotation_context(JsonText& json)
{
    json.key("@context");
    json.raw(R"(["http://www.w3.org/ns/anno.jsonld",{)"
             R"("statut":"http://purl.org/linked-data/sdmx/2009/attribute#obsStatus",)"
             R"("confidentialite":"http://purl.org/linked-data/sdmx/2009/attribute#confStatus"}])");
}

void write_annotation(JsonText& json, const Snapshot* dataset, const Comment& comment,
                      const std::string& base_url, const TablePlace* in_table)
{
    json.start_object();
    write_members(json, dataset, comment, base_url, in_table);
    json.end_object();
}

std::string annotations_json(const Publication& publication, const CommentQuery& query,
                             const std::string& base_url)
{
    const ChosenComments chosen = choose_comments(publication, query);
    JsonText json;
    json.start_object();
    write_annotation_context(json);
    if (query.page) {
        write_page(json, publication, query, chosen, base_url);
        json.key("partOf");
        json.start_object();
        write_collection(json, publication, query, chosen, base_url);
        json.end_object();
    } else {
        write_collection(json, publication, query, chosen, base_url);
        json.key("first");
        json.start_object();
        write_page(json, publication, query, chosen, base_url);
        json.end_object();
        json.member("last", base_url + query.address(chosen.pages));
    }
    write_links(json, links_of(query, query.page, chosen, base_url));
    json.end_object();
    return json.take();
}

std::string annotation_json(const Publication& publication, const Comment& comment,
                            const std::string& base_url)
{
    JsonText json;
    json.start_object();
    write_annotation_context(json);
    write_members(json, publication.find(comment.target.dataset).get(), comment, base_url, nullptr);
    const std::string self = comment_address(base_url, comment.id);
    write_links(json, {{self + "?f=jsonld", "self", media::annotations, "Ce document"},
                       {self + "?f=html", "alternate", media::html, "Ce commentaire en page"},
                       {base_url + "/comments", "collection", media::annotations,
                        "Tous les commentaires"}});
    json.end_object();
    return json.take();
}

std::string comments_atom(const Publication& publication, const CommentQuery& asked,
                          const std::string& base_url)
{
    const site::PageContext context;
    const site::Page page(&publication, context);
    CommentQuery query = asked;
    query.by_change = true;
    const ChosenComments chosen = choose_comments(publication, query);
    std::string newest;
    for (const Comment* comment : chosen.comments) {
        newest = std::max(newest, changed_at(publication, *comment));
    }
    const auto link = [&](std::string_view rel, std::string_view type, const std::string& address) {
        std::string text = fmt::format("<link rel=\"{}\" type=\"{}\" href=\"", rel, type);
        append_xml(text, base_url + address);
        return text + "\"/>";
    };
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\" xml:base=\"";
    append_xml(out, base_url + "/");
    out += "\">";
    append_element(out, "id", base_url + query.address({}, "atom"));
    append_element(out, "title", title_of(publication));
    // A feed of nothing has not changed since the site's day.
    append_element(out, "updated",
                   newest.empty() ? datasets::to_text(publication.today) + "T00:00:00Z" : newest);
    out += "<author>";
    append_element(out, "name",
                   publication.site.publisher.empty()
                       ? datasets::text_in(publication.site.name, "fr")
                       : std::string_view(publication.site.publisher));
    out += "</author>";
    out += link("self", media::atom, query.address(query.page, "atom"));
    out += link("alternate", media::html, query.address(query.page, "html"));
    if (query.page.value_or(1) < chosen.pages) {  // RFC 5005
        out += link("next", media::atom, query.address(query.page.value_or(1) + 1, "atom"));
    }
    out += '\n';
    for (const Comment* comment : chosen.comments) {
        if (is_shown(*comment)) {
            append_entry(out, page, *comment, base_url);
        }
    }
    return out + "</feed>\n";
}

}  // namespace parvis::publish
