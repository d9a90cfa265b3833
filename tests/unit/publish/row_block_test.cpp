// SPDX-License-Identifier: EUPL-1.2
#include "publish/row_block.hpp"

#include "datasets/mapped_file.hpp"
#include "geo/error.hpp"
#include "publish/snapshot.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <string>

using namespace parvis;
using namespace parvis::publish;
using parvis::test::SmallSite;

namespace {

constexpr std::size_t never = std::string::npos;

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Parvis's own file, and what it says of itself.
struct WrittenWorks : SmallSite {
    datasets::Manifest manifest;
    std::filesystem::path file;
    std::string bytes;
    WrittenWorks()
    {
        publish(works_facts(), works_properties(), works(600, 7));
        refresh();
        manifest = snapshot("chantiers")->manifest();
        file = store().version_file("chantiers", 1, "features.geojsonl").value();
        bytes = datasets::MappedFile(file).bytes();
    }
    [[nodiscard]] std::string fault(const std::string& text, std::size_t split_above) const
    {
        try {
            static_cast<void>(RowBlock::read(file, text, manifest, split_above));
        } catch (const StoreError& error) {
            return error.what();
        }
        return "";
    }
};

std::string quoted(const std::string& text) { return '"' + text + '"'; }

/// Reads texts as they stand in a file; "" stands for null.
Words words_of(const std::vector<std::string>& texts, std::string& bytes)
{
    static const std::filesystem::path name("rows");
    for (const auto& text : texts) {
        bytes += text.empty() ? "" : quoted(text);
    }
    LineCursor cursor(name, bytes);
    Words words;
    for (const auto& text : texts) {
        text.empty() ? words.read_null() : words.read(cursor);
    }
    words.finish();
    return words;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(row_block, WrittenWorks)

BOOST_AUTO_TEST_CASE(two_threads_read_what_one_reads)
{
    const auto one = RowBlock::read(file, bytes, manifest, never);
    const auto two = RowBlock::read(file, bytes, manifest, 0);
    BOOST_REQUIRE_EQUAL(one.lines.size(), 600U);
    BOOST_REQUIRE_EQUAL(two.lines.size(), one.lines.size());
    BOOST_REQUIRE_EQUAL(two.boxes.size(), one.boxes.size());
    BOOST_REQUIRE_EQUAL(two.columns.size(), one.columns.size());
    for (std::size_t row = 0; row < one.lines.size(); ++row) {
        BOOST_TEST(two.lines[row].offset == one.lines[row].offset);
        BOOST_TEST(two.lines[row].properties == one.lines[row].properties);
        BOOST_TEST(two.lines[row].id_size == one.lines[row].id_size);
        BOOST_TEST(same(two.boxes[row].west, one.boxes[row].west));
        BOOST_TEST(same(two.boxes[row].north, one.boxes[row].north));
        for (std::size_t i = 0; i < one.columns.size(); ++i) {
            const auto value = [row](const auto& column) { return column.value(row); };
            BOOST_TEST((std::visit(value, two.columns[i]) == std::visit(value, one.columns[i])));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_fault_is_told_with_the_line_of_the_file_whoever_finds_it)
{
    std::mt19937 random(11);
    for (int i = 0; i < 40; ++i) {
        std::string broken = bytes;
        broken[random() % broken.size()] = '\x01';
        const auto told = fault(broken, never);
        BOOST_TEST(fault(broken, 0) == told);
    }
    std::string cut = bytes.substr(0, bytes.size() - 30);
    BOOST_TEST(fault(cut, never).find("ligne 600") != std::string::npos);
    BOOST_TEST(fault(cut, 0) == fault(cut, never));
}

BOOST_AUTO_TEST_CASE(texts_put_together_are_those_of_the_parts)
{
    std::mt19937 random(5);
    // Few different texts, or so many that a part gives up numbering them.
    for (const auto& [first_kinds, second_kinds] :
         {std::pair{40U, 60U}, {40U, 1U << 30U}, {1U << 30U, 40U}, {1U << 30U, 1U << 30U}}) {
        std::vector<std::string> texts;
        const auto draw = [&](unsigned kinds, std::size_t rows) {
            std::vector<std::string> part;
            for (std::size_t i = 0; i < rows; ++i) {
                const auto kind = random() % kinds;
                part.push_back(kind % 7 == 3 ? std::string() : "n\\u00e9" + std::to_string(kind));
            }
            texts.insert(texts.end(), part.begin(), part.end());
            return part;
        };
        std::string first_bytes, second_bytes;
        Words words = words_of(draw(first_kinds, Words::trial + 100), first_bytes);
        words.append(words_of(draw(second_kinds, Words::trial + 50), second_bytes));
        bool equal = true;
        for (std::size_t row = 0; row < texts.size(); ++row) {
            const auto expected = texts[row].empty()
                                      ? ""
                                      : "n\u00e9" + texts[row].substr(texts[row].find("00e9") + 4);
            equal =
                equal && words.word(row) == expected && words.is_null(row) == texts[row].empty();
        }
        BOOST_TEST(equal);
        BOOST_TEST(words.numbered == (first_kinds < 100 && second_kinds < 100));
    }
}

BOOST_AUTO_TEST_SUITE_END()
