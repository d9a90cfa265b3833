// SPDX-License-Identifier: EUPL-1.2
#include "generated_site.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace parvis::test {

namespace {

namespace fs = std::filesystem;

constexpr int rows = 3'000;

constexpr std::string_view site_toml = R"(
name.fr = "Site d'essai"
publisher = "Essai"
)";

constexpr std::string_view territory_toml = R"(
id = "000000001"
country = "FR"
name.fr = "Territoire d'essai"
[communes]
name.fr = "commune"
plural.fr = "communes"
source = "communes.geojson"
code = "code"
label = "nom"
vintage = "2026-01-01"
licence = "etalab-2.0"
origin = "carrés dessinés pour l'essai"
table = "communes.csv"
table_code = "code"
[[level]]
id = "pole"
collection = "poles"
name.fr = "pôle"
plural.fr = "pôles"
column = "pole"
[cross]
equipment = ["points"]
)";

constexpr std::string_view points_toml = R"(
kind = "equipment"
title.fr = "Points"
description.fr = "Des points qui changent à chaque tour."
row.fr = "un point"
source = "points.csv"
crs = "EPSG:4326"
licence = "etalab-2.0"
producer = "Essai"
origin = "essai"
key = ["numero"]
title_property = "nom"
[place]
lon = "lon"
lat = "lat"
[columns.numero]
from = "numero"
[columns.nom]
from = "nom"
[columns.famille]
from = "famille"
[columns.tour]
from = "tour"
type = "integer"
label.fr = "Tour"
)";

void put(const fs::path& file, std::string_view content)
{
    fs::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    if (!stream.flush()) {
        throw std::runtime_error(file.string() + ": cannot be written");
    }
}

std::string squares()
{
    std::string features;
    for (int i = 0; i < 9; ++i) {
        const double west = 1 + 0.1 * (i % 3);
        const double south = 43 + 0.1 * (i / 3);
        features += fmt::format(
            R"({}{{"type":"Feature","properties":{{"code":"0100{}","nom":"C{}"}},"geometry":{{"type":"Polygon","coordinates":)"
            R"([[[{:.1f},{:.1f}],[{:.1f},{:.1f}],[{:.1f},{:.1f}],[{:.1f},{:.1f}],[{:.1f},{:.1f}]]]}}}})",
            i == 0 ? "" : ",", i + 1, i + 1, west, south, west + 0.1, south, west + 0.1,
            south + 0.1, west, south + 0.1, west, south);
    }
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

std::string poles()
{
    std::string table = "code,pole\n";
    for (int i = 0; i < 9; ++i) {
        table += fmt::format("0100{},{}\n", i + 1, i < 4 ? "Nord" : "Sud");
    }
    return table;
}

}  // namespace

GeneratedSite::GeneratedSite()
{
    std::string name = (fs::temp_directory_path() / "parvis-kill-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no scratch folder");
    }
    m_folder = name;
    put(m_folder / "parvis.toml", site_toml);
    put(m_folder / "territory.toml", territory_toml);
    put(m_folder / "communes.geojson", squares());
    put(m_folder / "communes.csv", poles());
    put(m_folder / "datasets/points.toml", points_toml);
    put(m_folder / "comments/points.toml", "[[comment]]\nid = \"c\"\ndataset = \"points\"\nauthor "
                                           "= \"Essai\"\ndate = 2026-11-22\ntext.fr = \"Essai\"\n");
    turn(0);
}

GeneratedSite::~GeneratedSite()
{
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

void GeneratedSite::turn(int number) const
{
    std::string table = "numero,nom,famille,tour,lon,lat\n";
    for (int i = 0; i < rows; ++i) {
        // Moved a little each turn, so that the crossed counts change too.
        const double lon = 1.001 + 0.298 * ((i * 37 + number * 101) % 1'000) / 1'000;
        const double lat = 43.001 + 0.298 * ((i * 61 + number * 53) % 1'000) / 1'000;
        table += fmt::format("P{},\"Point {}, tour {}\",f{},{},{:.6f},{:.6f}\n", i, i, number,
                             i % 3, number, lon, lat);
    }
    put(m_folder / "points.csv", table);
}

}  // namespace parvis::test
