// SPDX-License-Identifier: EUPL-1.2
// The order of a column's values, against values read one by one; and filters that use it.
#include "publish/cql2/filter.hpp"
#include "publish/rows_by_value.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>

using namespace parvis;
using namespace parvis::publish;

namespace {

/// The rows of a column that has an order: each once, none without a value, least first.
template <typename Columns, typename IsNull>
void check_sorted(const Columns& column, IsNull&& is_null)
{
    const auto rows = rows_by_value(Column(column)).rows;
    std::vector<char> seen(column.values.size(), 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        BOOST_REQUIRE(!is_null(column.values[rows[i]]));
        BOOST_REQUIRE(seen[rows[i]] == 0);
        seen[rows[i]] = 1;
        if (i > 0) {
            const auto before = column.values[rows[i - 1]];
            const auto own = column.values[rows[i]];
            BOOST_REQUIRE((before < own || (before == own && rows[i - 1] < rows[i])));
        }
    }
    for (std::size_t row = 0; row < seen.size(); ++row) {
        BOOST_REQUIRE((seen[row] == 1) != is_null(column.values[row]));
    }
}

/// Every row has another name, too many to be numbered.
struct ManyNames : test::SmallSite {
    ManyNames()
    {
        std::vector<datasets::Feature> rows;
        for (std::size_t i = 0; i < Words::trial + 2000; ++i) {
            datasets::Feature row;
            row.id = std::to_string(i);
            const auto name = "n" + std::to_string(i * 7919 % 1'000'003);
            const auto seen = static_cast<std::int64_t>(1'700'000'000 + i * 7919 % 100'003);
            row.values = {i % 1000 == 7 ? datasets::Value{} : datasets::Value{name},
                          i % 900 == 5 ? datasets::Value{}
                                       : datasets::Value{datasets::Instant{seen}}};
            rows.push_back(std::move(row));
        }
        datasets::Property name;
        name.name = "nom";
        name.type = datasets::ValueType::text;
        auto facts = communes_facts();
        facts.id = "noms";
        datasets::Property seen;
        seen.name = "vu";
        seen.type = datasets::ValueType::instant;
        publish(facts, {name, seen}, rows);
        refresh();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_by_value_test)

BOOST_AUTO_TEST_CASE(numbers_and_days_are_sorted_and_rows_without_a_value_are_left_out)
{
    std::mt19937 random(11);
    Numbers numbers;
    Integers integers;
    Days dates;
    Instants instants;
    for (int i = 0; i < 5000; ++i) {
        const auto drawn = static_cast<std::int32_t>(random() % 400) - 200;
        if (random() % 5 == 0) {
            numbers.read_null();
            integers.read_null();
            dates.read_null();
            instants.read_null();
            continue;
        }
        numbers.values.push_back(drawn / 8.0);
        integers.values.push_back(drawn * 1'000'000'007LL);
        dates.values.push_back(drawn);
        instants.values.push_back(drawn * 86'400LL);
    }
    numbers.values.push_back(-std::numeric_limits<double>::infinity());
    check_sorted(numbers, [](double n) { return n != n; });
    check_sorted(integers, [](std::int64_t n) { return n == Integers::null; });
    check_sorted(dates, [](std::int32_t day) { return day == Days::null; });
    check_sorted(instants, [](std::int64_t at) { return at == Instants::null; });
    BOOST_TEST(rows_by_value(Column(Numbers{})).rows.empty());
}

BOOST_FIXTURE_TEST_CASE(texts_that_repeat_are_grouped_as_they_are_found_one_by_one, test::SmallSite)
{
    publish(works_facts(), works_properties(), works(4000, 9));
    refresh();
    const auto dataset = snapshot("chantiers");
    for (const char* name : {"titre", "effet", "commune", "etat_declare", "numero"}) {
        const auto property = dataset->property(name).value();
        const auto& words = std::get<Words>(dataset->column(property));
        const auto& order = dataset->by_value(property);
        BOOST_REQUIRE(words.numbered);
        for (std::uint32_t word = 0; word < words.words.size(); ++word) {
            const auto rows = order.of_word(word);
            const auto expected = rows_equal(dataset->column(property), words.words[word]);
            BOOST_REQUIRE_EQUAL_COLLECTIONS(rows.begin(), rows.end(), expected.begin(),
                                            expected.end());
            BOOST_REQUIRE((dataset->rows_where(property, words.words[word]) == expected));
        }
        BOOST_TEST(
            (dataset->rows_where(property, "") == rows_equal(dataset->column(property), "")));
        BOOST_TEST(dataset->rows_where(property, "nulle part").empty());
    }
}

BOOST_FIXTURE_TEST_CASE(
    filters_over_texts_and_instants_that_do_not_repeat_find_what_fits_row_by_row, ManyNames)
{
    const auto dataset = snapshot("noms");
    BOOST_REQUIRE(!std::get<Words>(dataset->column(0)).numbered);
    const auto publication = store().current();
    std::size_t all = 0;
    for (const char* text :
         {"nom = 'n7919'", "nom IN ('n7919', 'n0', 'nulle part')", "nom < 'n1001'",
          "nom <= 'n1000'", "nom > 'n99998'", "nom >= 'n99998'", "nom BETWEEN 'n5' AND 'n50005'",
          "nom BETWEEN 'n6' AND 'n5'", "nom = 'n15838' OR nom = 'n7919'",
          "nom > 'n99' AND nom < 'n9901'", "vu < TIMESTAMP('2023-11-14T23:00:00Z')",
          "vu >= TIMESTAMP('2023-11-16T01:00:00Z')", "vu = TIMESTAMP('2023-11-14T22:13:20Z')",
          "vu BETWEEN '2023-11-15T00:00:00Z' AND '2023-11-15T00:10:00Z'",
          "vu > '2023-11-16T00:00:00Z' AND nom < 'n11'", "nom IS NULL", "nom <> 'n7919'"}) {
        const auto filter = cql2::Filter::read(text, cql2::Language::text, *dataset,
                                               {publication.get(), {2026, 11, 22}, nullptr});
        BOOST_REQUIRE_MESSAGE(std::holds_alternative<cql2::Filter>(filter), text);
        const auto found = std::get<cql2::Filter>(filter).rows();
        std::vector<RowIndex> one_by_one;
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            if (std::get<cql2::Filter>(filter).fits(row)) {
                one_by_one.push_back(row);
            }
        }
        BOOST_TEST((found == one_by_one),
                   text << ": " << found.size() << ", one by one " << one_by_one.size());
        all += found.size();
    }
    BOOST_TEST(all > dataset->size());
}

BOOST_AUTO_TEST_SUITE_END()
