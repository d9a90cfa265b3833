// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/record.hpp"

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

Stage later_of_phases(const Work& work, datasets::Instant moment)
{
    // What is going on anywhere counts; else what is still to come; else what is over.
    bool any_planned = false, any_unknown = false;
    for (const Phase& phase : work.phases) {
        switch (stage_at(work, phase, moment)) {
        case Stage::active:
        case Stage::paused:
            return stage_at(work, phase, moment);
        case Stage::planned:
            any_planned = true;
            break;
        case Stage::unknown:
            any_unknown = true;
            break;
        default:
            break;
        }
    }
    return any_planned ? Stage::planned : any_unknown ? Stage::unknown : Stage::ended;
}

}  // namespace

Stage stage_at(const Work& work, const Phase& phase, datasets::Instant moment)
{
    if (work.declared == Declared::cancelled) {
        return Stage::cancelled;
    }
    if (work.declared == Declared::ended || work.ledger.departed ||
        (phase.end && phase.end->at <= moment)) {
        return Stage::ended;
    }
    if (!phase.start) {
        return Stage::unknown;
    }
    if (moment < phase.start->at) {
        return Stage::planned;
    }
    return work.declared == Declared::paused ? Stage::paused : Stage::active;
}

Stage stage_at(const Work& work, datasets::Instant moment)
{
    return work.declared == Declared::cancelled ? Stage::cancelled : later_of_phases(work, moment);
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
