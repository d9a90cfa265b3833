// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// How far apart two countries' limits may run and still face each other, metres.
inline constexpr double seam_reach_m = 500;

/// The file that the limits of a country's communes come from, and how good it is.
struct CommuneLayer {
    std::string country;  ///< "LU"
    Texts name, plural;   ///< what its communes are called: "Gemeinde"
    std::string vintage;  ///< date of the list of communes
    std::string origin;   ///< who drew it
    std::string licence;  ///< SPDX-like id, "notspecified"
    std::string licence_url;
    std::string crs;        ///< of the file, "EPSG:4326"
    std::string operation;  ///< PROJ's operation to CRS84, or ""
    std::optional<double> accuracy_m;
    std::uint64_t communes = 0;
    std::uint64_t gaps = 0;  ///< holes that only communes of this country close in
    double gap_m2 = 0;
    std::uint64_t overlaps = 0;  ///< pairs of its communes that share ground
    double overlap_m2 = 0;
    friend bool operator==(const CommuneLayer&, const CommuneLayer&) = default;
};

/// How the limits of two countries meet (geo::Seam). Of more than two only gaps are known.
struct BoundarySeam {
    std::vector<std::string> countries;  ///< sorted
    double touching_m = 0;  ///< of the first one's limit, what lies on or in the second
    double facing_m = 0;    ///< of it, what is within seam_reach_m of the second
    std::uint64_t gaps = 0;
    double gap_m2 = 0;
    std::uint64_t overlaps = 0;
    double overlap_m2 = 0;
    friend bool operator==(const BoundarySeam&, const BoundarySeam&) = default;
};

/// One sentence that says what a seam is worth, for reports and pages, in French.
[[nodiscard]] std::string sentence_of(const BoundarySeam& seam);
/// "Luxembourg : 100 communes, liste du 2018-01-01, …, licence non précisée."
[[nodiscard]] std::string sentence_of(const CommuneLayer& layer);
/// "Belgique" for "BE"; the code itself for what ICU does not know.
[[nodiscard]] std::string country_name(const std::string& code);

}  // namespace parvis::datasets
