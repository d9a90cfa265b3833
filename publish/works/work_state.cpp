// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/work_state.hpp"

#include "datasets/feature_geojson.hpp"
#include "datasets/json_text.hpp"
#include "datasets/work_hours.hpp"
#include "publish/parameter_text.hpp"
#include "publish/site/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parvis::publish::works {
namespace {

std::string json_text(std::string_view text)
{
    std::string out;
    datasets::append_json_text(out, text);
    return out;
}

std::string json_list(const std::vector<std::string>& texts)
{
    std::string out = "[";
    for (const auto& text : texts) {
        out += (out.size() > 1 ? "," : "") + json_text(text);
    }
    return out + "]";
}

/// Adds the members of a work, or of one phase; what is not known is left out.
class Members {
public:
    Members(std::vector<Member>& all, std::string phase) : m_all(all), m_phase(std::move(phase)) {}

    void json(std::string_view name, std::string value)
    {
        m_all.push_back({m_phase, std::string(name), std::move(value)});
    }
    void text(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            json(name, json_text(value));
        }
    }
    template <typename Number>
    void number(std::string_view name, const std::optional<Number>& value)
    {
        if (value) {
            std::string out;
            datasets::append_number(out, static_cast<double>(*value));
            json(name, std::move(out));
        }
    }
    void flag(std::string_view name, const std::optional<bool>& value)
    {
        if (value) {
            json(name, *value ? "true" : "false");
        }
    }
    void day(std::string_view name, const std::optional<datasets::Date>& value)
    {
        if (value) {
            text(name, datasets::to_text(*value));
        }
    }

private:
    std::vector<Member>& m_all;
    std::string m_phase;
};

void add_bound(Members& members, const std::optional<Bound>& bound, std::string_view day,
               std::string_view exact, std::string_view verified)
{
    if (bound) {
        members.day(day, bound->day);
        members.text(exact, datasets::to_text(bound->at));
        members.flag(verified, bound->verified);
    }
}

void add_phase(std::vector<Member>& all, const Work& work, const Phase& phase, Stage stage)
{
    Members members(all, phase.row);
    members.text("adresse", site::item_address(work.dataset, phase.row));
    members.text("phase", phase.name);
    members.text("etat", code_of(stage));
    if (work.phases.size() > 1) {  // of one, the work itself says it
        members.text("etat_declare", code_of(phase.declared));
        members.day("absent_depuis", phase.absent_since);
    }
    add_bound(members, phase.start, "debut", "debut_exact", "debut_confirme");
    add_bound(members, phase.end, "fin", "fin_exacte", "fin_confirmee");
    members.text("horaires", phase.hours_text);
    if (phase.hours) {
        members.text("heure_debut", datasets::clock_text(phase.hours->first));
        members.text("heure_fin", datasets::clock_text(phase.hours->last));
        members.text("jours", datasets::week_days_text(phase.hours->days));
    }
    const Impact& impact = phase.impact;
    members.text("effet", code_of(impact.effect));
    members.text("sens", code_of(phase.place.direction));
    members.text("cote", code_of(phase.place.side));
    members.number("voies_fermees", impact.lanes_closed);
    members.number("voies", impact.lanes);
    members.number("vitesse_kmh", impact.speed_kmh);
    members.number("tonnage_t", impact.lorries_over_t);
    members.number("largeur_m", impact.width_m);
    members.text("deviation", impact.detour);
    std::string geometry;
    datasets::append_geojson_geometry(geometry, phase.place.geometry);
    members.json("geometry", std::move(geometry));
}

void add_work(std::vector<Member>& all, const Work& work, Stage stage)
{
    Members members(all, {});
    members.text("etat", code_of(stage));
    members.text("etat_declare", code_of(declared_of(work)));
    members.text("titre", work.title);
    members.text("nature", work.nature);
    members.text("categorie", code_of(work.category));
    members.text("description", work.description);
    members.text("voie", work.street);
    members.day("absent_depuis", absent_since(work));
    members.text("maitre_ouvrage", work.owner);
    members.text("entreprise", work.contractor);
    members.text("arrete", work.order);
    members.text("contact_service", work.contact);
    members.text("commentaire_source", work.remark);
    members.number("cout_eur", work.cost_eur);
    members.day("reception", work.reception);
    members.flag("revetement_neuf", work.renews_surface);
    members.flag("urgent", work.urgent);
    if (work.sample) {  // invented: nobody is to take it for a work that is going on
        members.flag("donnee_exemple", true);
    }
    if (!work.communes.empty()) {
        members.json("communes", json_list(work.communes));
    }
    auto areas = work.areas;
    std::ranges::stable_sort(areas, {}, &std::pair<std::string, std::string>::first);
    for (auto first = areas.begin(); first != areas.end();) {
        std::vector<std::string> of_level;
        const std::string level = first->first;
        for (; first != areas.end() && first->first == level; ++first) {
            of_level.push_back(first->second);
        }
        members.json(level, json_list(of_level));
    }
}

/// `name: value` of all members of one phase but its geometry, which is given back.
std::string write_members(std::string& out, const WorkState& state, std::string_view phase)
{
    std::string geometry = "null";
    bool first = true;
    for (const Member& member : state.members) {
        if (member.phase != phase) {
            continue;
        }
        if (member.name == "geometry") {
            geometry = member.value;
            continue;
        }
        out += first ? "" : ",";
        first = false;
        datasets::append_json_text(out, member.name);
        out += ':' + member.value;
    }
    return geometry;
}

/// Takes a field that ends with a tab or the text.
std::string_view take_field(std::string_view& line)
{
    const std::size_t end = std::min(line.find('\t'), line.size());
    const auto field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return field;
}

/// What separates fields and lines cannot stand in one.
std::string field(std::string_view text)
{
    std::string out;
    for (const char letter : text) {
        switch (letter) {
        case '\t':
            out += "\\t";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\\':
            out += "\\\\";
            break;
        default:
            out += letter;
        }
    }
    return out;
}

std::string unfielded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        ++i;
        out += text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : text[i];
    }
    return out;
}

std::optional<geo::Box> box_in(std::string_view line)
{
    std::array<double, 4> sides{};
    for (double& side : sides) {
        const auto number = parse_number(take_field(line));
        if (!number) {
            return std::nullopt;
        }
        side = *number;
    }
    return geo::Box{sides[0], sides[1], sides[2], sides[3]};
}

void read_place(std::string_view what, std::string_view line, Whereabouts& where)
{
    if (what == "c") {
        where.communes.push_back(unfielded(take_field(line)));
    } else if (what == "a") {
        std::string level = unfielded(take_field(line));
        where.areas.emplace_back(std::move(level), unfielded(take_field(line)));
    } else if (what == "b") {
        if (const auto box = box_in(line)) {
            where.boxes.push_back(*box);
        }
    }
}

template <typename Take>
void each_line(std::string_view text, Take&& take)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        take(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

Stage stage_in(std::string_view code)
{
    for (const Stage stage :
         {Stage::planned, Stage::active, Stage::paused, Stage::ended, Stage::cancelled}) {
        if (code_of(stage) == code) {
            return stage;
        }
    }
    return Stage::unknown;
}

bool meets(const geo::Box& one, const geo::Box& other)
{
    return one.west <= other.east && other.west <= one.east && one.south <= other.north &&
           other.south <= one.north;
}

}  // namespace

bool Whereabouts::fits(const WorksWanted& wanted) const
{
    if (!wanted.commune.empty() && std::ranges::find(communes, wanted.commune) == communes.end()) {
        return false;
    }
    const bool in_areas = std::ranges::all_of(wanted.areas, [&](const auto& area) {
        return std::ranges::find(areas, area) != areas.end();
    });
    if (!in_areas || !wanted.box) {
        return in_areas;
    }
    const geo::Box& asked = *wanted.box;
    const auto in = [&](const geo::Box& part) {
        return std::ranges::any_of(boxes, [&](const geo::Box& box) { return meets(box, part); });
    };
    return asked.crosses_antimeridian() ? in({asked.west, asked.south, 180, asked.north}) ||
                                              in({-180, asked.south, asked.east, asked.north})
                                        : in(asked);
}

WorkState state_of(const Work& work, datasets::Instant moment, const datasets::Zone& zone)
{
    WorkState state;
    state.dataset = work.dataset;
    state.id = work.id;
    state.stage = stage_at(work, moment, zone);
    state.to_confirm = absent_since(work).has_value();
    state.where.communes = work.communes;
    state.where.areas = work.areas;
    add_work(state.members, work, state.stage);
    for (const Phase& phase : work.phases) {
        state.rows.push_back(phase.row);
        if (const auto box = geo::bounds(phase.place.geometry)) {
            state.where.boxes.push_back(*box);
        }
        add_phase(state.members, work, phase, stage_at(work, phase, moment, zone));
    }
    return state;
}

void forget_texts(WorkState& state)
{
    constexpr std::array<std::string_view, 12> texts{
        "titre",  "nature",          "description",        "voie",  "maitre_ouvrage", "entreprise",
        "arrete", "contact_service", "commentaire_source", "phase", "horaires",       "deviation"};
    std::erase_if(state.members, [&](const Member& member) {
        return std::ranges::find(texts, member.name) != texts.end();
    });
}

std::string feature_of(const WorkState& state)
{
    std::string out = R"({"type":"Feature","id":)" + json_text(state.dataset + '/' + state.id) +
                      R"(,"properties":{"chantier":)" + json_text(state.dataset + '/' + state.id) +
                      ",\"jeu\":" + json_text(state.dataset) + ',';
    static_cast<void>(write_members(out, state, {}));
    out += ",\"phases\":[";
    std::string geometry, geometries;
    for (const std::string& row : state.rows) {
        out += out.back() == '[' ? "{" : ",{";
        geometry = write_members(out, state, row);
        out += '}';
        if (geometry != "null") {
            geometries += (geometries.empty() ? "" : ",") + geometry;
        }
    }
    if (state.rows.size() > 1 && !geometries.empty()) {
        geometry = R"({"type":"GeometryCollection","geometries":[)" + geometries + "]}";
    }
    return out + "]},\"geometry\":" + geometry + '}';
}

std::string encoded(const Whereabouts& where)
{
    std::string out;
    for (const auto& commune : where.communes) {
        out += "c\t" + field(commune) + '\n';
    }
    for (const auto& [level, area] : where.areas) {
        out += "a\t" + field(level) + '\t' + field(area) + '\n';
    }
    for (const geo::Box& box : where.boxes) {
        out += fmt::format("b\t{}\t{}\t{}\t{}\n", box.west, box.south, box.east, box.north);
    }
    return out;
}

Whereabouts decoded_whereabouts(std::string_view text)
{
    Whereabouts where;
    each_line(text, [&](std::string_view line) {
        const auto what = take_field(line);
        read_place(what, line, where);
    });
    return where;
}

std::string encoded(const WorkState& state)
{
    std::string out = "w\t" + field(state.dataset) + '\t' + field(state.id) + '\t' +
                      std::string(code_of(state.stage)) + '\t' + (state.to_confirm ? "?" : "") +
                      '\n' + encoded(state.where);
    for (const auto& row : state.rows) {
        out += "r\t" + field(row) + '\n';
    }
    for (const Member& member : state.members) {
        out += "m\t" + field(member.phase) + '\t' + field(member.name) + '\t' + member.value + '\n';
    }
    return out;
}

std::optional<WorkState> decoded_state(std::string_view text)
{
    WorkState state;
    each_line(text, [&](std::string_view line) {
        const auto what = take_field(line);
        if (what == "w") {
            state.dataset = unfielded(take_field(line));
            state.id = unfielded(take_field(line));
            state.stage = stage_in(take_field(line));
            state.to_confirm = take_field(line) == "?";
        } else if (what == "r") {
            state.rows.push_back(unfielded(take_field(line)));
        } else if (what == "m") {
            Member member;
            member.phase = unfielded(take_field(line));
            member.name = unfielded(take_field(line));
            member.value = line;
            state.members.push_back(std::move(member));
        } else {
            read_place(what, line, state.where);
        }
    });
    return state.id.empty() ? std::nullopt : std::optional(std::move(state));
}

}  // namespace parvis::publish::works
