// SPDX-License-Identifier: EUPL-1.2
#include "publish/query.hpp"

#include "datasets/json_text.hpp"
#include "publish/clusters.hpp"
#include "publish/cql2/filter.hpp"
#include "publish/facets.hpp"
#include "publish/parameter_text.hpp"
#include "publish/property_parameter.hpp"
#include "publish/row_order.hpp"
#include "publish/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

namespace parvis::publish {

namespace {

using datasets::WorkState;

constexpr std::array states{WorkState::planned, WorkState::active,    WorkState::paused,
                            WorkState::ended,   WorkState::cancelled, WorkState::unknown};

/// What reading a parameter needs: the dataset, and where the answer goes.
struct Reading {
    const Snapshot& dataset;
    ItemsQuery query;
    /// What `bbox` is in, wherever in the request that is said.
    const Crs* bbox_crs;
    cql2::Language filter_language = cql2::Language::text;
    const Crs* filter_crs = nullptr;  ///< nullptr for CRS84
    /// Why the text cannot be used, "" when it can.
    std::string reason;
};

template <typename Integer>
std::optional<Integer> integer_in(std::string_view text)
{
    Integer value{};
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last ? std::optional(value) : std::nullopt;
}

void read_limit(const std::string& text, Reading& reading)
{
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    if (!digits || text.find_first_not_of('0') == text.npos) {
        reading.reason = "un entier de 1 à 10000 est attendu";
        return;
    }
    // More digits than a number holds is still a number above the largest page.
    const auto wanted = integer_in<std::size_t>(text).value_or(SIZE_MAX);
    reading.query.limit_clamped = wanted > ItemsQuery::largest_limit;
    reading.query.limit = std::min(wanted, ItemsQuery::largest_limit);
}

void read_bbox(const std::string& text, Reading& reading)
{
    auto asked = parse_bbox(text, *reading.bbox_crs);
    if (const auto* reason = std::get_if<std::string>(&asked)) {
        reading.reason = *reason;
    } else {
        const auto& [box, exact] = std::get<AskedBox>(asked);
        reading.query.bbox = box;
        reading.query.exact_bbox = exact;
    }
}

constexpr const char* unknown_crs =
    "ce système de coordonnées n'est pas proposé ; la liste est dans « crs » du jeu de données";

void read_bbox_crs(const std::string& text, Reading& reading)
{
    reading.reason = crs_named(text) == nullptr ? unknown_crs : "";
}

void read_crs(const std::string& text, Reading& reading)
{
    const auto* crs = crs_named(text);
    if (crs == nullptr) {
        reading.reason = unknown_crs;
        return;
    }
    const bool is_uri = text.starts_with("http") || text.starts_with("urn:");
    reading.query.crs_uri = is_uri ? text : std::string(crs->uri);
    reading.query.crs = crs == &crs_list().front() ? nullptr : crs;
}

void read_datetime(const std::string& text, Reading& reading)
{
    auto span = parse_datetime(text, reading.dataset.manifest().facts.zone);
    if (const auto* reason = std::get_if<std::string>(&span)) {
        reading.reason = *reason;
    } else {
        reading.query.datetime = std::get<TimeSpan>(span);
    }
}

void read_at(const std::string& text, Reading& reading)
{
    reading.query.at = datasets::parse_date(text);
    if (!reading.query.at) {
        reading.reason = "un jour est attendu, comme 2026-11-22";
    }
}

void read_version(const std::string& text, Reading& reading)
{
    reading.query.version = integer_in<std::uint32_t>(text);
    if (!reading.query.version || *reading.query.version == 0) {
        reading.reason = "un numéro de version est attendu, comme 3";
    }
}

void read_after(const std::string& text, Reading& reading)
{
    const auto after = integer_in<RowIndex>(text);
    if (!after) {
        reading.reason = "une position est attendue, telle que la donne un lien « next »";
    }
    reading.query.after = after;
}

void read_offset(const std::string& text, Reading& reading)
{
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos) {
        reading.reason = "un entier à partir de 0 est attendu";
        return;
    }
    // More digits than a number holds is still behind the last row.
    reading.query.offset = integer_in<std::uint64_t>(text).value_or(UINT64_MAX);
}

void read_sortby(const std::string& text, Reading& reading)
{
    auto keys = parse_sortby(text, reading.dataset);
    if (auto* reason = std::get_if<std::string>(&keys)) {
        reading.reason = std::move(*reason);
    } else {
        reading.query.sort = std::get<std::vector<SortKey>>(std::move(keys));
    }
}

void read_q(const std::string& text, Reading& reading)
{
    auto search = parse_text_search(text, reading.dataset);
    if (auto* reason = std::get_if<std::string>(&search)) {
        reading.reason = std::move(*reason);
    } else {
        reading.query.search = std::get<TextSearch>(std::move(search));
    }
}

void read_facets(const std::string& text, Reading& reading)
{
    auto keys = parse_facets(text, reading.dataset);
    if (auto* reason = std::get_if<std::string>(&keys)) {
        reading.reason = std::move(*reason);
    } else {
        reading.query.facets = std::get<std::vector<FacetKey>>(std::move(keys));
    }
}

void read_cluster(const std::string& text, Reading& reading)
{
    const auto zoom = parse_cluster_zoom(text);
    if (const auto* reason = std::get_if<std::string>(&zoom)) {
        reading.reason = *reason;
    } else {
        reading.query.cluster_zoom = std::get<unsigned>(zoom);
    }
}

void read_wanted_properties(const std::string& text, Reading& reading)
{
    reading.reason = read_properties(text, reading.dataset, reading.query.wanted);
}

void read_zoom(const std::string& text, Reading& reading)
{
    reading.reason = read_zoom_level(text, reading.query.wanted);
}

void read_filter_language(const std::string& text, Reading& reading)
{
    if (text == "cql2-json") {
        reading.filter_language = cql2::Language::json;
    } else if (text != "cql2-text") {
        reading.reason = "cql2-text ou cql2-json est attendu";
    }
}

void read_filter_crs(const std::string& text, Reading& reading)
{
    const auto* crs = crs_named(text);
    reading.reason = crs == nullptr ? unknown_crs : "";
    reading.filter_crs = crs == &crs_list().front() ? nullptr : crs;
}

/// Read last: the language, the system and the day may stand behind it.
void read_filter(const std::string&, Reading&) {}

/// Content negotiation reads it; here it only has to be known.
void read_format(const std::string&, Reading&) {}

struct Row {
    std::string_view name, description, schema;
    bool list;
    void (*read)(const std::string&, Reading&);
    bool of_states = false;  ///< only where rows have a state that the day decides
};

constexpr std::array<Row, 19> table{{
    {"limit",
     "Nombre d'objets par page, 100 sans indication. Au-delà de 10000, la page en a 10000 et le "
     "dit. Sans ce paramètre, tous les objets sont donnés dans les formats qui ne sont pas des "
     "pages : csv, csv-fr, geojsonseq, xlsx, gpkg, fgb, shp et kml ; csvw décrit le csv.",
     R"({"type":"integer","minimum":1,"maximum":10000,"default":100})", false, read_limit},
    {"bbox",
     "Rectangle en longitude, latitude (CRS84) : ouest,sud,est,nord. Six nombres si l'on donne des "
     "altitudes, qui sont ignorées. Un ouest plus grand que l'est franchit l'antiméridien.",
     R"({"type":"array","minItems":4,"maxItems":6,"items":{"type":"number"}})", true, read_bbox},
    {"bbox-crs",
     "Système de coordonnées de « bbox » (URI) ; l'ordre des nombres est celui qu'il définit : "
     "latitude d'abord pour EPSG:4326. Sans indication, CRS84.",
     R"({"type":"string","format":"uri"})", false, read_bbox_crs},
    {"crs",
     "Système de coordonnées de la réponse (URI), parmi ceux que le jeu de données annonce ; "
     "l'en-tête Content-Crs le répète. Dans json, jsonfg, geojsonseq, gpkg, fgb et shp ; les "
     "autres "
     "formats n'ont que des longitudes et latitudes. Sans indication, CRS84.",
     R"({"type":"string","format":"uri"})", false, read_crs},
    {"datetime",
     "Un instant, un jour, ou un intervalle « début/fin » dont un bout peut être « .. ». Un jour "
     "de "
     "fin est compris. Les objets sans aucune date ne répondent pas.",
     R"({"type":"string"})", false, read_datetime},
    {"filter",
     "Filtre en CQL2 sur toutes les propriétés, leur géométrie et « etat » : cout_eur > 1000 AND "
     "S_INTERSECTS(geometry, feature('poles','val-de-seine')). Les noms sont dans « queryables », "
     "les fonctions propres à Parvis dans /functions.",
     R"({"type":"string"})", false, read_filter},
    {"filter-lang", "Écriture de « filter » : texte CQL2 (sans indication) ou JSON CQL2.",
     R"({"type":"string","enum":["cql2-text","cql2-json"],"default":"cql2-text"})", false,
     read_filter_language},
    {"filter-crs",
     "Système de coordonnées des géométries écrites dans « filter » (URI), dans l'ordre qu'il "
     "définit. Sans indication, CRS84.",
     R"({"type":"string","format":"uri"})", false, read_filter_crs},
    {"q",
     "Mots cherchés dans tous les textes, sans différence d'accents ni de majuscules : « centre "
     "nautique » les veut ensemble et dans cet ordre, « piscine,patinoire » l'un ou l'autre.",
     R"({"type":"array","items":{"type":"string"}})", true, read_q},
    {"sortby",
     "Ordre des objets : des noms de « sortables » séparés par des virgules, « - » devant ceux qui "
     "vont du plus grand au plus petit. Textes en ordre alphabétique français sans différence "
     "d'accents ni de majuscules ; ce qui n'est pas connu vient à la fin. Sans indication, l'ordre "
     "du jeu.",
     R"({"type":"array","minItems":1,"items":{"type":"string","pattern":"^[+-]?[^+\\-\\s].*$"}})",
     true, read_sortby},
    {"properties",
     "Noms des propriétés à rendre, séparés par des virgules ; sans « geometry » parmi eux, la "
     "géométrie est nulle. L'identifiant et les commentaires viennent toujours. Sans indication, "
     "tout.",
     R"({"type":"array","items":{"type":"string"}})", true, read_wanted_properties},
    {"zoom-level",
     "Simplifie les géométries pour une carte à ce niveau de zoom (WebMercatorQuad, 0 à 30, aussi "
     "décimal) ; les limites communes restent communes. Sans indication, elles sont entières.",
     R"({"type":"number","minimum":0,"maximum":30})", false, read_zoom},
    {"facets",
     "Noms de propriétés dont compter les valeurs parmi tous les objets trouvés, au-delà de la "
     "page : « facets=commune,etat ». GeoJSON et JSON-FG seulement.",
     R"({"type":"array","items":{"type":"string"}})", true, read_facets},
    {"cluster",
     "Rend des groupes d'objets au lieu des objets : ceux d'une même case de 64 pixels à ce niveau "
     "de zoom (WebMercatorQuad, 0 à 22), avec leur nombre. GeoJSON seulement ; sans « limit », "
     "« after », « offset », « sortby », « properties » ni « zoom-level ».",
     R"({"type":"integer","minimum":0,"maximum":22})", false, read_cluster},
    {"at", "Jour pour lequel l'état des chantiers est calculé ; sans indication, aujourd'hui.",
     R"({"type":"string","format":"date"})", false, read_at, true},
    {"version",
     "Version du jeu à lire ; sans indication, celle qui est publiée. Les liens « next » la "
     "fixent.",
     R"({"type":"integer","minimum":1})", false, read_version},
    {"after", "Objet par lequel la page commence, tel que le donne un lien « next ».",
     R"({"type":"integer","minimum":0})", false, read_after},
    {"offset",
     "Nombre d'objets à passer avant la page. Préférez les liens « next » : eux restent à une même "
     "version. Ne va pas avec « after ».",
     R"({"type":"integer","minimum":0,"default":0})", false, read_offset},
    {"f", "Format de la réponse, à la place de l'en-tête Accept.", R"({"type":"string"})", false,
     read_format},
}};

void read_property(std::size_t property, const std::string& text, Reading& reading)
{
    reading.reason = refused_value(reading.dataset.manifest().properties[property], text);
    auto& filters = reading.query.filters;
    const auto same = std::find_if(filters.begin(), filters.end(),
                                   [&](const auto& filter) { return filter.property == property; });
    if (same == filters.end()) {
        filters.push_back({property, {text}});
    } else {
        same->values.push_back(text);
    }
}

/// Each value once, in the order asked.
void drop_repeats(std::vector<std::string>& values)
{
    std::unordered_set<std::string> seen;
    std::erase_if(values, [&](const std::string& value) { return !seen.insert(value).second; });
}

void read_state(const std::string& text, Reading& reading)
{
    if (const auto state = work_state_named(text)) {
        auto& asked = reading.query.states;
        if (std::find(asked.begin(), asked.end(), *state) == asked.end()) {
            asked.push_back(*state);
        }
    } else {
        reading.reason = "prevu, en_cours, suspendu, termine, annule ou inconnu est attendu";
    }
}

/// Reads one parameter; false when there is none of that name.
bool read_parameter(const std::string& name, const std::string& text, Reading& reading)
{
    const auto row = std::find_if(table.begin(), table.end(),
                                  [&](const Row& known) { return known.name == name; });
    const bool with_states = has_state(reading.dataset.manifest());
    if (row != table.end() && (with_states || !row->of_states)) {
        row->read(text, reading);
    } else if (name == "etat" && with_states) {
        read_state(text, reading);
    } else if (const auto property = reading.dataset.property(name)) {
        read_property(*property, text, reading);
    } else if (row != table.end()) {
        reading.reason = "ce jeu n'a pas d'état qui dépende du jour ; ce paramètre vaut pour les "
                         "jeux de chantiers";
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::variant<ItemsQuery, std::vector<ParameterProblem>>
parse_items_query(const Parameters& parameters, const Snapshot& dataset,
                  const Publication* publication)
{
    Reading reading{dataset, {}, &crs_list().front(), cql2::Language::text, nullptr, {}};
    std::vector<ParameterProblem> problems;
    for (const auto& [name, text] : parameters) {
        const auto* crs = name == "bbox-crs" ? crs_named(text) : nullptr;
        reading.bbox_crs = crs != nullptr ? crs : reading.bbox_crs;
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& [name, text] = parameters[i];
        reading.reason.clear();
        const bool own = std::any_of(table.begin(), table.end(),
                                     [&](const Row& row) { return row.name == name; });
        const bool twice =
            own &&
            std::any_of(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const auto& before) { return before.first == name; });
        if (!read_parameter(name, text, reading)) {
            problems.push_back({name, text,
                                "paramètre inconnu pour ce jeu ; voyez /api ou la liste des "
                                "propriétés dans son schéma",
                                true});
        } else if (twice) {
            problems.push_back({name, text, "ce paramètre est donné deux fois", false});
        } else if (!reading.reason.empty()) {
            problems.push_back({name, text, reading.reason, false});
        }
    }
    for (auto& filter : reading.query.filters) {
        drop_repeats(filter.values);
        if (filter.values.size() > PropertyFilter::most_values) {
            problems.push_back({dataset.manifest().properties[filter.property].name,
                                filter.values.front() + ", …",
                                fmt::format("{} valeurs sont données, et {} au plus sont possibles",
                                            filter.values.size(), PropertyFilter::most_values),
                                false});
        }
    }
    const auto filter = std::find_if(parameters.begin(), parameters.end(),
                                     [](const auto& pair) { return pair.first == "filter"; });
    if (filter != parameters.end()) {
        const auto today = publication != nullptr ? publication->today : datasets::Date{};
        auto read =
            cql2::Filter::read(filter->second, reading.filter_language, dataset,
                               {publication, reading.query.at.value_or(today), reading.filter_crs});
        if (auto* reason = std::get_if<std::string>(&read)) {
            problems.push_back({"filter", filter->second, std::move(*reason), false});
        } else {
            reading.query.filter =
                std::make_shared<const cql2::Filter>(std::get<cql2::Filter>(std::move(read)));
        }
    }
    if (reading.query.cluster_zoom) {
        // A cluster is no row: it has no order, no page and no properties to choose from.
        constexpr std::array<std::string_view, 7> of_rows{
            "limit", "after", "offset", "sortby", "properties", "zoom-level", "crs"};
        for (const auto& [name, text] : parameters) {
            if (std::find(of_rows.begin(), of_rows.end(), name) != of_rows.end()) {
                problems.push_back({name, text, "ne va pas avec « cluster »", false});
            }
        }
    }
    if (reading.query.after && reading.query.offset) {
        problems.push_back(
            {"offset", std::to_string(*reading.query.offset), "ne va pas avec « after »", false});
    }
    if (!problems.empty()) {
        return problems;
    }
    return std::move(reading.query);
}

std::vector<ParameterText> items_parameters(const datasets::Manifest& dataset)
{
    std::vector<ParameterText> parameters;
    const auto known = [&](std::string_view name) {
        return std::any_of(parameters.begin(), parameters.end(),
                           [&](const auto& parameter) { return parameter.name == name; });
    };
    for (const auto& row : table) {
        if (row.of_states && !has_state(dataset)) {
            continue;
        }
        parameters.push_back({std::string(row.name), std::string(row.description),
                              std::string(row.schema), row.list});
    }
    if (has_state(dataset)) {
        parameters.push_back(
            {"etat", "État du chantier le jour « at ».",
             R"({"type":"string","enum":["prevu","en_cours","suspendu","termine","annule","inconnu"]})",
             false});
    }
    for (const auto& property : dataset.properties) {
        if (!known(property.name)) {
            parameters.push_back({property.name,
                                  fmt::format("{} ; répété : une des valeurs ; vide : non connu.",
                                              datasets::text_in(property.label, "fr")),
                                  parameter_schema(property), false});
        }
    }
    return parameters;
}

std::optional<std::uint32_t> version_in(const Parameters& parameters)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [](const auto& pair) { return pair.first == "version"; });
    const auto version =
        found == parameters.end() ? std::nullopt : integer_in<std::uint32_t>(found->second);
    return version && *version > 0 ? version : std::nullopt;
}

std::optional<WorkState> work_state_named(std::string_view code)
{
    const auto found = std::find_if(states.begin(), states.end(), [&](WorkState state) {
        return datasets::code_of(state) == code;
    });
    return found == states.end() ? std::nullopt : std::optional(*found);
}

bool has_state(const datasets::Manifest& dataset)
{
    return dataset.facts.kind == datasets::Kind::road_works;
}

}  // namespace parvis::publish
