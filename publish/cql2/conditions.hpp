// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::cql2 {

[[nodiscard]] ConditionPtr always(Truth truth);
/// and, or: an unknown part leaves the whole unknown unless another part decides.
[[nodiscard]] ConditionPtr joined(Operator op, std::vector<ConditionPtr> parts);
[[nodiscard]] ConditionPtr negated(ConditionPtr inner);
/// A column of yes and no.
[[nodiscard]] ConditionPtr flags_of(const Flags& flags);
/// Whether two conditions are equal, or differ.
[[nodiscard]] ConditionPtr compared(Operator op, ConditionPtr left, ConditionPtr right);
/// =, <>, <, >, <=, >=; unknown where one side is. Texts compare by code point.
template <typename Type>
[[nodiscard]] ConditionPtr compared(Operator op, SourcePtr<Type> left, SourcePtr<Type> right);
/// Among values that do not change with the row.
template <typename Type>
[[nodiscard]] ConditionPtr one_of(SourcePtr<Type> source, const std::vector<Type>& values);
/// "%" any letters, "_" one letter, "\" before one of them means itself.
[[nodiscard]] ConditionPtr like(SourcePtr<Text> source, std::string pattern);
[[nodiscard]] bool is_like(std::string_view text, std::string_view pattern);
template <typename Type>
[[nodiscard]] ConditionPtr is_null(SourcePtr<Type> source);
[[nodiscard]] ConditionPtr is_null(ConditionPtr inner);
/// Rows without a geometry.
[[nodiscard]] ConditionPtr has_no_geometry(const Snapshot& dataset);
/// Whether a span begins or ends at a moment that is not known.
[[nodiscard]] ConditionPtr is_null(Span span);

/// A condition over one column whose texts repeat: judged once for each distinct text.
/// `over_texts` reads distinct_texts_of() its words.
[[nodiscard]] ConditionPtr by_word(const Snapshot& dataset, std::size_t property,
                                   const Condition& over_texts);

/// t_after … t_starts, by the table of OGC 21-065r2, 7.6; an instant begins where it ends.
[[nodiscard]] ConditionPtr temporal(Operator op, Span left, Span right);

/// a_equals, a_contains, a_containedBy, a_overlaps: lists as sets.
[[nodiscard]] ConditionPtr over_lists(Operator op, SourcePtr<Members> left,
                                      SourcePtr<Members> right);

/// s_contains … s_within. @throws GeometryError for a geometry that GEOS cannot take.
[[nodiscard]] ConditionPtr spatial(Operator op, const Snapshot& dataset, ShapeSource left,
                                   ShapeSource right);
/// S_DWITHIN looks no farther: the distance of two geometries is close to the true one up to there
/// (geo/distance.hpp), and beyond a crow's way says little.
inline constexpr double longest_dwithin_m = 200'000;
/// s_dwithin: at most so many geodesic metres apart.
[[nodiscard]] ConditionPtr near(const Snapshot& dataset, ShapeSource left, ShapeSource right,
                                double metres);

}  // namespace parvis::publish::cql2
