// SPDX-License-Identifier: EUPL-1.2
// Secret and unavailable values in crossings (RULES.md §5 e).
#include "publish/site/pages.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace parvis::test;

namespace {

/// Costs of works in the first two communes (pole nord) and the fourth (sud); one is secret.
void publish_costs(CrossedSite& site)
{
    auto costs = facts("couts", Kind::general);
    std::vector<Property> properties{
        property("id_cout", ValueType::text), property("commune", ValueType::text),
        property("pole", ValueType::text), property("cout", ValueType::number),
        property("cout_statut", ValueType::text)};
    properties.back().values = {{"Q", {{"fr", "secret"}}}};
    const auto row = [](const char* id, int commune, Value cost, Value status) {
        return Feature{id, std::monostate{}, {id, key(commune), pole(commune), cost, status}};
    };
    site.publish(costs, properties,
                 {row("a", 0, 10.0, {}), row("b", 0, {}, std::string("Q")), row("c", 1, 5.0, {}),
                  row("d", 3, {}, {}), row("e", 3, 0.0, {})});
    site.refresh();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hidden_values, CrossedSite)

BOOST_AUTO_TEST_CASE(a_sum_over_a_secret_part_is_unknown_and_so_is_the_total)
{
    publish_costs(*this);
    const CrossTable crossed = table({{"level", "communes"}, {"measure", "c: sum(couts.cout)"}});

    BOOST_TEST(unknown(crossed.values[0][0]));      // 10 and a secret: not 10
    BOOST_TEST(number(crossed.values[1][0]) == 5);  // nothing hidden
    BOOST_TEST(number(crossed.values[3][0]) == 0);  // blank is not secret: the 0 beside it is known
    BOOST_TEST(unknown(crossed.total[0]));
    const auto mark = crossed.marks.find({0, 0});
    BOOST_REQUIRE((mark != crossed.marks.end()));
    BOOST_TEST(mark->second.status == 'O');
    BOOST_TEST(mark->second.reason.find("secrète") != std::string::npos, mark->second.reason);
}

BOOST_AUTO_TEST_CASE(a_pole_with_a_secret_commune_is_unknown_and_its_neighbour_is_not)
{
    publish_costs(*this);
    const CrossTable crossed = table({{"level", "poles"},
                                      {"measure", "c: sum(couts.cout)"},
                                      {"measure", "m: mean(couts.cout)"},
                                      {"measure", "h: max(couts.cout)"},
                                      {"measure", "n: count(couts)"}});

    for (std::size_t m = 0; m < 3; ++m) {
        BOOST_TEST(unknown(crossed.values[0][m]));
        BOOST_TEST(number(crossed.values[1][m]) == 0);
    }
    BOOST_TEST(number(crossed.values[0][3]) == 3);  // the rows themselves are no secret
}

BOOST_AUTO_TEST_CASE(near_figures_over_secrets_are_refused_until_they_are_left_out)
{
    publish_costs(*this);
    const auto refused = reason({{"measure", "c: sum(couts.cout within 5 km)"}});
    BOOST_TEST(refused.find("cout_statut IS NULL") != std::string::npos, refused);
    BOOST_TEST(
        reason({{"measure", "c: sum(couts.cout where cout_statut IS NULL within 5 km)"}}).empty());
}

BOOST_AUTO_TEST_CASE(the_page_of_a_row_shows_what_is_hidden_as_hidden)
{
    publish_costs(*this);
    const auto costs = store().current()->find("couts");
    const parvis::publish::site::PageContext context{"fr", "", "/collections/couts/items/b"};
    const auto page = [&](const char* id) {
        return parvis::publish::site::feature_page(*store().current(), context, *costs,
                                                   *costs->row_of(id));
    };
    BOOST_TEST(page("b").find("(secret)") != std::string::npos);
    BOOST_TEST(page("d").find("(secret)") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
