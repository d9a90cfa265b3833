// SPDX-License-Identifier: EUPL-1.2
#include "datasets/csv_source.hpp"

#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

struct Read {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint64_t> lines;
    std::vector<RowIssue> issues;
    SourceInfo info;
};

Read read_csv(std::string_view text, const std::string& separator = {})
{
    const ScratchFolder folder;
    SourceOptions options;
    options.file = folder.write("test.csv", text);
    options.separator = separator;
    const auto source = open_source(options);
    Read read;
    SourceRow row;
    while (source->next(row)) {
        read.rows.emplace_back(row.cells.begin(), row.cells.end());
        read.lines.push_back(row.line);
        read.issues.insert(read.issues.end(), row.issues.begin(), row.issues.end());
    }
    read.columns = source->columns();
    read.info = source->info();
    return read;
}

std::vector<std::string> codes(const std::vector<RowIssue>& issues)
{
    std::vector<std::string> found;
    for (const RowIssue& issue : issues) {
        found.push_back(issue.code);
    }
    return found;
}

bool says(const SourceInfo& info, std::string_view part)
{
    return std::any_of(info.guessed.begin(), info.guessed.end(), [&](const std::string& sentence) {
        return sentence.find(part) != std::string::npos;
    });
}

using Table = std::vector<std::vector<std::string>>;

Table random_table(std::mt19937& random)
{
    static const std::vector<std::string> pieces{"a", "Bc", "é",    "€",    "\"", "\"\"",
                                                 ",", ";",  "\n",   "\r\n", "\t", " ",
                                                 "|", "0",  "12,5", "=1+1", "'"};
    const std::size_t width = 2 + random() % 5;
    Table table(1 + random() % 30);
    for (auto& row : table) {
        row.emplace_back("k");  // a row of empty cells only is no row
        while (row.size() < width) {
            std::string cell;
            for (std::size_t n = random() % 5; n > 0; --n) {
                cell += pieces[random() % pieces.size()];
            }
            row.push_back(std::move(cell));
        }
    }
    return table;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_source)

BOOST_AUTO_TEST_CASE(what_is_written_as_csv_reads_back_the_same)
{
    std::mt19937 random(20261122);
    for (int round = 0; round < 300; ++round) {
        const Table table = random_table(random);
        const char separator = ",;\t|"[random() % 4];
        const std::string_view end = random() % 2 == 0 ? "\n" : "\r\n";
        std::string text;
        for (std::size_t i = 0; i < table.front().size(); ++i) {
            text += (i == 0 ? "" : std::string(1, separator)) + "c" + std::to_string(i);
        }
        text += end;
        std::vector<std::uint64_t> lines;
        for (const auto& row : table) {
            lines.push_back(1 +
                            static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (i > 0) {
                    text += separator;
                }
                append_csv_cell(text, row[i], separator);
            }
            text += end;
        }
        if (random() % 2 == 0) {
            text.resize(text.size() - end.size());  // the last line may lack its end
        }

        const Read read = read_csv(text, separator == '\t' ? "tab" : std::string(1, separator));

        BOOST_TEST_CONTEXT("round " << round << ": " << text)
        {
            BOOST_TEST(read.rows.size() == table.size());
            BOOST_TEST((read.rows == table));
            BOOST_TEST((read.lines == lines));
            BOOST_TEST(read.issues.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(random_bytes_never_crash_and_every_row_has_the_width_of_the_header)
{
    std::mt19937 random(7);
    using namespace std::string_view_literals;  // the literal holds a NUL
    static constexpr std::string_view alphabet = "ab,;\"\"\n\r\0\xC3\xA9\xFF|"sv;
    for (int round = 0; round < 500; ++round) {
        std::string text = "x,y\n";
        for (std::size_t n = random() % 200; n > 0; --n) {
            text += alphabet[random() % alphabet.size()];
        }
        const Read read = read_csv(text, ",");
        for (const auto& row : read.rows) {
            BOOST_TEST(row.size() == 2U);
        }
        BOOST_TEST(std::is_sorted(read.lines.begin(), read.lines.end()));
    }
}

BOOST_AUTO_TEST_CASE(a_quote_never_closed_costs_its_own_line_only)
{
    const Read read = read_csv("a,b\n1,\"ouvert\n2,deux\n3,trois\n");

    BOOST_TEST(read.rows.size() == 3U);
    BOOST_TEST((codes(read.issues) == std::vector<std::string>{"quote_unclosed"}));
    BOOST_TEST(read.issues.front().line == 2U);
    BOOST_TEST((read.issues.front().severity == Severity::rejected));
    BOOST_TEST(read.rows[1][1] == "deux");
    BOOST_TEST(read.lines[2] == 4U);
}

BOOST_AUTO_TEST_CASE(a_quote_never_closed_before_another_quoted_cell_is_found_too)
{
    const Read read = read_csv("a,b\n1,\"ouvert\n2,\"fermé\"\n3,trois\n");

    BOOST_TEST(read.rows.size() == 3U);
    BOOST_TEST((codes(read.issues) == std::vector<std::string>{"quote_unclosed"}));
    BOOST_TEST(read.rows[1][1] == "fermé");
}

BOOST_AUTO_TEST_CASE(rows_of_another_width_are_named_by_line)
{
    const Read read = read_csv("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,\n");

    BOOST_TEST((codes(read.issues) == std::vector<std::string>{"row_too_short", "row_too_long"}));
    BOOST_TEST(read.issues[0].line == 3U);
    BOOST_TEST((read.issues[0].severity == Severity::warning));
    BOOST_TEST(read.issues[1].line == 4U);
    BOOST_TEST((read.issues[1].severity == Severity::rejected));
}

BOOST_AUTO_TEST_CASE(a_cell_of_ten_megabytes_is_read_whole)
{
    std::string text = "a,b\n1,\"";
    const std::string cell(10'000'000, 'x');
    text += cell + "\"\n2,fin\n";

    const Read read = read_csv(text);

    BOOST_TEST(read.rows.size() == 2U);
    BOOST_TEST((read.rows[0][1] == cell));
    BOOST_TEST(read.rows[1][1] == "fin");
}

BOOST_AUTO_TEST_CASE(nul_bytes_are_taken_out_and_said)
{
    const Read read = read_csv(std::string_view("a,b\n1,x\0y\n", 10));

    BOOST_TEST(read.rows[0][1] == "xy");
    BOOST_TEST((codes(read.issues) == std::vector<std::string>{"nul_byte"}));
}

BOOST_AUTO_TEST_CASE(a_broken_letter_in_a_utf8_file_is_an_issue_of_its_row)
{
    const Read read = read_csv("a,b\n1,été\n2,\xFF\n3,hé\n");

    BOOST_TEST(read.info.encoding == "UTF-8");
    BOOST_TEST(read.rows[0][1] == "été");
    BOOST_TEST(read.rows[1][1] == "\xEF\xBF\xBD");
    BOOST_TEST((codes(read.issues) == std::vector<std::string>{"encoding_invalid"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_taken_for_windows_1252_and_said)
{
    const Read read = read_csv("nom;prix\nMus\xE9"
                               "e;12 \x80\n");

    BOOST_TEST(read.rows[0][0] == "Musée");
    BOOST_TEST(read.rows[0][1] == "12 €");
    BOOST_TEST(says(read.info, "windows-1252"));
    BOOST_TEST(read.issues.empty());
}

BOOST_AUTO_TEST_CASE(utf16_with_its_mark_is_read)
{
    std::string text("\xFF\xFE", 2);
    for (const char c : std::string_view("a,b\n1,x\n")) {
        text += c;
        text += '\0';
    }
    text.replace(text.size() - 4, 2, "\xE9\x00", 2);  // é for x

    const Read read = read_csv(text);

    BOOST_TEST((read.columns == std::vector<std::string>{"a", "b"}));
    BOOST_TEST(read.rows[0][1] == "é");
}

BOOST_AUTO_TEST_CASE(the_separator_is_guessed_against_misleading_commas)
{
    const Read read = read_csv("FID,N,9,0;LIBEL,C,254;CODE,C,6\n1;Musée, salle 2;34\n2;Gare;35\n");

    BOOST_TEST(read.info.separator == ";");
    BOOST_TEST(says(read.info, "« ; »"));
    BOOST_TEST((read.columns == std::vector<std::string>{"FID", "LIBEL", "CODE"}));
}

BOOST_AUTO_TEST_CASE(names_that_stand_twice_or_not_at_all_are_made_unique_and_said)
{
    const Read read = read_csv("\xEF\xBB\xBFnom,nom,,nom\n1,2,3,4\n");

    BOOST_TEST(
        (read.columns == std::vector<std::string>{"nom", "nom (2)", "colonne 3", "nom (3)"}));
    BOOST_TEST(says(read.info, "nom (2)"));
}

BOOST_AUTO_TEST_CASE(cells_that_look_like_formulas_stay_as_they_are)
{
    const Read read = read_csv("a,b\n=1+1,@SUM(A1)\n+33,-5\n");

    BOOST_TEST(read.rows[0][0] == "=1+1");
    BOOST_TEST(read.rows[0][1] == "@SUM(A1)");
    BOOST_TEST(read.rows[1][0] == "+33");
}

BOOST_AUTO_TEST_CASE(rows_of_empty_cells_are_passed_and_counted)
{
    const Read read = read_csv("a;b\n1;2\n;\n\n3;4\n;\n");

    BOOST_TEST(read.rows.size() == 2U);
    BOOST_TEST(read.lines[1] == 5U);
    BOOST_TEST(says(read.info, "2 lignes sans aucune valeur"));
}

BOOST_AUTO_TEST_CASE(files_of_old_macs_end_lines_with_a_carriage_return)
{
    const Read read = read_csv("a,b\r1,2\r3,4\r");

    BOOST_TEST(read.rows.size() == 2U);
    BOOST_TEST(read.rows[1][1] == "4");
    BOOST_TEST(read.lines[1] == 3U);
}

struct BadFile {
    const char* text;
    const char* said;
};
std::ostream& operator<<(std::ostream& out, const BadFile& bad) { return out << bad.said; }
const BadFile bad_files[] = {{"", "est vide"},
                             {"\n\n", "lignes vides"},
                             {"\"a,b\n1,2\n", "guillemet"},
                             {"PK\003\004abc", "c’est un classeur"},
                             {"%PDF-1.4\n1,2\n", "c’est un document PDF"}};

BOOST_DATA_TEST_CASE(a_file_that_cannot_be_used_is_refused_with_a_sentence,
                     boost::unit_test::data::make(bad_files), bad)
{
    BOOST_CHECK_EXCEPTION(read_csv(bad.text), SourceError, [&](const SourceError& error) {
        return std::string_view(error.what()).find(bad.said) != std::string_view::npos &&
               std::string_view(error.what()).find("test.csv") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_missing_file_an_unknown_format_and_encoding_are_said)
{
    const ScratchFolder folder;
    SourceOptions options;
    options.file = folder.path() / "absent.csv";
    BOOST_CHECK_THROW(open_source(options), SourceError);

    options.file = folder.write("a.xyz", "a,b\n1,2\n");
    BOOST_CHECK_THROW(open_source(options), SourceError);

    options.file = folder.write("a.csv", "a,b\n1,2\n");
    options.encoding = "klingon";
    BOOST_CHECK_THROW(open_source(options), SourceError);
}

BOOST_AUTO_TEST_SUITE_END()
