// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

#include <string>

namespace parvis::test {

/// A site on disk with the communes of two countries, squares of 0.1 degree: the French Est and the
/// Luxembourgish Bas overlap by 0.01, Nord and Mitte leave a gap of 0.01 that Haut closes.
///
///     43.3           +--Haut--+        FR_57001 Ouest, FR_57002 Est, FR_54003 Nord
///     43.2  +--Nord--+ +Mitte-+        LU_0101 Bas, LU_0102 Mitte (canton Sud)
///     43.1  +Ouest+Est-|-Bas--+        LU_0203 Haut (canton Nord)
///     43.0  1.0  1.1  1.2    1.3
struct TwoCountries {
    ScratchFolder folder;
    std::string extra;  ///< at the end of territory.toml

    static std::string square(const std::string& properties, double west, double south, double east,
                              double north)
    {
        return fmt::format(
            R"({{"type":"Feature","properties":{{{4}}},"geometry":{{"type":"Polygon","coordinates":[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]}}}})",
            west, south, east, north, properties);
    }

    TwoCountries()
    {
        folder.write("parvis.toml", "name.fr = \"Deux\"\npublisher = \"Test\"\n");
        write("fr-57.geojson", square(R"("code":"57001","nom":"Ouest")", 1.0, 43.0, 1.1, 43.1) +
                                   "," +
                                   square(R"("code":"57002","nom":"Est")", 1.1, 43.0, 1.2, 43.1));
        write("fr-54.geojson", square(R"("code":"54003","nom":"Nord")", 1.0, 43.1, 1.2, 43.2));
        write("lu.geojson",
              square(R"("lau":"0101","name":"Bas","canton":"Sud")", 1.19, 43.0, 1.3, 43.1) + "," +
                  square(R"("lau":"0102","name":"Mitte","canton":"Sud")", 1.21, 43.1, 1.3, 43.2) +
                  "," +
                  square(R"("lau":"0203","name":"Haut","canton":"Nord")", 1.15, 43.2, 1.3, 43.3));
    }

    void write(const char* file, const std::string& features) const
    {
        folder.write(file, R"({"type":"FeatureCollection","features":[)" + features + "]}");
    }

    static constexpr const char* layers = R"(
id = "deux"
name.fr = "Deux"
[[communes]]
country = "FR"
name.fr = "commune"
source = ["fr-57.geojson", "fr-54.geojson"]
code = "code"
label = "nom"
vintage = "2018-01-01"
licence = "etalab-2.0"
origin = "IGN"
[[communes]]
country = "LU"
name.fr = "Gemeng"
plural.fr = "Gemengen"
source = "lu.geojson"
code = "lau"
label = "name"
vintage = "2023-09-01"
licence = "CC0-1.0"
origin = "cadastre"
)";
    static constexpr const char* levels = R"(
[[level]]
id = "pays"
collection = "pays"
name.fr = "pays"
plural.fr = "pays"
by_country = true
[[level]]
id = "canton"
collection = "cantons"
country = "LU"
name.fr = "canton"
plural.fr = "cantons"
column = "canton"
[[level]]
id = "departement"
collection = "departements"
country = "FR"
name.fr = "département"
plural.fr = "départements"
code_prefix = 2
names = { 54 = "Meurthe-et-Moselle", 57 = "Moselle" }
)";

    [[nodiscard]] datasets::Territory read() const
    {
        folder.write("territory.toml", std::string(layers) + levels + extra);
        return datasets::read_territory(datasets::read_site(folder.path()));
    }
};

}  // namespace parvis::test
