// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/pattern.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The types of Table Schema 1.0 and 2.0.
enum class FieldType {
    string,
    number,
    integer,
    boolean,
    object,
    array,
    list,
    date,
    time,
    datetime,
    year,
    yearmonth,
    duration,
    geopoint,
    geojson,
    any
};

[[nodiscard]] std::string_view name_of(FieldType type);
[[nodiscard]] std::optional<FieldType> field_type(std::string_view name);

/// A limit as the schema writes it, and where it stands in the order of its type.
struct FieldBound {
    std::string text;
    double order = 0;
};

/// One column that a Table Schema describes, with everything that bounds its values.
struct SchemaField {
    std::string name;
    std::string example;  ///< as the schema gives it, for messages; may be empty
    FieldType type = FieldType::string;
    std::string format = "default";
    std::vector<std::string> missing{""};  ///< texts that stand for "no value"
    std::vector<std::string> true_values{"true", "True", "TRUE", "1"};
    std::vector<std::string> false_values{"false", "False", "FALSE", "0"};
    std::string decimal_mark = ".";
    std::string group_mark;       ///< between thousands; "" for none
    bool bare_number = true;      ///< else signs such as "€" or "%" may stand around a number
    std::string delimiter = ",";  ///< of a list
    FieldType item_type = FieldType::string;  ///< of a list

    bool required = false;
    bool unique = false;
    std::optional<Pattern> pattern;
    std::vector<std::string> allowed;    ///< enum; empty: anything
    std::vector<double> allowed_orders;  ///< of them, for types that have an order
    std::optional<std::uint64_t> min_length, max_length;
    std::optional<FieldBound> minimum, maximum, above, below;  ///< above, below: exclusive

    /// Whether a cell says that there is no value. A view without data always does.
    [[nodiscard]] bool is_missing(std::string_view text) const;
};

/// What a text amounts to as a value of a field.
struct FieldReading {
    bool fits = false;
    /// For types with an order: numbers as they are, days, seconds, months, years.
    std::optional<double> order;
    std::optional<std::uint64_t> length;  ///< characters of a text, items of an array or object
};

/// Reads one cell that is not missing as the field's type and format; constraints are not looked
/// at.
[[nodiscard]] FieldReading read_field(const SchemaField& field, std::string_view text);

/// Whether a type has this format ("%d/%m/%Y" for dates, "email" for texts …).
[[nodiscard]] bool knows_format(FieldType type, const std::string& format);

/// What the type and format ask for, to stand behind "n’est pas": "une date écrite AAAA-MM-JJ".
[[nodiscard]] std::string expectation(const SchemaField& field);

}  // namespace parvis::datasets
