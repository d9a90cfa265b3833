// SPDX-License-Identifier: EUPL-1.2
#include "datasets/workbook_facts.hpp"

#include "datasets/zip_archive.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>

namespace parvis::datasets {
namespace {

constexpr std::size_t most_merges = 1'000;
constexpr std::size_t most_cells = 1'000'000;
constexpr std::size_t longest_tag = std::size_t{64} << 10U;

/// Cuts XML into its tags as it comes in. It need not check that the XML is well formed: GDAL has
/// read the same file.
class TagReader {
public:
    /// `tag` is what stands between "<" and ">", `before` whether there is text before it.
    template <class Found>
    bool add(std::string_view piece, Found&& found)
    {
        m_text.append(piece);
        std::size_t at = 0;
        while (true) {
            const std::size_t open = m_text.find('<', at);
            const std::size_t close = open == std::string::npos ? open : m_text.find('>', open);
            if (close == std::string::npos) {
                break;
            }
            found(std::string_view(m_text).substr(open + 1, close - open - 1),
                  m_had_text || open > at);
            m_had_text = false;
            at = close + 1;
        }
        m_text.erase(0, at);
        const std::size_t open = m_text.find('<');
        m_had_text = m_had_text || (open != 0 && !m_text.empty());
        m_text.erase(0, std::min(open, m_text.size()));
        return m_text.size() < longest_tag;
    }

private:
    std::string m_text;
    bool m_had_text = false;
};

std::string_view name_of(std::string_view tag)
{
    return tag.substr(0, std::min(tag.find_first_of(" \t\r\n/", 1), tag.size()));
}

/// The text of an attribute, as it is written; nothing where there is none.
std::optional<std::string_view> attribute(std::string_view tag, std::string_view name)
{
    for (std::size_t at = tag.find(name); at != tag.npos; at = tag.find(name, at + 1)) {
        const std::string_view rest = tag.substr(at + name.size());
        const bool starts = at > 0 && (tag[at - 1] == ' ' || tag[at - 1] == '\n');
        if (!starts || rest.size() < 2 || rest[0] != '=' || (rest[1] != '"' && rest[1] != '\'')) {
            continue;
        }
        return rest.substr(2, rest.find(rest[1], 2) - 2);
    }
    return std::nullopt;
}

std::size_t count_in(std::string_view tag, std::string_view name)
{
    std::size_t count = 1;
    if (const auto text = attribute(tag, name)) {
        std::from_chars(text->data(), text->data() + text->size(), count);
    }
    return std::clamp<std::size_t>(count, 1, std::size_t{1} << 20U);
}

std::string unescaped(std::string_view text)
{
    std::string out(text);
    constexpr std::pair<std::string_view, std::string_view> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
    for (const auto& [written, meant] : entities) {
        for (std::size_t at = out.find(written); at != out.npos;
             at = out.find(written, at + meant.size())) {
            out.replace(at, written.size(), meant);
        }
    }
    return out;
}

/// "B7"; nothing for anything else.
std::optional<SheetCell> cell_named(std::string_view name)
{
    SheetCell cell;
    std::size_t letters = 0;
    std::size_t column = 0;
    while (letters < name.size() && letters < 3 && name[letters] >= 'A' && name[letters] <= 'Z') {
        column = column * 26 + static_cast<std::size_t>(name[letters++] - 'A' + 1);
    }
    const auto [end, error] =
        std::from_chars(name.data() + letters, name.data() + name.size(), cell.row);
    if (letters == 0 || error != std::errc{} || end != name.data() + name.size()) {
        return std::nullopt;
    }
    cell.column = column - 1;
    return cell;
}

void settle(WorkbookFacts& facts)
{
    std::ranges::sort(facts.merges, {}, &WorkbookFacts::Merge::first);
}

void add_merge(WorkbookFacts& facts, SheetCell first, SheetCell last)
{
    if (facts.merges.size() < most_merges && first != last) {
        facts.merges.push_back({first, last});
    }
}

void add_cell(std::set<SheetCell>& cells, SheetCell cell)
{
    if (cells.size() < most_cells) {
        cells.insert(cell);
    }
}

/// The part of an XLSX that holds the sheet; "" where it is not found.
std::string sheet_part(ZipArchive& archive, const std::string& sheet, WorkbookFacts& facts)
{
    std::string id;
    TagReader workbook;
    archive.read("xl/workbook.xml", [&](std::string_view piece) {
        return workbook.add(piece, [&](std::string_view tag, bool) {
            if (name_of(tag) == "workbookPr") {
                const auto from = attribute(tag, "date1904");
                facts.from_1904 = from == "1" || from == "true";
            } else if (name_of(tag) == "sheet" && id.empty() &&
                       (sheet.empty() || unescaped(attribute(tag, "name").value_or("")) == sheet)) {
                id = attribute(tag, "r:id").value_or("");
            }
        });
    });
    std::string part;
    TagReader relations;
    archive.read("xl/_rels/workbook.xml.rels", [&](std::string_view piece) {
        return relations.add(piece, [&](std::string_view tag, bool) {
            if (name_of(tag) == "Relationship" && attribute(tag, "Id") == id && !id.empty()) {
                part = unescaped(attribute(tag, "Target").value_or(""));
            }
        });
    });
    if (part.empty()) {
        return part;
    }
    return part.starts_with('/') ? part.substr(1) : "xl/" + part;
}

}  // namespace

WorkbookFacts read_xlsx_facts(const std::filesystem::path& file, const std::string& sheet)
{
    ZipArchive archive(file);
    WorkbookFacts facts;
    const std::string part = sheet_part(archive, sheet, facts);
    TagReader tags;
    std::optional<SheetCell> cell;
    bool formula = false;
    bool value = false;
    archive.read(part, [&](std::string_view piece) {
        return tags.add(piece, [&](std::string_view tag, bool has_text) {
            const std::string_view name = name_of(tag);
            if (name == "c") {
                cell = tag.ends_with('/') ? std::nullopt
                                          : cell_named(attribute(tag, "r").value_or(""));
                formula = value = false;
                const auto type = attribute(tag, "t").value_or("n");
                if (cell && facts.from_1904 && type == "n") {
                    add_cell(facts.numbers, *cell);
                }
            } else if (name == "f") {
                formula = true;
            } else if (name == "/v" || name == "/t") {
                value = value || has_text;
            } else if (name == "/c" && cell) {
                if (formula && !value) {
                    add_cell(facts.empty_formulas, *cell);
                }
                cell.reset();
            } else if (name == "mergeCell") {
                const std::string_view range = attribute(tag, "ref").value_or("");
                const std::size_t colon = range.find(':');
                const auto first = cell_named(range.substr(0, colon));
                const auto last = colon == range.npos ? first : cell_named(range.substr(colon + 1));
                if (first && last) {
                    add_merge(facts, *first, *last);
                }
            }
        });
    });
    settle(facts);
    return facts;
}

WorkbookFacts read_ods_facts(const std::filesystem::path& file, const std::string& sheet)
{
    ZipArchive archive(file);
    WorkbookFacts facts;
    TagReader tags;
    bool inside = false;
    bool seen = false;
    SheetCell next{1, 0};
    std::size_t rows = 1;
    archive.read("content.xml", [&](std::string_view piece) {
        return tags.add(piece, [&](std::string_view tag, bool) {
            const std::string_view name = name_of(tag);
            if (name == "table:table") {
                inside = !seen && (sheet.empty() ||
                                   unescaped(attribute(tag, "table:name").value_or("")) == sheet);
                seen = seen || inside;
                next = {1, 0};
            } else if (name == "/table:table") {
                inside = false;
            } else if (!inside) {
                return;
            } else if (name == "table:table-row") {
                rows = count_in(tag, "table:number-rows-repeated");
                next.column = 0;
                next.row += tag.ends_with('/') ? rows : 0;
            } else if (name == "/table:table-row") {
                next.row += rows;
            } else if (name == "table:table-cell" || name == "table:covered-table-cell") {
                const std::size_t right = count_in(tag, "table:number-columns-spanned");
                const std::size_t down = count_in(tag, "table:number-rows-spanned");
                add_merge(facts, next, {next.row + down - 1, next.column + right - 1});
                if (attribute(tag, "table:formula") && !attribute(tag, "office:value-type")) {
                    add_cell(facts.empty_formulas, next);
                }
                next.column += count_in(tag, "table:number-columns-repeated");
            }
        });
    });
    settle(facts);
    return facts;
}

std::string cell_name(SheetCell cell)
{
    std::string letters;
    for (std::size_t left = cell.column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return letters + std::to_string(cell.row);
}

}  // namespace parvis::datasets
