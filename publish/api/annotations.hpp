// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/comment_query.hpp"

#include <string>
#include <string_view>

namespace parvis::publish {

/// Address of a comment, whole.
[[nodiscard]] std::string comment_address(const std::string& base_url, std::string_view id);

/// Where in a table a comment's cell, row or column stands, as RFC 7111 says it: "cell=5,3".
struct TablePlace {
    std::string table, fragment;  ///< no fragment: the whole table
};

/// A comment as a W3C Web Annotation, an object of the JSON that is open: whole, with its SDMX
/// status, its state, and what it speaks of by meaning (dataset, column, key, measure, place,
/// period); of a withdrawn one the tombstone. `dataset` is the one it speaks of, nullptr where it
/// is not at hand; `in_table` adds the place in a table.
void write_annotation(datasets::JsonText& json, const Snapshot* dataset,
                      const datasets::Comment& comment, const std::string& base_url,
                      const TablePlace* in_table = nullptr);
/// The member "@context" of a document of annotations.
void write_annotation_context(datasets::JsonText& json);

/// "/comments": an AnnotationCollection with its first page in it, or one AnnotationPage.
[[nodiscard]] std::string annotations_json(const Publication& publication,
                                           const CommentQuery& query, const std::string& base_url);
/// "/comments/{id}": one annotation as a document.
[[nodiscard]] std::string annotation_json(const Publication& publication,
                                          const datasets::Comment& comment,
                                          const std::string& base_url);
/// The same comments as an Atom feed (RFC 4287), newest first; tombstones are in none.
[[nodiscard]] std::string comments_atom(const Publication& publication, const CommentQuery& query,
                                        const std::string& base_url);

}  // namespace parvis::publish
