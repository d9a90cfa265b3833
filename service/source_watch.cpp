// SPDX-License-Identifier: EUPL-1.2
#include "service/source_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include <sys/stat.h>

namespace parvis::service {

namespace {

/// What changes with every writing, renaming or touching; of a folder, with what comes and goes.
std::string mark_of(const std::filesystem::path& file)
{
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) {
        return {};
    }
    return fmt::format("{} {} {}.{} {}.{}\n", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec,
                       facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec);
}

}  // namespace

SourceWatch::SourceWatch(const datasets::DatasetDefinition& definition)
    : m_folder(definition.source_folder)
{
    m_files.push_back(definition.source);
    m_files.insert(m_files.end(), definition.more_sources.begin(), definition.more_sources.end());
    m_seen = m_told = state();
}

bool SourceWatch::look()
{
    auto now = state();
    const bool is_still = now == m_seen;
    m_seen = std::move(now);
    // A source that vanishes is told too: what that means is for ingest to say.
    if (!is_still || m_seen == m_told) {
        return false;
    }
    m_told = m_seen;
    return true;
}

std::string SourceWatch::state() const
{
    std::vector<std::string> marks;
    const auto take_all = [&](const std::filesystem::path& folder, const auto& takes) {
        std::error_code ignored;
        for (std::filesystem::directory_iterator entry(folder, ignored), end;
             !ignored && entry != end; entry.increment(ignored)) {
            if (takes(entry->path())) {
                marks.push_back(entry->path().filename().string() + ' ' + mark_of(entry->path()));
            }
        }
    };
    if (!m_folder.empty()) {
        take_all(m_folder, [](const auto&) { return true; });
    }
    for (const auto& file : m_files) {
        if (m_folder.empty()) {  // a .shp has a .dbf beside it
            take_all(file.parent_path(),
                     [&](const auto& other) { return other.stem() == file.stem(); });
        }
    }
    std::ranges::sort(marks);
    std::string all;
    for (const auto& mark : marks) {
        all += mark;
    }
    return all;
}

}  // namespace parvis::service
