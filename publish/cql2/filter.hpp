// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/crs.hpp"
#include "publish/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cql2 {

enum class Language { text, json };

/// What the geometry in the filters of one request costs, in steps of about 10 ns: a request that
/// would hold a worker for long is refused before it begins.
struct Work {
    static constexpr std::uint64_t most = 400'000'000;
    std::uint64_t steps = 0;
};

/// What a filter may need beside its dataset.
struct Setting {
    const Publication* publication = nullptr;  ///< where feature() finds other datasets
    datasets::Date day;                        ///< for the state of works
    const Crs* crs = nullptr;                  ///< of coordinates in the filter; nullptr for CRS84
    Work* work = nullptr;  ///< of all filters of a request; nullptr: of this one
};

/// A text that a filter wants a property to have: "type = 'Piscine'", each of "type IN ('A', 'B')".
struct AskedText {
    std::string property, text;
    friend bool operator==(const AskedText&, const AskedText&) = default;
};

/// A CQL2 filter over one dataset: read, its names and types checked. Keeps a reference to the
/// dataset; for one thread.
class Filter {
public:
    /// A French sentence that says where and why when it is no filter over this dataset.
    [[nodiscard]] static std::variant<Filter, std::string> read(std::string_view source,
                                                                Language language,
                                                                const Snapshot& dataset,
                                                                const Setting& setting);

    /// All rows that fit, in row order.
    [[nodiscard]] std::vector<RowIndex> rows() const;
    /// Those of these rows that fit, in the same order.
    [[nodiscard]] std::vector<RowIndex> rows_among(const std::vector<RowIndex>& rows) const;
    [[nodiscard]] bool fits(RowIndex row) const;

    /// The texts it compares properties with, in order, each once; the first hundred.
    [[nodiscard]] const std::vector<AskedText>& asked_texts() const { return m_asked; }

private:
    Filter(const Snapshot& dataset, ConditionPtr condition, std::vector<AskedText> asked)
        : m_dataset(&dataset), m_condition(std::move(condition)), m_asked(std::move(asked))
    {
    }

    const Snapshot* m_dataset;
    ConditionPtr m_condition;
    std::vector<AskedText> m_asked;
};

}  // namespace parvis::publish::cql2
