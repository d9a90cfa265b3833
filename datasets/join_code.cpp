// SPDX-License-Identifier: EUPL-1.2
#include "datasets/join.hpp"

#include "datasets/commune_code.hpp"
#include "datasets/recomposition.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {
namespace {

constexpr const char* without_place = "En attendant, la ligne est publiée sans lieu.";

Severity severity_of(OutsideRule rule)
{
    switch (rule) {
    case OutsideRule::count_apart:
        return Severity::outside;
    case OutsideRule::keep:
        return Severity::warning;
    case OutsideRule::reject:
        return Severity::rejected;
    }
    return Severity::outside;
}

}  // namespace

std::string Join::code_of_today(const SourceRow& row, const Code& stated,
                                std::vector<RowIssue>& issues) const
{
    const std::string_view code = stated.text;
    const Date today = *parse_date(m_territory->communes_vintage);
    const auto translation = m_territory->history->translate(code, *m_code_vintage, today);
    const auto warn = [&](const char* kind, std::string message) -> RowIssue& {
        return issues.emplace_back(
            cell_issue(row.line, Severity::warning, kind, m_code_name, code, std::move(message)));
    };
    if (translation.codes.empty()) {
        warn("commune_code_not_yet",
             fmt::format("Aucune commune n’avait le code « {} » le {}. Vérifiez le code, ou "
                         "« commune_vintage » du jeu de données.",
                         code, to_text(*m_code_vintage)))
            .if_kept = without_place;
        return {};
    }
    const bool is_ours = std::ranges::any_of(translation.codes, [&](const std::string& one) {
        return m_territory->commune_by_code(stated.country, one) != nullptr;
    });
    if (translation.codes.size() > 1 && !is_ours) {
        return translation.codes.front();  // wherever its ground is, it is outside
    }
    if (translation.codes.size() > 1) {
        warn("commune_code_divided",
             fmt::format("La commune {} du {} est partagée depuis entre {} : ses chiffres ne se "
                         "répartissent pas.",
                         code, to_text(*m_code_vintage), fmt::join(translation.codes, ", ")))
            .if_kept = without_place;
        return {};
    }
    const std::string& now = translation.codes.front();
    if (now != code) {
        warn("commune_code_recomposed",
             fmt::format("Le code {} du {} est devenu {} : la ligne est comptée dans cette "
                         "commune{}.",
                         code, to_text(*m_code_vintage), now,
                         translation.same_ground ? "" : ", qui couvre d’autres communes d’alors"));
    } else if (!translation.same_ground) {
        warn("commune_perimeter_changed",
             fmt::format("Le code {} ne désignait pas le même périmètre le {} : la ligne y est "
                         "comptée, mais elle ne parle que de la commune d’alors.",
                         code, to_text(*m_code_vintage)));
    }
    return now;
}

void Join::add_origin()
{
    const std::string day = to_text(*m_code_vintage);
    m_origin = m_properties.size();
    Property origin;
    origin.name = origin_property;
    origin.label = {{"fr", "Commune d’alors (code du fichier)"}};
    origin.description = {
        {"fr", fmt::format("Code de la liste des communes du {} ; « commune » dit où est ce sol "
                           "dans la liste du {}.",
                           day, m_territory->communes_vintage)}};
    origin.vintage = day;
    origin.derived = true;
    Property parts = origin;
    parts.name = origin_parts_property;
    parts.type = ValueType::list;
    parts.label = {{"fr", "Communes d’alors qui forment celle d’aujourd’hui"}};
    parts.description = {
        {"fr", fmt::format("Codes du {} ; vide quand le sol de la commune n’a pas changé.", day)}};
    m_properties.push_back(std::move(origin));
    m_properties.push_back(std::move(parts));
}

void Join::set_origin(const Code& code, const Commune* commune, Value& origin, Value& parts) const
{
    origin = code.text.empty() ? Value{} : Value{std::string{code.text}};
    parts = std::monostate{};
    if (commune == nullptr || !translates(country_of_key(commune->key))) {
        return;
    }
    auto then = m_territory->history->translate(
        commune->code, *parse_date(m_territory->communes_vintage), *m_code_vintage);
    if (then.codes.size() > 1) {
        parts = std::move(then.codes);
    }
}

bool Join::translates(std::string_view country) const
{
    // Without a word on the layer's country the movements are those of the only one there is.
    return m_code_vintage &&
           (m_territory->history_country.empty() || country == m_territory->history_country);
}

Placement Join::place_without_geometry(const SourceRow& row, Code code, std::uint32_t& commune,
                                       std::vector<RowIssue>& issues) const
{
    if (code.text.empty()) {
        if (m_needs_code) {
            issues.push_back(cell_issue(
                row.line, Severity::rejected, "required_missing", m_code_name, code.text,
                fmt::format(
                    "Le code de la commune manque dans la colonne « {} » : la ligne est refusée.",
                    m_code_name)));
        } else if (m_is_spatial) {
            issues.push_back(cell_issue(row.line, Severity::warning, "unplaced", m_place_column, {},
                                        "La ligne ne dit pas où elle se trouve. Complétez ses "
                                        "coordonnées ou son code commune."));
            issues.back().if_kept = without_place;
        }
        return m_is_spatial ? Placement::unplaced : Placement::placed;
    }
    const Code written = code;
    std::string today;
    if (translates(code.country)) {
        today = code_of_today(row, code, issues);
        if (today.empty()) {
            return Placement::unplaced;
        }
        code.text = today;
    }
    if (const Commune* known = m_territory->commune_by_code(code.country, code.text)) {
        const auto& keys = m_territory->locator().keys();
        commune = static_cast<std::uint32_t>(
            std::lower_bound(keys.begin(), keys.end(), known->key) - keys.begin());
        return Placement::placed;
    }
    return place_strange_code(row, code, written, issues);
}

Placement Join::place_strange_code(const SourceRow& row, const Code& code, const Code& written,
                                   std::vector<RowIssue>& issues) const
{
    const auto unplaced = [&](const char* kind, std::string message) {
        issues.push_back(cell_issue(row.line, Severity::warning, kind, m_code_name, code.text,
                                    std::move(message)));
        issues.back().if_kept = without_place;
        return Placement::unplaced;
    };
    if (!is_country_code(code.country)) {
        return unplaced(
            "commune_code_unknown",
            fmt::format("Rien ne dit de quel pays est le code « {} ». Le territoire a plusieurs "
                        "pays : indiquez « country » ou « country_column » sous [place], ou "
                        "écrivez le code avec son pays, tel que DE_10041100.",
                        shortened(code.text)));
    }
    if (fits_country(code.country, code.text) || !m_territory->has_country(code.country)) {
        return place_outside(row, {}, written, issues);
    }
    const std::string full = with_zero(code.country, std::string(code.text));
    if (m_territory->commune_by_code(code.country, full) != nullptr) {
        return unplaced("commune_code_zero_lost",
                        fmt::format("Le code commune « {} » a sans doute perdu son zéro de tête : "
                                    "ce serait « {} ». Mettez la colonne au format texte.",
                                    code.text, full));
    }
    return unplaced("commune_code_unknown",
                    fmt::format("« {} » n’est pas un code de commune connu. Corrigez le code.",
                                shortened(code.text)));
}

bool Join::is_far(const geo::Geometry& geometry) const
{
    if (!m_outside_m) {
        return false;
    }
    // A code alone does not say how far its commune is.
    const auto at = geo::representative_point(geometry);
    return !at || m_territory->locator().near(*at, *m_outside_m).empty();
}

Placement Join::place_outside(const SourceRow& row, const geo::Geometry& geometry, const Code& code,
                              std::vector<RowIssue>& issues) const
{
    const auto* point = std::get_if<geo::Point>(&geometry);
    if (point != nullptr && m_degrees && std::abs(point->at.lon) <= 90) {
        const geo::LonLat swapped{point->at.lat, point->at.lon};
        if (m_territory->locator().locate(swapped) != geo::Locator::nowhere) {
            issues.push_back(cell_issue(
                row.line, Severity::rejected, "coordinates_swapped", m_place_column,
                fmt::format("{} ; {}", point->at.lon, point->at.lat),
                fmt::format(
                    "La longitude {} et la latitude {} semblent échangées : échangées, elles "
                    "tombent dans le territoire. La ligne est refusée ; échangez les deux valeurs.",
                    point->at.lon, point->at.lat)));
            return Placement::placed;
        }
    }
    const bool far = is_far(geometry);
    const Severity severity = far ? Severity::outside : severity_of(m_outside);
    if (!geo::is_empty(geometry) &&
        m_territory->commune_by_code(code.country, code.text) != nullptr) {
        issues.push_back(cell_issue(
            row.line, severity, "commune_contradicts_place", m_code_name, code.text,
            fmt::format(
                "Le code commune {} est du territoire, mais le lieu est en dehors. Corrigez l’un "
                "ou l’autre.",
                code.text)));
    }
    const bool by_code = geo::is_empty(geometry);
    // A code is as often mistyped as of another town.
    issues.push_back(cell_issue(
        row.line, severity, "outside_territory", by_code ? m_code_name : m_place_column, code.text,
        by_code ? fmt::format("« {} » n’est pas une commune du territoire : vérifiez le code.{}",
                              shortened(code.text),
                              severity == Severity::warning ? "" : " La ligne n’est pas publiée.")
                : fmt::format("La ligne se trouve hors du territoire{}.",
                              severity == Severity::warning ? "" : " : elle n’est pas publiée")));
    if (severity == Severity::warning) {
        issues.back().if_kept = "Elle est publiée tout de même.";
    }
    return far ? Placement::far_away : Placement::outside;
}

void Join::check_code(const SourceRow& row, const Code& stated_code, std::uint32_t commune,
                      std::vector<RowIssue>& issues) const
{
    const Commune* const placed = m_communes[commune];
    const std::string_view code = stated_code.text;
    const std::string_view country = stated_code.country;
    const bool same_country =
        placed != nullptr && (country.empty() || country == country_of_key(placed->key));
    if (code.empty() || placed == nullptr || (same_country && code == placed->code)) {
        return;
    }
    if (translates(country)) {
        const auto& history = *m_territory->history;
        const auto today =
            history.translate(code, *m_code_vintage, *parse_date(m_territory->communes_vintage));
        if (std::ranges::find(today.codes, placed->code) != today.codes.end()) {
            return;
        }
    }
    if (placed->code.size() == code.size() + 1 && placed->code.front() == '0' &&
        placed->code.ends_with(code)) {
        issues.push_back(cell_issue(
            row.line, Severity::warning, "commune_code_zero_lost", m_code_name, code,
            fmt::format(
                "Le code commune « {} » a perdu son zéro de tête : le lieu dit « {} ». Mettez la "
                "colonne au format texte.",
                code, placed->code)));
        return;
    }
    const Commune* const stated = m_territory->commune_by_code(country, code);
    issues.push_back(cell_issue(
        row.line, Severity::warning, "commune_contradicts_place", m_code_name, code,
        fmt::format(
            "Le code commune dit {}{}, le lieu dit {} ({}) : c’est le lieu qui compte. Corrigez "
            "l’un ou l’autre.",
            shortened(code), stated == nullptr ? std::string() : fmt::format(" ({})", stated->name),
            placed->code, placed->name)));
}

}  // namespace parvis::datasets
