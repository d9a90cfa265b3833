// SPDX-License-Identifier: EUPL-1.2
#include "datasets/csv_source.hpp"

#include "datasets/csv_separator.hpp"
#include "datasets/dbase_field.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace parvis::datasets {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
/// A quoted cell longer than this is a quote that nobody closed, a line longer than this no row:
/// memory does not grow past it.
constexpr std::size_t longest_record = std::size_t{32} << 20U;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

RowIssue form_issue(std::uint64_t line, Severity severity, std::string code, std::string_view value,
                    std::string message)
{
    return {line, severity,          std::move(code), {}, std::string(value.substr(0, 400)),
            {},   std::move(message)};
}

}  // namespace

CsvSource::CsvSource(const SourceFile& file, const SourceOptions& options)
    : m_stream(file, m_info.encoding = file.encoding(options.encoding, m_info)),
      m_bytes(file.bytes), m_has_nul(file.has_nul && !m_info.encoding.starts_with("UTF-16")),
      m_has_replaced(file.malformed > 0)
{
    m_info.format = "CSV";
    m_doubt = file.doubt(options.encoding);
    m_at_end = !m_stream.read(m_buffer, block_size);
    const std::string_view sample = std::string_view(m_buffer).substr(0, std::size_t{64} << 10U);
    m_separator = separator_named(options.separator, file.path.string());
    if (m_separator == '\0') {
        m_separator = guess_separator(sample);
        m_info.guessed.push_back(fmt::format("séparateur {} reconnu sur les premières lignes",
                                             separator_label(m_separator)));
    }
    m_info.separator = m_separator == '\t' ? "tab" : std::string(1, m_separator);
    m_stops[static_cast<unsigned char>(m_separator)] = true;
    m_stops['\n'] = true;
    // A carriage return ends a line before a line feed, or alone in files of old Macs.
    m_stops['\r'] = true;

    const auto blank = [this] {
        return std::all_of(m_spans.begin(), m_spans.end(),
                           [](const Span& s) { return s.begin == s.end; });
    };
    Outcome outcome = scan_record();
    while (outcome == Outcome::row && blank()) {
        m_line += m_lines;
        m_position = m_after;
        outcome = scan_record();
    }
    if (outcome == Outcome::unclosed) {
        throw SourceError(fmt::format(
            "{}, ligne {} : un guillemet ouvert dans l’en-tête n’est jamais refermé ; corrigez la "
            "première ligne.",
            file.path.string(), m_line));
    }
    if (outcome == Outcome::too_long) {
        throw SourceError(fmt::format(
            "{}, ligne {} : la ligne de l’en-tête tient plus de {} Mo ; ce n’est sans doute pas un "
            "fichier CSV.",
            file.path.string(), m_line, longest_record >> 20U));
    }
    std::vector<std::string> names;
    for (const Span& span : m_spans) {
        names.emplace_back(trimmed(text_of(span)));
    }
    if (outcome == Outcome::end) {
        throw SourceError(fmt::format(
            "{} : le fichier ne contient que des lignes vides ; sa première ligne doit porter les "
            "noms des colonnes.",
            file.path.string()));
    }
    if (!options.separator.empty() && names.size() == 1) {
        const char better = guess_separator(sample);
        if (names.front().find(better) != std::string::npos) {
            m_doubt += fmt::format(
                "{}la définition du jeu dit « separator = \"{}\" », et le fichier n’a ainsi qu’une "
                "colonne ; il semble séparé par {} : il faut y écrire separator = \"{}\", ou ôter "
                "cette ligne",
                m_doubt.empty() ? "" : " ; ", options.separator, separator_label(better),
                better == '\t' ? "tab" : std::string(1, better));
        }
    }
    read_dbase_header(names);
    name_columns(std::move(names));
}

void CsvSource::read_dbase_header(std::vector<std::string>& names)
{
    std::vector<DbaseField> fields;
    for (const std::string& name : names) {
        auto field = dbase_field(name);
        if (!field) {
            return;
        }
        fields.push_back(*std::move(field));
    }
    m_written = std::move(names);
    names.clear();
    std::map<std::string_view, std::size_t> count;
    for (DbaseField& field : fields) {
        names.push_back(std::move(field.name));
        m_types.emplace_back(field.type);
        ++count[name_of(field.type)];
    }
    std::string types;
    for (const auto& [type, columns] : count) {
        types += fmt::format("{}{} {}", types.empty() ? "" : ", ", columns, type);
    }
    m_info.guessed.push_back(
        fmt::format("en-tête de dBase reconnu (« {} ») : noms et types en sont pris ({})",
                    m_written.front(), types));
}

bool CsvSource::need(std::size_t& at)
{
    if (at < m_buffer.size()) {
        return true;
    }
    if (m_at_end) {
        return false;
    }
    if (m_position > 0) {
        m_buffer.erase(0, m_position);
        at -= m_position;
        for (Span& span : m_spans) {
            span.begin -= m_position;
            span.end -= m_position;
        }
        m_position = 0;
    }
    // As much again as is kept, so that a very long record is not moved over and over.
    const std::size_t wanted = std::max(block_size, m_buffer.size());
    while (at >= m_buffer.size() && !m_at_end) {
        m_at_end = !m_stream.read(m_buffer, wanted);
    }
    return at < m_buffer.size();
}

CsvSource::Outcome CsvSource::scan_record()
{
    m_spans.clear();
    m_lines = 0;
    std::size_t at = m_position;
    if (!need(at)) {
        return Outcome::end;
    }
    while (true) {
        Span span;
        if (need(at) && m_buffer[at] == '"') {
            if (!scan_quoted(at, span)) {
                return Outcome::unclosed;
            }
        } else if (!scan_plain(at, span)) {
            return Outcome::too_long;
        }
        m_spans.push_back(span);
        if (at - m_position > longest_record) {
            return Outcome::too_long;
        }
        if (!need(at)) {
            break;
        }
        const char stop = m_buffer[at++];
        if (stop == m_separator) {
            continue;
        }
        if (stop == '\r' && need(at) && m_buffer[at] == '\n') {
            ++at;
        }
        ++m_lines;
        break;
    }
    m_after = at;
    return Outcome::row;
}

bool CsvSource::scan_plain(std::size_t& at, Span& span)
{
    std::size_t length = 0;
    while (need(at)) {
        const char* const begin = m_buffer.data() + at;
        const char* const end = m_buffer.data() + m_buffer.size();
        const char* p = begin;
        while (p != end && !m_stops[static_cast<unsigned char>(*p)]) {
            ++p;
        }
        at += static_cast<std::size_t>(p - begin);
        length += static_cast<std::size_t>(p - begin);
        if (p != end) {
            break;
        }
        if (length > longest_record) {
            return false;
        }
    }
    span.begin = at - length;
    span.end = at;
    return true;
}

bool CsvSource::scan_quoted(std::size_t& at, Span& span)
{
    // need() may move the buffer: offsets are kept from the record's start, which moves with it.
    const std::size_t start = at - m_position;
    std::uint64_t lines = 0;
    std::size_t counted = start + 1;
    std::size_t found = start + 1;
    while (true) {
        std::size_t from = m_position + found;
        const void* quote = nullptr;
        while (need(from)) {
            quote = std::memchr(m_buffer.data() + from, '"', m_buffer.size() - from);
            if (quote != nullptr || m_buffer.size() - m_position > longest_record) {
                break;
            }
            from = m_buffer.size();
        }
        if (quote == nullptr) {
            return false;
        }
        const auto offset =
            static_cast<std::size_t>(static_cast<const char*>(quote) - m_buffer.data());
        const auto breaks =
            std::count(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_position + counted),
                       m_buffer.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
        lines += static_cast<std::uint64_t>(breaks);
        counted = found = offset - m_position + 1;
        at = offset + 1;
        if (!need(at)) {
            break;
        }
        if (m_buffer[at] == '"') {
            span.escaped = true;
            ++found;
            continue;
        }
        std::size_t stop = at;
        while (need(stop) && m_buffer[stop] == ' ') {
            ++stop;
        }
        if (!need(stop) || m_stops[static_cast<unsigned char>(m_buffer[stop])]) {
            at = stop;
            break;
        }
        if (lines > 0) {
            return false;  // text right after a quote on a later line: this one opens, it does not
                           // close
        }
        at = m_position + start;
        if (!scan_plain(at, span)) {
            return false;
        }
        span.escaped = false;
        span.misplaced = true;
        return true;
    }
    span.begin = m_position + start + 1;
    span.end = m_position + counted - 1;
    m_lines += lines;
    return true;
}

std::string_view CsvSource::text_of(const Span& span)
{
    char* const begin = m_buffer.data() + span.begin;
    const std::size_t size = span.end - span.begin;
    if (!span.escaped) {
        return {begin, size};
    }
    char* out = begin;
    for (std::size_t i = 0; i < size; ++i) {
        *out++ = begin[i];
        if (begin[i] == '"') {
            ++i;  // the second of two quotes
        }
    }
    return {begin, static_cast<std::size_t>(out - begin)};
}

void CsvSource::skip_line()
{
    m_spans.clear();
    std::size_t at = m_position;
    while (need(at) && m_buffer[at] != '\n' && m_buffer[at] != '\r') {
        if (++at - m_position > longest_record) {
            m_position = at;  // what was passed need not be kept
        }
    }
    if (need(at)) {
        const char stop = m_buffer[at++];
        if (stop == '\r' && need(at) && m_buffer[at] == '\n') {
            ++at;
        }
    }
    m_after = at;
    m_lines = 1;
}

void CsvSource::refuse_line(Outcome outcome, SourceRow& row)
{
    const std::string_view start = std::string_view(m_buffer).substr(m_position, 400);
    const std::string line(trimmed(start.substr(0, start.find_first_of("\r\n"))));
    skip_line();
    row.cells.assign(m_columns.size(), {});
    if (outcome == Outcome::unclosed) {
        row.issues.push_back(
            form_issue(m_line, Severity::rejected, "quote_unclosed", line,
                       fmt::format("Un guillemet ouvert à la ligne {} n’est pas refermé : la ligne "
                                   "est refusée. Refermez le guillemet, ou doublez-le s’il fait "
                                   "partie du texte.",
                                   m_line)));
    } else {
        row.issues.push_back(form_issue(
            m_line, Severity::rejected, "cell_too_long", line,
            fmt::format("La ligne {} tient plus de {} Mo : elle est refusée. Vérifiez le "
                        "séparateur et les fins de ligne du fichier.",
                        m_line, longest_record >> 20U)));
    }
}

bool CsvSource::next(SourceRow& row)
{
    while (true) {
        m_line += m_lines;
        m_position = m_after;
        const Outcome outcome = scan_record();
        if (outcome == Outcome::end) {
            m_lines = 0;
            say_what_was_skipped();
            return false;
        }
        row.line = m_line;
        row.issues.clear();
        if (outcome != Outcome::row) {
            refuse_line(outcome, row);
            return true;
        }
        const bool blank = std::all_of(m_spans.begin(), m_spans.end(),
                                       [](const Span& s) { return s.begin == s.end; });
        if (blank) {
            m_blank_rows += m_spans.size() > 1 ? 1U : 0U;
            continue;
        }
        fill(row);
        return true;
    }
}

std::optional<double> CsvSource::share_read() const
{
    // What is in the buffer is UTF-8, so that in another encoding the share is one of a block off.
    // At the end of the file the buffer may have been emptied, and m_after stands beyond it.
    const std::uint64_t ahead =
        m_stream.left() + (m_buffer.size() - std::min(m_after, m_buffer.size()));
    return ahead >= m_bytes ? 0
                            : static_cast<double>(m_bytes - ahead) / static_cast<double>(m_bytes);
}

void CsvSource::fill(SourceRow& row)
{
    row.cells.clear();
    for (const Span& span : m_spans) {
        std::string_view text = text_of(span);
        if (m_has_nul && text.find('\0') != std::string_view::npos) {
            char* const begin = m_buffer.data() + (text.data() - m_buffer.data());
            char* const end = std::remove(begin, begin + text.size(), '\0');
            text = {begin, static_cast<std::size_t>(end - begin)};
            row.issues.push_back(form_issue(row.line, Severity::warning, "nul_byte", text,
                                            "La cellule contient un caractère nul ; il a été ôté. "
                                            "Refaites l’export du fichier."));
        }
        if (m_has_replaced && text.find("\xEF\xBF\xBD") != std::string_view::npos) {
            row.issues.push_back(form_issue(
                row.line, Severity::warning, "encoding_invalid", text,
                m_doubt.empty()
                    ? "La cellule contient des octets illisibles, remplacés par « \uFFFD » : "
                      "exportez "
                      "le fichier en UTF-8."
                    : fmt::format("La cellule contient des octets illisibles, remplacés par "
                                  "« \uFFFD » : {}.",
                                  m_doubt)));
        }
        if (span.misplaced) {
            row.issues.push_back(form_issue(
                row.line, Severity::warning, "quote_misplaced", text,
                "Un guillemet se trouve au milieu d’une cellule : elle est prise telle quelle. "
                "Doublez les guillemets qui font partie du texte."));
        }
        row.cells.push_back(text);
    }
    if (row.cells.size() != m_columns.size()) {
        check_width(row);
    }
}

void CsvSource::check_width(SourceRow& row) const
{
    const std::size_t width = m_columns.size();
    if (row.cells.size() < width) {
        row.issues.push_back(form_issue(
            row.line, Severity::warning, "row_too_short", row.cells.back(),
            fmt::format(
                "La ligne a {} cellules au lieu de {} : les dernières sont prises pour vides. "
                "Vérifiez qu’elle n’est pas coupée en deux.",
                row.cells.size(), width)));
        row.cells.resize(width);
        return;
    }
    const bool all_empty =
        std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(width), row.cells.end(),
                    [](std::string_view c) { return c.empty(); });
    if (!all_empty) {
        row.issues.push_back(form_issue(
            row.line, Severity::rejected, "row_too_long", row.cells[width],
            fmt::format(
                "La ligne a {} cellules au lieu de {} : ses valeurs ne sont plus sous les "
                "bonnes colonnes. Entourez de guillemets le texte qui contient le séparateur.",
                row.cells.size(), width)));
    }
    row.cells.resize(width);
}

void CsvSource::say_what_was_skipped()
{
    if (m_said) {
        return;
    }
    m_said = true;
    if (m_blank_rows > 0) {
        m_info.guessed.push_back(fmt::format("{} lignes sans aucune valeur passées", m_blank_rows));
    }
}

void append_csv_cell(std::string& out, std::string_view text, char separator)
{
    const bool quoted =
        text.find_first_of(std::string{separator, '"', '\n', '\r'}) != std::string_view::npos;
    if (!quoted) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += '"';
        }
    }
    out += '"';
}

}  // namespace parvis::datasets
