// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/edition_facts.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "publish/site/markdown.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <rapidjson/document.h>

namespace parvis::publish::report {

namespace {

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

}  // namespace

EditionFacts facts_of(const Report& report)
{
    EditionFacts facts;
    facts.place = report.place;
    facts.name = report.name;
    facts.year = report.year;
    facts.sample = report.sample;
    for (const Chapter& chapter : report.chapters) {
        for (const std::vector<Figure>* figures : {&chapter.figures, &chapter.without}) {
            for (const Figure& figure : *figures) {
                if (figure.value) {
                    facts.figures.push_back({figure.indicator->id, figure.indicator->label,
                                             figure.value->text, cells_text(*figure.value),
                                             std::string(name_of(figure.value->rule)),
                                             figure.value->value});
                }
                for (const datasets::Comment& comment : figure.comments) {
                    facts.comments.push_back(
                        {comment.id, figure.indicator->label,
                         comment.author + "\n" + datasets::to_text(comment.date) + "\n" +
                             std::string(datasets::text_in(comment.text, "fr"))});
                }
            }
        }
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
        changes.push_back(messages.format(key, {{"label", site::escaped(label)},
                                                {"now", std::move(now_html)},
                                                {"before", std::move(before_html)}}));
    };
    for (const FigureFact& fact : now.figures) {
        const FigureFact* const old = find(before.figures, fact.id);
        if (old == nullptr) {
            say("report_correction_new", fact.label, bound_of(fact), "");
        } else if (old->text != fact.text || old->value != fact.value) {
            say("report_correction", fact.label, bound_of(fact), bound_of(*old));
        }
    }
    for (const FigureFact& old : before.figures) {
        if (find(now.figures, old.id) == nullptr) {
            say("report_correction_gone", old.label, "", bound_of(old));
        }
    }
    for (const CommentFact& fact : now.comments) {
        const CommentFact* const old = find(before.comments, fact.id);
        if (old == nullptr || old->text != fact.text) {
            say(old == nullptr ? "report_comment_new" : "report_comment_changed", fact.about, "",
                "");
        }
    }
    for (const CommentFact& old : before.comments) {
        if (find(now.comments, old.id) == nullptr) {
            say("report_comment_gone", old.about, "", "");
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
    json.member("before", std::uint64_t{facts.before});
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
        json.key("value");
        json.number(fact.value);
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
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
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
    const auto sample = document.FindMember("sample");
    facts.sample = sample != document.MemberEnd() && sample->value.IsTrue();
    const auto add_text = [](std::vector<std::string>& to) {
        return [&to](const rapidjson::Value& entry) {
            if (entry.IsString()) {
                to.emplace_back(entry.GetString(), entry.GetStringLength());
            }
        };
    };
    each_of(document, "versions", add_text(facts.versions));
    each_of(document, "changes", add_text(facts.changes));
    each_of(document, "figures", [&](const rapidjson::Value& entry) {
        if (entry.IsObject()) {
            const auto value = entry.FindMember("value");
            facts.figures.push_back(
                {text_of(entry, "id"), text_of(entry, "label"), text_of(entry, "text"),
                 text_of(entry, "cells"), text_of(entry, "rule"),
                 value != entry.MemberEnd() && value->value.IsNumber() ? value->value.GetDouble()
                                                                       : 0});
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
