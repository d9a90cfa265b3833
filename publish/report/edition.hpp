// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/edition_facts.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::report {

// data/reports/<place>/<year>/<edition>/{report.html, report.pdf, report.odt, report.csv,
// edition.json, edition.json.sha256}: what was published stays as it was, whatever happens to the
// data afterwards.

/// A report that has editions, its newest.
struct Shelved {
    EditionHead newest;
    std::vector<unsigned> editions;  ///< ascending
};

/// The numbers of a report's editions, ascending; none for texts that are no key or no year.
[[nodiscard]] std::vector<unsigned> editions(const std::filesystem::path& data,
                                             std::string_view place, std::string_view year);
/// @throws StoreError where it cannot be read.
[[nodiscard]] EditionFacts edition_facts(const std::filesystem::path& data, std::string_view place,
                                         std::string_view year, unsigned edition);
/// Where a file of an edition lies; nothing where it has none of that name.
[[nodiscard]] std::optional<std::filesystem::path>
edition_file(const std::filesystem::path& data, std::string_view place, std::string_view year,
             unsigned edition, std::string_view name);
/// The years that a place has reports of, the latest first.
[[nodiscard]] std::vector<std::string> report_years(const std::filesystem::path& data,
                                                    std::string_view place);
/// Whether any place has a report; looks at names alone.
[[nodiscard]] bool has_reports(const std::filesystem::path& data);
/// Every report, the latest year first, then by name. What cannot be read is left out. An edition
/// is read once: later calls look at the folders alone. For several threads.
[[nodiscard]] std::vector<Shelved> shelved_reports(const std::filesystem::path& data);
/// What check_editions() found, in French sentences.
struct EditionFindings {
    std::vector<std::string> faults;  ///< something is not as it was published
    std::vector<std::string> notes;   ///< cannot be checked: published before sums were kept
};
/// Compares every file of every edition with the sum that its edition.json has, and edition.json
/// with the one beside it.
[[nodiscard]] EditionFindings check_editions(const std::filesystem::path& data);

/// Writes an edition: aside, synced, then renamed, so that a kill leaves it whole or not at all.
/// edition.json gets the sum of each file, edition.json.sha256 that of edition.json, as sha256sum
/// writes it.
/// @throws StoreError where the number is taken or the disk refuses.
void write_edition(const std::filesystem::path& data, const EditionFacts& facts,
                   const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace parvis::publish::report
