// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/work_form_page.hpp"

#include "datasets/model_column.hpp"
#include "datasets/road_works.hpp"
#include "publish/site/address.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_history.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parvis::publish::site {

namespace {

using datasets::ModelColumn;
using datasets::ValueType;

/// One part of the form: a text of the messages, and the columns of the model under it.
struct Part {
    std::string_view title;
    std::vector<std::string_view> columns;
    bool folded = false;  ///< seldom needed
};

const std::vector<Part>& parts()
{
    static const std::vector<Part> all{
        {"work_form_what", {"titre", "categorie", "nature", "voie", "description"}},
        {"work_form_when", {"debut", "fin", "heure_debut", "heure_fin", "jours", "horaires"}},
        {"work_form_traffic",
         {"effet", "sens", "cote", "voies_fermees", "voies", "vitesse_kmh", "tonnage_t",
          "largeur_m", "deviation"}},
        {"work_form_who",
         {"maitre_ouvrage", "entreprise", "contact_service", "arrete", "cout_eur"}},
        {"work_form_more",
         {"debut_exact", "fin_exacte", "urgent", "revetement_neuf", "reception", "chantier",
          "phase", "commentaire_source"},
         true}};
    return all;
}

bool is_long(std::string_view name)
{
    return name == "description" || name == "deviation" || name == "commentaire_source";
}

bool is_needed(std::string_view name) { return name == "titre" || name == "debut"; }

const std::string& typed(const WorkFormView& view, std::string_view name)
{
    static const std::string nothing;
    const auto found = view.typed.find(name);
    return found == view.typed.end() ? nothing : found->second;
}

std::string fault_of(const WorkFormView& view, std::string_view name)
{
    const auto found =
        std::ranges::find(view.faults, name, &std::pair<std::string, std::string>::first);
    return found == view.faults.end() ? std::string() : french_spacing(found->second);
}

Data option(std::string value, std::string label, bool chosen)
{
    Data data;
    data.set("value", std::move(value)).set("label", std::move(label)).set("chosen", chosen);
    return data;
}

/// What one chooses from; empty where one types.
Data::List options(const Page& page, const ModelColumn& column, const std::string& value)
{
    Data::List list;
    if (column.property.type == ValueType::boolean) {
        list.push_back(option("true", page.messages.text("yes"), value == "true"));
        list.push_back(option("false", page.messages.text("no"), value == "false"));
    }
    for (const auto& [code, label] : column.property.values) {
        list.push_back(
            option(code, capitalized(std::string(page.in_language(label))), value == code));
    }
    return list;
}

/// How a value is written, where that does not go without saying.
std::string help_of(const Page& page, const ModelColumn& column)
{
    if (!column.example.empty()) {
        return page.messages.format("work_form_such_as",
                                    {{"example", std::string(column.example)}});
    }
    if (column.property.type == ValueType::instant) {
        return page.messages.format("work_form_such_as", {{"example", "2026-11-30T08:30"}});
    }
    const auto* help = page.messages.find("work_form_help_" + column.property.name);
    return help == nullptr ? std::string() : *help;
}

Data field(const Page& page, const WorkFormView& view, const ModelColumn& column)
{
    const std::string& name = column.property.name;
    const std::string& value = typed(view, name);
    const ValueType type = column.property.type;
    const std::string unit = unit_text(column.property.unit, page.messages);
    auto choices = options(page, column, value);
    const bool chooses = !choices.empty(), writes = is_long(name);
    const std::string help = help_of(page, column), fault = fault_of(view, name);
    std::string described = help.empty() ? "" : "aide-" + name;
    if (!fault.empty()) {
        described += (described.empty() ? "faute-" : " faute-") + name;
    }
    Data data;
    data.set("name", name)
        .set("label", std::string(page.in_language(column.property.label)) +
                          (unit.empty() ? "" : " (" + unit + ")"))
        .set("needed", is_needed(name))
        .set("chooses", chooses)
        .set("options", std::move(choices))
        .set("writes", writes)
        .set("types", !chooses && !writes)
        .set("type", type == ValueType::date ? "date" : "text")
        .set("numeric", type == ValueType::integer || type == ValueType::number)
        .set("wide", writes || name == "titre")
        .set("value", value)
        .set("help", help)
        .set("fault", fault)
        .set("described", std::move(described));
    return data;
}

Data::List part_list(const Page& page, const WorkFormView& view)
{
    Data::List list;
    for (const Part& part : parts()) {
        Data::List fields;
        bool used = false;
        for (const std::string_view name : part.columns) {
            if (const auto* column = datasets::model_column(datasets::Kind::road_works, name)) {
                fields.push_back(field(page, view, *column));
                used = used || !typed(view, name).empty() || !fault_of(view, name).empty();
            }
        }
        Data data;
        data.set("title", page.messages.text(std::string(part.title)))
            .set("open_part", !part.folded)
            .set("folded", part.folded)
            .set("used", used)
            .set("place_here", list.empty())  // where comes after what
            .set("fields", std::move(fields));
        list.push_back(std::move(data));
    }
    return list;
}

/// A list of what is wrong, each leading to its field.
Data::List fault_list(const Page& page, const WorkFormView& view)
{
    Data::List list;
    for (const auto& [name, reason] : view.faults) {
        const auto* column = datasets::model_column(datasets::Kind::road_works, name);
        Data data;
        data.set("target", name == datasets::geometry_member ? std::string("place") : name)
            .set("label", column != nullptr ? std::string(page.in_language(column->property.label))
                          : name == datasets::geometry_member
                              ? page.messages.text("work_form_where")
                          : name == "why" ? page.messages.text("work_form_why_short")
                          : name == "day" ? page.messages.text("work_form_day")
                                          : name)
            .set("reason", french_spacing(reason));
        list.push_back(std::move(data));
    }
    return list;
}

/// What may be done with the work now, beside changing it.
Data::List step_list(const Page& page, const WorkFormView& view)
{
    using datasets::WorkAction;
    Data::List list;
    for (const WorkAction action : datasets::work_actions) {
        if (action == WorkAction::change || !possible_step(*view.work, action, page.day())) {
            continue;
        }
        const bool resumes =
            action == WorkAction::start && view.work->step == datasets::WorkStep::paused;
        const std::string name(name_of(action));
        const bool reopens = action == WorkAction::reopen;
        const std::string end = reopens ? end_before_ended(view.history) : std::string();
        const auto today = datasets::to_text(page.day());
        // What was planned, where that day has come: it is mostly the day that it was.
        const std::string& planned =
            view.work->member(action == WorkAction::start ? "debut" : "fin");
        Data data;
        data.set("action_name", name)
            .set("label", page.messages.text(resumes ? "work_step_resume" : "work_step_" + name))
            .set("help", page.messages.text(resumes ? "work_step_resume_help"
                                                    : "work_step_" + name + "_help"))
            .set("has_day", (action == WorkAction::start && !resumes) || action == WorkAction::end)
            .set("has_end", action == WorkAction::extend || reopens)
            .set("needs_end", action == WorkAction::extend || (!end.empty() && end < today))
            .set("end_value", end < today ? std::string() : end)
            .set("has_why", action != WorkAction::publish)
            .set("needs_why", action == WorkAction::pause || action == WorkAction::extend ||
                                  action == WorkAction::cancel || reopens)
            .set("today", today)
            .set("day", planned.empty() || planned > today ? today : planned)
            .set("first", list.empty());
        list.push_back(std::move(data));
    }
    return list;
}

void set_common(const WorkPageView& view, Data& data)
{
    data.set("action", view.action)
        .set("number", view.number)
        .set("token", view.token)
        .set("who", view.who)
        .set("dataset", view.dataset)
        .set("open_here", !view.closed)
        .set("error_title", french_spacing(view.error_title))
        .set("error", french_spacing(view.error))
        .set("done", french_spacing(view.done));
}

Data map_of(const Page& page)
{
    MapView map;
    map.label = page.messages.text("work_form_map_label");
    map.layers = true;
    map.list_address = "#place";
    map.list_label = page.messages.text("work_form_map_twin");
    map.draws_into = "place";
    return map_data(page, map);
}

Frame frame_of(const Page& page, const std::string& title)
{
    Frame frame;
    frame.title = title;
    frame.section = "works";
    frame.way = {{page.messages.text("works_title"), "/works"}};
    return frame;
}

std::string state_text(const datasets::EnteredWork& work)
{
    return capitalized(std::string(label_fr(work.step)));
}

}  // namespace

const std::vector<std::string>& work_form_columns()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Part& part : parts()) {
            all.insert(all.end(), part.columns.begin(), part.columns.end());
        }
        return all;
    }();
    return names;
}

std::string work_form_page(const Publication& publication, const PageContext& context,
                           const WorkFormView& view)
{
    const Page page(&publication, context);
    const bool kept = view.work.has_value();
    Data data;
    data.set("no_streets", !street_layer(publication));
    set_common(view, data);
    Data::List doubts;
    for (const std::string& doubt : view.doubts) {
        doubts.emplace_back(french_spacing(doubt));
    }
    const std::string fault = fault_of(view, datasets::geometry_member);
    auto steps = kept ? step_list(page, view) : Data::List();
    data.set("kept", kept)
        .set("is_new", !kept)
        .set("known", kept && !view.token.empty())
        .set("id", kept ? view.work->id : "")
        .set("revision", kept ? std::to_string(view.work->revision) : "")
        .set("title", kept ? view.work->member("titre") : "")
        .set("state", kept ? state_text(*view.work) : "")
        .set("page_address", kept && view.work->shown
                                 ? dataset_address(view.work->dataset) + "/items/" + view.work->id
                                 : std::string())
        .set("clash_address",
             view.commune.empty() ? std::string() : "/works/clashes?commune=" + view.commune)
        .set("may_change", !kept || step_after(view.work->step, datasets::WorkAction::change))
        .set("draft", kept && view.work->step == datasets::WorkStep::draft)
        .set("faults", fault_list(page, view))
        .set("has_faults", !view.faults.empty())
        .set("doubts", std::move(doubts))
        .set("has_doubts", !view.doubts.empty())
        .set("parts", part_list(page, view))
        .set("place", view.place)
        .set("place_fault", fault)
        .set("why", view.why)
        .set("map", map_of(page))
        .set("has_steps", !steps.empty())
        .set("steps", std::move(steps))
        .set("history", history_list(page, view.history, true))
        .set("has_history", !view.history.empty());
    auto frame = frame_of(page, kept ? page.messages.format("work_form_of", {{"id", view.work->id}})
                                     : page.messages.text("work_form_new"));
    data.set("heading", frame.title);
    frame.body = render("work_form", data, page.messages);
    return whole_page(page, frame);
}

std::string work_list_page(const Publication& publication, const PageContext& context,
                           const WorkListView& view)
{
    const Page page(&publication, context);
    Data data;
    set_common(view, data);
    Data::List works;
    for (std::size_t i = 0; i < view.works.size(); ++i) {
        const auto& work = view.works[i];
        Data entry;
        entry.set("id", work.id)
            .set("title", work.member("titre"))
            .set("state", state_text(work))
            .set("revision", std::to_string(work.revision))
            .set("period", period_text(datasets::parse_date(work.member("debut")),
                                       datasets::parse_date(work.member("fin")), page.messages))
            .set("number", view.numbers[i]);
        works.push_back(std::move(entry));
    }
    data.set("nothing", view.works.empty())
        .set("more", view.more == 0
                         ? std::string()
                         : page.messages.format("work_list_more",
                                                {{"n", static_cast<std::int64_t>(view.more)}}))
        .set("works", std::move(works))
        .set("new_number", view.new_number)
        .set("of_one", view.action != "/works/mine");
    auto frame = frame_of(page, page.messages.text("work_list_title"));
    data.set("heading", frame.title);
    frame.body = render("work_list", data, page.messages);
    return whole_page(page, frame);
}

bool takes_works(const datasets::Site& site)
{
    std::error_code ignored;  // made where there is such a dataset, at the latest by the server
    return std::filesystem::is_directory(site.data() / "entered", ignored);
}

}  // namespace parvis::publish::site
