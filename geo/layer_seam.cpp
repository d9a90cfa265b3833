// SPDX-License-Identifier: EUPL-1.2
#include "geo/layer_seam.hpp"

#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace parvis::geo {
namespace {

constexpr double step_m = 25;

using Names = std::vector<std::string>;

/// Areas of one layer, by their index.
using Members = std::map<std::string, std::vector<std::size_t>>;

/// The box with at least `metres` more on each side.
Box widened(const Box& box, double metres)
{
    constexpr double metres_per_degree = 110'500;  // the least, at the equator
    const double lat = metres / metres_per_degree;
    const double most = std::min(89.0, std::max(std::abs(box.south), std::abs(box.north)) + lat);
    const double lon = lat / std::cos(most * 3.14159265358979 / 180);
    return {box.west - lon, box.south - lat, box.east + lon, box.north + lat};
}

bool meet(const Box& a, const Box& b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/// Those areas of one layer whose box is within reach of a box of the other. Whatever of the
/// layer's outer border is within reach belongs to one of them; the border between one of them and
/// an area left out is beyond it.
std::vector<std::size_t> within_reach(std::span<const Area> areas,
                                      const std::vector<std::size_t>& layer,
                                      const std::vector<std::size_t>& other, double reach_m)
{
    std::vector<Box> boxes;
    for (const std::size_t area : other) {
        if (const auto box = bounds(areas[area].geometry)) {
            boxes.push_back(*box);
        }
    }
    std::vector<std::size_t> found;
    for (const std::size_t area : layer) {
        const auto box = bounds(areas[area].geometry);
        if (!box) {
            continue;
        }
        const Box wide = widened(*box, reach_m);
        if (std::ranges::any_of(boxes, [&](const Box& one) { return meet(wide, one); })) {
            found.push_back(area);
        }
    }
    return found;
}

/// Outer rings of the areas' union, and those of its holes that the other layer lies in; the rest
/// are gaps of the layer itself.
std::vector<Ring> outer_border(std::span<const Area> areas, const std::vector<std::size_t>& some,
                               const Locator& other)
{
    std::vector<Geometry> polygons;
    for (const std::size_t area : some) {
        polygons.push_back(areas[area].geometry);
    }
    std::vector<Ring> rings;
    for_each_polygon(dissolve(polygons), [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            const auto inside = representative_point(Geometry{Polygon{{ring}}});
            if (&ring == &polygon.rings.front() ||
                (inside && other.locate(*inside) != Locator::nowhere)) {
                rings.push_back(ring);
            }
        }
    });
    return rings;
}

/// Metres of the rings that are within reach of the locator's areas.
double facing_m(const std::vector<Ring>& border, const Locator& other, double reach_m)
{
    double metres = 0;
    for (const Ring& ring : border) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const LonLat a = ring[i - 1];
            const LonLat b = ring[i];
            const double length = distance_m(a, b);
            const int steps = std::max(1, static_cast<int>(std::ceil(length / step_m)));
            for (int k = 0; k < steps; ++k) {
                const double at = (k + 0.5) / steps;
                const LonLat middle{a.lon + (b.lon - a.lon) * at, a.lat + (b.lat - a.lat) * at};
                if (!other.near(middle, reach_m).empty()) {
                    metres += length / steps;
                }
            }
        }
    }
    return metres;
}

/// Metres of the rings that lie on or in the locator's areas.
double touching_m(const std::vector<Ring>& border, const Locator& other)
{
    double metres = 0;
    for (const Ring& ring : border) {
        for (const AreaShare& part : other.cut(Line{ring})) {
            metres += part.amount;
        }
    }
    return metres;
}

void measure_border(std::span<const Area> areas, const std::vector<std::size_t>& layer,
                    const std::vector<std::size_t>& other, double reach_m, Seam& seam)
{
    const std::vector<std::size_t> near = within_reach(areas, layer, other, reach_m);
    const std::vector<std::size_t> opposite = within_reach(areas, other, layer, reach_m);
    if (near.empty() || opposite.empty()) {
        return;
    }
    std::vector<Area> copies;
    for (const std::size_t area : opposite) {
        copies.push_back(areas[area]);
    }
    const Locator locator(std::move(copies));
    const std::vector<Ring> border = outer_border(areas, near, locator);
    seam.touching_m = touching_m(border, locator);
    seam.facing_m = facing_m(border, locator, reach_m);
}

}  // namespace

std::vector<Seam> measure_seams(std::span<const Area> areas, std::span<const std::string> layer_of,
                                const LayerCheck& check, double reach_m)
{
    Members members;
    std::map<std::string, std::string, std::less<>> layer_of_key;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        members[layer_of[i]].push_back(i);
        layer_of_key.emplace(areas[i].key, layer_of[i]);
    }
    std::map<Names, Seam> seams;
    for (auto first = members.begin(); first != members.end(); ++first) {
        for (auto second = std::next(first); second != members.end(); ++second) {
            Seam& seam = seams[{first->first, second->first}];
            measure_border(areas, first->second, second->second, reach_m, seam);
        }
    }
    for (const LayerCheck::Overlap& overlap : check.overlaps) {
        Names pair{layer_of_key.at(overlap.first), layer_of_key.at(overlap.second)};
        std::ranges::sort(pair);
        if (pair.front() != pair.back()) {
            Seam& seam = seams[pair];
            ++seam.overlaps;
            seam.overlap_m2 += overlap.area_m2;
        }
    }
    for (const LayerCheck::Gap& gap : check.gaps) {
        std::set<std::string> around;
        for (const std::string& key : gap.around) {
            around.insert(layer_of_key.at(key));
        }
        if (around.size() > 1) {
            Seam& seam = seams[Names(around.begin(), around.end())];
            ++seam.gaps;
            seam.gap_m2 += gap.area_m2;
        }
    }
    std::vector<Seam> found;
    for (auto& [layers, seam] : seams) {
        // Layers that nowhere come near each other have no seam.
        if (seam.facing_m > 0 || seam.gaps > 0 || seam.overlaps > 0) {
            seam.layers = layers;
            found.push_back(std::move(seam));
        }
    }
    return found;
}

}  // namespace parvis::geo
