// SPDX-License-Identifier: EUPL-1.2
#include "service/report_routes.hpp"

#include "datasets/json_text.hpp"
#include "publish/report/report_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

namespace parvis::service {

namespace {

namespace report = publish::report;

constexpr Offer html_offer{Format::html, "text/html", "application/xhtml+xml"};
constexpr Offer json_offer{Format::json, "application/json", ""};
constexpr std::array report_offers{
    html_offer, json_offer, Offer{Format::pdf, "application/pdf", ""},
    Offer{Format::odt, "application/vnd.oasis.opendocument.text", ""},
    Offer{Format::csv, "text/csv", ""}};
constexpr std::array list_offers{html_offer, json_offer};

/// The edition that is asked for, or the newest.
std::optional<unsigned> edition_asked(const RouteCall& call, const std::vector<unsigned>& editions)
{
    constexpr std::size_t with_edition = 4;
    if (editions.empty()) {
        return std::nullopt;
    }
    if (call.request.path.size() < with_edition) {
        return editions.back();
    }
    const std::string& text = call.segment(3);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // "01" names nothing: one edition, one address.
    const bool is_number =
        error == std::errc{} && end == text.data() + text.size() && !text.starts_with('0');
    return is_number && std::ranges::find(editions, number) != editions.end()
               ? std::optional(number)
               : std::nullopt;
}

std::string file_of(Format format)
{
    switch (format) {
    case Format::pdf:
        return "report.pdf";
    case Format::odt:
        return "report.odt";
    case Format::csv:
        return "report.csv";
    case Format::json:
        return "edition.json";
    default:
        return "report.html";
    }
}

std::string whole(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string list_json(const RouteCall& call, const std::vector<report::Shelved>& reports)
{
    datasets::JsonText json;
    json.start_object();
    json.key("reports");
    json.start_array();
    for (const report::Shelved& shelved : reports) {
        const auto& newest = shelved.newest;
        json.start_object();
        json.member("place", newest.place);
        json.member("name", newest.name);
        json.member("year", newest.year);
        json.member("edition", std::uint64_t{newest.edition});
        json.member("published", newest.published);
        json.member("sample", newest.sample);
        json.key("editions");
        json.start_array();
        for (const unsigned edition : shelved.editions) {
            json.number(std::uint64_t{edition});
        }
        json.end_array();
        json.member("href",
                    fmt::format("{}/reports/{}/{}", call.base_url, newest.place, newest.year));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

/// What a response says of later editions: to programs in links (RFC 5829), to people in a note,
/// "" where there is none. The file stays as it was published.
struct LaterEditions {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string note;
};

LaterEditions later_editions(const RouteCall& call, const std::vector<unsigned>& editions,
                             unsigned edition)
{
    const std::string report =
        fmt::format("{}/reports/{}/{}", call.base_url, call.segment(1), call.segment(2));
    LaterEditions later;
    const auto link = [&](const std::string& address, std::string_view relation) {
        later.headers.emplace_back("Link", fmt::format("<{}>; rel=\"{}\"", address, relation));
    };
    link(fmt::format("{}/{}", report, edition), "canonical");
    const auto next = std::ranges::upper_bound(editions, edition);
    if (next != editions.end()) {
        link(fmt::format("{}/{}", report, *next), "successor-version");
        link(report, "latest-version");
        later.note =
            report::superseded_note(call.segment(1), call.segment(2), *next, editions.back());
    }
    return later;
}

/// Puts a note behind the link that skips to the content: that one comes first for who reads by
/// keyboard.
void put_note(std::string& html, const std::string& note)
{
    constexpr std::string_view end = "</a>";
    const std::size_t skip = html.find("class=\"skip\"");
    const std::size_t at = skip == std::string::npos ? skip : html.find(end, skip);
    if (at != std::string::npos) {
        html.insert(at + end.size(), note);
    }
}

}  // namespace

Outcome answer_reports(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, list_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    auto reports = report::shelved_reports(call.publication->site.data());
    if (call.request.path.size() > 1) {
        const std::string& place = call.segment(1);
        std::erase_if(reports, [&](const auto& one) { return one.newest.place != place; });
        if (reports.empty()) {
            return Problem{ProblemKind::not_found,
                           fmt::format("Il n'y a pas de rapport publié pour « {} ». La liste est à "
                                       "l'adresse /reports.",
                                       place),
                           {},
                           {{"up", call.base_url + "/reports"}}};
        }
    }
    std::string seen;
    for (const report::Shelved& shelved : reports) {
        seen += fmt::format("{}/{}/{} ", shelved.newest.place, shelved.newest.year,
                            shelved.newest.edition);
    }
    const auto format = std::get<Offer>(offer).format;
    // No version of a dataset changes when a report is published.
    const std::string tag = call.publication_tag(format) + "-" + hash_text(seen);
    publish::Response response =
        format == Format::html
            ? page_with(report::reports_page(*call.publication, call.page(), reports), tag)
            : response_with(list_json(call, reports), "application/json", tag);
    return response;
}

Outcome answer_report(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, report_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& data = call.publication->site.data();
    const std::string& place = call.segment(1);
    const std::string& year = call.segment(2);
    const auto all = report::editions(data, place, year);
    const auto edition = edition_asked(call, all);
    if (!edition) {
        return Problem{ProblemKind::not_found,
                       fmt::format("Il n'y a pas de rapport publié pour « {} » en « {} », ou pas "
                                   "cette édition. La liste est à l'adresse /reports.",
                                   place, year),
                       {},
                       {{"up", call.base_url + "/reports"}}};
    }
    const auto& chosen = std::get<Offer>(offer);
    const auto file = report::edition_file(data, place, year, *edition, file_of(chosen.format));
    if (!file) {
        return Problem{
            ProblemKind::not_found,
            "Cette édition n'a pas été mise dans ce format. La page s'imprime telle "
            "qu'elle est, et le texte est aussi en ODT.",
            {},
            {{"alternate", fmt::format("{}/reports/{}/{}", call.base_url, place, year)}}};
    }
    const std::string name = fmt::format("rapport-{}-{}-edition-{}", place, year, *edition);
    const bool is_text = chosen.format != Format::pdf && chosen.format != Format::odt;
    std::string bytes = whole(*file);
    const LaterEditions later = later_editions(call, all, *edition);
    if (chosen.format == Format::html) {
        put_note(bytes, later.note);
    }
    const std::string tag = hash_text(bytes);
    publish::Response response = response_with(
        std::move(bytes), std::string(chosen.media_type) + (is_text ? "; charset=utf-8" : ""), tag);
    response.headers.insert(response.headers.end(), later.headers.begin(), later.headers.end());
    if (chosen.format == Format::html) {
        response.headers.emplace_back("Content-Security-Policy", report::report_security_policy);
    } else if (chosen.format != Format::json) {
        response.headers.emplace_back(
            "Content-Disposition",
            fmt::format("{}; filename=\"{}.{}\"",
                        chosen.format == Format::pdf ? "inline" : "attachment", name,
                        name_of(chosen.format)));
    }
    return response;
}

}  // namespace parvis::service
