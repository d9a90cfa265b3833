// SPDX-License-Identifier: EUPL-1.2
#include "service/work_members.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/json_text.hpp"
#include "datasets/model_column.hpp"
#include "datasets/personal_data.hpp"
#include "datasets/road_works.hpp"
#include "datasets/spelling.hpp"
#include "publish/cql2/json_tree.hpp"
#include "service/entered_issue.hpp"
#include "service/json_body.hpp"
#include "service/street_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace parvis::service {

namespace {

using datasets::geometry_member;
using datasets::JsonText;
using publish::cql2::JsonValue;

constexpr std::array<std::string_view, 4> words{"dataset", "why", "day", "publish"};

const datasets::ModelColumn* column_of(std::string_view name)
{
    return datasets::model_column(datasets::Kind::road_works, name);
}

/// A member as it is stored, as a JSON value of its column's type.
void write_value(JsonText& json, const std::string& name, const std::string& value)
{
    const auto* column = column_of(name);
    const auto type = column == nullptr ? datasets::ValueType::text : column->property.type;
    const bool plain = type == datasets::ValueType::integer ||
                       type == datasets::ValueType::number || type == datasets::ValueType::boolean;
    const bool is_json = value == "true" || value == "false" ||
                         std::holds_alternative<JsonValue>(publish::cql2::read_json_value(value));
    json.key(name);
    if (name == geometry_member || (plain && is_json)) {
        json.raw(value);
    } else {
        json.text(value);
    }
}

/// Reads members into what is asked, and remembers what is wrong with them.
class Reader {
public:
    explicit Reader(std::string_view body) : m_body(body) {}

    void read(const JsonValue::Members& members)
    {
        std::set<std::string> seen;
        for (const auto& [name, value] : members) {
            if (!seen.insert(name).second) {
                refuse(name, "ce membre est donné deux fois.");
            } else if (std::string* const word = word_of(name)) {
                if (const auto* text = value.text()) {
                    *word = *text;
                } else {
                    refuse(name, "un texte est attendu.");
                }
            } else if (name == "publish") {
                const auto* flag = std::get_if<bool>(&value.value);
                flag == nullptr ? refuse(name, "true ou false est attendu.")
                                : void(m_asked.publish = *flag);
            } else {
                read_member(name, value);
            }
        }
    }

    WorkAsked finish() { return std::move(m_asked); }

private:
    std::string* word_of(std::string_view name)
    {
        return name == "dataset" ? &m_asked.dataset
               : name == "why"   ? &m_asked.why
               : name == "day"   ? &m_asked.day
                                 : nullptr;
    }
    void read_member(const std::string& name, const JsonValue& value)
    {
        const auto& known = work_member_names();
        if (std::ranges::find(known, name) == known.end()) {
            std::vector<std::string> all(words.begin(), words.end());
            all.insert(all.end(), known.begin(), known.end());
            refuse(name, datasets::is_set_by_steps(name) || column_of(name) != nullptr
                             ? "Parvis le tient lui-même."
                             : "ce membre n’existe pas ici." + datasets::spelling_hint(name, all));
            return;
        }
        std::string& to = m_asked.members[name];
        if (std::holds_alternative<std::monostate>(value.value)) {
            to.clear();
        } else if (name == geometry_member) {
            const auto* text = value.text();
            if (std::holds_alternative<JsonValue::Members>(value.value)) {
                to = m_body.substr(value.at, value.end - value.at);
            } else if (text != nullptr && names_street(*text)) {
                to = *text;
            } else {
                refuse(name, "un objet GeoJSON est attendu, comme {\"type\": \"Point\", "
                             "\"coordinates\": [1.09, 49.44]}, ou une voie et des numéros, comme "
                             "\"12 à 40 rue Garibaldi, Sotteville\".");
            }
        } else if (const auto* text = value.text()) {
            to = *text;
        } else if (value.number() != nullptr || std::holds_alternative<bool>(value.value)) {
            to = m_body.substr(value.at, value.end - value.at);
        } else {
            refuse(name, "un texte ou un nombre est attendu.");
        }
    }
    void refuse(const std::string& name, std::string reason)
    {
        m_asked.faults.emplace_back(name, std::move(reason));
    }

    std::string_view m_body;
    WorkAsked m_asked;
};

}  // namespace

const std::vector<std::string>& work_member_names()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& column : datasets::road_works_columns()) {
            if (!datasets::is_set_by_steps(column.property.name)) {
                all.push_back(column.property.name);
            }
        }
        all.emplace_back(geometry_member);
        return all;
    }();
    return names;
}

std::string text_fault(std::string_view text, std::string_view column)
{
    if (auto fault = datasets::comment_text_fault(text); !fault.empty() && !text.empty()) {
        return fault;
    }
    const auto parts = datasets::personal_parts(column, text);
    if (parts.empty()) {
        return {};
    }
    const auto [at, size] = parts.front();
    return fmt::format(
        "« {} » s’y lit : {}", text.substr(at, size),
        column == "contact_service"
            ? "personne n’est nommé, et une adresse ou un numéro est celui d’un service, nommé à "
              "côté, comme « Mairie de Rouen, 02 35 08 69 00 »."
            : "ni nom, ni adresse, ni numéro n’est publié ; nommez un service. Son numéro se met "
              "dans « Service à contacter ».");
}

namespace {

/// Titles and names stand in lists and on signs: one line each.
std::string words_fault(std::string_view name, std::string_view value)
{
    const bool is_long =
        name == "description" || name == "deviation" || name == "commentaire_source";
    const std::size_t most = is_long ? 4'000 : 250;
    const auto letters = static_cast<std::size_t>(std::ranges::count_if(
        value, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    if (letters > most) {
        return fmt::format("{} signes au plus ; il y en a {}.", most, letters);
    }
    if (!is_long && value.find('\n') != std::string_view::npos) {
        return "une seule ligne.";
    }
    return text_fault(value, name);
}

/// Feeds tell a work part by part: what has thousands would be as many stretches of road.
std::string shape_fault(const geo::Geometry& geometry)
{
    constexpr std::size_t most_parts = 100;
    std::size_t parts = 1;
    std::vector<geo::LineString> lines;
    if (const auto* points = std::get_if<geo::MultiPoint>(&geometry)) {
        parts = points->points.size();
    } else if (const auto* line = std::get_if<geo::Line>(&geometry)) {
        lines = {line->line};
    } else if (const auto* many = std::get_if<geo::MultiLine>(&geometry)) {
        lines = many->lines;
        parts = lines.size();
    } else if (const auto* areas = std::get_if<geo::MultiPolygon>(&geometry)) {
        parts = areas->polygons.size();
    }
    if (parts > most_parts) {
        return fmt::format("le tracé a {} morceaux ; {} au plus. Gardez ceux que les usagers "
                           "rencontrent, dessinez une surface, ou saisissez plusieurs chantiers.",
                           parts, most_parts);
    }
    const bool has_spot = std::ranges::any_of(lines, [](const geo::LineString& line) {
        return std::ranges::all_of(line, [&](const auto& at) { return at == line.front(); });
    });
    return has_spot
               ? "une ligne n’a que des positions pareilles : donnez-en une autre, ou un point."
               : "";
}

}  // namespace

std::string member_fault(std::string_view name, std::string_view value)
{
    if (datasets::is_set_by_steps(name)) {
        return "Parvis le tient lui-même.";
    }
    if (value.empty()) {
        return {};
    }
    if (name == geometry_member) {
        const auto parsed = datasets::parse_geojson_geometry(value);
        return parsed.problem.empty() ? shape_fault(parsed.geometry) : parsed.problem;
    }
    const auto* column = column_of(name);
    if (column == nullptr) {
        return "ce membre n’existe pas ici.";
    }
    if (column->property.type == datasets::ValueType::date && !datasets::parse_date(value)) {
        return day_fault(value);
    }
    return column->property.type == datasets::ValueType::text ? words_fault(name, value)
                                                              : std::string();
}

std::variant<WorkAsked, Problem> read_work_body(std::string_view body)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return WorkAsked{};
    }
    const auto members = read_json_members(body, "{\"titre\": …, \"debut\": …, \"geometry\": …}");
    if (const auto* problem = std::get_if<Problem>(&members)) {
        return *problem;
    }
    Reader reader(body);
    reader.read(std::get<JsonValue::Members>(members));
    return reader.finish();
}

std::string work_json(const datasets::EnteredWork& work, const std::string& base_url,
                      datasets::Date today, const std::vector<std::string>& doubts,
                      const std::string& unsettled)
{
    JsonText json;
    json.start_object();
    json.member("id", work.id);
    json.member("dataset", work.dataset);
    json.member("step", name_of(work.step));
    json.member("revision", std::int64_t{work.revision});
    json.member("public", work.shown);
    json.key("members");
    json.start_object();
    for (const auto& [name, value] : work.members) {
        write_value(json, name, value);
    }
    json.end_object();
    std::vector<std::string> actions;
    for (const auto action : datasets::work_actions) {
        if (possible_step(work, action, today)) {
            actions.emplace_back(name_of(action));
        }
    }
    json.member("actions", actions);
    if (!doubts.empty()) {
        json.member("doubts", doubts);
    }
    if (!unsettled.empty()) {
        json.member("unsettled", unsettled);
    }
    json.key("links");
    json.start_array();
    const auto link = [&](std::string_view rel, const std::string& href) {
        json.start_object();
        json.member("rel", rel);
        json.member("href", href);
        json.end_object();
    };
    link("self", fmt::format("{}/works/{}", base_url, work.id));
    link("version-history", fmt::format("{}/works/{}/history", base_url, work.id));
    if (work.shown) {
        link("item", fmt::format("{}/collections/{}/items/{}", base_url, work.dataset, work.id));
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string history_json(const std::string& id, const std::vector<datasets::WorkChange>& changes)
{
    JsonText json;
    json.start_object();
    json.member("id", id);
    json.key("changes");
    json.start_array();
    datasets::WorkMembers before;
    for (const auto& change : changes) {
        json.start_object();
        json.member("revision", std::int64_t{change.revision});
        json.member("at", change.at);
        json.member("action", change.action);
        json.member("step", name_of(change.step));
        json.member("who", change.note.who);
        json.member("way", change.note.way);
        json.member("why", change.note.why);
        json.key("members");
        json.start_array();
        auto names = before;
        names.insert(change.members.begin(), change.members.end());
        for (const auto& [name, ignored] : names) {
            const auto was = before.find(name);
            const auto is = change.members.find(name);
            if (was != before.end() && is != change.members.end() && was->second == is->second) {
                continue;
            }
            json.start_object();
            json.member("name", name);
            json.member("from", was == before.end() ? std::string_view() : was->second);
            json.member("to", is == change.members.end() ? std::string_view() : is->second);
            json.end_object();
        }
        json.end_array();
        json.end_object();
        before = change.members;
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace parvis::service
