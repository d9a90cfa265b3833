// SPDX-License-Identifier: EUPL-1.2
#include "service/crossing_run.hpp"

#include "datasets/crossing_definition.hpp"
#include "service/site_clock.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::test;

namespace {

struct DeclaringSite : CrossedSite {
    DeclaringSite() { publish_works(drawn_works(50)); }

    [[nodiscard]] const datasets::Site& site() { return store().current()->site; }
    void declare(const std::string& id, const std::string& expression)
    {
        put(datasets::crossing_file(site().folder, id),
            "title.fr = \"T\"\nlevel = \"poles\"\n[[measure]]\nname = \"n\"\nlabel.fr = \"N\"\n"
            "expression = \"" +
                expression + "\"\n");
    }
    service::RunOutcome run()
    {
        Register reg{site().data()};
        service::RunOutcome outcome;
        service::publish_declared(site(), reg, outcome);
        refresh();
        return outcome;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crossing_run, DeclaringSite)

BOOST_AUTO_TEST_CASE(a_broken_declaration_stops_no_other_and_is_named)
{
    declare("a-casse", "sum(chantiers.numero)");
    declare("b-bon", "count(chantiers)");
    const auto outcome = run();
    BOOST_REQUIRE(outcome.crossed.size() == 1U);
    BOOST_TEST(outcome.crossed.front().facts.id == "b-bon");
    BOOST_REQUIRE(outcome.errors.size() == 1U);
    BOOST_TEST(outcome.errors.front().find("a-casse.toml, ligne 6") != std::string::npos,
               outcome.errors.front());
    BOOST_TEST(!outcome.succeeded());
    BOOST_TEST(snapshot("b-bon")->manifest().version == 1U);
    BOOST_TEST(!snapshot("a-casse"));

    service::RunOutcome checked;
    service::check_declared(site(), checked);
    BOOST_TEST(checked.errors.size() == 1U);
    BOOST_TEST(checked.crossed.empty());
}

BOOST_AUTO_TEST_CASE(it_is_stale_when_an_input_or_the_day_has_changed_while_it_is_declared)
{
    declare("b-bon", "count(chantiers)");
    static_cast<void>(run());
    BOOST_TEST(service::stale_crossing(*store().current()) == "");
    auto tomorrow = *store().current();
    tomorrow.today = Date{2026, 11, 23};
    BOOST_TEST(service::stale_crossing(tomorrow).find("b-bon du 2026-11-22") != std::string::npos);
    publish_works(drawn_works(51));
    BOOST_TEST(service::stale_crossing(*store().current()).find("b-bon de chantiers@1") !=
               std::string::npos);
    BOOST_TEST(run().crossed.size() == 1U);
    BOOST_TEST(service::stale_crossing(*store().current()) == "");
    BOOST_TEST(run().crossed.empty());

    publish_works(drawn_works(52));
    std::filesystem::remove(datasets::crossing_file(site().folder, "b-bon"));
    BOOST_TEST(service::stale_crossing(*store().current()) == "");
    BOOST_TEST(snapshot("b-bon")->manifest().version == 2U);
}

BOOST_AUTO_TEST_CASE(a_declared_crossing_is_commented_like_any_other_collection)
{
    declare("b-bon", "count(chantiers)");
    static_cast<void>(run());
    comment({{"c1",
              {"b-bon", "n", "nord", "", "", ""},
              {{"fr", "Année de travaux."}},
              "",
              "travaux",
              "Le pôle",
              "",
              {2026, 11, 1}}});
    refresh();
    const auto made = snapshot("b-bon");
    BOOST_REQUIRE(made->comments(*made->row_of("nord")).size() == 1U);
    BOOST_TEST(made->comments(*made->row_of("sud")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
