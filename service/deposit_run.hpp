// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_choice.hpp"
#include "service/check_report.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace parvis::service {

/// A file that was handed in for a dataset, and what is asked for it.
struct HandedFile {
    std::string dataset;
    std::filesystem::path file;
    std::string name;                             ///< as the client called it: never a path to open
    std::string who;                              ///< for the keeper of the site alone
    std::string token;                            ///< id of the token it came with, or ""
    std::vector<datasets::ColumnChoice> columns;  ///< chosen for it
    bool draft = false;          ///< what is made of it waits until somebody publishes it
    bool accept_shrink = false;  ///< somebody knows that many rows are gone
};

/// What became of it. Nothing was judged where another process had the dataset all the time (busy)
/// or where this machine failed (a full disk).
struct Handling {
    enum class End { published, waiting, unchanged, refused, busy, failed };
    End end = End::refused;
    std::uint32_t version = 0;  ///< the one that was made; 0: none
    std::string sentence;       ///< what happened, in a clerk's words
    CheckReport report;         ///< empty where the reading broke off
};

/// Reads files that were handed in, and publishes them: by children in a sandbox, never here; one
/// file at a time, since reading takes a core and much memory. For several threads.
class DepositRun {
public:
    explicit DepositRun(std::filesystem::path site) : m_site(std::move(site)) {}

    /// The right to read a file now; without it after 15 s.
    [[nodiscard]] std::unique_lock<std::timed_mutex> turn();
    /// Reads the file and publishes nothing. What cannot be used says so in `view.error`.
    [[nodiscard]] CheckReport check(const HandedFile& file) const;
    /// Keeps the file on the disk for good, then makes a version of it. Where none could be made
    /// everything is as before. @throws StoreError and what the file system throws, with the same
    /// promise.
    [[nodiscard]] Handling publish(const HandedFile& file) const;

private:
    std::filesystem::path m_site;
    std::timed_mutex m_turn;
};

}  // namespace parvis::service
