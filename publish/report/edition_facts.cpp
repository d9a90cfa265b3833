// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/edition_facts.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "publish/report/html.hpp"
#include "publish/report/numbers.hpp"
#include "publish/site/markdown.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <rapidjson/document.h>

namespace parvis::publish::report {

namespace {

std::string with_detail(const FigureFact& fact)
{
    return site::escaped(fact.label) + (fact.detail.empty() ? "" : ", ") + fact.detail;
}

/// `label` as HTML; nothing where there is no text.
void add_text(EditionFacts& facts, std::string id, std::string label, const Quoted& text)
{
    if (!text.text.empty()) {
        facts.texts.push_back({std::move(id), std::move(label), text.text, text.cell});
    }
}

std::string bound_of(const FigureFact& fact)
{
    return fmt::format(
        "<data value=\"{}\" data-value=\"{}\" data-rule=\"{}\" data-cells=\"{}\">{}</data>",
        fact.value, fact.value, fact.rule, site::escaped(fact.cells), site::escaped(fact.text));
}

template <class Fact>
const Fact* find(const std::vector<Fact>& facts, const std::string& id)
{
    const auto found = std::ranges::find(facts, id, &Fact::id);
    return found == facts.end() ? nullptr : &*found;
}

/// A text member; "" where it is missing.
std::string text_of(const rapidjson::Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string(found->value.GetString(), found->value.GetStringLength())
               : std::string();
}

unsigned number_of(const rapidjson::Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsUint() ? found->value.GetUint() : 0;
}

bool is_true(const rapidjson::Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsTrue();
}

template <class Read>
void each_of(const rapidjson::Value& object, const char* name, const Read& read)
{
    const auto found = object.FindMember(name);
    if (found != object.MemberEnd() && found->value.IsArray()) {
        for (const rapidjson::Value& entry : found->value.GetArray()) {
            read(entry);
        }
    }
}

/// "objectif, Bihorel, 2024": what of it is not plain from the label.
std::string detail_of(const site::Page& page, const Report& report, const Number& number)
{
    std::string detail;
    const auto add = [&](const std::string& words) {
        detail += (detail.empty() ? "" : ", ") + words;
    };
    if (number.figure != nullptr && number.what != "valeur") {
        add(page.messages.text("report_what_" + std::string(number.what)));
    }
    if (number.place != report.name) {
        add(quoted_html({number.place, number.place_cell}));
    }
    if (number.year != report.year) {
        add(time_html(number.year, number.year));
    }
    return detail;
}

void add_numbers(const site::Page& page, const Report& report, EditionFacts& facts)
{
    for (const Number& number : numbers_of(report)) {
        const std::string name = number.figure == nullptr ? "" : number.figure->indicator->id;
        facts.figures.push_back({number.is_main ? name
                                                : fmt::format("{}/{}/{}/{}", name, number.what,
                                                              number.place, number.year),
                                 number.figure == nullptr
                                     ? page.messages.text("report_what_" + std::string(number.what))
                                     : number.figure->indicator->label,
                                 number.bound->text, cells_text(*number.bound),
                                 std::string(name_of(number.bound->rule)), number.bound->value,
                                 detail_of(page, report, number)});
        if (!number.status.empty() && number.status != "A") {
            add_text(facts, facts.figures.back().id + "/statut",
                     with_detail(facts.figures.back()) + ", " +
                         page.messages.text("report_what_statut"),
                     {std::string(datasets::status_label_fr(number.status)), ""});
        }
    }
}

void add_figure_texts(const site::Page& page, const Figure& figure, EditionFacts& facts)
{
    const auto add = [&](const std::string& what, const Quoted& text) {
        add_text(facts, figure.indicator->id + "/" + what,
                 site::escaped(figure.indicator->label) + ", " +
                     page.messages.text("report_what_" + what),
                 text);
    };
    std::string parts;
    for (const std::string& part : figure.parts) {
        const std::string* label = page.messages.find("report_part_" + part);
        parts += (parts.empty() ? "" : ", ") + (label == nullptr ? part : *label);
    }
    add("postes", {parts, ""});
    add("mode", figure.mode);
    add("perimetre", figure.includes);
    add("source", figure.source);
    if (!figure.value) {
        add("statut", {std::string(datasets::status_label_fr(figure.status)), ""});
    }
}

void add_comment(const datasets::Comment& comment, const std::string& about, EditionFacts& facts)
{
    facts.comments.push_back({comment.id, about,
                              comment.author + "\n" + comment.role + "\n" +
                                  datasets::to_text(comment.date) + "\n" +
                                  std::string(datasets::text_in(comment.text, "fr")) + "\n" +
                                  std::string(datasets::name_of(comment.state)) + "\n" +
                                  comment.figure_is + "\n" + comment.motive + comment.status});
}

}  // namespace

EditionFacts facts_of(const site::Page& page, const Report& report)
{
    EditionFacts facts;
    facts.place = report.place;
    facts.name = report.name;
    facts.year = report.year;
    facts.sample = report.sample;
    add_numbers(page, report, facts);
    add_text(facts, "taille", page.messages.text("report_what_taille"), report.size_class);
    for (const Chapter& chapter : report.chapters) {
        for (const std::vector<Figure>* figures : {&chapter.figures, &chapter.without}) {
            for (const Figure& figure : *figures) {
                add_figure_texts(page, figure, facts);
                for (const datasets::Comment& comment : figure.comments) {
                    add_comment(comment, figure.indicator->label, facts);
                }
            }
        }
    }
    for (const datasets::Comment& comment : report.on_population) {
        add_comment(comment, page.messages.text("report_what_population"), facts);
    }
    for (const datasets::Comment& comment : report.methods) {
        add_comment(comment, page.messages.text("report_method"), facts);
    }
    for (const Located& located : report.located) {
        const std::string row =
            located.cell.substr(std::min(located.cell.find('#'), located.cell.size()));
        add_text(facts, "place" + row, page.messages.text("report_ground"), located.name);
        add_text(facts, "place" + row + "/what", page.messages.text("report_ground"), located.what);
    }
    for (const VersionUsed& used : report.versions) {
        facts.versions.push_back(
            fmt::format("{}@{} sha256:{}", used.id, used.version, used.sha256));
    }
    return facts;
}

std::vector<std::string> changes_between(const EditionFacts& before, const EditionFacts& now,
                                         const site::Messages& messages)
{
    std::vector<std::string> changes;
    const auto say = [&](std::string_view key, const std::string& label, std::string now_html,
                         std::string before_html) {
        changes.push_back(messages.format(
            key,
            {{"label", label}, {"now", std::move(now_html)}, {"before", std::move(before_html)}}));
    };
    for (const FigureFact& fact : now.figures) {
        const FigureFact* const old = find(before.figures, fact.id);
        if (old == nullptr) {
            say("report_correction_new", with_detail(fact), bound_of(fact), "");
        } else if (old->text != fact.text || old->value != fact.value) {
            say("report_correction", with_detail(fact), bound_of(fact), bound_of(*old));
        }
    }
    for (const FigureFact& old : before.figures) {
        if (find(now.figures, old.id) == nullptr) {
            say("report_correction_gone", with_detail(old), "", bound_of(old));
        }
    }
    for (const TextFact& fact : now.texts) {
        const TextFact* const old = find(before.texts, fact.id);
        if (old == nullptr || old->text != fact.text) {
            say(old == nullptr ? "report_correction_new" : "report_correction", fact.label,
                quoted_html({fact.text, fact.cell}),
                old == nullptr ? "" : quoted_html({old->text, old->cell}));
        }
    }
    for (const TextFact& old : before.texts) {
        if (find(now.texts, old.id) == nullptr) {
            say("report_correction_gone_text", old.label, "", quoted_html({old.text, old.cell}));
        }
    }
    for (const CommentFact& fact : now.comments) {
        const CommentFact* const old = find(before.comments, fact.id);
        if (old == nullptr || old->text != fact.text) {
            say(old == nullptr ? "report_comment_new" : "report_comment_changed",
                site::escaped(fact.about), "", "");
        }
    }
    for (const CommentFact& old : before.comments) {
        if (find(now.comments, old.id) == nullptr) {
            say("report_comment_gone", site::escaped(old.about), "", "");
        }
    }
    return changes;
}

std::string to_json(const EditionFacts& facts)
{
    datasets::JsonText json;
    json.start_object();
    json.member("edition", std::uint64_t{facts.edition});
    json.member("place", facts.place);
    json.member("name", facts.name);
    json.member("year", facts.year);
    json.member("published", facts.published);
    json.member("who", facts.who);
    json.member("why", facts.why);
    json.member("sample", facts.sample);
    json.member("has_pdf", facts.has_pdf);
    json.member("before", std::uint64_t{facts.before});
    json.key("files");
    json.start_array();
    for (const datasets::VersionFile& file : facts.files) {
        json.start_object();
        json.member("name", file.name);
        json.member("bytes", file.bytes);
        json.member("sha256", file.sha256);
        json.end_object();
    }
    json.end_array();
    json.member("versions", facts.versions);
    json.member("changes", facts.changes);
    json.key("figures");
    json.start_array();
    for (const FigureFact& fact : facts.figures) {
        json.start_object();
        json.member("id", fact.id);
        json.member("label", fact.label);
        json.member("text", fact.text);
        json.member("rule", fact.rule);
        json.member("cells", fact.cells);
        json.member("detail", fact.detail);
        json.key("value");
        json.number(fact.value);
        json.end_object();
    }
    json.end_array();
    json.key("texts");
    json.start_array();
    for (const TextFact& fact : facts.texts) {
        json.start_object();
        json.member("id", fact.id);
        json.member("label", fact.label);
        json.member("text", fact.text);
        json.member("cell", fact.cell);
        json.end_object();
    }
    json.end_array();
    json.key("comments");
    json.start_array();
    for (const CommentFact& fact : facts.comments) {
        json.start_object();
        json.member("id", fact.id);
        json.member("about", fact.about);
        json.member("text", fact.text);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

EditionFacts read_edition_facts(std::string_view json, const std::string& file)
{
    rapidjson::Document document;
    // Numbers read back to the last bit: else each would look corrected.
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        json.data(), json.size());
    if (document.HasParseError() || !document.IsObject() || number_of(document, "edition") == 0) {
        throw StoreError(file + " : ce n’est pas la fiche d’une édition de rapport.");
    }
    EditionFacts facts;
    facts.edition = number_of(document, "edition");
    facts.before = number_of(document, "before");
    facts.place = text_of(document, "place");
    facts.name = text_of(document, "name");
    facts.year = text_of(document, "year");
    facts.published = text_of(document, "published");
    facts.who = text_of(document, "who");
    facts.why = text_of(document, "why");
    facts.sample = is_true(document, "sample");
    facts.has_pdf = is_true(document, "has_pdf");
    const auto add_text = [](std::vector<std::string>& to) {
        return [&to](const rapidjson::Value& entry) {
            if (entry.IsString()) {
                to.emplace_back(entry.GetString(), entry.GetStringLength());
            }
        };
    };
    each_of(document, "files", [&](const rapidjson::Value& entry) {
        if (entry.IsObject()) {
            const auto bytes = entry.FindMember("bytes");
            facts.files.push_back({text_of(entry, "name"),
                                   bytes != entry.MemberEnd() && bytes->value.IsUint64()
                                       ? bytes->value.GetUint64()
                                       : 0,
                                   text_of(entry, "sha256")});
        }
    });
    each_of(document, "versions", add_text(facts.versions));
    each_of(document, "changes", add_text(facts.changes));
    each_of(document, "figures", [&](const rapidjson::Value& entry) {
        if (entry.IsObject()) {
            const auto value = entry.FindMember("value");
            facts.figures.push_back(
                {text_of(entry, "id"), text_of(entry, "label"), text_of(entry, "text"),
                 text_of(entry, "cells"), text_of(entry, "rule"),
                 value != entry.MemberEnd() && value->value.IsNumber() ? value->value.GetDouble()
                                                                       : 0,
                 text_of(entry, "detail")});
        }
    });
    each_of(document, "texts", [&](const rapidjson::Value& entry) {
        if (entry.IsObject()) {
            facts.texts.push_back({text_of(entry, "id"), text_of(entry, "label"),
                                   text_of(entry, "text"), text_of(entry, "cell")});
        }
    });
    each_of(document, "comments", [&](const rapidjson::Value& entry) {
        if (entry.IsObject()) {
            facts.comments.push_back(
                {text_of(entry, "id"), text_of(entry, "about"), text_of(entry, "text")});
        }
    });
    return facts;
}

}  // namespace parvis::publish::report
