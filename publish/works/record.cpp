// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/record.hpp"

#include "publish/works/schedule.hpp"

#include <algorithm>
#include <array>

namespace parvis::publish::works {
namespace {

// Codes in the order of the enumerators; "" first, for unknown.
constexpr std::array<std::string_view, 7> declared_codes{
    "", "prevu", "accorde", "en_cours", "suspendu", "termine", "annule"};
constexpr std::array<std::string_view, 15> category_codes{"",
                                                          "voirie",
                                                          "eau",
                                                          "assainissement",
                                                          "gaz",
                                                          "electricite",
                                                          "telecom",
                                                          "chauffage",
                                                          "climatisation",
                                                          "eclairage",
                                                          "amenagement",
                                                          "batiment",
                                                          "espaces_verts",
                                                          "evenement",
                                                          "autre"};
constexpr std::array<std::string_view, 13> effect_codes{"",
                                                        "aucun",
                                                        "rue_barree",
                                                        "sens_barre",
                                                        "alternat",
                                                        "voie_reduite",
                                                        "chaussee_retrecie",
                                                        "vitesse_reduite",
                                                        "stationnement",
                                                        "trottoir",
                                                        "piste_cyclable",
                                                        "poids_lourds",
                                                        "gene"};
constexpr std::array<std::string_view, 4> direction_codes{"", "deux_sens", "sens_du_trace",
                                                          "sens_inverse"};
constexpr std::array<std::string_view, 4> side_codes{"", "deux_cotes", "gauche", "droite"};
constexpr std::array<std::string_view, 6> stage_codes{"inconnu",  "prevu",   "en_cours",
                                                      "suspendu", "termine", "annule"};

template <typename Enum, std::size_t n>
std::string_view code_in(const std::array<std::string_view, n>& codes, Enum value)
{
    return codes.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t n>
Enum named_in(const std::array<std::string_view, n>& codes, std::string_view code)
{
    const auto found = std::find(codes.begin(), codes.end(), code);
    return found == codes.end() ? Enum{} : static_cast<Enum>(found - codes.begin());
}

}  // namespace

Stage stage_at(const Work& work, const Phase& phase, datasets::Instant moment,
               const datasets::Zone& zone)
{
    if (phase.declared == Declared::cancelled) {
        return Stage::cancelled;
    }
    if (phase.declared == Declared::ended) {
        return Stage::ended;
    }
    if (work.ledger.departed) {
        // What was taken out before its first hour never took place.
        const auto begins = first_moment(phase, zone);
        return phase.closed && begins && *phase.closed <= *begins ? Stage::cancelled : Stage::ended;
    }
    // Of days that never come, the period itself counts.
    const auto end =
        phase.end ? std::optional(last_moment(phase, zone).value_or(phase.end->at)) : std::nullopt;
    if (end && *end <= moment) {
        return Stage::ended;
    }
    if (!phase.start) {
        return Stage::unknown;
    }
    if (moment < first_moment(phase, zone).value_or(phase.start->at)) {
        return Stage::planned;
    }
    return phase.declared == Declared::paused ? Stage::paused : Stage::active;
}

Stage stage_at(const Work& work, datasets::Instant moment, const datasets::Zone& zone)
{
    // What is going on anywhere counts; else what is still to come; else what is over.
    constexpr std::array order{Stage::active,  Stage::paused, Stage::planned,
                               Stage::unknown, Stage::ended,  Stage::cancelled};
    std::size_t first = order.size() - 1;
    for (const Phase& phase : work.phases) {
        const auto* const found = std::ranges::find(order, stage_at(work, phase, moment, zone));
        first = std::min(first, static_cast<std::size_t>(found - order.begin()));
    }
    return order.at(first);
}

bool is_over(Declared declared)
{
    return declared == Declared::ended || declared == Declared::cancelled;
}

Declared declared_of(const Work& work)
{
    constexpr std::array order{Declared::started,  Declared::paused,  Declared::approved,
                               Declared::planned,  Declared::unknown, Declared::ended,
                               Declared::cancelled};
    std::size_t first = order.size() - 1;
    for (const Phase& phase : work.phases) {
        const auto* const found = std::ranges::find(order, phase.declared);
        first = std::min(first, static_cast<std::size_t>(found - order.begin()));
    }
    return order.at(first);
}

std::optional<datasets::Date> absent_since(const Work& work)
{
    std::optional<datasets::Date> first;
    for (const Phase& phase : work.phases) {
        if (phase.absent_since && (!first || *phase.absent_since < *first)) {
            first = phase.absent_since;
        }
    }
    return first;
}

std::string key_of(const Work& work) { return work.dataset + '/' + work.id; }

std::string_view code_of(Declared declared) { return code_in(declared_codes, declared); }
std::string_view code_of(Category category) { return code_in(category_codes, category); }
std::string_view code_of(Effect effect) { return code_in(effect_codes, effect); }
std::string_view code_of(Direction direction) { return code_in(direction_codes, direction); }
std::string_view code_of(Side side) { return code_in(side_codes, side); }
std::string_view code_of(Stage stage) { return code_in(stage_codes, stage); }

Declared declared_named(std::string_view code) { return named_in<Declared>(declared_codes, code); }
Category category_named(std::string_view code) { return named_in<Category>(category_codes, code); }
Effect effect_named(std::string_view code) { return named_in<Effect>(effect_codes, code); }
Direction direction_named(std::string_view code)
{
    return named_in<Direction>(direction_codes, code);
}
Side side_named(std::string_view code) { return named_in<Side>(side_codes, code); }

}  // namespace parvis::publish::works
