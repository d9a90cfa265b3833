// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/comment_scope.hpp"

#include "datasets/crossing_definition.hpp"
#include "datasets/territory.hpp"
#include "publish/cross/declared_crossing.hpp"
#include "publish/cross/places.hpp"
#include "publish/row_name.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <set>

namespace parvis::publish::cross {

namespace {

using datasets::Kind;

bool is_crossed(const Snapshot& dataset)
{
    const Kind kind = dataset.manifest().facts.kind;
    return kind == Kind::communes || kind == Kind::level || kind == Kind::crossing;
}

/// Where a place of the level stands in the crossed collection.
std::optional<RowIndex> row_at(const Snapshot& crossed, const Places& places, std::uint32_t place)
{
    return crossed.row_of(place < places.places().size()
                              ? std::string_view(places.places()[place].id)
                              : datasets::Level::unknown);
}

/// The columns of the crossing that are counted from a dataset.
std::vector<std::string> columns_from(const Snapshot& crossed, const std::string& dataset)
{
    std::vector<std::string> columns;
    for (const auto& property : crossed.manifest().properties) {
        if (std::ranges::find(property.from, dataset) != property.from.end()) {
            columns.push_back(property.name);
        }
    }
    return columns;
}

/// Whether a work counts in a column of a place, as datasets/cross_columns says.
bool counts_work(const Snapshot& works, RowIndex row, datasets::Date day, bool is_main,
                 std::string_view column)
{
    using datasets::WorkState;
    const WorkState state = works.work_state(row, day);
    const bool going_on = state == WorkState::active || state == WorkState::paused;
    const auto length = works.property("longueur_m");
    const bool measured = length && works.number(row, *length);
    const std::array<std::pair<std::string_view, bool>, 9> columns{
        {{"chantiers", is_main},
         {"chantiers_en_cours", is_main && going_on},
         {"chantiers_prevus", is_main && state == WorkState::planned},
         {"chantiers_termines", is_main && state == WorkState::ended},
         {"chantiers_annules", is_main && state == WorkState::cancelled},
         {"chantiers_etat_inconnu", is_main && state == WorkState::unknown},
         {"chantiers_touchant", state != WorkState::ended && state != WorkState::cancelled},
         {"chantiers_longueur_m", going_on && measured},
         {"chantiers_sans_longueur", going_on && !measured}}};
    const auto found =
        std::ranges::find_if(columns, [&](const auto& one) { return one.first == column; });
    return found == columns.end() || found->second;
}

/// Whether a piece of equipment counts in a column: of families, in its own.
bool counts_equipment(const Snapshot& equipment, RowIndex row, std::string_view column)
{
    const auto family = equipment.property("famille");
    if (!family || !column.starts_with("equipements_") || column == "equipements_pour_1000_hab") {
        return true;
    }
    const std::string own = equipment.text(row, *family);
    return column == "equipements_" + (own.empty() ? "sans_famille" : datasets::snake_case(own));
}

/// Those of the columns from a dataset that a row of it counts in at a place.
std::vector<std::string> columns_of(const Snapshot& dataset, RowIndex row, bool is_main,
                                    datasets::Date day, std::vector<std::string> columns)
{
    const Kind kind = dataset.manifest().facts.kind;
    std::erase_if(columns, [&](const std::string& column) {
        return kind == Kind::road_works  ? !counts_work(dataset, row, day, is_main, column)
               : kind == Kind::equipment ? !counts_equipment(dataset, row, column)
                                         : !is_main;
    });
    return columns;
}

/// How many rows of a dataset lie in each place: one among several is a part.
std::vector<std::uint32_t> rows_at_places(const Snapshot& dataset, const Places& places,
                                          const Places::Rows& where)
{
    std::vector<std::uint32_t> counts(std::size_t{places.unknown()} + 1);
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        ++counts[where.main(row)];
    }
    return counts;
}

/// What one dataset's comments say of a level's rows.
void carry_from(const Publication& publication, const Snapshot& dataset, const Snapshot& crossed,
                Places& places, std::vector<CarriedInto>& carried)
{
    const auto columns = columns_from(crossed, dataset.id());
    for (const CarriedComment& comment : dataset.general_comments()) {
        CommentScope scope = scope_of(dataset);
        scope.columns = columns;
        carried.push_back({std::nullopt, CarriedComment(comment, std::move(scope))});
    }
    const auto rows = dataset.commented_rows();
    const Places::Rows& where = places.rows(dataset);
    if (rows.empty() || !where.know_places()) {
        return;
    }
    const auto counts = rows_at_places(dataset, places, where);
    const auto day = datasets::parse_date(crossed.manifest().reference_date);
    for (const RowIndex row : rows) {
        CommentScope scope = scope_of(publication, dataset, row);
        const auto parts = where.parts(row);
        for (const auto& [place, share] : parts) {
            scope.columns = columns_of(dataset, row, place == where.main(row),
                                       day.value_or(publication.today), columns);
            scope.is_part = counts[place] > 1 || parts.size() > 1;
            const auto at = scope.columns.empty() ? std::nullopt : row_at(crossed, places, place);
            for (const CarriedComment& comment : dataset.comments(row)) {
                if (at && comment.scope.dataset.empty()) {
                    carried.push_back({at, CarriedComment(comment, scope)});
                }
            }
        }
    }
}

std::vector<CarriedInto> carried_into_level(const Publication& publication, const Snapshot& crossed)
{
    auto found = Places::of(publication, crossed.id());
    auto* places = std::get_if<Places>(&found);
    std::vector<CarriedInto> carried;
    if (places == nullptr) {
        return carried;
    }
    std::set<std::string> inputs;
    for (const auto& property : crossed.manifest().properties) {
        inputs.insert(property.from.begin(), property.from.end());
    }
    for (const std::string& id : inputs) {
        const auto dataset = publication.find(id);
        if (dataset && !is_crossed(*dataset)) {
            carry_from(publication, *dataset, crossed, *places, carried);
        }
    }
    return carried;
}

/// Whether anything is said of what a declared crossing is made from: only then is it worth
/// crossing again.
bool is_commented(const Publication& publication, const datasets::Manifest& manifest)
{
    return std::ranges::any_of(manifest.inputs, [&](const std::string& input) {
        const auto dataset = publication.find(input.substr(0, input.rfind('@')));
        return dataset &&
               (!dataset->general_comments().empty() || !dataset->commented_rows().empty());
    });
}

std::vector<CarriedInto> carried_into_declared(const Publication& publication,
                                               const Snapshot& crossed)
{
    if (!is_commented(publication, crossed.manifest())) {
        return {};
    }
    try {
        const auto definition =
            datasets::read_crossing(datasets::crossing_file(publication.site.folder, crossed.id()));
        return carried_comments(publication, definition, crossed);
    } catch (const std::exception&) {  // what is wrong with it is told where it is made
        return {};
    }
}

}  // namespace

CommentScope scope_of(const Snapshot& dataset)
{
    CommentScope scope;
    scope.dataset = dataset.id();
    scope.title = datasets::text_in(dataset.manifest().facts.title, "fr");
    return scope;
}

CommentScope scope_of(const Publication& publication, const Snapshot& dataset, RowIndex row)
{
    CommentScope scope = scope_of(dataset);
    scope.row = row_name(dataset, row);
    const auto text = [&](const std::string& name) {
        const auto property = name.empty() ? std::nullopt : dataset.property(name);
        return property ? dataset.text(row, *property) : std::string();
    };
    const auto communes = publication.communes();
    const std::string commune = text("commune");
    const auto at = communes ? communes->row_of(commune) : std::nullopt;
    scope.place = at ? row_name(*communes, *at) : text(dataset.manifest().facts.figure_place);
    scope.period = text(dataset.manifest().facts.figure_period);
    return scope;
}

std::vector<CarriedInto> carried_into(const Publication& publication, const Snapshot& crossed)
{
    if (!is_crossed(crossed)) {
        return {};
    }
    return crossed.manifest().facts.kind == Kind::crossing
               ? carried_into_declared(publication, crossed)
               : carried_into_level(publication, crossed);
}

void carry_comments(Publication& publication)
{
    // Communes before what is crossed by them: a crossing names their figures' comments too.
    for (const Kind kind : {Kind::communes, Kind::level, Kind::crossing}) {
        for (auto& [id, dataset] : publication.datasets) {
            if (dataset->manifest().facts.kind == kind) {
                dataset = std::make_shared<const Snapshot>(*dataset, publication.comments,
                                                           publication.comment_revision,
                                                           carried_into(publication, *dataset));
            }
        }
    }
}

bool is_of_columns(const CrossTable& table, const Snapshot& dataset, const CarriedComment& comment)
{
    const auto went_in = [&](const std::string& column) {
        return std::ranges::find(table.columns, dataset.id() + "." + column) != table.columns.end();
    };
    // What is carried into the level stands beside its own columns.
    return comment.scope.dataset.empty()
               ? comment.target.column.empty() || went_in(comment.target.column)
               : std::ranges::any_of(comment.scope.columns, went_in);
}

void add_comment(CarriedComments& all, const CarriedComment& comment)
{
    const auto there = std::ranges::find(all, comment.id, &datasets::Comment::id);
    if (there == all.end()) {
        all.push_back(comment);
        return;
    }
    auto& columns = there->scope.columns;
    for (const std::string& column : comment.scope.columns) {
        if (std::ranges::find(columns, column) == columns.end()) {
            columns.push_back(column);
        }
    }
    there->scope.is_part |= comment.scope.is_part;
}

CarriedComments comments_on(const CrossTable& table)
{
    CarriedComments comments;
    for (const auto& input : table.inputs) {
        for (const CarriedComment& comment : input->general_comments()) {
            if (!is_of_columns(table, *input, comment)) {
                continue;
            }
            CarriedComment said = comment;
            if (said.scope.dataset.empty()) {
                said.scope = scope_of(*input);
            }
            add_comment(comments, said);
        }
    }
    return comments;
}

}  // namespace parvis::publish::cross
