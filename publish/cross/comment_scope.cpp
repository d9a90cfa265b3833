// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/comment_scope.hpp"

#include "datasets/crossing_definition.hpp"
#include "publish/cross/declared_crossing.hpp"
#include "publish/cross/places.hpp"
#include "publish/row_name.hpp"

#include <algorithm>
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
    for (const RowIndex row : rows) {
        CommentScope scope = scope_of(publication, dataset, row);
        scope.columns = columns;
        for (const auto& [place, share] : where.parts(row)) {
            scope.is_part = counts[place] > 1 || where.parts(row).size() > 1;
            const auto at = row_at(crossed, places, place);
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

}  // namespace parvis::publish::cross
