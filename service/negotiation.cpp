// SPDX-License-Identifier: EUPL-1.2
#include "service/negotiation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace parvis::service {

namespace {

struct Range {
    std::string type, subtype;
    double q = 1;
};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return out;
}

/// Up to `separator`; what is left stays in `rest`.
std::string_view cut(std::string_view& rest, char separator)
{
    const auto at = rest.find(separator);
    const auto piece = rest.substr(0, at);
    rest = at == rest.npos ? std::string_view{} : rest.substr(at + 1);
    return piece;
}

double quality(std::string_view parameters)
{
    while (!parameters.empty()) {
        auto value = trimmed(cut(parameters, ';'));
        const auto name = lower(trimmed(cut(value, '=')));
        if (name != "q") {
            continue;
        }
        const auto text = trimmed(value);
        double q = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), q);
        return error == std::errc{} && q >= 0 && q <= 1 ? q : 0;
    }
    return 1;
}

std::vector<Range> ranges_in(std::string_view accept)
{
    // More ranges than any client sends are not worth reading.
    constexpr std::size_t most = 64;
    std::vector<Range> ranges;
    while (!accept.empty() && ranges.size() < most) {
        auto range = trimmed(cut(accept, ','));
        if (range.empty()) {
            continue;
        }
        auto type = trimmed(cut(range, ';'));
        const auto main = lower(cut(type, '/'));
        ranges.push_back({main, lower(type), quality(range)});
    }
    return ranges;
}

/// The quality of the most specific range that takes the media type; negative for none.
double quality_of(std::string_view media_type, const std::vector<Range>& ranges)
{
    auto subtype = media_type.substr(0, media_type.find(';'));
    const auto type = cut(subtype, '/');
    int best = -1;
    double q = -1;
    for (const auto& range : ranges) {
        const bool any_type = range.type == "*" && range.subtype == "*";
        const bool any_subtype = range.type == type && range.subtype == "*";
        const bool exact = range.type == type && range.subtype == subtype;
        const int specific = exact ? 2 : any_subtype ? 1 : any_type ? 0 : -1;
        if (specific > best) {
            best = specific;
            q = range.q;
        }
    }
    return q;
}

Problem unknown_format(const std::string& asked, std::span<const Offer> offers)
{
    std::string names;
    for (const auto& offer : offers) {
        names += (names.empty() ? "" : ", ") + std::string(name_of(offer.format));
    }
    return {ProblemKind::bad_parameter,
            "Cette ressource n'existe pas au format « " + asked +
                " ». Formats possibles : " + names + ".",
            {{"f", asked, "une de ces valeurs est attendue : " + names}}};
}

}  // namespace

std::string_view name_of(Format format)
{
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 23> names{
        "json", "geojson", "html",   "csv", "csv-fr", "jsonfg",   "geojsonseq", "xlsx",
        "gpkg", "fgb",     "shp",    "kml", "mvt",    "tilejson", "pmtiles",    "csvw",
        "atom", "ttl",     "jsonld", "pdf", "odt",    "xml",      "ics"};
    return names.at(static_cast<std::size_t>(format));
}

std::variant<Offer, Problem> negotiated(const publish::Request& request,
                                        std::span<const Offer> offers)
{
    if (const auto* f = request.parameter("f")) {
        const auto offered = [&](std::string_view name) {
            return std::find_if(offers.begin(), offers.end(),
                                [&](const Offer& offer) { return name_of(offer.format) == name; });
        };
        auto found = offered(*f);
        if (found == offers.end() && *f == "geojson") {
            // What has one JSON format only is asked for by either name.
            found = offered("json");
        }
        if (found == offers.end()) {
            return unknown_format(*f, offers);
        }
        return *found;
    }
    const auto accept = request.header("accept");
    if (trimmed(accept).empty()) {
        return offers.front();
    }
    const auto ranges = ranges_in(accept);
    const Offer* best = nullptr;
    double best_q = 0;
    for (const auto& offer : offers) {
        double q = quality_of(offer.media_type, ranges);
        if (!offer.alias.empty()) {
            q = std::max(q, quality_of(offer.alias, ranges));
        }
        if (q > best_q) {
            best = &offer;
            best_q = q;
        }
    }
    if (best != nullptr) {
        return *best;
    }
    std::string types;
    for (const auto& offer : offers) {
        types += (types.empty() ? "" : ", ") + std::string(offer.media_type);
    }
    return Problem{ProblemKind::not_acceptable,
                   "Aucun format que votre programme accepte n'existe ici. Formats possibles : " +
                       types + ". Le paramètre « f » choisit aussi le format."};
}

}  // namespace parvis::service
