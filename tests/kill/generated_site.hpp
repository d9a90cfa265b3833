// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>

namespace parvis::test {

/// A small site in a folder of its own: nine square communes in two poles and one dataset,
/// `points`, whose source is another one each turn.
class GeneratedSite {
public:
    GeneratedSite();
    GeneratedSite(const GeneratedSite&) = delete;
    GeneratedSite& operator=(const GeneratedSite&) = delete;
    ~GeneratedSite();

    /// Replaces the source by that of a turn: every row of it carries the turn's number.
    void turn(int number) const;

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] std::filesystem::path data() const { return m_folder / "data"; }

private:
    std::filesystem::path m_folder;
};

}  // namespace parvis::test
