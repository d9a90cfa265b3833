// SPDX-License-Identifier: EUPL-1.2
#include "publish/query.hpp"

#include "publish/filter_note.hpp"
#include "publish/formats/csv.hpp"
#include "publish/parameter_text.hpp"
#include "publish/selection.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <set>
#include <span>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using parvis::test::SmallSite;

namespace {

struct Published : SmallSite {
    std::shared_ptr<const Snapshot> dataset;
    Published()
    {
        SmallSite::publish(works_facts(), works_properties(), works(200, 3));
        refresh();
        dataset = snapshot("chantiers");
    }
    [[nodiscard]] std::vector<ParameterProblem> problems(const Parameters& parameters) const
    {
        auto parsed = parse_items_query(parameters, *dataset);
        const auto* found = std::get_if<std::vector<ParameterProblem>>(&parsed);
        return found != nullptr ? *found : std::vector<ParameterProblem>{};
    }
    [[nodiscard]] ItemsQuery query(const Parameters& parameters) const
    {
        return std::get<ItemsQuery>(parse_items_query(parameters, *dataset));
    }
};

/// RFC 4180, as any other program would read it.
std::vector<std::vector<std::string>> csv_rows(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& cell = rows.back().back();
        if (quoted) {
            if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                cell += text[++i];
            } else if (text[i] == '"') {
                quoted = false;
            } else {
                cell += text[i];
            }
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == ',') {
            rows.back().emplace_back();
        } else if (text[i] == '\n') {
            rows.emplace_back(1);
        } else if (text[i] != '\r') {
            cell += text[i];
        }
    }
    rows.pop_back();
    return rows;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(items_query, Published)

BOOST_AUTO_TEST_CASE(a_whole_number_may_be_written_with_a_point)
{
    BOOST_TEST(problems({{"rang", "2.0"}}).empty());
    BOOST_TEST(problems({{"cout_eur", "0.5"}}).empty());
}

BOOST_AUTO_TEST_CASE(every_bad_value_is_refused_and_named)
{
    const std::vector<std::pair<std::string, std::string>> bad{
        {"limit", "0"},
        {"limit", "-1"},
        {"limit", "abc"},
        {"limit", ""},
        {"limit", "unlimited"},
        {"limit", "1.5"},
        {"bbox", "1,2,3"},
        {"bbox", "a,b,c,d"},
        {"bbox", "1,2,3,4,5"},
        {"bbox", "1,5,2,4"},
        {"bbox", ""},
        {"bbox", "nan,1,2,3"},
        {"bbox", "1,2,3,4,5,6,7"},
        {"datetime", "hier"},
        {"datetime", "2026-13-01"},
        {"datetime", "2026-11-02/2026-11-01"},
        {"datetime", ""},
        {"at", "demain"},
        {"version", "0"},
        {"version", "x"},
        {"after", "-2"},
        {"crs", "EPSG:27572"},
        {"bbox-crs", "http://www.opengis.net/def/crs/0/unsupported"},
        {"etat", "fini"},
        {"cout_eur", "cher"},
        {"rang", "un"},
        {"ouvert", "oui"},
        {"debut", "2026-02-30"},
        {"effet", "rien"},
        {"inconnu", "1"},
        {"Limit", "3"},
        {"rang", "0.5"},
        {"offset", "-1"},
        {"offset", "1.5"},
        {"offset", ""}};
    for (const auto& pair : bad) {
        BOOST_TEST_CONTEXT(pair.first << "=" << pair.second)
        {
            const auto found = problems({pair});
            BOOST_REQUIRE_EQUAL(found.size(), 1U);
            BOOST_TEST(found.front().name == pair.first);
            BOOST_TEST(!found.front().reason.empty());
            BOOST_TEST(found.front().unknown == (pair.first == "inconnu" || pair.first == "Limit"));
        }
    }
    BOOST_TEST(problems({bad[0], bad[6], bad[27]}).size() == 3U);
    BOOST_TEST(problems({{"limit", "1"}, {"limit", "2"}}).size() == 1U);
    BOOST_TEST(problems({{"after", "1"}, {"offset", "2"}}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(every_good_value_is_understood)
{
    BOOST_TEST(query({{"limit", "7"}}).limit.value() == 7U);
    BOOST_TEST(query({{"limit", "10000"}}).limit_clamped == false);
    BOOST_TEST(query({{"limit", "10001"}}).limit.value() == 10000U);
    BOOST_TEST(query({{"limit", "99999999999999999999999"}}).limit_clamped);
    BOOST_TEST(
        (query({{"bbox", "-.5791800,.5000000,177,65"}}).bbox == geo::Box{-0.57918, 0.5, 177, 65}));
    BOOST_TEST((query({{"bbox", "1,2,0,3,4,100"}}).bbox == geo::Box{1, 2, 3, 4}));
    BOOST_TEST(query({{"bbox", "177,65,-177,70"}}).bbox->crosses_antimeridian());
    BOOST_TEST((query({{"bbox", "-400,-90,400,90"}}).bbox == geo::Box{-180, -90, 180, 90}));
    for (const auto* text : {"2026-11-22", "2026-11-22T10:00:00Z", "2026-11-22t10:00:00z",
                             "../2026-11-22", "/2026-11-22", "2026-11-22/..", "2026-11-22/",
                             "2026-11-01/2026-11-22T10:00:00+01:00", "../.."}) {
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(problems({{"datetime", text}}).empty()); }
    }
}

BOOST_AUTO_TEST_CASE(a_day_at_the_end_of_an_interval_belongs_to_it)
{
    const auto rows = works(200, 3);
    for (const auto& [text, first, last] :
         {std::tuple{"2026-11-10", Date{2026, 11, 10}, Date{2026, 11, 10}},
          {"2026-11-10/2026-11-12", Date{2026, 11, 10}, Date{2026, 11, 12}},
          {"../2026-11-12", Date{1, 1, 1}, Date{2026, 11, 12}},
          // Paris is an hour ahead: this instant lies in the 12th there.
          {"2026-11-11T23:30:00Z/..", Date{2026, 11, 12}, Date{9999, 1, 1}}}) {
        const auto selection = select(*dataset, query({{"datetime", text}}), {2026, 11, 22}, 1000);
        std::size_t expected = 0;
        for (const auto& row : rows) {
            const auto* start = std::get_if<Date>(&row.values[2]);
            const auto* end = std::get_if<Date>(&row.values[3]);
            const bool dated = start != nullptr || end != nullptr;
            expected +=
                dated && (start == nullptr || *start <= last) && (end == nullptr || *end >= first)
                    ? 1U
                    : 0U;
        }
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(selection.matched == expected); }
    }
}

BOOST_AUTO_TEST_CASE(filters_together_keep_what_each_keeps)
{
    const Parameters parameters{{"bbox", "1.05,49.4,1.15,49.55"},
                                {"effet", "alternat"},
                                {"commune", "FR_76001"},
                                {"commune", "FR_76002"},
                                {"etat", "en_cours"}};
    const auto all = select(*dataset, query(parameters), {2026, 11, 22}, 1000);
    std::vector<RowIndex> expected;
    for (RowIndex row = 0; row < dataset->size(); ++row) {
        const auto commune = dataset->text(row, *dataset->property("commune"));
        if (dataset->intersects(row, {1.05, 49.4, 1.15, 49.55}) &&
            dataset->text(row, *dataset->property("effet")) == "alternat" &&
            (commune == "FR_76001" || commune == "FR_76002") &&
            dataset->work_state(row, {2026, 11, 22}) == WorkState::active) {
            expected.push_back(row);
        }
    }

    BOOST_TEST(all.rows == expected, boost::test_tools::per_element());
    BOOST_TEST(all.matched == expected.size());
    BOOST_TEST(!expected.empty());
}

BOOST_AUTO_TEST_CASE(any_of_several_values_finds_the_rows_that_each_of_them_finds)
{
    std::mt19937 random(7);
    for (std::size_t property = 0; property < dataset->manifest().properties.size(); ++property) {
        std::set<std::string> texts{"", "zut", "nan", "3.0"};
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            texts.insert(dataset->text(row, property));
        }
        texts.insert({"eau", "gaz", "FR_76009", "FR_76001"});  // of lists and parts
        for (int draw = 0; draw < 20; ++draw) {
            std::vector<std::string> values;
            std::set<RowIndex> expected;
            for (const auto& text : texts) {
                if (random() % 3 == 0) {
                    values.push_back(text);
                    const auto rows = dataset->rows_where(property, text);
                    expected.insert(rows.begin(), rows.end());
                }
            }
            BOOST_TEST_CONTEXT(dataset->manifest().properties[property].name)
            {
                BOOST_TEST(rows_equal_any(dataset->column(property), values) ==
                               std::vector<RowIndex>(expected.begin(), expected.end()),
                           boost::test_tools::per_element());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_filter_keeps_each_value_once_and_takes_no_endless_list_of_them)
{
    Parameters parameters;
    for (const auto* value : {"b", "a", "b", "", "a"}) {
        parameters.emplace_back("numero", value);
        parameters.emplace_back("etat", "prevu");
    }
    const auto asked = query(parameters);
    BOOST_TEST((asked.filters.at(0).values == std::vector<std::string>{"b", "a", ""}));
    BOOST_TEST(asked.states.size() == 1U);

    Parameters many;
    for (std::size_t i = 0; i < PropertyFilter::most_values; ++i) {
        many.emplace_back("numero", "c-" + std::to_string(i));
    }
    BOOST_TEST(problems(many).empty());
    BOOST_TEST(select(*dataset, query(many), {2026, 11, 22}, 1).matched == 200U);
    many.emplace_back("numero", "c-0");
    BOOST_TEST(problems(many).empty());
    many.emplace_back("numero", "c-one");
    const auto refused = problems(many);
    BOOST_REQUIRE(refused.size() == 1U);
    BOOST_TEST(refused.front().name == "numero");
    BOOST_TEST(refused.front().reason.starts_with("10001 valeurs sont données, et 10000 au plus"));
}

BOOST_AUTO_TEST_CASE(of_a_long_list_of_values_that_nothing_has_the_first_ones_are_said)
{
    Parameters many;
    for (int i = 0; i < 500; ++i) {
        many.emplace_back("titre", "nulle part " + std::to_string(i));
    }
    const auto notes = filter_notes(*store().current(), *dataset, query(many));
    BOOST_REQUIRE(notes.size() == FilterNote::most);
    BOOST_TEST(notes.front().value == "nulle part 0");
    BOOST_TEST(notes.back().value == "nulle part 9");
    BOOST_TEST(header_of({notes[0], notes[1]}) == "titre=nulle%20part%200, titre=nulle%20part%201");
    BOOST_TEST(sentences_of({}).empty());
}

BOOST_AUTO_TEST_CASE(a_table_reads_back_as_the_rows_it_was_made_from)
{
    const Date day{2026, 11, 22};
    const ItemsPage page{*dataset, select(*dataset, {}, day, 1000), day, false, {}};
    const auto table = csv_rows(items_csv(page));
    BOOST_REQUIRE_EQUAL(table.size(), dataset->size() + 1U);
    const auto& properties = dataset->manifest().properties;
    BOOST_REQUIRE_EQUAL(table[0].size(), properties.size() + 8);
    for (RowIndex row = 0; row < dataset->size(); ++row) {
        const auto& cells = table[row + 1U];
        BOOST_REQUIRE_EQUAL(cells.size(), table[0].size());
        BOOST_TEST(cells[0] == dataset->feature_id(row));
        BOOST_TEST(cells[1] == code_of(dataset->work_state(row, day)));
        for (std::size_t i = 0; i < properties.size(); ++i) {
            BOOST_TEST(cells[i + 2] == dataset->text(row, i));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_big_box_gives_the_same_pages_whether_walked_or_listed)
{
    SmallSite::publish(works_facts(), works_properties(), works(9000, 17));
    refresh();
    const auto big = snapshot("chantiers");
    for (const RowIndex after : {0U, 1U, 4000U, 8990U, 9000U, 99999U}) {
        ItemsQuery box;
        box.bbox = geo::Box{0.9, 49.3, 1.19, 49.7};
        box.after = after;
        const auto walked = select(*big, box, {2026, 11, 22}, 10, Place::not_asked);
        const auto listed = select(*big, box, {2026, 11, 22}, 10, Place::asked);
        BOOST_TEST(walked.rows == listed.rows, boost::test_tools::per_element());
        BOOST_TEST(walked.matched == listed.matched);
        BOOST_TEST((walked.next == listed.next));
        BOOST_TEST((walked.previous == listed.previous));
        BOOST_TEST(walked.matched > 5000U);
    }
}

BOOST_AUTO_TEST_CASE(a_page_of_a_box_is_what_testing_every_row_gives)
{
    SmallSite::publish(works_facts(), works_properties(), works(9000, 17));
    refresh();
    const auto big = snapshot("chantiers");
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(0, 0.2);
    std::uniform_int_distribution<RowIndex> position(0, 9100);
    constexpr RowIndex beyond = std::numeric_limits<RowIndex>::max();
    constexpr std::array<std::size_t, 4> limits{1, 10, 100, 5000};
    for (std::size_t round = 0; round < 200; ++round) {
        ItemsQuery query;
        const double west = 1 + place(random);
        const double south = 49.4 + place(random);
        query.bbox = geo::Box{west, south, west + place(random), south + place(random)};
        query.after = round % 2 == 0 ? 0 : round % 17 == 0 ? beyond : position(random);
        const auto limit = limits.at(round / 2 % limits.size());
        std::vector<RowIndex> all;
        for (RowIndex row = 0; row < big->size(); ++row) {
            if (big->intersects(row, *query.bbox)) {
                all.push_back(row);
            }
        }
        const auto first = std::ranges::lower_bound(all, *query.after);
        const auto before = static_cast<std::size_t>(first - all.begin());
        const auto rows = std::span(first, all.end());
        for (const auto asked : {Place::asked, Place::not_asked}) {
            const auto page = select(*big, query, {2026, 11, 22}, limit, asked);
            BOOST_TEST(page.matched == all.size());
            BOOST_TEST(std::ranges::equal(page.rows, rows.first(std::min(limit, rows.size()))));
            BOOST_TEST(
                (page.next == (rows.size() > limit ? std::optional(rows[limit]) : std::nullopt)));
            const auto back = page_back(before, limit);
            BOOST_TEST(
                (page.previous == (back > 0 ? std::optional(PreviousPage{all[before - back], back})
                                            : std::nullopt)));
            BOOST_TEST((asked == Place::not_asked || page.before == before));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
