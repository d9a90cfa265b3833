// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Several files with the same columns, one after the other, as one source: a country's file each.
/// A row says which file it is of (SourceRow::file). Only one file is open at a time.
class SourceSeries : public Source {
public:
    /// `options` with each of the files in turn. @throws SourceError as open_source() does, and for
    /// a file whose columns are not those of the first, or whose coordinate system is another.
    SourceSeries(const SourceOptions& options, std::span<const std::filesystem::path> files);

    bool next(SourceRow& row) override;
    [[nodiscard]] std::optional<double> share_read() const override;

private:
    void open(std::size_t file);
    void check_like_first() const;
    /// What reading the current file has shown, said with its name.
    void take_guesses();

    SourceOptions m_options;
    std::vector<std::filesystem::path> m_files;
    std::size_t m_at = 0;
    std::unique_ptr<Source> m_source;
    std::string m_name;
};

}  // namespace parvis::datasets
