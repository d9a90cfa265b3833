// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "publish/hash_slots.hpp"
#include "publish/line_cursor.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

// Each column holds the values of one property over all rows, as small as its type allows. All
// have: read() appends the next value from the file (null was checked before: read_null()),
// value() gives one back, rows_equal() finds the rows with a value.

struct Flags {
    std::vector<std::int8_t> values;  ///< -1 for null
    void read_null() { values.push_back(-1); }
    void read(LineCursor& cursor);
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

struct Integers {
    static constexpr std::int64_t null = std::numeric_limits<std::int64_t>::min();
    std::vector<std::int64_t> values;
    void read_null() { values.push_back(null); }
    void read(LineCursor& cursor) { values.push_back(cursor.integer()); }
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

struct Numbers {
    std::vector<double> values;  ///< NaN for null
    void read_null() { values.push_back(std::numeric_limits<double>::quiet_NaN()); }
    void read(LineCursor& cursor) { values.push_back(cursor.number()); }
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

struct Days {
    static constexpr std::int32_t null = std::numeric_limits<std::int32_t>::min();
    std::vector<std::int32_t> values;  ///< since 1970-01-01
    void read_null() { values.push_back(null); }
    void read(LineCursor& cursor);
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

struct Instants {
    static constexpr std::int64_t null = std::numeric_limits<std::int64_t>::min();
    std::vector<std::int64_t> values;
    void read_null() { values.push_back(null); }
    void read(LineCursor& cursor);
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

/// Texts by number: rows repeat them (communes, states, families), so each is kept once. A column
/// whose texts hardly repeat (names, numbers of files) gives that up and keeps one view a row: a
/// table of a million different texts costs more to build than it saves.
struct Words {
    static constexpr std::uint32_t null = HashSlots::none;
    /// Rows after which a column shows whether its texts repeat.
    static constexpr std::size_t trial = std::size_t{1} << 17U;

    std::vector<std::uint32_t> values;
    std::vector<std::string_view> words;  ///< into `arena`
    HashSlots numbers;
    bool numbered = true;
    std::vector<std::string_view> texts;  ///< one a row when not numbered; data() is null for null
    /// Each numbered text, packed: to find one again is to read many; else those that are escaped
    /// in the file. One arena a part that was read by itself.
    std::vector<std::unique_ptr<std::pmr::monotonic_buffer_resource>> arenas;

    /// The rows of another column after these; both are finished.
    void append(Words&& other);
    void read_null();
    void read(LineCursor& cursor);
    /// To be called when all is read: the last texts wait for others, to be numbered together.
    void finish() { number_waiting(); }
    [[nodiscard]] datasets::Value value(std::size_t row) const;
    [[nodiscard]] std::string_view word(std::size_t row) const;
    [[nodiscard]] bool is_null(std::size_t row) const;
    [[nodiscard]] std::uint32_t number_of(std::string_view text) const;

private:
    /// Texts that are numbered together.
    static constexpr std::size_t batch = 32;

    void wait(std::string_view text);
    void number_waiting();
    std::uint32_t insert(std::string_view text, std::uint32_t hash);
    std::string_view keep(std::string_view text);
    void give_up_numbers();

    std::array<std::string_view, batch> m_waiting;  ///< data() is null for null
    std::size_t m_waiting_count = 0;
    bool m_on_trial = true;
};

/// Lists and parts stay in the file; they are read again when asked for.
struct Slices {
    bool parts = false;
    std::vector<std::string_view> values;  ///< the JSON array; empty for null
    void read_null() { values.emplace_back(); }
    void read(LineCursor& cursor) { values.push_back(cursor.array()); }
    [[nodiscard]] datasets::Value value(std::size_t row) const;
};

using Column = std::variant<Flags, Integers, Numbers, Days, Instants, Words, Slices>;

[[nodiscard]] Column column_for(datasets::ValueType type);
/// As text for people and CSV; "" for null.
[[nodiscard]] std::string text_of(const datasets::Value& value);
/// The rows where the column has the value that `text` is, in row order; "" finds nulls; in a list
/// or in parts one member is enough. A text that cannot be a value of the type finds none.
[[nodiscard]] std::vector<std::uint32_t> rows_equal(const Column& column, std::string_view text);
/// The rows that have any of the values, in row order: one pass over the column however many there
/// are.
[[nodiscard]] std::vector<std::uint32_t> rows_equal_any(const Column& column,
                                                        const std::vector<std::string>& texts);

}  // namespace parvis::publish
