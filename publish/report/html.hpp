// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/report/edition_facts.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::report {

/// The report as one HTML document: styles, fonts and drawings are in it, no script, nothing is
/// fetched. Every number stands in a <data> that names its cells (bound.hpp); texts of versions,
/// of the grid and of parvis.toml in an element with `data-text`, comments in one with
/// `data-comment`, days and years in <time> or with `data-time`.
[[nodiscard]] std::string report_html(const site::Page& page, const Report& report,
                                      const EditionFacts& edition);

// Parts of it, also used by the other formats.

/// "en hausse de 12 % sur 2024 (347 actes)" with its numbers bound; "" where there is nothing to
/// compare with.
[[nodiscard]] std::string change_html(const site::Page& page, const Figure& figure,
                                      const std::string& year);
/// The same without elements.
[[nodiscard]] std::string plain_text(std::string_view html);
/// A text bound to where it stands; a place in the site's own words needs no such cell.
[[nodiscard]] std::string quoted_html(const Quoted& quoted);
/// A year, or a day in words, in its element; a day with where it stands, as Quoted has it. A year
/// that is the report's own, or one of those before, needs no such place.
[[nodiscard]] std::string time_html(const std::string& machine, const std::string& words,
                                    const std::string& cell = {});
/// What the figure includes, how it is managed, what it follows from: a sentence each.
[[nodiscard]] std::vector<std::string> detail_lines(const site::Page& page, const Figure& figure);
/// An embedded style with the fonts of the site in it: a document that has it stays whole wherever
/// it is kept.
[[nodiscard]] std::string document_style(std::string_view file);
/// What stands where a figure of that status has no value: "sans objet", "non connu".
[[nodiscard]] std::string no_value_words(const site::Page& page, std::string_view status);
[[nodiscard]] std::string department_title(const site::Page& page, const std::string& department);
[[nodiscard]] site::Data chapter_data(const site::Page& page, const Report& report,
                                      const Chapter& chapter);
/// "6 communes sur 71", bound.
[[nodiscard]] std::string counted_html(const site::Page& page, const Counted& counted);
/// The same of what stands beside a commune, and whether that is one of them.
[[nodiscard]] std::string beside_counted_html(const site::Page& page, const Report& report,
                                              const Beside& beside);
/// The place that a comment speaks of, in words; "" where it names none.
[[nodiscard]] std::string place_of(const site::Page& page, const datasets::Comment& comment);
[[nodiscard]] site::Data comment_of(const site::Page& page, const datasets::Comment& comment,
                                    bool says_about);
/// "Maromme, rapport d’activité 2025".
[[nodiscard]] std::string report_name(const site::Page& page, const Report& report);
/// Who published the edition, and when; a draft says that it is one.
[[nodiscard]] std::string edition_html(const site::Page& page, const EditionFacts& edition);

}  // namespace parvis::publish::report
