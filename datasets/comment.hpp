// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace parvis::datasets {

/// What a comment speaks of, by meaning and never by position. All but `dataset` may be empty:
/// dataset alone; + column; + key (a row); + key + column (a cell); or measure, place and period
/// (a figure: the row of the dataset whose figure_measure, figure_place and figure_period
/// properties have these values).
struct CommentTarget {
    std::string dataset, column, key, measure, place, period;
    friend bool operator==(const CommentTarget&, const CommentTarget&) = default;
};

/// A signed, dated text on a dataset, column, row, cell or figure: why it rises or falls.
struct Comment {
    std::string id;  ///< [A-Za-z0-9._-]+, unique in the site
    CommentTarget target;
    Texts text;          ///< Markdown; raw HTML is never passed through
    std::string status;  ///< SDMX CL_OBS_STATUS letter (RULES.md 11), or ""
    std::string motive;  ///< perimetre, methode, evenement, correction, loi, meteo, travaux, autre
    std::string author;  ///< a function or service: "Direction des sports"
    std::string role;
    Date date;
    friend bool operator==(const Comment&, const Comment&) = default;
};

/// Reads every *.toml of the site's comments/ folder ([[comment]] tables), by file name.
/// @throws SourceError naming file and entry for an unknown key, status or motive, a missing
/// author, date or text, an id that stands twice.
[[nodiscard]] std::vector<Comment> read_comments(const std::filesystem::path& folder);

/// French labels.
[[nodiscard]] std::string_view status_label_fr(std::string_view status);
[[nodiscard]] std::string_view motive_label_fr(std::string_view motive);

}  // namespace parvis::datasets
