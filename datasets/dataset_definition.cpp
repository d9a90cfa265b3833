// SPDX-License-Identifier: EUPL-1.2
#include "datasets/dataset_definition.hpp"

#include "datasets/additivity.hpp"
#include "datasets/commune_code.hpp"
#include "datasets/date_format.hpp"
#include "datasets/definition_delivery.hpp"
#include "datasets/entered_works.hpp"
#include "datasets/licence.hpp"
#include "datasets/model_column.hpp"
#include "datasets/source.hpp"
#include "datasets/spelling.hpp"
#include "datasets/toml_file.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

/// Names that Parvis gives to what it adds to a row.
constexpr std::string_view reserved_names[] = {
    "commune", "commune_code", "commune_nom",  "communes_parts", "longueur_m", "surface_m2",
    "etat",    "commentaire",  "commentaires", "absent_depuis",  "lon",        "lat",
    "wkt",     "id",           "geometry"};

bool is_dataset_id(std::string_view id)
{
    return !id.empty() &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_property_name(std::string_view name)
{
    return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos;
}

/// One of a few words, or the sentence that lists them.
std::string one_of(const TomlTable& table, std::string_view key, std::string_view otherwise,
                   const std::vector<std::string>& words)
{
    const std::string word = table.text_or(key, otherwise);
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) {
        table.fail(
            key, fmt::format("« {} » n’est pas possible ici.{}", word, spelling_hint(word, words)));
    }
    return word;
}

std::string readable(std::string_view name)
{
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

void read_formats(const TomlTable& table, ColumnMapping& column)
{
    column.formats = table.texts("format");
    for (const std::string& format : column.formats) {
        if (format.find('%') == std::string::npos && format != "+days") {
            // "DD/MM/YYYY" would be a date of letters: every row would be refused.
            table.fail("format",
                       fmt::format("« {} » ne dit pas où sont le jour, le mois et l’année "
                                   "; écrivez par exemple \"%d/%m/%Y\"",
                                   format));
        }
        const std::string unknown = DateFormat(format).unknown_directive();
        if (!unknown.empty()) {
            table.fail("format",
                       fmt::format("« {} » n’est pas compris ; utilisez %Y %m %d %y %H %M "
                                   "%S %f %z, par exemple \"%d/%m/%Y\"",
                                   unknown));
        }
    }
}

/// The codes that a list of (text, code) pairs can give, with the first text as label.
std::vector<std::pair<std::string, Texts>>
codes_of(const std::vector<std::pair<std::string, std::string>>& pairs)
{
    std::vector<std::pair<std::string, Texts>> codes;
    for (const auto& [text, code] : pairs) {
        const bool known = std::any_of(codes.begin(), codes.end(),
                                       [&code = code](const auto& c) { return c.first == code; });
        if (!known) {
            codes.emplace_back(code, Texts{{"fr", text}});
        }
    }
    return codes;
}

void check_codes(const TomlTable& table, std::string_view key, const Property& property,
                 const std::vector<std::pair<std::string, std::string>>& pairs)
{
    std::vector<std::string> codes;
    for (const auto& [code, label] : property.values) {
        codes.push_back(code);
    }
    for (const auto& [text, code] : pairs) {
        if (!codes.empty() && std::find(codes.begin(), codes.end(), code) == codes.end()) {
            table.fail(key, fmt::format("le code « {} » n’est pas de la liste de « {} ».{}", code,
                                        property.name, spelling_hint(code, codes)));
        }
    }
}

/// Digits of a code, 0 where not said.
std::size_t read_width(const TomlTable& table, ValueType type)
{
    const auto width = table.integer("width").value_or(0);
    if (width < 0 || width > 20 || (width > 0 && type != ValueType::text)) {
        table.fail("width", "le nombre de chiffres d’un code, de 1 à 20, d’une colonne de texte");
    }
    return static_cast<std::size_t>(width);
}

ColumnMapping read_column(const TomlTable& table, const std::string& name, Kind kind,
                          const TomlTable& columns)
{
    if (!is_property_name(name)) {
        columns.fail(name,
                     "un nom de propriété s’écrit en minuscules sans accent, avec des chiffres "
                     "et « _ » : « date_debut »");
    }
    if (std::find(std::begin(reserved_names), std::end(reserved_names), name) !=
        std::end(reserved_names)) {
        columns.fail(name, "ce nom est réservé à ce que Parvis ajoute ; choisissez-en un autre");
    }
    ColumnMapping column;
    column.line = table.line();
    column.property.name = name;
    column.property.label = {{"fr", readable(name)}};
    const ModelColumn* model = model_column(kind, name);
    if (model != nullptr) {
        column.property = model->property;
        column.required = model->required;
    }
    if (const auto type = table.text("type")) {
        const auto known = value_type(*type);
        if (!known || *known == ValueType::parts) {
            table.fail("type",
                       fmt::format("le type « {} » n’existe pas ; possibles : text, integer, "
                                   "number, boolean, date, datetime, list",
                                   *type));
        }
        if (model != nullptr && *known != column.property.type) {
            table.fail("type", fmt::format("« {} » est du type « {} » dans le modèle", name,
                                           name_of(column.property.type)));
        }
        column.property.type = *known;
        column.typed = true;
    }
    if (auto label = table.languages("label"); !label.empty()) {
        column.property.label = std::move(label);
    }
    if (auto description = table.languages("description"); !description.empty()) {
        column.property.description = std::move(description);
    }
    column.property.unit = table.text_or("unit", column.property.unit);
    column.property.vintage = table.text_or("vintage", column.property.vintage);
    read_additivity(table, column.property);
    column.constant = table.text_or("constant", "");
    column.from = table.text_or("from", column.constant.empty() ? name : "");
    if (!column.constant.empty() && !column.from.empty()) {
        table.fail("constant", "« from » et « constant » s’excluent");
    }
    read_formats(table, column);
    column.values = table.pairs("values");
    column.contains = table.pairs("contains");
    check_codes(table, "values", column.property, column.values);
    check_codes(table, "contains", column.property, column.contains);
    if (model == nullptr && column.property.values.empty()) {
        auto all = column.values;
        all.insert(all.end(), column.contains.begin(), column.contains.end());
        column.property.values = codes_of(all);
    }
    column.list_separator = table.text_or("list_separator", "");
    column.required = table.boolean("required").value_or(column.required);
    column.missing = table.texts("missing");
    column.typed = column.typed || model != nullptr;
    column.status = read_status_words(table);
    column.width = read_width(table, column.property.type);
    return column;
}

/// "" unless the column's name is nearly one of the model and nothing says that it is meant.
std::string doubt_of(const TomlTable& table, const ColumnMapping& column, Kind kind)
{
    const std::string& name = column.property.name;
    if (model_column(kind, name) != nullptr || table.has("type") || table.has("label")) {
        return {};
    }
    std::vector<std::string> known;
    for (const ModelColumn& one : model_columns(kind)) {
        known.push_back(one.property.name);
    }
    const std::string nearest = nearest_spelling(name, known);
    if (nearest.empty()) {
        return {};
    }
    return fmt::format(
        "datasets/{}, ligne {} : la colonne « {} » n’est pas du modèle « {} », elle est publiée "
        "comme un texte libre. Vouliez-vous dire « {} » ? Sinon, donnez-lui un « label ».",
        table.file().filename().string(), column.line, name, name_of(kind), nearest);
}

void read_place(const TomlTable& root, DatasetDefinition& definition)
{
    const auto place = root.table("place");
    if (!place) {
        return;
    }
    definition.lon = place->text_or("lon", "");
    definition.lat = place->text_or("lat", "");
    definition.point = place->text_or("point", "");
    definition.point_is_lat_lon =
        one_of(*place, "order", "lat,lon", {"lat,lon", "lon,lat"}) == "lat,lon";
    definition.geojson = place->text_or("geojson", "");
    definition.wkt = place->text_or("wkt", "");
    definition.own_geometry = one_of(*place, "geometry", "", {"file"}) == "file";
    definition.commune_code = place->text_or("commune", "");
    definition.commune_vintage = place->date("commune_vintage");
    if (definition.commune_vintage && definition.commune_code.empty()) {
        place->fail("commune_vintage", "il date les codes de la colonne « commune », qui manque");
    }
    definition.commune_country = place->text_or("country", "");
    definition.commune_country_column = place->text_or("country_column", "");
    if (!definition.commune_country.empty() && !is_country_code(definition.commune_country)) {
        place->fail("country", fmt::format("« {} » n’est pas un code de pays de deux lettres, tel "
                                           "que FR",
                                           definition.commune_country));
    }
    if (!definition.commune_country.empty() && !definition.commune_country_column.empty()) {
        place->fail("country", "« country » et « country_column » s’excluent");
    }
    const bool says_country =
        !definition.commune_country.empty() || !definition.commune_country_column.empty();
    if (says_country && definition.commune_code.empty()) {
        place->fail(definition.commune_country.empty() ? "country_column" : "country",
                    "il dit de quel pays sont les codes de la colonne « commune », qui manque");
    }
    if (definition.lon.empty() != definition.lat.empty()) {
        place->fail(definition.lon.empty() ? "lat" : "lon",
                    "« lon » et « lat » vont ensemble : indiquez les deux colonnes");
    }
    const int ways = (definition.lon.empty() ? 0 : 1) + (definition.point.empty() ? 0 : 1) +
                     (definition.geojson.empty() ? 0 : 1) + (definition.wkt.empty() ? 0 : 1) +
                     (definition.own_geometry ? 1 : 0);
    if (ways > 1) {
        root.fail("place",
                  "une seule façon de placer les lignes est possible : « lon » et « lat », "
                  "« point », « geojson », « wkt » ou « geometry »");
    }
    if (const auto levels = place->table("level")) {
        for (const std::string& level : levels->keys()) {
            definition.level_columns[level] = levels->required_text(level);
        }
    }
}

/// Without a word on places, a file that carries geometry places its rows itself.
void settle_own_geometry(DatasetDefinition& definition)
{
    if (!definition.lon.empty() || !definition.point.empty() || !definition.geojson.empty() ||
        !definition.wkt.empty() || definition.facts.kind == Kind::demographics) {
        return;
    }
    definition.own_geometry =
        definition.own_geometry || carries_geometry(definition.source, definition.format);
}

void read_schema_rule(const TomlTable& root, DatasetDefinition& definition)
{
    const std::string rule = one_of(root, "schema_rule", "", {"warn", "reject"});
    if (!root.has("schema")) {
        if (!rule.empty()) {
            root.fail("schema_rule", "il dit ce que fait le schéma, et « schema » manque");
        }
        return;
    }
    const auto site = std::filesystem::absolute(definition.file).parent_path().parent_path();
    definition.schema = root.paths("schema", site).front();
    definition.schema_rejects = rule == "reject";
}

void read_facts(const TomlTable& root, const std::string& default_licence, DatasetFacts& facts)
{
    const std::string kind = root.required_text("kind");
    const auto known = kind_named(kind);
    if (!known || *known == Kind::communes || *known == Kind::level || *known == Kind::crossing) {
        const std::vector<std::string> kinds{"road_works", "equipment", "demographics", "general"};
        root.fail("kind",
                  fmt::format("le genre « {} » n’existe pas.{}", kind, spelling_hint(kind, kinds)));
    }
    facts.kind = *known;
    facts.title = root.required_languages("title");
    facts.description = root.languages("description");
    facts.row = root.languages("row");
    facts.note = root.languages("note");
    facts.licence = root.text_or("licence", default_licence);
    facts.licence_url = root.text_or("licence_url", "");
    if (!is_known_licence(facts.licence) && facts.licence_url.empty()) {
        root.fail("licence",
                  fmt::format("la licence « {} » n’est pas connue ; écrivez par exemple "
                              "\"etalab-2.0\" (Licence Ouverte) ou \"ODbL-1.0\", ou donnez "
                              "l’adresse de son texte avec licence_url",
                              facts.licence));
    }
    facts.producer = root.text_or("producer", "");
    facts.origin = root.text_or("origin", "");
    facts.updated = root.text_or("updated", "");
    if (!facts.updated.empty() && !parse_date(facts.updated)) {
        root.fail("updated", "une date s’écrit « 2026-11-22 »");
    }
    facts.zone = root.text_or("zone", facts.zone);
    facts.sample = root.boolean("sample").value_or(false);
    facts.key = root.texts("key");
    facts.title_property = root.text_or("title_property", "");
    facts.start_property = root.text_or("start_property", "");
    facts.end_property = root.text_or("end_property", "");
    if (const auto figure = root.table("figure")) {
        facts.figure_measure = figure->text_or("measure", "");
        facts.figure_place = figure->text_or("place", "");
        facts.figure_period = figure->text_or("period", "");
        facts.figure_value = figure->text_or("value", "");
    }
}

/// Every property that the definition speaks of must be one of its columns, or one that Parvis
/// adds. The place of a figure may be any level, which only the territory knows.
void check_property_names(const TomlTable& root, const DatasetDefinition& definition)
{
    std::vector<std::string> names;
    for (const ColumnMapping& column : definition.columns) {
        names.push_back(column.property.name);
    }
    const auto check = [&](std::string_view key, const std::string& name) {
        const bool derived = std::find(std::begin(reserved_names), std::end(reserved_names),
                                       name) != std::end(reserved_names);
        const bool level = definition.level_columns.contains(name);
        if (!name.empty() && !derived && !level &&
            std::find(names.begin(), names.end(), name) == names.end() && !definition.keep_others) {
            root.fail(key, fmt::format("« {} » n’est pas une propriété de ce jeu de données.{}",
                                       name, spelling_hint(name, names)));
        }
    };
    const DatasetFacts& facts = definition.facts;
    for (const std::string& name : facts.key) {
        check("key", name);
    }
    check("title_property", facts.title_property);
    check("start_property", facts.start_property);
    check("end_property", facts.end_property);
    check("figure", facts.figure_measure);
    check("figure", facts.figure_period);
    check("figure", facts.figure_value);
    check("sample_where", definition.sample_column);
}

bool maps(const DatasetDefinition& definition, std::string_view name)
{
    return std::any_of(definition.columns.begin(), definition.columns.end(),
                       [&](const ColumnMapping& c) { return c.property.name == name; });
}

/// What a kind of dataset shows and is bounded by, where the definition does not say.
void settle_facts(DatasetDefinition& definition)
{
    const auto settle = [&](std::string& property, const char* name) {
        if (property.empty() && maps(definition, name)) {
            property = name;
        }
    };
    if (definition.facts.kind == Kind::road_works) {
        settle(definition.facts.title_property, "titre");
        settle(definition.facts.start_property, "debut");
        settle(definition.facts.end_property, "fin");
    } else if (definition.facts.kind == Kind::equipment) {
        settle(definition.facts.title_property, "nom");
    }
}

/// ". datasets/…: vouliez-vous dire …", behind a sentence that lacks a column.
std::string doubts_of(const DatasetDefinition& definition)
{
    return definition.doubts.empty() ? std::string()
                                     : fmt::format(". {}", fmt::join(definition.doubts, " "));
}

/// The model's required properties must be mapped; road works need a start or an end.
void check_model(const TomlTable& root, const DatasetDefinition& definition)
{
    for (const ModelColumn& column : model_columns(definition.facts.kind)) {
        if (column.required && !maps(definition, column.property.name)) {
            root.fail("columns",
                      fmt::format("un jeu du genre « {} » a besoin de la propriété « {} » : "
                                  "ajoutez [columns.{}] avec « from »{}",
                                  name_of(definition.facts.kind), column.property.name,
                                  column.property.name, doubts_of(definition)));
        }
    }
    if (definition.facts.kind == Kind::road_works && !maps(definition, "debut") &&
        !maps(definition, "fin")) {
        root.fail("columns", "des chantiers ont besoin d’une date : ajoutez [columns.debut] ou "
                             "[columns.fin] avec « from »" +
                                 doubts_of(definition));
    }
    if (definition.facts.kind == Kind::demographics && definition.commune_code.empty()) {
        root.fail("place", "des données de population ont besoin du code de la commune : ajoutez "
                           "« commune = \"…\" » sous [place]");
    }
}

}  // namespace

DatasetDefinition read_definition(const std::filesystem::path& file,
                                  const std::string& default_licence)
{
    const TomlTable root = TomlTable::open(file);
    DatasetDefinition definition;
    definition.file = file;
    definition.facts.id = file.stem().string();
    if (!is_dataset_id(definition.facts.id)) {
        throw SourceError(
            fmt::format("{} : le nom du fichier donne l’identifiant du jeu de données ; écrivez-le "
                        "en minuscules "
                        "sans accent, avec des chiffres et « - », par exemple « points-eau.toml ».",
                        file.string()));
    }
    read_facts(root, default_licence, definition.facts);
    read_delivery(root, std::filesystem::absolute(file).parent_path().parent_path(), definition);
    definition.format = root.text_or("format", "");
    definition.layer = root.text_or("layer", "");
    definition.encoding = root.text_or("encoding", "");
    definition.separator = root.text_or("separator", "");
    definition.decimal = one_of(root, "decimal", "", {",", "."});
    definition.crs = root.text_or("crs", "");
    definition.records = root.texts("records");
    definition.approval = root.boolean("approval").value_or(false);
    definition.hold = definition.approval;
    definition.keep_others = one_of(root, "others", "drop", {"drop", "keep"}) == "keep";
    const std::string outside = one_of(root, "outside", "count", {"count", "keep", "reject"});
    definition.outside = outside == "keep"     ? OutsideRule::keep
                         : outside == "reject" ? OutsideRule::reject
                                               : OutsideRule::count_apart;
    definition.outside_km = root.number("outside_km");
    if (definition.outside_km && (definition.outside != OutsideRule::keep ||
                                  !(*definition.outside_km > 0) || *definition.outside_km > 100)) {
        root.fail("outside_km", "une distance de 100 km au plus, avec outside = \"keep\"");
    }
    definition.max_rejected_share = root.number("max_rejected_share").value_or(1.0);
    read_schema_rule(root, definition);
    read_place(root, definition);
    if (const auto columns = root.table("columns")) {
        for (const auto& [name, table] : root.tables_by_name("columns")) {
            definition.columns.push_back(read_column(table, name, definition.facts.kind, *columns));
            if (auto doubt = doubt_of(table, definition.columns.back(), definition.facts.kind);
                !doubt.empty()) {
                definition.doubts.push_back(std::move(doubt));
            }
        }
    }
    if (const auto where = root.table("sample_where")) {
        definition.sample_column = where->required_text("property");
        definition.sample_value = where->required_text("value");
        definition.facts.sample = true;
    }
    if (is_entered(definition)) {
        settle_entered(definition, std::filesystem::absolute(file).parent_path().parent_path());
    }
    settle_own_geometry(definition);
    settle_facts(definition);
    root.refuse_unknown_keys();
    check_property_names(root, definition);
    check_model(root, definition);
    return definition;
}

std::vector<std::filesystem::path> definition_files(const std::filesystem::path& site_folder)
{
    const std::filesystem::path folder = site_folder / "datasets";
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw SourceError(fmt::format("Le dossier « {} » ne peut pas être lu : {}.",
                                      folder.string(), error.message()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace parvis::datasets
