// SPDX-License-Identifier: EUPL-1.2
#include "datasets/territory_check.hpp"

#include "datasets/commune_code.hpp"
#include "geo/layer_seam.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace parvis::datasets {

namespace {

/// How many gaps and overlaps are told one by one; the rest is counted.
constexpr std::size_t told = 20;

void warn(Territory& territory, const char* code, std::string key, std::string message)
{
    territory.issues.push_back(
        {0, Severity::warning, code, "", "", std::move(key), std::move(message)});
}

CommuneLayer& layer_of(Territory& territory, std::string_view key)
{
    return *std::ranges::find(territory.layers, country_of_key(key), &CommuneLayer::country);
}

/// Those inside one country's layer: the file's own faults. Between countries it is the seam's.
void report_overlaps(Territory& territory)
{
    std::size_t count = 0;
    for (const auto& overlap : territory.layer.overlaps) {
        if (country_of_key(overlap.first) != country_of_key(overlap.second)) {
            continue;
        }
        CommuneLayer& layer = layer_of(territory, overlap.first);
        ++layer.overlaps;
        layer.overlap_m2 += overlap.area_m2;
        if (count++ < told) {
            warn(territory, "layer_overlap", overlap.first,
                 fmt::format("Les limites de {} et de {} se recouvrent sur {:.0f} m².",
                             territory.commune(overlap.first)->name,
                             territory.commune(overlap.second)->name, overlap.area_m2));
        }
    }
}

void report_gaps(Territory& territory)
{
    std::size_t count = 0;
    for (const auto& gap : territory.layer.gaps) {
        const bool within = std::ranges::all_of(gap.around, [&](const std::string& key) {
            return country_of_key(key) == country_of_key(gap.around.front());
        });
        if (!within) {
            continue;
        }
        CommuneLayer& layer = layer_of(territory, gap.around.front());
        ++layer.gaps;
        layer.gap_m2 += gap.area_m2;
        if (count++ < told) {
            warn(territory, "layer_gap", "",
                 fmt::format("Un trou de {:.0f} m² entre les communes, près de {:.5f}, {:.5f} "
                             "(longitude, latitude).",
                             gap.area_m2, gap.at.lon, gap.at.lat));
        }
    }
}

void report_totals(Territory& territory)
{
    const bool several = territory.layers.size() > 1;
    for (const CommuneLayer& layer : territory.layers) {
        const std::string where = several ? country_name(layer.country) + " : " : std::string();
        if (layer.overlaps > 0) {
            warn(territory, "layer_overlap_total", "",
                 fmt::format("{}{} paires de communes se recouvrent, sur {:.0f} m² en tout.", where,
                             layer.overlaps, layer.overlap_m2));
        }
        if (layer.gaps > 0) {
            warn(territory, "layer_gap_total", "",
                 fmt::format("{}{} trous entre les communes, de {:.0f} m² en tout.", where,
                             layer.gaps, layer.gap_m2));
        }
    }
}

void report_seams(const std::vector<geo::Area>& areas, Territory& territory)
{
    std::vector<std::string> countries;
    countries.reserve(areas.size());
    for (const geo::Area& area : areas) {
        countries.emplace_back(country_of_key(area.key));
    }
    for (geo::Seam& seam : geo::measure_seams(areas, countries, territory.layer, seam_reach_m)) {
        territory.seams.push_back({std::move(seam.layers), seam.touching_m, seam.facing_m,
                                   seam.gaps, seam.gap_m2, seam.overlaps, seam.overlap_m2});
        warn(territory, "layer_seam", "", sentence_of(territory.seams.back()));
    }
    if (!territory.seams.empty()) {
        warn(territory, "layer_seam", "",
             "Entre deux pays : dans un recouvrement, la plus petite clé de commune l’emporte ; "
             "dans un trou, rien n’a de commune.");
    }
}

}  // namespace

void check_territory(double tolerance_m2, Territory& territory)
{
    std::vector<geo::Area> areas;
    areas.reserve(territory.communes.size());
    for (const Commune& commune : territory.communes) {
        areas.push_back({commune.key, commune.geometry});
    }
    territory.layer = geo::check_layer(areas, tolerance_m2);
    report_overlaps(territory);
    report_gaps(territory);
    report_totals(territory);
    if (territory.layers.size() > 1) {
        report_seams(areas, territory);
    }
    territory.m_locator = std::make_shared<const geo::Locator>(std::move(areas));
}

}  // namespace parvis::datasets
