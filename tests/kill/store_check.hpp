// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace parvis::test {

/// Watches a data folder from outside: after each kill, all that was ever published must still be
/// there, byte for byte, and what is new must be whole.
class StoreCheck {
public:
    explicit StoreCheck(std::filesystem::path data) : m_data(std::move(data)) {}

    /// What is wrong now; empty when all is well.
    [[nodiscard]] std::vector<std::string> look();

    /// Number of versions of a dataset that were seen published.
    [[nodiscard]] std::size_t versions(const std::string& dataset) const;
    /// The turn of the source that the newest version of `points` was made from; -1 when none.
    [[nodiscard]] int published_turn() const { return m_turn; }

private:
    std::filesystem::path m_data;
    /// Manifest sum of every version ever seen in the register.
    std::map<std::pair<std::string, std::uint32_t>, std::string> m_seen;
    int m_turn = -1;
};

}  // namespace parvis::test
