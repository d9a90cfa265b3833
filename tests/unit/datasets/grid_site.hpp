// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

#include <string>

namespace parvis::test {

/// A site on disk with nine square communes of 0.1 degree, from (1, 43) on; I has no pole:
///
///     43.3  +---+---+---+     codes 01001 (A) to 01009 (I)
///           | A | B | C |     pole Nord: A B C
///     43.2  +---+---+---+     pole Sud:  D E F G H
///           | D | E | F |
///     43.1  +---+---+---+
///           | G | H | I |
///     43.0  +---+---+---+
///          1.0 1.1 1.2 1.3
struct GridSite {
    ScratchFolder folder;
    std::string communes =
        "source = \"limites.geojson\"\ncode = \"code\"\nlabel = \"nom\"\n"
        "vintage = \"2026-01-01\"\norigin = \"dessin\"\nlicence = \"etalab-2.0\"\n"
        "table = \"communes.csv\"\n";
    std::string level = "[[level]]\nid = \"pole\"\ncollection = \"poles\"\nname.fr = \"pôle\"\n"
                        "plural.fr = \"pôles\"\ncolumn = \"pole\"\n";
    std::string cross;

    static std::string code(int i) { return fmt::format("0100{}", i + 1); }
    static double west(int i) { return 1.0 + 0.1 * (i % 3); }
    static double south(int i) { return 43.2 - 0.1 * (i / 3); }

    static std::string square(int i)
    {
        return fmt::format(
            R"({{"type":"Polygon","coordinates":[[[{0:.1f},{1:.1f}],[{2:.1f},{1:.1f}],[{2:.1f},{3:.1f}],[{0:.1f},{3:.1f}],[{0:.1f},{1:.1f}]]]}})",
            west(i), south(i), west(i) + 0.1, south(i) + 0.1);
    }
    static std::string boundary(const std::string& code, const std::string& name,
                                const std::string& geometry)
    {
        return fmt::format(
            R"({{"type":"Feature","properties":{{"code":"{}","nom":"{}"}},"geometry":{}}})", code,
            name, geometry);
    }

    GridSite()
    {
        std::string features, table = "code,nom,pole\n";
        for (int i = 0; i < 9; ++i) {
            const std::string name(1, static_cast<char>('A' + i));
            features += (i == 0 ? "" : ",\n") + boundary(code(i), name, square(i));
            table += code(i) + "," + name + "," + (i < 3 ? "Nord" : i < 8 ? "Sud" : "") + "\n";
        }
        write_boundaries(features);
        folder.write("communes.csv", table);
        folder.write("parvis.toml", "name.fr = \"Grille\"\npublisher = \"Test\"\n");
    }

    void write_boundaries(const std::string& features) const
    {
        folder.write("limites.geojson",
                     "{\"type\":\"FeatureCollection\",\"features\":[\n" + features + "\n]}\n");
    }

    [[nodiscard]] datasets::Territory read() const
    {
        folder.write("territory.toml", "id = \"grille\"\ncountry = \"FR\"\nname.fr = \"Grille\"\n" +
                                           cross + "[communes]\n" + communes + level);
        return datasets::read_territory(datasets::read_site(folder.path()));
    }
};

}  // namespace parvis::test
