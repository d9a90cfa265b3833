// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/perimeter_marks.hpp"

#include "datasets/recomposition.hpp"
#include "publish/cross/hidden_values.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <variant>

namespace parvis::publish::cross {

namespace {

using datasets::Recomposition;

bool is_table(const datasets::DatasetFacts& facts)
{
    return facts.kind == datasets::Kind::demographics || !facts.figure_value.empty();
}

/// Whether places are communes or made of whole ones, so that it is known which.
bool made_of_communes(const Places& places)
{
    return !places.ground().empty() &&
           (places.ground().front()->manifest().facts.kind == datasets::Kind::communes ||
            places.ground().front()->manifest().facts.kind == datasets::Kind::level);
}

bool is_added(const Aggregate& aggregate) { return aggregate.function == Function::sum; }

/// A mean weighted by the rows' own numbers is made anew from numerator and denominator.
bool is_reweighted(const Aggregate& aggregate)
{
    return aggregate.function == Function::mean && !aggregate.weight.empty() &&
           aggregate.weight != "population";
}

struct Marking {
    const Publication& publication;
    Places& places;
    const Snapshot& dataset;
    const Aggregate& aggregate;
    PerimeterMarks marks;

    /// The commune's place among the places; `unknown` for a commune that has none.
    std::uint32_t place_of(RowIndex commune)
    {
        return places.rows(*publication.communes()).main(commune);
    }
    std::string name_of(RowIndex commune) const
    {
        const auto communes = publication.communes();
        const auto title = communes->property(communes->manifest().facts.title_property);
        return title ? communes->text(commune, *title) : std::string{communes->feature_id(commune)};
    }
    /// At the level of communes a place is the commune itself: its name need not be said.
    bool at_communes() const { return places.level() == publication.communes()->id(); }

    void mark(std::uint32_t place, PerimeterMark one)
    {
        if (place < places.unknown()) {
            add_mark(marks.at[place], one);
        }
    }
    void mark_commune(std::string_view key, PerimeterMark one)
    {
        const auto row = publication.communes()->row_of(key);
        if (!row) {
            return;
        }
        if (!at_communes()) {
            one.reason = name_of(*row) + " : " + one.reason;
        }
        mark(place_of(*row), std::move(one));
    }
};

Recomposition gathered(const Snapshot& dataset, const std::vector<RowIndex>& rows,
                       const std::function<bool(RowIndex)>& has_value)
{
    const auto origin = dataset.property(datasets::origin_property);
    const auto parts = dataset.property(datasets::origin_parts_property);
    const auto commune = dataset.property("commune");
    Recomposition recomposition;
    if (!origin || !parts || !commune) {
        return recomposition;
    }
    for (const RowIndex row : rows) {
        const datasets::Value value = dataset.value(row, *parts);
        const auto* list = std::get_if<std::vector<std::string>>(&value);
        recomposition.add(dataset.word(row, *commune), dataset.word(row, *origin),
                          list == nullptr ? std::vector<std::string>{} : *list, has_value(row));
    }
    recomposition.finish();
    return recomposition;
}

/// Why a value that is not a sum cannot be made for a commune of several of then.
std::string why_not_recomposed(const Snapshot& dataset, const Aggregate& aggregate)
{
    const auto property = dataset.property(aggregate.property);
    const std::string_view reason =
        property ? datasets::text_in(dataset.manifest().properties[*property].no_sum, "fr")
                 : std::string_view{};
    if (!reason.empty()) {
        return std::string{reason};
    }
    return fmt::format("{} des communes d’alors n’est pas celui d’aujourd’hui",
                       name_of(aggregate.function));
}

void mark_recomposed(const Recomposition& recomposition, const std::string& day, Marking& marking)
{
    const bool adds = is_added(marking.aggregate), reweights = is_reweighted(marking.aggregate);
    std::size_t incomplete = 0;
    for (const auto& [key, commune] : recomposition.communes()) {
        PerimeterMark mark;
        if (!adds && !reweights) {
            mark = {PerimeterMark::missing,
                    fmt::format("ne se recompose pas ({}) à partir des communes du {} : {}",
                                why_not_recomposed(marking.dataset, marking.aggregate), day,
                                commune.listed()),
                    false};
        } else if (!commune.complete()) {
            ++incomplete;
            // The row of a divided commune is there, without a place: the total holds it.
            marking.marks.total_known = marking.marks.total_known && commune.without_row.empty() &&
                                        commune.without_value.empty();
            mark = {PerimeterMark::missing,
                    fmt::format("{} (communes du {} : {})", commune.why(), day, commune.listed()),
                    false};
        } else if (marking.at_communes()) {
            mark = {reweights ? PerimeterMark::estimated : PerimeterMark::breaks,
                    fmt::format("périmètre changé : {} des communes du {} ({})",
                                reweights ? "moyenne pondérée" : "somme", day, commune.listed()),
                    true};
        } else {
            continue;  // a pole that holds every part has had the same ground all along
        }
        marking.mark_commune(key, std::move(mark));
    }
    auto& notes = marking.marks.notes;
    notes.push_back(fmt::format(
        "Codes des communes du {}, comptés dans les communes d’aujourd’hui : {} recomposées, dont "
        "{} incomplètes, inconnues.",
        day, recomposition.communes().size(), incomplete));
    if (recomposition.divided_rows() > 0) {
        notes.push_back(fmt::format("{} lignes de communes partagées depuis ne sont d’aucun lieu.",
                                    recomposition.divided_rows()));
    }
}

/// Of demographics every commune has figures: a place with one that has none has no sum.
void mark_lacking(const std::vector<RowIndex>& rows, const std::function<bool(RowIndex)>& has_value,
                  Marking& marking)
{
    const auto commune = marking.dataset.property("commune");
    if (!commune || !made_of_communes(marking.places)) {
        return;
    }
    std::set<std::string_view> known, lacking;
    for (const RowIndex row : rows) {
        const std::string_view key = marking.dataset.word(row, *commune);
        (has_value(row) ? known : lacking).insert(key);
        marking.marks.total_known = marking.marks.total_known && has_value(row);
    }
    const auto communes = marking.publication.communes();
    for (RowIndex row = 0; row < communes->size(); ++row) {
        const std::string_view key = communes->feature_id(row);
        const bool lacks_value = lacking.contains(key);
        if (known.contains(key) && !lacks_value) {
            continue;
        }
        marking.marks.total_known = false;
        marking.mark_commune(key,
                             {PerimeterMark::missing,
                              lacks_value ? "valeur inconnue ou secrète" : "pas de ligne", false});
    }
}

/// What is made of several values of which one is secret or not available is not known (RULES.md
/// §5 e): not without it, and never with 0 in its place.
void mark_hidden(const std::vector<RowIndex>& rows, Marking& marking)
{
    const Places::Rows& where = marking.places.rows(marking.dataset);
    std::map<std::uint32_t, std::map<std::string, std::size_t>> hidden;
    for (auto& [row, letter] : hidden_rows(marking.dataset, marking.aggregate, rows)) {
        ++hidden[where.main(row)][letter];
    }
    for (const auto& [place, letters] : hidden) {
        std::string reason;
        for (const auto& [letter, count] : letters) {
            const std::string_view label = letter == "Q" ? "secrète" : "non disponible";
            reason += fmt::format("{}{} {} {} (statut {})", reason.empty() ? "" : ", ", count,
                                  count > 1 ? "valeurs" : "valeur", label, letter);
        }
        add_mark(marking.marks.at[place], {PerimeterMark::missing, std::move(reason), false});
        marking.marks.total_known = false;
    }
    if (!hidden.empty()) {
        marking.marks.notes.emplace_back(
            "Des valeurs sont secrètes ou non disponibles : ce qui en est fait n’est pas connu, le "
            "total non plus.");
    }
}

}  // namespace

void add_mark(PerimeterMark& mark, const PerimeterMark& other)
{
    const auto rank = [](char status) {
        constexpr std::string_view worst_last = "ABEUO";
        return worst_last.find(status);
    };
    constexpr std::size_t longest_reason = 400;
    if (!other.reason.empty() && mark.reason.find(other.reason) == std::string::npos) {
        const bool first = mark.reason.empty() || rank(other.status) > rank(mark.status);
        if (first) {
            mark.reason = other.reason;
        } else if (rank(other.status) == rank(mark.status) &&
                   mark.reason.size() + other.reason.size() < longest_reason) {
            mark.reason += " ; " + other.reason;
        }
    }
    if (rank(other.status) > rank(mark.status)) {
        mark.status = other.status;
    }
    mark.known = mark.known && other.known;
}

PerimeterMarks perimeter_marks(const Publication& publication, Places& places,
                               const Snapshot& dataset, const Aggregate& aggregate,
                               const std::vector<RowIndex>& rows,
                               const std::function<bool(RowIndex)>& has_value)
{
    const auto& facts = dataset.manifest().facts;
    const bool counts =
        aggregate.function == Function::count || aggregate.function == Function::touching;
    if (counts) {
        return {};
    }
    Marking marking{publication, places, dataset, aggregate, {}};
    mark_hidden(rows, marking);
    if (!is_table(facts) || !publication.communes()) {
        return std::move(marking.marks);
    }
    if (const auto origin = dataset.property(datasets::origin_property)) {
        mark_recomposed(gathered(dataset, rows, has_value),
                        dataset.manifest().properties[*origin].vintage, marking);
    }
    if (facts.kind == datasets::Kind::demographics && is_added(aggregate) &&
        aggregate.where.empty()) {
        mark_lacking(rows, has_value, marking);
    }
    if (!marking.marks.total_known) {
        marking.marks.notes.emplace_back(
            "Le total n’est pas connu : il manque le chiffre d’une commune au moins.");
    }
    return std::move(marking.marks);
}

}  // namespace parvis::publish::cross
