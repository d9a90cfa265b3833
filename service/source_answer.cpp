// SPDX-License-Identifier: EUPL-1.2
#include "service/source_answer.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "service/log.hpp"

#include <fmt/format.h>

#include <utility>

namespace parvis::service {

namespace {

using datasets::JsonText;
using publish::Response;

/// Whatever is in the file may be in its issues: never invalid UTF-8.
std::string valid(const std::string& text)
{
    std::string out;
    datasets::append_valid_utf8(out, text);
    return out;
}

std::string counts_json(const CheckReport& report)
{
    JsonText json;
    datasets::write_counts(json, report.view.counts);
    return json.take();
}

std::string issue_counts_json(const CheckReport& report)
{
    JsonText json;
    json.start_object();
    for (const auto& [code, count] : report.view.issue_counts) {
        json.member(valid(code), count);
    }
    json.end_object();
    return json.take();
}

std::string issues_json(const CheckReport& report)
{
    JsonText json;
    json.start_array();
    for (const auto& issue : report.view.issues) {
        json.start_object();
        json.member("line", issue.line);
        json.member("severity", issue.severity == datasets::Severity::rejected  ? "rejected"
                                : issue.severity == datasets::Severity::outside ? "outside"
                                                                                : "warning");
        json.member("code", valid(issue.code));
        json.member("column", valid(issue.column));
        json.member("value", valid(issue.value));
        json.member("message", valid(issue.message));
        json.end_object();
    }
    json.end_array();
    return json.take();
}

/// The rows that are published no more: how many, and the first, each with why.
std::string gone_json(const CheckReport& report)
{
    JsonText json;
    json.start_object();
    json.member("count", report.view.gone_count);
    json.key("rows");
    json.start_array();
    for (const auto& [id, reason] : report.view.gone) {
        json.start_object();
        json.member("id", valid(id));
        json.member("reason", valid(reason));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string texts_json(const std::vector<std::string>& texts)
{
    JsonText json;
    json.start_array();
    for (const auto& text : texts) {
        json.text(valid(text));
    }
    json.end_array();
    return json.take();
}

Response done(const HandedFile& file, const Handling& handling, const std::string& base_url)
{
    const std::string collection = base_url + "/collections/" + file.dataset;
    const bool is_published = handling.end == Handling::End::published;
    JsonText json;
    json.start_object();
    json.member("dataset", file.dataset);
    json.member("file", valid(file.name));
    json.member("result", is_published                             ? "published"
                          : handling.end == Handling::End::waiting ? "waiting"
                                                                   : "unchanged");
    json.member("message", valid(handling.sentence));
    json.key("version");
    handling.version == 0 ? json.null() : json.integer(handling.version);
    json.key("counts");
    json.raw(counts_json(handling.report));
    json.key("issue_counts");
    json.raw(issue_counts_json(handling.report));
    json.key("issues");
    json.raw(issues_json(handling.report));
    json.key("gone");
    json.raw(gone_json(handling.report));
    json.key("understood");
    json.raw(texts_json(handling.report.view.understood));
    json.key("links");
    json.start_array();
    const auto link = [&](const char* rel, const std::string& href) {
        json.start_object();
        json.member("rel", rel);
        json.member("href", href);
        json.end_object();
    };
    link("collection", collection);
    link("items", collection + "/items");
    link("version-history", collection + "/versions");
    json.end_array();
    json.end_object();

    Response response;
    response.status = handling.version == 0 ? 200 : 201;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    if (handling.version != 0) {
        response.headers.emplace_back("Location", collection + "/versions");
    }
    response.body = json.take();
    return response;
}

}  // namespace

Response refusal_of_source(ProblemKind kind, std::string detail)
{
    return problem_response({kind, std::move(detail), {}, {}, {{"Cache-Control", "no-store"}}});
}

Response busy_source(std::string detail)
{
    return problem_response({ProblemKind::unavailable,
                             std::move(detail),
                             {},
                             {},
                             {{"Retry-After", "30"}, {"Cache-Control", "no-store"}}});
}

Response dataset_in_use(const std::string& dataset)
{
    return busy_source(
        fmt::format("Une autre lecture du jeu « {} » est en cours sur ce serveur : rien n’a "
                    "été gardé de cet envoi. Recommencez dans une minute.",
                    dataset));
}

Response unusable_source(const HandedFile& file, std::string sentence, const CheckReport& report)
{
    Problem answer{ProblemKind::unusable_file,
                   valid(sentence.empty() ? "Le fichier n’a pas pu être lu." : std::move(sentence)),
                   {},
                   {},
                   {{"Cache-Control", "no-store"}}};
    JsonText name;
    name.text(valid(file.name));
    answer.members = {{"file", name.take()},
                      {"counts", counts_json(report)},
                      {"issue_counts", issue_counts_json(report)},
                      {"issues", issues_json(report)},
                      {"gone", gone_json(report)},
                      {"understood", texts_json(report.view.understood)}};
    if (!report.view.file_columns.empty()) {
        std::vector<std::string> columns;
        for (const auto& column : report.view.file_columns) {
            columns.push_back(column.name);
        }
        answer.members.emplace_back("columns", texts_json(columns));
    }
    return problem_response(answer);
}

Response source_answer(const HandedFile& file, const Handling& handling,
                       const std::string& base_url)
{
    log_event("source", fmt::format("{} {}: {}", file.dataset, file.token, handling.sentence));
    switch (handling.end) {
    case Handling::End::busy:
        return dataset_in_use(file.dataset);
    case Handling::End::failed:
        throw StoreError(handling.sentence);  // told as every failure of ours is
    case Handling::End::refused:
        return unusable_source(file, handling.sentence, handling.report);
    case Handling::End::published:
    case Handling::End::waiting:
    case Handling::End::unchanged:
        break;
    }
    return done(file, handling, base_url);
}

}  // namespace parvis::service
