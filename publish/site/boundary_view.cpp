// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/boundary_view.hpp"

#include "publish/site/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::publish::site {

namespace {

std::string count(const Page& page, std::uint64_t number)
{
    return number_text(static_cast<double>(number), 0, page.messages);
}

std::string square_km(const Page& page, double m2)
{
    return number_text(m2 / 1e6, 2, page.messages);
}

std::string km(const Page& page, double metres)
{
    return number_text(metres / 1000, 1, page.messages);
}

Data layer_data(const Page& page, const datasets::CommuneLayer& layer)
{
    const std::string* licence = page.messages.find("licence_" + layer.licence);
    Data data;
    data.set("country", datasets::country_name(layer.country))
        .set("communes",
             count(page, layer.communes) + " " + std::string(page.in_language(layer.plural)))
        .set("vintage", iso_date_text(layer.vintage, page.messages))
        .set("origin", layer.origin)
        .set("licence", licence == nullptr ? layer.licence : *licence)
        .set("licence_url", layer.licence_url)
        .set("gaps", count(page, layer.gaps))
        .set("gap_km2", square_km(page, layer.gap_m2))
        .set("overlaps", count(page, layer.overlaps))
        .set("overlap_km2", square_km(page, layer.overlap_m2));
    return data;
}

Data seam_data(const Page& page, const datasets::BoundarySeam& seam)
{
    std::vector<std::string> names;
    for (const std::string& country : seam.countries) {
        names.push_back(datasets::country_name(country));
    }
    const bool pair = seam.countries.size() == 2;
    const auto of_pair = [&](std::string text) { return pair ? std::move(text) : std::string(); };
    Data data;
    data.set("countries", fmt::format("{}", fmt::join(names, " – ")))
        .set("facing_km", of_pair(km(page, seam.facing_m)))
        .set("touching_km", of_pair(km(page, seam.touching_m)))
        .set("gaps", count(page, seam.gaps))
        .set("gap_km2", square_km(page, seam.gap_m2))
        .set("overlaps", of_pair(count(page, seam.overlaps)))
        .set("overlap_km2", of_pair(square_km(page, seam.overlap_m2)));
    return data;
}

}  // namespace

Data boundary_data(const Page& page, const datasets::Manifest& manifest)
{
    if (manifest.boundaries.empty()) {
        return Data(false);
    }
    Data::List layers;
    for (const datasets::CommuneLayer& layer : manifest.boundaries) {
        layers.push_back(layer_data(page, layer));
    }
    Data::List seams;
    for (const datasets::BoundarySeam& seam : manifest.seams) {
        seams.push_back(seam_data(page, seam));
    }
    Data data;
    data.set("layers", std::move(layers))
        .set("has_seams", !seams.empty())
        .set("seam_words",
             page.messages.format("seam_words",
                                  {{"metres", static_cast<std::int64_t>(datasets::seam_reach_m)}}))
        .set("seams", std::move(seams));
    return data;
}

}  // namespace parvis::publish::site
