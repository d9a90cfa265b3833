// SPDX-License-Identifier: EUPL-1.2
// Sorting and its pages, against sorting everything by rules written anew.
#include "publish/row_order.hpp"

#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <type_traits>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using parvis::test::SmallSite;

namespace {

/// Texts in the order of a French dictionary; those of one line are the same word.
const std::vector<std::vector<std::string>> dictionary{{"", ""},
                                                       {"abbaye", "Abbaye"},
                                                       {"Cote", "côte", "CÔTÉ"},
                                                       {"coteau"},
                                                       {"école", "Ecole", "ÉCOLE"},
                                                       {"école primaire"},
                                                       {"écoles"},
                                                       {"œuf", "oeuf", "Œuf"},
                                                       {"Zoé"},
                                                       {"zone 1"},
                                                       {"zone 10"},
                                                       {"Zone 2"}};

std::size_t line_of(const std::string& text)
{
    const auto line = std::find_if(dictionary.begin(), dictionary.end(), [&](const auto& words) {
        return std::find(words.begin(), words.end(), text) != words.end();
    });
    return static_cast<std::size_t>(line - dictionary.begin());
}

DatasetFacts facts()
{
    DatasetFacts facts = SmallSite::works_facts();
    facts.title_property = "nom";
    return facts;
}

std::vector<Property> properties()
{
    std::vector<Property> all;
    for (const auto& [name, type] : {std::pair{"nom", ValueType::text},
                                     {"entier", ValueType::integer},
                                     {"nombre", ValueType::number},
                                     {"debut", ValueType::date},
                                     {"fin", ValueType::date},
                                     {"vu", ValueType::instant},
                                     {"ouvert", ValueType::boolean},
                                     {"services", ValueType::list}}) {
        Property property;
        property.name = name;
        property.type = type;
        property.label = {{"fr", name}};
        all.push_back(std::move(property));
    }
    return all;
}

/// Few different values, so that ties abound; nulls; numbers that only exactness tells apart.
std::vector<Feature> drawn(std::size_t count, std::mt19937& random)
{
    constexpr std::int64_t big = 9'007'199'254'740'993;  // 2^53 + 1: no double holds it
    std::vector<Feature> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto or_null = [&](Value value) { return random() % 5 == 0 ? Value{} : value; };
        const auto& words = dictionary[random() % dictionary.size()];
        const auto day = days(Date{2026, 11, 20}) + static_cast<std::int32_t>(random() % 6);
        Feature row;
        row.id = fmt::format("r{}", i);
        row.geometry = geo::Point{{1 + static_cast<double>(random() % 100) / 1000, 49.45}};
        row.values = {or_null(words[random() % words.size()]),
                      or_null(std::int64_t{big + static_cast<std::int64_t>(random() % 3)}),
                      or_null((static_cast<double>(random() % 5) - 2) / 10),
                      or_null(date_of_days(day)),
                      or_null(date_of_days(day + 1)),
                      or_null(Instant{1'795'000'000 + static_cast<std::int64_t>(random() % 3)}),
                      or_null(random() % 2 == 0),
                      Value{std::vector<std::string>{"eau"}}};
        rows.push_back(std::move(row));
    }
    return rows;
}

/// -1, 0, 1; by rules that know nothing of ranks. A null is behind everything.
int compared(const Value& a, const Value& b, bool descending)
{
    const bool a_null = std::holds_alternative<std::monostate>(a);
    const bool b_null = std::holds_alternative<std::monostate>(b);
    if (a_null || b_null) {
        return a_null && b_null ? 0 : a_null ? 1 : -1;
    }
    const auto three_way = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
    const int found = std::visit(
        [&](const auto& x) {
            using Type = std::decay_t<decltype(x)>;
            if constexpr (std::is_same_v<Type, std::string>) {
                return three_way(line_of(x), line_of(std::get<Type>(b)));
            } else if constexpr (requires { x < x; } &&
                                 !std::is_same_v<Type, std::vector<datasets::Part>>) {
                return three_way(x, std::get<Type>(b));
            } else {
                return 0;
            }
        },
        a);
    return descending ? -found : found;
}

struct Sorted : SmallSite {
    std::mt19937 random{11};
    std::vector<Feature> rows;
    std::shared_ptr<const Snapshot> dataset;
    static constexpr Date day{2026, 11, 22};

    Sorted()
    {
        rows = drawn(400, random);
        SmallSite::publish(facts(), properties(), rows);
        refresh();
        dataset = snapshot("chantiers");
    }

    [[nodiscard]] ItemsQuery query(const Parameters& parameters) const
    {
        return std::get<ItemsQuery>(parse_items_query(parameters, *dataset));
    }
    [[nodiscard]] std::string refusal(const std::string& sortby) const
    {
        const auto read = parse_sortby(sortby, *dataset);
        const auto* reason = std::get_if<std::string>(&read);
        return reason == nullptr ? "" : *reason;
    }
    [[nodiscard]] Value state(RowIndex row) const
    {
        const auto found = dataset->work_state(row, day);
        return found == WorkState::unknown ? Value{} : Value{static_cast<std::int64_t>(found)};
    }
    /// All rows of a filter, sorted as a person would.
    [[nodiscard]] std::vector<RowIndex>
    expected(const std::vector<std::pair<std::string, bool>>& keys, double east) const
    {
        std::vector<RowIndex> all;
        for (RowIndex row = 0; row < rows.size(); ++row) {
            if (std::get<geo::Point>(rows[row].geometry).at.lon <= east) {
                all.push_back(row);
            }
        }
        std::stable_sort(all.begin(), all.end(), [&](RowIndex a, RowIndex b) {
            for (const auto& [name, descending] : keys) {
                const auto property = dataset->property(name);
                const int found =
                    name == "id"
                        ? compared(Value{std::int64_t{a}}, Value{std::int64_t{b}}, descending)
                    : property
                        ? compared(rows[a].values[*property], rows[b].values[*property], descending)
                        : compared(state(a), state(b), descending);
                if (found != 0) {
                    return found < 0;
                }
            }
            return false;
        });
        return all;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(row_order, Sorted)

BOOST_AUTO_TEST_CASE(pages_of_any_order_joined_are_everything_sorted_forwards_and_back)
{
    const std::vector<std::string> names{"nom", "entier", "nombre", "debut",
                                         "fin", "vu",     "ouvert", "etat"};
    for (int trial = 0; trial < 150; ++trial) {
        auto shuffled = names;
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        std::vector<std::pair<std::string, bool>> keys;
        std::string sortby;
        for (std::size_t i = 0; i < 1 + random() % 3; ++i) {
            keys.emplace_back(shuffled[i], random() % 2 == 0);
            sortby += (i == 0 ? "" : ",") +
                      std::string(keys.back().second ? "-"
                                  : i % 2 == 0       ? "+"
                                                     : "") +
                      keys.back().first;
        }
        const double east = trial % 3 == 0 ? 1.04 : 2;
        const std::size_t limit = 1 + random() % 90;
        Parameters parameters{{"sortby", sortby}};
        if (east < 2) {
            parameters.emplace_back("bbox", "0,49,1.04,50");
        }
        BOOST_TEST_CONTEXT(sortby << " limit " << limit)
        {
            const auto whole = expected(keys, east);
            std::vector<RowIndex> walked;
            std::vector<Selection> pages;
            auto asked = query(parameters);
            do {
                pages.push_back(select(*dataset, asked, day, limit));
                const auto& page = pages.back();
                BOOST_TEST(page.matched == whole.size());
                BOOST_TEST(page.before == walked.size());
                walked.insert(walked.end(), page.rows.begin(), page.rows.end());
                asked.after = page.next;
            } while (asked.after);
            BOOST_TEST(walked == whole, boost::test_tools::per_element());

            std::vector<RowIndex> back;
            auto page = pages.back();
            back.insert(back.begin(), page.rows.begin(), page.rows.end());
            while (page.previous) {
                asked.after = page.previous->after;
                page = select(*dataset, asked, day, page.previous->limit);
                back.insert(back.begin(), page.rows.begin(), page.rows.end());
            }
            BOOST_TEST(back == whole, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(an_offset_passes_over_as_many_matches_in_any_order)
{
    // Sorted, in the order of the version among all rows, and among those of a box.
    const std::vector<Parameters> all{{{"sortby", "-nombre"}, {"bbox", "0,49,1.04,50"}},
                                      {{"sortby", "nom"}},
                                      {{"bbox", "0,49,1.04,50"}},
                                      {}};
    for (const auto& parameters : all) {
        auto asked = query(parameters);
        const auto whole = select(*dataset, asked, day, dataset->size()).rows;
        BOOST_TEST_REQUIRE(whole.size() > 20);
        const auto size = whole.size();
        for (const std::size_t offset :
             {std::size_t{0}, std::size_t{1}, std::size_t{17}, size - 3, size, size + 9}) {
            asked.offset = offset;
            const auto page = select(*dataset, asked, day, 5);
            const auto from = std::min(offset, size);
            const auto to = std::min(from + 5, size);
            BOOST_TEST(page.before == from);
            BOOST_TEST(page.matched == size);
            BOOST_TEST(page.next.has_value() == (to < size));
            BOOST_TEST(std::vector<RowIndex>(whole.begin() + static_cast<std::ptrdiff_t>(from),
                                             whole.begin() + static_cast<std::ptrdiff_t>(to)) ==
                           page.rows,
                       boost::test_tools::per_element());
            if (page.next) {
                BOOST_TEST(*page.next == whole[to]);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_page_may_begin_at_a_row_that_does_not_match)
{
    const auto whole = expected({{"nombre", true}}, 1.04);
    for (RowIndex after = 0; after < dataset->size(); after += 7) {
        auto asked = query({{"sortby", "-nombre"}, {"bbox", "0,49,1.04,50"}});
        asked.after = after;
        const auto page = select(*dataset, asked, day, 5);
        const RowOrder order(*dataset, asked.sort, day);
        std::vector<RowIndex> rest;
        std::copy_if(whole.begin(), whole.end(), std::back_inserter(rest),
                     [&](RowIndex row) { return !order.before(row, after); });
        BOOST_TEST(page.before == whole.size() - rest.size());
        rest.resize(std::min<std::size_t>(rest.size(), 5));
        BOOST_TEST(page.rows == rest, boost::test_tools::per_element());
    }
    auto behind = query({{"sortby", "nom"}});
    behind.after = dataset->size();
    BOOST_TEST(select(*dataset, behind, day, 5).rows.empty());
    BOOST_TEST(select(*dataset, behind, day, 5).previous.has_value());
}

BOOST_AUTO_TEST_CASE(ids_are_sorted_as_texts)
{
    const auto page = select(*dataset, query({{"sortby", "-id"}}), day, 3);
    BOOST_TEST(dataset->feature_id(page.rows[0]) == "r99");
    BOOST_TEST(dataset->feature_id(page.rows[1]) == "r98");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sorted_by_is_said)
{
    BOOST_TEST(refusal("nom,-entier") == "");
    BOOST_TEST(refusal(" nom") == "");  // a plus that a browser sent unescaped
    BOOST_TEST(refusal("NOM") == "");
    for (const auto& [text, reason] :
         {std::pair{"", "un nom est attendu"},
          {"-", "un nom est attendu"},
          {"nom,", "un nom est attendu"},
          {"prix", "« prix » n'est pas une propriété de ce jeu ; on peut trier par : nom, entier"},
          {"services", "« services » n'a pas d'ordre"},
          {"geometry", "« geometry » n'a pas d'ordre"},
          {"nom,-nom", "« -nom » est donné deux fois"},
          {"nom,entier,nombre,debut,fin,vu,ouvert,etat,id", "8 noms au plus"}}) {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(refusal(text).find(reason) != std::string::npos, refusal(text));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
