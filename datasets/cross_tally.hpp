// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/cross.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// What was counted at one place. Works and equipment are counted where their main commune (or
/// their own area of a level) is: these counts add up. `touching` and the length do not.
struct PlaceTally {
    std::map<WorkState, std::int64_t> works;
    std::int64_t touching = 0;        ///< works not ended nor cancelled with a part here
    double active_length_m = 0;       ///< length of active works times their share here
    std::int64_t without_length = 0;  ///< active works of unknown length with a part here
    std::map<std::string, std::int64_t> equipment;  ///< by column name of the family

    [[nodiscard]] std::int64_t all_works() const;
    [[nodiscard]] std::int64_t all_equipment() const;
};

/// A family of equipment: how people call it, and the datasets it was counted from.
struct Family {
    Texts label;
    std::vector<std::string> from;
};

struct Population {
    std::map<std::string, std::int64_t> by_commune;
    std::map<std::string, std::string> source_of;  ///< commune -> id of the dataset it is of
    /// Each dataset, and its words: "population municipale 2022".
    std::vector<std::pair<std::string, std::string>> sources;
    std::string words;  ///< those of all, in sentences
    /// The same with its column and since when it is in force, or that its vintage is not stated.
    std::string said;
    std::string vintage;
    Texts no_sum;  ///< why it must not be added (PTOT), or empty
    /// Communes of today that have none because one of then lacks: key, and why.
    std::vector<std::pair<std::string, std::string>> incomplete;
};

/// Everything that the published versions say of a territory's places on one day.
struct CrossTally {
    std::map<std::string, PlaceTally> communes;  ///< by commune key
    std::vector<std::map<std::string, PlaceTally>>
        levels;                              ///< as the territory's levels, by area id
    std::map<std::string, Family> families;  ///< by column name
    std::optional<Population> population;
    std::vector<std::string> population_from, works_from, equipment_from;  ///< ids, published
    bool lengths_known = false;          ///< a dataset of works publishes lengths
    std::vector<std::string> missing;    ///< what is named but not published, or not comparable
    std::vector<Manifest> inputs;        ///< of the versions read
    std::uint64_t strange_communes = 0;  ///< rows in a commune that the territory does not know
};

/// @throws StoreError when a version on disk is not as Parvis left it.
[[nodiscard]] CrossTally tally(const Territory& territory, const Register& reg, Date day);

}  // namespace parvis::datasets
