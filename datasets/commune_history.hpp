// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The ground that a commune code meant from one day to another (French: périmètre). The same code
/// means another ground after a merger (commune nouvelle): the key is (code, from), never the code
/// alone (RULES.md §5).
struct Perimeter {
    std::string code;
    std::optional<Date> from;  ///< first day; nothing: since before the first movement known
    std::optional<Date> to;    ///< day on which it ended; nothing: it stands
    std::vector<std::uint32_t> successors, predecessors;  ///< that got, or gave, some of its ground
    std::string name;          ///< "Bois-Guillaume", the last one known; "" where the file has none
    std::string began, ended;  ///< MOD of the movement that did; "" where none did
};

/// What a MOD of INSEE's file is called in French: "création d’une commune nouvelle"; "mouvement"
/// for one that Parvis does not know.
[[nodiscard]] std::string_view movement_name(std::string_view mod);

/// What commune codes meant over time, from INSEE's file of movements (mouvements de communes):
/// mergers, splits, creations, changes of code. A change of name changes no ground and is left out.
class CommuneHistory {
public:
    /// Reads v_mvt_commune as INSEE publishes it (columns MOD, DATE_EFF, TYPECOM_AV, COM_AV,
    /// TYPECOM_AP, COM_AP; LIBELLE_AV and LIBELLE_AP where it has them), comma or semicolon.
    /// @throws SourceError for a missing file or column, with the line for a date that is none.
    [[nodiscard]] static CommuneHistory read(const std::filesystem::path& file);

    /// What the code meant on a day; nullptr when it meant nothing then, or never moved (see
    /// moved()).
    [[nodiscard]] const Perimeter* at(std::string_view code, Date day) const;
    /// Whether any movement names the code. One that never moved means today what it always did.
    [[nodiscard]] bool moved(std::string_view code) const;

    /// Every ground that the code has meant, oldest first; empty when it never moved.
    [[nodiscard]] std::vector<const Perimeter*> of(std::string_view code) const;

    /// Where the ground of a commune of one day lies on another, by codes of that other day.
    struct Translation {
        std::vector<std::string> codes;  ///< sorted; empty: the code meant nothing on `day`
        /// Whether the ground is the same, whatever the code is then.
        bool same_ground = false;
    };
    /// Forward and backward in time. One code: what can be summed goes there whole. Several: the
    /// ground was divided, and no figure can follow without data below the commune.
    [[nodiscard]] Translation translate(std::string_view code, Date day, Date to) const;

    [[nodiscard]] const std::vector<Perimeter>& perimeters() const { return m_perimeters; }

private:
    std::vector<Perimeter> m_perimeters;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> m_by_code;  ///< by `from`
};

}  // namespace parvis::datasets
