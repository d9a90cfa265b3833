// SPDX-License-Identifier: EUPL-1.2
#include "datasets/crs_proposal.hpp"

#include "geo/error.hpp"
#include "geo/projection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

namespace parvis::datasets {
namespace {

constexpr std::size_t most_positions = 10'000;
constexpr std::size_t first_look = 200;

struct Candidate {
    const char* crs;
    std::string_view name;
};
constexpr Candidate candidates[] = {
    {"OGC:CRS84", "longitude et latitude WGS 84"},
    {"EPSG:2154", "Lambert-93"},
    {"EPSG:27572", "Lambert II étendu"},
    {"EPSG:3942", "CC42"},
    {"EPSG:3943", "CC43"},
    {"EPSG:3944", "CC44"},
    {"EPSG:3945", "CC45"},
    {"EPSG:3946", "CC46"},
    {"EPSG:3947", "CC47"},
    {"EPSG:3948", "CC48"},
    {"EPSG:3949", "CC49"},
    {"EPSG:3950", "CC50"},
    {"EPSG:31370", "Lambert 72 belge"},
    {"EPSG:3812", "Lambert 2008 belge"},
    {"EPSG:2169", "LUREF, Luxembourg"},
    {"EPSG:25832", "UTM 32 Nord, ETRS89"},
    {"EPSG:25831", "UTM 31 Nord, ETRS89"},
    {"EPSG:4647", "UTM 32 Nord avec le numéro de zone, ETRS89"},
    {"EPSG:31466", "Gauss-Krüger 2, Allemagne"},
    {"EPSG:31467", "Gauss-Krüger 3, Allemagne"},
    {"EPSG:3857", "Web Mercator"},
    {"EPSG:3035", "LAEA Europe"},
    {"EPSG:5490", "UTM 20 Nord, Antilles"},
    {"EPSG:2972", "UTM 22 Nord, Guyane"},
    {"EPSG:2975", "UTM 40 Sud, Réunion"},
    {"EPSG:4471", "UTM 38 Sud, Mayotte"},
    {"EPSG:4467", "UTM 21 Nord, Saint-Pierre-et-Miquelon"},
};

struct Fit {
    const Candidate* candidate = nullptr;
    bool swapped = false;
    std::size_t points = 0;
};

std::size_t count_inside(std::span<const geo::LonLat> positions, const geo::Projection& projection,
                         bool swapped, const geo::Locator& territory)
{
    return static_cast<std::size_t>(std::ranges::count_if(positions, [&](const geo::LonLat& p) {
        const auto placed =
            swapped ? projection.to_crs84(p.lat, p.lon) : projection.to_crs84(p.lon, p.lat);
        return placed && territory.locate(*placed) != geo::Locator::nowhere;
    }));
}

std::string points(std::size_t count)
{
    return fmt::format("{} {}", count, count > 1 ? "points" : "point");
}

/// Those that put at least half of the positions in the territory, best first.
std::vector<Fit> fits(const std::vector<geo::LonLat>& positions, const std::string& read_as,
                      const geo::Locator& territory)
{
    std::vector<geo::LonLat> few;
    const std::size_t step = std::max<std::size_t>(1, positions.size() / first_look);
    for (std::size_t i = 0; i < positions.size(); i += step) {
        few.push_back(positions[i]);
    }
    std::vector<Fit> found;
    for (const Candidate& candidate : candidates) {
        try {
            const geo::Projection projection(candidate.crs);
            for (const bool swapped : {false, true}) {
                const bool as_read = !swapped && candidate.crs == read_as;
                if (as_read || count_inside(few, projection, swapped, territory) == 0) {
                    continue;
                }
                const std::size_t inside = count_inside(positions, projection, swapped, territory);
                if (inside * 2 >= positions.size()) {
                    found.push_back({&candidate, swapped, inside});
                }
            }
        } catch (const ProjectionError&) {
            continue;  // this machine's PROJ does not know the system: it cannot be proposed
        }
    }
    // The usual order of axes before the other one, where both fit alike.
    std::ranges::stable_sort(found, [](const Fit& a, const Fit& b) {
        return a.points != b.points ? a.points > b.points : a.swapped < b.swapped;
    });
    return found;
}

std::string advice(const Fit& fit, const std::string& read_as)
{
    const bool degrees = std::string_view(fit.candidate->crs) == "OGC:CRS84";
    if (degrees) {
        return fit.swapped ? "échangez la longitude et la latitude dans la définition (« lon » et "
                             "« lat », ou « order »)"
                           : "ôtez « crs » ou écrivez crs = \"OGC:CRS84\"";
    }
    if (!fit.swapped) {
        return fmt::format("écrivez crs = \"{}\" dans la définition", fit.candidate->crs);
    }
    return fmt::format("échangez les colonnes de x et de y{}",
                       fit.candidate->crs == read_as
                           ? std::string()
                           : fmt::format(" et écrivez crs = \"{}\"", fit.candidate->crs));
}

std::string words(const Fit& fit)
{
    const std::string_view crs = fit.candidate->crs;
    return fmt::format("{}{}{}", fit.candidate->name,
                       crs == "OGC:CRS84" ? std::string() : fmt::format(" ({})", crs),
                       fit.swapped ? ", axes échangés" : "");
}

/// The projection that the file is read in, where PROJ knows it.
std::optional<geo::Projection> projection_of(const std::string& crs)
{
    try {
        return std::optional<geo::Projection>(std::in_place, crs);
    } catch (const ProjectionError&) {
        return std::nullopt;
    }
}

}  // namespace

void CoordinateSample::add(double x, double y)
{
    if (m_seen++ % m_step != 0) {
        return;
    }
    if (m_positions.size() == most_positions) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_positions.size(); i += 2) {
            m_positions[kept++] = m_positions[i];
        }
        m_positions.resize(kept);
        m_step *= 2;
        if ((m_seen - 1) % m_step != 0) {
            return;
        }
    }
    m_positions.push_back({x, y});
}

std::string propose_crs(const std::vector<geo::LonLat>& positions, const std::string& read_as,
                        const geo::Locator& territory)
{
    if (positions.empty()) {
        return {};
    }
    const auto now = projection_of(read_as);
    const std::size_t inside = now ? count_inside(positions, *now, false, territory) : 0;
    if (inside * 2 > positions.size()) {
        const std::size_t swapped = now->is_identity() || !now->is_north_first()
                                        ? 0
                                        : count_inside(positions, *now, true, territory);
        return swapped * 2 <= positions.size()
                   ? std::string()
                   : fmt::format("ordre des axes à vérifier : {} sur {} tombent dans le territoire "
                                 "tels quels, et {} avec x et y échangés, car {} écrit le nord "
                                 "d’abord ; comparez un point avec une carte",
                                 points(inside), positions.size(), swapped, read_as);
    }
    const std::vector<Fit> found = fits(positions, read_as, territory);
    if (found.empty()) {
        return {};
    }
    const Fit& best = found.front();
    std::string sentence = fmt::format(
        "système de coordonnées à vérifier : lues en {}, {} sur {} tombent dans le territoire ; "
        "lues en {}, ce serait {}. Rien n’est changé : si c’est le bon système, {}",
        read_as.substr(0, 60), points(inside), positions.size(), words(best), points(best.points),
        advice(best, read_as));
    std::string others;
    for (std::size_t i = 1; i < found.size() && i < 4; ++i) {
        others += fmt::format("{}{} ({})", others.empty() ? "" : ", ", words(found[i]),
                              points(found[i].points));
    }
    return others.empty() ? sentence : fmt::format("{}. Possibles aussi : {}", sentence, others);
}

}  // namespace parvis::datasets
