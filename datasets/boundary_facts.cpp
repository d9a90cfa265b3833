// SPDX-License-Identifier: EUPL-1.2
#include "datasets/boundary_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace parvis::datasets {

namespace {

std::string kilometres(double metres)
{
    return metres < 1000 ? fmt::format("{:.0f} m", metres)
                         : fmt::format("{:.1f} km", metres / 1000);
}

std::string square(double m2)
{
    return m2 < 100'000 ? fmt::format("{:.0f} m²", m2) : fmt::format("{:.2f} km²", m2 / 1e6);
}

/// "1 trou", "3 trous".
std::string counted(std::uint64_t number, const char* noun)
{
    return fmt::format("{} {}{}", number, noun, number < 2 ? "" : "s");
}

/// French decimals.
std::string with_comma(std::string text)
{
    for (char& c : text) {
        c = c == '.' ? ',' : c;
    }
    return text;
}

}  // namespace

std::string country_name(const std::string& code)
{
    icu::UnicodeString name;
    icu::Locale("", code.c_str()).getDisplayCountry(icu::Locale::getFrench(), name);
    std::string text;
    name.toUTF8String(text);
    return text.empty() ? code : text;
}

std::string sentence_of(const BoundarySeam& seam)
{
    std::vector<std::string> names;
    for (const std::string& country : seam.countries) {
        names.push_back(country_name(country));
    }
    std::string text = fmt::format("Couture {} : ", fmt::join(names, " – "));
    if (seam.countries.size() == 2) {
        text += with_comma(fmt::format(
            "les limites se font face (à moins de {:.0f} m) sur {} et se touchent ou se "
            "recouvrent sur {} ; ",
            seam_reach_m, kilometres(seam.facing_m), kilometres(seam.touching_m)));
    }
    text += with_comma(
        fmt::format("{} entre elles, {} en tout", counted(seam.gaps, "trou"), square(seam.gap_m2)));
    if (seam.countries.size() == 2) {
        text += with_comma(fmt::format(" ; {}, {} en tout", counted(seam.overlaps, "recouvrement"),
                                       square(seam.overlap_m2)));
    }
    return text + ".";
}

std::string sentence_of(const CommuneLayer& layer)
{
    const auto plural = layer.plural.find("fr");
    return fmt::format(
        "{} : {} {}, liste du {}, {}, {}", country_name(layer.country), layer.communes,
        plural == layer.plural.end() ? "communes" : plural->second, layer.vintage, layer.origin,
        layer.licence == "notspecified" ? "licence non précisée" : "licence " + layer.licence);
}

}  // namespace parvis::datasets
