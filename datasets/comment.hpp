// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
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

/// Where a comment is in its life. `draft`: a publisher has not agreed to it yet. `to_review`: it
/// is published, but the figure it speaks of has changed since. `withdrawn`: a tombstone stays.
enum class CommentState { draft, published, to_review, withdrawn };

/// A signed, dated text on a dataset, column, row, cell or figure: why it rises or falls.
struct Comment {
    std::string id;  ///< [A-Za-z0-9._-]+, unique in the site, no token
    CommentTarget target;
    Texts text;          ///< Markdown; raw HTML is never passed through
    std::string status;  ///< SDMX CL_OBS_STATUS letter (RULES.md 11), or ""
    std::string motive;  ///< perimetre, methode, evenement, correction, loi, meteo, travaux, autre
    std::string author;  ///< a function or service: "Direction des sports"
    std::string role;
    Date date;
    std::string confidentiality{};  ///< SDMX CL_CONF_STATUS letter (RULES.md 11), or ""
    CommentState state = CommentState::published;
    /// Of the dataset, when it was written or last confirmed; 0: unknown.
    std::uint32_t version = 0;
    /// Of `to_review`: the figure as it was when the comment was written, and as it is now. Either
    /// is "" where that is not known.
    std::string figure_was{}, figure_is{};
    std::string withdrawn_on{};  ///< RFC 3339 UTC; of `withdrawn` only, which has no text
    /// The values that it speaks of, by column, as a JSON object: as they were when it was written
    /// or last confirmed; "" unknown. For finding out that they have changed.
    std::string figure{};
    bool written = false;  ///< by command, API or form; else it stands in a file of the site
    friend bool operator==(const Comment&, const Comment&) = default;
};

/// What the files of comments/ say, and what of them cannot be read. One broken entry costs itself
/// alone.
struct CommentFiles {
    std::vector<Comment> comments;    ///< those that can be read
    std::vector<std::string> faults;  ///< a French sentence each: entry, file, line, reason
    std::set<std::string> broken;     ///< ids of entries that cannot be read, where they are known
    bool unnamed = false;             ///< something broken does not say which comment it is

    /// The comments to publish: those read, and of the ones `published` so far those that stand
    /// broken in the files now. Where it is not known which are, no comment is withdrawn.
    [[nodiscard]] std::vector<Comment> beside(const std::vector<Comment>& published) const;
};

/// Reads every *.toml of the site's comments/ folder ([[comment]] tables), by file name. At fault
/// are an unknown key, status or motive, a missing author, date or text, an id that stands twice.
/// @throws SourceError where the folder itself cannot be read.
[[nodiscard]] CommentFiles read_comments(const std::filesystem::path& folder);

/// What is wrong with an id, a French sentence; "" for one that a comment may have.
[[nodiscard]] std::string comment_id_fault(std::string_view id);
/// What is wrong with a code, a French sentence with those that there are; "" for one of the list
/// and for none.
[[nodiscard]] std::string status_fault(std::string_view status);
[[nodiscard]] std::string confidentiality_fault(std::string_view confidentiality);
[[nodiscard]] std::string motive_fault(std::string_view motive);
/// All there are, for forms.
[[nodiscard]] std::vector<std::string> status_codes();
[[nodiscard]] std::vector<std::string> confidentiality_codes();
[[nodiscard]] std::vector<std::string> motive_codes();

/// "draft", "published", "to_review", "withdrawn".
[[nodiscard]] std::string_view name_of(CommentState state);

/// French labels.
[[nodiscard]] std::string_view status_label_fr(std::string_view status);
[[nodiscard]] std::string_view motive_label_fr(std::string_view motive);
[[nodiscard]] std::string_view confidentiality_label_fr(std::string_view confidentiality);
[[nodiscard]] std::string_view label_fr(CommentState state);

}  // namespace parvis::datasets
