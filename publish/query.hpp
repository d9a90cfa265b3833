// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/crs.hpp"
#include "publish/returnables.hpp"
#include "publish/snapshot.hpp"
#include "publish/text_search.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish {

struct Publication;
namespace cql2 {
class Filter;
}

/// One end of a span of time, as a day in the dataset's zone and as an instant: rows have either.
struct TimeBound {
    datasets::Date day;
    datasets::Instant instant;
};

/// Both ends belong to it; an end that is not there is open.
struct TimeSpan {
    std::optional<TimeBound> first, last;
};

/// A property that must have one of these values ("" is null).
struct PropertyFilter {
    static constexpr std::size_t most_values = 10'000;  ///< what is above is refused

    std::size_t property = 0;
    std::vector<std::string> values;
};

/// One of the things that rows are sorted by.
struct SortKey {
    enum class Target { property, state, id };
    Target target = Target::property;
    std::size_t property = 0;
    bool descending = false;
    friend bool operator==(const SortKey&, const SortKey&) = default;
};

/// A property whose values are counted; nothing is `etat`.
struct FacetKey {
    std::optional<std::size_t> property;
    friend bool operator==(const FacetKey&, const FacetKey&) = default;
};

/// What a request for items asks, checked.
struct ItemsQuery {
    static constexpr std::size_t default_limit = 100;
    static constexpr std::size_t largest_limit = 10000;

    std::optional<std::size_t> limit;  ///< at most largest_limit
    bool limit_clamped = false;
    std::optional<geo::Box> bbox;
    std::optional<CrsBox> exact_bbox;  ///< what `bbox` lies around, in a system with other sides
    const Crs* crs = nullptr;          ///< of the answer's coordinates; nullptr for CRS84
    std::string crs_uri{crs84_uri};    ///< as it was asked for, where that was a URI
    std::optional<TimeSpan> datetime;
    std::vector<PropertyFilter> filters;
    std::shared_ptr<const cql2::Filter> filter;  ///< CQL2; keeps a reference to the dataset
    std::vector<datasets::WorkState> states;     ///< any of them; empty: all
    std::optional<datasets::Date> at;
    std::optional<std::uint32_t> version;
    /// The row that the page begins with, or would: in the order asked for, so it may be any.
    std::optional<RowIndex> after;
    /// How many matches to pass over, instead of `after`: for clients that count.
    std::optional<std::uint64_t> offset;
    std::vector<SortKey> sort;  ///< empty: the order of the version
    std::optional<TextSearch> search;
    Returnables wanted;
    std::vector<FacetKey> facets;
    std::optional<unsigned> cluster_zoom;
};

/// Why one parameter cannot be used. `reason` is a French sentence.
struct ParameterProblem {
    std::string name, value, reason;
    bool unknown = false;
    friend bool operator==(const ParameterProblem&, const ParameterProblem&) = default;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// All that is wrong is reported together. `f` is left to content negotiation. `publication` is
/// what feature() in a filter finds other datasets in, and what day it is.
[[nodiscard]] std::variant<ItemsQuery, std::vector<ParameterProblem>>
parse_items_query(const Parameters& parameters, const Snapshot& dataset,
                  const Publication* publication = nullptr);

/// One parameter of items: what OpenAPI says of it and how it is read stand in one table.
struct ParameterText {
    std::string name;
    std::string description;  ///< French
    std::string schema;       ///< JSON Schema
    bool list = false;        ///< comma-separated (style form, explode false)
    bool repeated = false;    ///< given several times (style form, explode true)
    std::string example{};    ///< a value with which the address answers; "" where none is needed
    bool required = false;
};
/// The parameters that every collection's items have, then those of this dataset's properties.
[[nodiscard]] std::vector<ParameterText> items_parameters(const datasets::Manifest& dataset);

/// The `version` parameter alone: which version to parse the rest against.
[[nodiscard]] std::optional<std::uint32_t> version_in(const Parameters& parameters);

/// "prevu" … "inconnu"; nothing for any other text.
[[nodiscard]] std::optional<datasets::WorkState> work_state_named(std::string_view code);
/// Whether rows have the property `etat`, which is made while serving.
[[nodiscard]] bool has_state(const datasets::Manifest& dataset);

}  // namespace parvis::publish
