// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// A number of an edition, so that a later one can say what changed.
struct FigureFact {
    std::string
        id;  ///< "piscine_entrees" of the figure itself, "piscine_entrees/valeur/Maromme/2024"
    std::string label, text, cells;
    std::string rule;
    double value = 0;
    std::string detail{};  ///< behind the label, HTML: what, of which place and year
    friend bool operator==(const FigureFact&, const FigureFact&) = default;
};

/// A text of an edition that is neither: how something is managed, what it includes.
struct TextFact {
    std::string id, label, text;
    std::string cell;  ///< where it stands; "" for words of our own
    friend bool operator==(const TextFact&, const TextFact&) = default;
};

/// A comment of an edition: its signature and text, and the figure that it is on.
struct CommentFact {
    std::string id, about, text;
    friend bool operator==(const CommentFact&, const CommentFact&) = default;
};

/// What a list of reports says of an edition.
struct EditionHead {
    unsigned edition = 0;  ///< 0: a draft
    std::string place, name, year;
    std::string published;  ///< RFC 3339 UTC
    bool sample = false;
    bool has_pdf = false;
};

/// edition.json: what an edition of a report was made from, and what it says in short.
struct EditionFacts : EditionHead {
    std::string who, why;
    std::vector<datasets::VersionFile> files;  ///< beside edition.json, with their sums
    std::vector<FigureFact> figures;
    std::vector<TextFact> texts;
    std::vector<CommentFact> comments;
    std::vector<std::string> versions;  ///< "activite@3 sha256:…" of its rows
    unsigned before = 0;                ///< the edition that this one corrects, or 0
    std::vector<std::string> changes;   ///< on it, a sentence each, as HTML with bound numbers
};

/// What a report says, without number and date: everything that it prints of the data.
[[nodiscard]] EditionFacts facts_of(const site::Page& page, const Report& report);
/// What `now` says otherwise than `before`, a sentence each as HTML; none where both say the same.
[[nodiscard]] std::vector<std::string> changes_between(const EditionFacts& before,
                                                       const EditionFacts& now,
                                                       const site::Messages& messages);

[[nodiscard]] std::string to_json(const EditionFacts& facts);
/// @throws StoreError where the text is not what to_json() writes.
[[nodiscard]] EditionFacts read_edition_facts(std::string_view json, const std::string& file);

}  // namespace parvis::publish::report
