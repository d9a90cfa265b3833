// SPDX-License-Identifier: EUPL-1.2
#include "datasets/source_series.hpp"

#include "datasets/sha256.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::datasets {
namespace {

/// Adds a word to "a, b", once.
void add_word(std::string& words, const std::string& word)
{
    if (words.empty()) {
        words = word;
    } else if (words.find(word) == std::string::npos) {
        words += ", " + word;
    }
}

}  // namespace

SourceSeries::SourceSeries(const SourceOptions& options,
                           std::span<const std::filesystem::path> files)
    : m_options(options), m_files(files.begin(), files.end())
{
    // Every file is looked at before the first row: what is published is of all or of none.
    std::string names;
    std::uint64_t bytes = 0;
    Sha256 all;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        open(i);
        if (i == 0) {
            m_columns = m_source->columns();
            m_written = m_source->written_names();
            for (std::size_t c = 0; c < m_columns.size(); ++c) {
                m_types.push_back(m_source->type_of(c));
            }
            m_is_sheet = m_source->is_sheet();
            m_from_1904 = m_source->counts_from_1904();
            m_crs = m_source->crs();
            m_has_geometry = m_source->has_geometry();
        }
        check_like_first();
        const SourceInfo& info = m_source->info();
        names += (names.empty() ? "" : " + ") + info.name;
        bytes += info.bytes;
        all.add(info.sha256);
        add_word(m_info.format, info.format);
        add_word(m_info.encoding, info.encoding);
        add_word(m_info.separator, info.separator);
    }
    identify(std::move(names), all.take_hex(), bytes);
    open(0);
}

void SourceSeries::check_like_first() const
{
    if (m_source->columns() != m_columns) {
        throw SourceError(fmt::format(
            "{} : ses colonnes ({}) ne sont pas celles de {} ({}). Des fichiers réunis ont les "
            "mêmes colonnes, dans le même ordre.",
            m_files[m_at].string(), fmt::join(m_source->columns(), ", "),
            m_files.front().filename().string(), fmt::join(m_columns, ", ")));
    }
    if (m_source->crs() != m_crs) {
        throw SourceError(fmt::format(
            "{} : son système de coordonnées n’est pas celui de {}. Des fichiers réunis ont le "
            "même.",
            m_files[m_at].string(), m_files.front().filename().string()));
    }
}

void SourceSeries::open(std::size_t file)
{
    m_options.file = m_files[file];
    m_source = open_source(m_options);
    m_name = m_files[file].filename().string();
    m_at = file;
}

void SourceSeries::take_guesses()
{
    for (const std::string& sentence : m_source->info().guessed) {
        m_info.guessed.push_back(m_name + " : " + sentence);
    }
}

std::optional<double> SourceSeries::share_read() const
{
    const auto share = m_source->share_read();
    if (!share) {
        return std::nullopt;
    }
    return (static_cast<double>(m_at) + *share) / static_cast<double>(m_files.size());
}

bool SourceSeries::next(SourceRow& row)
{
    while (!m_source->next(row)) {
        take_guesses();
        m_source->check_unchanged();
        if (m_at + 1 == m_files.size()) {
            return false;
        }
        open(m_at + 1);
    }
    row.file = m_name;
    return true;
}

}  // namespace parvis::datasets
