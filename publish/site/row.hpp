// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::site {

/// A row of a snapshot read by the names of its properties, as pages do. A property that the
/// dataset does not have reads as an unknown value.
class Row {
public:
    Row(const Snapshot& dataset, RowIndex row) : m_dataset(&dataset), m_row(row) {}

    [[nodiscard]] const Snapshot& dataset() const { return *m_dataset; }
    [[nodiscard]] RowIndex index() const { return m_row; }
    [[nodiscard]] std::string text(std::string_view property) const;
    [[nodiscard]] std::optional<double> number(std::string_view property) const;
    [[nodiscard]] std::optional<datasets::Date> date(std::string_view property) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view property) const;
    [[nodiscard]] std::vector<datasets::Part> parts(std::string_view property) const;
    /// The row's name for people: its title property, else its first text, else its id.
    [[nodiscard]] std::string title() const;

private:
    const Snapshot* m_dataset;
    RowIndex m_row;
};

/// Whether the row of a level stands for all that lies in none of its areas, as far as is known.
[[nodiscard]] bool is_unknown_area(const Snapshot& dataset, RowIndex row);
/// The name of a commune or area for people, that of the unknown area too.
[[nodiscard]] std::string place_title(const Page& page, const Row& row);
/// Where rows say which commune, or which area of a level, they lie in.
struct PlaceColumns {
    std::string key;    ///< the main one: "commune", "pole"
    std::string parts;  ///< all with their shares: "communes_parts", "poles_parts"
};
/// Those that name the places of a crossed collection.
[[nodiscard]] PlaceColumns place_columns(const Snapshot& places);

/// What one row of the dataset is, without its article: "commune", "pôle de proximité".
[[nodiscard]] std::string row_noun(const Page& page, const Snapshot& dataset);
/// A property's label in the page's language, else its name.
[[nodiscard]] std::string label_of(const Page& page, const datasets::Property& property);
/// A code's label from the property's list of values, else the code.
[[nodiscard]] std::string code_label(const Page& page, const datasets::Property& property,
                                     std::string_view code);
/// A value as people read it: numbers with unit, days in words, codes as their labels; "" if
/// unknown.
[[nodiscard]] std::string value_text(const Page& page, const Row& row,
                                     const datasets::Property& property);
/// The same by name; "" when the dataset has no such property.
[[nodiscard]] std::string value_text(const Page& page, const Row& row, std::string_view property);
[[nodiscard]] const datasets::Property* find_property(const Snapshot& dataset,
                                                      std::string_view name);

/// The row of a collection with this id.
[[nodiscard]] std::optional<Row> find_row(const std::shared_ptr<const Snapshot>& dataset,
                                          std::string_view id);

}  // namespace parvis::publish::site
