// SPDX-License-Identifier: EUPL-1.2
#include "store_check.hpp"

#include "datasets/register.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace parvis::test {

namespace {

/// Reads every row of a version of `points`: whole lines of JSON, all of one and the same turn.
int turn_of(const std::filesystem::path& folder, const datasets::VersionRecord& record,
            std::vector<std::string>& problems)
{
    std::ifstream stream(folder / "features.geojsonl", std::ios::binary);
    std::set<int> turns;
    std::uint64_t rows = 0;
    for (std::string line; std::getline(stream, line); ++rows) {
        rapidjson::Document feature;
        feature.Parse(line.data(), line.size());
        if (feature.HasParseError() || !feature["properties"]["tour"].IsInt()) {
            problems.push_back(
                fmt::format("points {}: line {} is not a row", record.version, rows + 1));
            return -1;
        }
        turns.insert(feature["properties"]["tour"].GetInt());
    }
    if (rows != record.kept || turns.size() != 1) {
        problems.push_back(fmt::format("points {}: {} rows of {} turns, {} in the register",
                                       record.version, rows, turns.size(), record.kept));
        return -1;
    }
    return *turns.begin();
}

}  // namespace

std::vector<std::string> StoreCheck::look()
{
    if (!std::filesystem::exists(m_data / "register.sqlite")) {
        return m_seen.empty() ? std::vector<std::string>{}
                              : std::vector<std::string>{"the register is gone"};
    }
    const datasets::Register reg(m_data);
    std::vector<std::string> problems = reg.verify();
    std::map<std::pair<std::string, std::uint32_t>, std::string> now;
    for (const auto& published : reg.published()) {
        std::uint32_t newest = 0;
        for (const auto& record : reg.versions(published.dataset)) {
            now.emplace(std::pair(record.dataset, record.version), record.manifest_sha256);
            newest = std::max(newest, record.version);
        }
        if (published.version != newest) {
            problems.push_back(published.dataset + ": the published version is not the newest");
        }
        const bool is_new = m_seen.count({published.dataset, published.version}) == 0;
        if (published.dataset == "points" && is_new) {
            const auto folder =
                datasets::version_folder(m_data, published.dataset, published.version);
            const int turn = turn_of(folder, published, problems);
            if (turn <= m_turn) {
                problems.push_back(fmt::format("points {}: turn {} after turn {}",
                                               published.version, turn, m_turn));
            }
            m_turn = turn;
        }
    }
    for (const auto& [version, sum] : m_seen) {
        const auto found = now.find(version);
        if (found == now.end() || found->second != sum) {
            problems.push_back(
                fmt::format("{} {}: was published and is lost", version.first, version.second));
        }
    }
    m_seen = std::move(now);
    return problems;
}

std::size_t StoreCheck::versions(const std::string& dataset) const
{
    return static_cast<std::size_t>(
        std::count_if(m_seen.begin(), m_seen.end(),
                      [&](const auto& entry) { return entry.first.first == dataset; }));
}

}  // namespace parvis::test
