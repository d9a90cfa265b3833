// SPDX-License-Identifier: EUPL-1.2
#include "publish/near.hpp"

#include "datasets/spelling.hpp"
#include "geo/distance.hpp"
#include "publish/filter_note.hpp"
#include "publish/parameter_text.hpp"
#include "publish/row_name.hpp"
#include "publish/swapped_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace parvis::publish {

namespace {

/// Reads the parameters one by one; what several of them say together is looked at last.
class Reading {
public:
    explicit Reading(const Publication& publication) : m_publication(publication)
    {
        query.day = publication.today;
    }

    void read(const std::string& name, const std::string& value)
    {
        if (name != "f" && !m_seen.insert(name).second) {
            refuse(name, value, "ce paramètre est donné deux fois");
        } else if (name == "lon" || name == "lat") {
            coordinate(name, value);
        } else if (name == "place") {
            place(value);
        } else if (name == "dataset") {
            dataset(value);
        } else if (name == "where") {
            m_where = value;
        } else if (name == "limit") {
            limit(value);
        } else if (name == "at") {
            const auto day = datasets::parse_date(value);
            if (!day) {
                refuse(name, value, "un jour tel que 2026-11-22 est attendu");
            }
            query.day = day.value_or(query.day);
        } else if (name != "f") {
            problems.push_back({name, value,
                                "ce paramètre n'existe pas ici. Possibles : lon, lat, place, "
                                "dataset, where, limit, at, f",
                                true});
        }
    }

    void finish()
    {
        const bool has_lon = m_seen.contains("lon"), has_lat = m_seen.contains("lat");
        if (m_seen.contains("place") && (has_lon || has_lat)) {
            refuse("place", "", "donnez ou bien place, ou bien lon et lat");
        } else if (!m_seen.contains("place") && (!has_lon || !has_lat)) {
            refuse(has_lon ? "lat" : "lon", "",
                   "d'où chercher ? Donnez lon et lat, en degrés, ou place, la clé d'une commune");
        }
        if (has_lon && has_lat && problems.empty()) {
            check_order();
        }
        if (!m_seen.contains("dataset")) {
            query.datasets = m_publication.of_kind(datasets::Kind::equipment);
            if (query.datasets.empty()) {
                refuse("dataset", "",
                       "ce site ne publie aucun équipement : nommez le jeu de données à chercher");
            }
        }
        where();
    }

    NearQuery query;
    std::vector<ParameterProblem> problems;

private:
    void refuse(std::string name, std::string value, std::string reason)
    {
        problems.push_back({std::move(name), std::move(value), std::move(reason)});
    }

    void coordinate(const std::string& name, const std::string& value)
    {
        const double most = name == "lon" ? 180 : 90;
        const auto degrees = parse_number(value);
        if (!degrees || std::fabs(*degrees) > most) {
            refuse(name, value, fmt::format("un nombre de -{0} à {0} est attendu", most));
        }
        (name == "lon" ? query.from.lon : query.from.lat) = degrees.value_or(0);
    }

    /// Latitude first is a habit of many: refused where the territory can tell.
    void check_order()
    {
        const auto& [lon, lat] = query.from;
        if (are_axes_swapped(m_publication, {lon, lat, lon, lat})) {
            refuse("lon", fmt::format("{:g}", lon),
                   fmt::format("ce point est loin du territoire, mais y serait avec lon={:g} et "
                               "lat={:g} : les deux semblent inversés",
                               lat, lon));
        }
    }

    void place(const std::string& key)
    {
        auto collections = m_publication.levels();
        collections.insert(collections.begin(), m_publication.communes());
        for (const auto& collection : collections) {
            const auto row = collection ? collection->row_of(key) : std::nullopt;
            if (!row) {
                continue;
            }
            const auto at = collection->positions().at(*row);
            if (!at) {
                refuse("place", key, "ce lieu n'a pas de limites connues : donnez lon et lat");
                return;
            }
            query.from = *at;
            query.place = key;
            query.place_name = row_name(*collection, *row);
            return;
        }
        refuse("place", key, "aucune commune et aucun lieu du territoire n'a cette clé");
    }

    void dataset(const std::string& id)
    {
        const auto found = m_publication.find(id);
        if (found) {
            query.datasets = {found};
            return;
        }
        std::vector<std::string> ids;
        for (const auto& [known, snapshot] : m_publication.datasets) {
            ids.push_back(known);
        }
        refuse("dataset", id, "ce jeu de données n'existe pas." + datasets::spelling_hint(id, ids));
    }

    void where()
    {
        if (!m_where || query.datasets.empty()) {
            return;
        }
        if (query.datasets.size() > 1) {
            refuse("where", *m_where, "une condition vaut pour un jeu : nommez-le par dataset");
            return;
        }
        auto read = cql2::Filter::read(*m_where, cql2::Language::text, *query.datasets.front(),
                                       {&m_publication, query.day, nullptr});
        if (auto* reason = std::get_if<std::string>(&read)) {
            refuse("where", *m_where, std::move(*reason));
            return;
        }
        query.where = std::get<cql2::Filter>(std::move(read));
        const auto notes =
            unknown_values(m_publication, *query.datasets.front(), query.where->asked_texts());
        query.filter_note = sentences_of(notes);
        query.filter_header = header_of(notes);
    }

    void limit(const std::string& value)
    {
        const auto* const end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, query.limit);
        if (error != std::errc() || rest != end || query.limit == 0 ||
            query.limit > NearQuery::largest_limit) {
            refuse("limit", value,
                   fmt::format("un nombre entier de 1 à {} est attendu", NearQuery::largest_limit));
        }
    }

    const Publication& m_publication;
    std::set<std::string, std::less<>> m_seen;
    std::optional<std::string> m_where;
};

}  // namespace

std::variant<NearQuery, std::vector<ParameterProblem>>
parse_near_query(const Parameters& parameters, const Publication& publication)
{
    Reading reading(publication);
    for (const auto& [name, value] : parameters) {
        reading.read(name, value);
    }
    reading.finish();
    if (!reading.problems.empty()) {
        return std::move(reading.problems);
    }
    return std::move(reading.query);
}

std::vector<ParameterText> near_parameters(const Publication& publication)
{
    constexpr const char* text = R"({"type":"string"})";
    const auto communes = publication.communes();
    ParameterText place{
        "place", "Chercher depuis une commune ou un lieu, par sa clé, au lieu de lon et lat", text};
    if (communes && communes->size() > 0) {
        place.example = communes->feature_id(0);
    }
    ParameterText dataset{"dataset",
                          "Le jeu de données cherché ; sans lui, tous ceux d'équipements", text};
    if (publication.of_kind(datasets::Kind::equipment).empty() && !publication.datasets.empty()) {
        dataset.example = publication.datasets.begin()->first;
    }
    return {
        {"lon", "Longitude en degrés (WGS 84)",
         R"({"type":"number","minimum":-180,"maximum":180})"},
        {"lat", "Latitude en degrés (WGS 84)", R"({"type":"number","minimum":-90,"maximum":90})"},
        std::move(place),
        std::move(dataset),
        {"where", "Une condition sur les objets, telle que type = 'Piscine'", text},
        {"limit", "Combien d'objets",
         fmt::format(R"({{"type":"integer","minimum":1,"maximum":{},"default":{}}})",
                     NearQuery::largest_limit, NearQuery::default_limit)},
        {"at", "Le jour qui compte pour l'état des chantiers",
         R"({"type":"string","format":"date"})"},
        {"f", "Format", text}};
}

std::vector<NearRow> nearest_rows(const NearQuery& query)
{
    std::vector<NearRow> rows;
    for (const auto& dataset : query.datasets) {
        const RowPositions& positions = dataset->positions();
        const auto fits = [&](std::uint32_t index) {
            return !query.where || query.where->fits(positions.rows()[index]);
        };
        for (const auto& [index, metres] : positions.tree().nearest(
                 query.from, query.limit, std::numeric_limits<double>::infinity(), fits)) {
            rows.push_back({dataset, positions.rows()[index], metres});
        }
    }
    std::ranges::stable_sort(rows, {}, &NearRow::metres);
    if (rows.size() > query.limit) {
        rows.resize(query.limit);
    }
    return rows;
}

}  // namespace parvis::publish
