// SPDX-License-Identifier: EUPL-1.2
// How long a CQL2 filter takes over a million points: reading, checking and finding every row.
#include "datasets/register.hpp"
#include "datasets/version.hpp"
#include "publish/cql2/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace parvis;
using datasets::ValueType;

datasets::Property property(std::string name, ValueType type)
{
    datasets::Property made;
    made.name = std::move(name);
    made.type = type;
    made.label = {{"fr", made.name}};
    return made;
}

/// Points of France, numbers, days, texts that repeat and texts that do not.
void publish_rows(const std::filesystem::path& data, std::size_t count)
{
    const std::vector<datasets::Property> properties{
        property("valeur", ValueType::number), property("rang", ValueType::integer),
        property("jour", ValueType::date), property("famille", ValueType::text),
        property("nom", ValueType::text)};
    datasets::Register published(data);
    datasets::VersionWriter writer(data, "points", properties);
    std::mt19937 random(1);
    const auto degree = [&](double low, double span) {
        return std::round((low + span * static_cast<double>(random() % 1'000'000) / 1e6) * 1e7) /
               1e7;
    };
    for (std::size_t i = 0; i < count; ++i) {
        datasets::Feature row;
        row.id = std::to_string(i);
        row.geometry = geo::Point{{degree(-4, 11), degree(43, 7)}};
        row.values = {
            static_cast<double>(random() % 100000) / 8, static_cast<std::int64_t>(random() % 1000),
            datasets::date_of_days(20000 + static_cast<std::int32_t>(random() % 1000)),
            "Famille n° " + std::to_string(random() % 50), "École n° " + std::to_string(i)};
        writer.write(row);
    }
    datasets::Manifest manifest;
    manifest.facts.id = "points";
    manifest.facts.kind = datasets::Kind::general;
    manifest.facts.title = {{"fr", "Points"}};
    manifest.cause = "bench";
    manifest.properties = properties;
    manifest.counts.read = manifest.counts.kept = count;
    manifest.source.name = "points";
    manifest.source.sha256 = std::string(64, 'a');
    static_cast<void>(writer.commit(manifest, published));
}

}  // namespace

int main(int count, char** arguments)
{
    const std::size_t rows = count > 1 ? std::stoul(arguments[1]) : 1'000'000;
    const auto folder = std::filesystem::temp_directory_path() / "parvis-bench-cql2";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    publish_rows(folder, rows);
    const publish::Snapshot dataset(folder / "versions" / "points" / "1", {}, 0);
    for (const std::string text :
         {"valeur > 6000", "valeur > 6000 AND rang < 100", "valeur * 2 + rang > 13000",
          "jour >= DATE('2026-01-01')", "famille = 'Famille n° 7'",
          "casei(accenti(famille)) LIKE '%n° 7'", "nom LIKE '%99'", "casei(nom) LIKE 'école%99'",
          "T_DURING(jour, INTERVAL('2025-01-01', '2025-12-31'))",
          "S_INTERSECTS(geom, BBOX(1, 49, 1.3, 49.3))",
          "S_INTERSECTS(geom, POLYGON((1 49, 1.4 49.1, 1.2 49.4, 0.9 49.3, 1 49)))",
          "S_INTERSECTS(geom, POLYGON((-4 43, 7 43, 7 50, 0 48, -4 50, -4 43)))",
          "S_DWITHIN(geom, POINT(1.1 49.4), 5000)",
          "S_DWITHIN(geom, LINESTRING(1 49, 1.2 49.3, 1.5 49.3), 1000)"}) {
        std::vector<double> milliseconds;
        std::size_t found = 0;
        for (int turn = 0; turn < 5; ++turn) {
            const auto start = std::chrono::steady_clock::now();
            const auto filter =
                publish::cql2::Filter::read(text, publish::cql2::Language::text, dataset, {});
            if (const auto* reason = std::get_if<std::string>(&filter)) {
                fmt::print("{} : {}\n", text, *reason);
                return 1;
            }
            found = std::get<publish::cql2::Filter>(filter).rows().size();
            milliseconds.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                    .count());
        }
        std::ranges::sort(milliseconds);
        fmt::print("{:8.1f} ms  {:7} rows  {}\n", milliseconds[2], found, text);
    }
    std::filesystem::remove_all(folder);
    return 0;
}
