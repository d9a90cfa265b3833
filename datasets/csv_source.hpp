// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "datasets/source_file.hpp"

#include <array>
#include <string>
#include <vector>

namespace parvis::datasets {

/// CSV as towns really export it: RFC 4180 quotes, any of , ; tab | between cells, any encoding.
/// Streams: memory grows with the longest row, not with the file. A quote that is never closed
/// costs its own line only: reading goes on at the next one.
class CsvSource final : public Source {
public:
    /// @throws SourceError for an empty header, a separator of more than one character, an encoding
    /// that nobody knows.
    CsvSource(const SourceFile& file, const SourceOptions& options);

    bool next(SourceRow& row) override;
    [[nodiscard]] std::optional<double> share_read() const override;

private:
    /// Takes the types out of names such as "NOM,C,254", where all are so.
    void read_dbase_header(std::vector<std::string>& names);
    /// A cell inside m_buffer, quotes taken off.
    struct Span {
        std::size_t begin = 0, end = 0;
        bool escaped = false;  ///< holds doubled quotes
        bool misplaced = false;
    };
    enum class Outcome { row, end, unclosed, too_long };

    /// Finds the cells of the record at m_position.
    Outcome scan_record();
    /// Cell that starts with a quote at `at`; false where the quote is never closed.
    bool scan_quoted(std::size_t& at, Span& span);
    /// False where the cell is longer than any record may be.
    bool scan_plain(std::size_t& at, Span& span);
    /// Makes sure that `at` is inside the buffer; false at the end of the text.
    bool need(std::size_t& at);
    [[nodiscard]] std::string_view text_of(const Span& span);
    void skip_line();
    /// Passes over a line that is no row, and says why.
    void refuse_line(Outcome outcome, SourceRow& row);
    void fill(SourceRow& row);
    void check_width(SourceRow& row) const;
    void say_what_was_skipped();

    TextStream m_stream;
    std::uint64_t m_bytes;  ///< of the file
    std::string m_buffer;
    std::size_t m_position = 0;  ///< start of the record in m_buffer
    std::size_t m_after = 0;     ///< just behind the record
    std::uint64_t m_line = 1;    ///< physical line at m_position
    std::uint64_t m_lines = 0;   ///< line breaks inside the record
    bool m_at_end = false;
    bool m_has_nul = false;
    bool m_has_replaced = false;
    char m_separator = ',';
    std::array<bool, 256> m_stops{};  ///< separator and line ends
    std::vector<Span> m_spans;
    std::uint64_t m_blank_rows = 0;
    bool m_said = false;
};

/// One cell as CSV, quoted where it must be.
void append_csv_cell(std::string& out, std::string_view text, char separator = ',');

}  // namespace parvis::datasets
