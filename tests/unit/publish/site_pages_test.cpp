// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/pages.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace parvis;
using namespace parvis::datasets;
namespace site = parvis::publish::site;
using parvis::test::SmallSite;

namespace {

Property text_property(std::string name, std::string label)
{
    Property made;
    made.name = std::move(name);
    made.type = ValueType::text;
    made.label = {{"fr", std::move(label)}};
    return made;
}

std::size_t count_of(const std::string& text, std::string_view wanted)
{
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) {
        ++count;
    }
    return count;
}

bool holds(const std::string& text, std::string_view wanted)
{
    return text.find(wanted) != text.npos;
}

/// A site whose level is neither called pole nor has a plural in s: two "epci", kept in "epci".
/// Of its works, 120 go on: each lies in one commune and its EPCI, and every tenth reaches a second
/// of both.
struct TownSite : SmallSite {
    TownSite()
    {
        publish(communes_facts(), communes_properties(), communes());
        publish_level();
        publish_works();
        refresh();
    }

    void publish_level()
    {
        DatasetFacts facts;
        facts.id = "epci";
        facts.kind = Kind::level;
        facts.level = "epci";
        facts.title = {{"fr", "Intercommunalités"}};
        facts.row = {{"fr", "une intercommunalité"}};
        facts.title_property = "epci_nom";
        facts.key = {"epci"};
        std::vector<Feature> rows;
        for (const std::string name : {"nord", "sud", "inconnu"}) {
            Feature row;
            row.id = name;
            row.values = {Value{name}, Value{"EPCI " + name}};
            rows.push_back(std::move(row));
        }
        publish(facts, {text_property("epci", "EPCI"), text_property("epci_nom", "Nom")}, rows);
    }

    void publish_works()
    {
        auto properties = works_properties();
        properties.push_back(text_property("commune_nom", "Commune"));
        properties.push_back(text_property("epci", "EPCI"));
        auto parts = text_property("epci_parts", "EPCI : parts");
        parts.type = ValueType::parts;
        properties.push_back(parts);
        std::vector<Feature> rows;
        for (int i = 0; i < 120; ++i) {
            const std::string commune = "FR_7600" + std::to_string(i % 3);
            const bool two = i % 10 == 0;
            Feature row;
            row.id = "t-" + std::to_string(i);
            row.values.assign(properties.size(), Value{});
            row.values[0] = row.id;
            row.values[1] = "Travaux " + std::to_string(i);
            row.values[2] = Date{2026, 11, 1};
            row.values[3] = date_of_days(days(Date{2026, 12, 1}) + i % 28);
            row.values[5] = std::string(i % 2 == 0 ? "rue_barree" : "alternat");
            row.values[10] = two ? std::vector<Part>{{commune, 0.8}, {"FR_76002", 0.2}}
                                 : std::vector<Part>{{commune, 1}};
            row.values[11] = commune;
            row.values[12] = "Commune " + std::to_string(i % 3);
            row.values[13] = std::string("nord");
            row.values[14] = two ? std::vector<Part>{{"nord", 0.8}, {"sud", 0.2}}
                                 : std::vector<Part>{{"nord", 1}};
            rows.push_back(std::move(row));
        }
        publish(works_facts(), properties, rows);
    }

    std::string works_on(const site::WorksFilter& filter, std::optional<Date> day = {})
    {
        return site::works_page(*store().current(), {"fr", "", "/works", day, "/works"}, filter);
    }
};

constexpr std::string_view one_work = "<p class=\"work-title\">";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(site_pages, TownSite)

BOOST_AUTO_TEST_CASE(
    a_work_is_on_the_page_of_every_area_that_it_touches_whatever_the_level_is_called)
{
    const site::PageContext context{"fr", "", "/epci/sud"};
    const auto south = site::place_page(*store().current(), context, "epci", "sud");
    BOOST_REQUIRE(south.has_value());
    BOOST_TEST(count_of(*south, one_work) == 12U);

    const auto works = snapshot("chantiers");
    const auto page = site::feature_page(*store().current(), context, *works, 0);
    BOOST_TEST(holds(page, "<a href=\"/epci/nord\">"));
    BOOST_TEST(holds(page, "<a href=\"/epci/sud\">"));
    BOOST_TEST(holds(page, ", 20\u202f%"));
}

BOOST_AUTO_TEST_CASE(a_source_that_said_nothing_for_a_month_is_called_old_where_its_works_are)
{
    const auto page_of = [&](const std::string& id, std::string updated) {
        DatasetFacts facts = works_facts();
        facts.id = id;
        facts.updated = std::move(updated);
        publish(facts, works_properties(), works(3, 1));
        refresh();
        const site::PageContext context{"fr", "", "/collections/" + id};
        return site::feature_page(*store().current(), context, *snapshot(id), 0);
    };

    constexpr std::string_view said = "Dernière information de la source";
    const std::string old = page_of("anciens", "2026-09-01");
    BOOST_TEST(holds(old, "le 1er septembre 2026, il y a 82 jours"));
    BOOST_TEST(holds(works_on({}), said));
    BOOST_TEST(holds(page_of("juste-assez-anciens", "2026-10-22"), said));
    BOOST_TEST(!holds(page_of("recents", "2026-10-23"), said));
}

BOOST_AUTO_TEST_CASE(pages_of_works_show_each_work_once_and_keep_what_was_asked)
{
    site::WorksFilter filter;
    filter.state = "en_cours";
    std::size_t shown = 0;
    std::string all;
    for (filter.page = 1; filter.page <= 3; ++filter.page) {
        const std::string page = works_on(filter);
        shown += count_of(page, one_work);
        all += page;
        BOOST_TEST(count_of(page, one_work) <= site::WorksFilter::page_size);
        BOOST_TEST(holds(page, "120 chantiers"));
        BOOST_TEST(holds(page, "rel=\"next\"") == (filter.page < 3));
        BOOST_TEST(holds(page, "rel=\"prev\"") == (filter.page > 1));
    }

    BOOST_TEST(shown == 120U);
    for (int i = 0; i < 120; ++i) {
        BOOST_TEST(count_of(all, "/items/t-" + std::to_string(i) + "\"") == 1U);
    }
    BOOST_TEST(holds(all, "href=\"/works?etat=en_cours&amp;page=2#liste\""));
}

BOOST_AUTO_TEST_CASE(works_are_filtered_by_commune_by_area_and_by_state)
{
    site::WorksFilter in_commune;
    in_commune.commune = "FR_76002";
    // 40 lie in it, and of the 12 that reach it from elsewhere (i = 0, 10, …) 4 are among those.
    BOOST_TEST(holds(works_on(in_commune), "48 chantiers"));

    site::WorksFilter in_area;
    in_area.areas = {{"epci", "sud"}};
    BOOST_TEST(count_of(works_on(in_area), one_work) == 12U);

    site::WorksFilter to_come;
    to_come.state = "prevu";
    BOOST_TEST(count_of(works_on(to_come), one_work) == 0U);
    BOOST_TEST(holds(works_on(to_come), "Aucun chantier"));
    BOOST_TEST(count_of(works_on(to_come, Date{2026, 10, 1}), one_work) == 50U);
}

BOOST_AUTO_TEST_CASE(a_page_of_another_day_says_it_and_leads_back)
{
    const std::string other = works_on({}, Date{2026, 10, 1});
    BOOST_TEST(holds(other, "Cette page montre l’état au jeudi 1er octobre 2026."));
    BOOST_TEST(holds(other, "<a href=\"/works\">Revenir au 22 novembre 2026</a>"));
    BOOST_TEST(holds(other, "/items/t-0?at=2026-10-01\""));

    BOOST_TEST(!holds(works_on({}), "Cette page montre"));
    BOOST_TEST(!holds(works_on({}, Date{2026, 11, 22}), "Cette page montre"));
}

BOOST_AUTO_TEST_CASE(
    a_crossed_figure_names_each_dataset_it_was_counted_from_and_is_a_sample_if_one_is)
{
    DatasetFacts other = works_facts();
    other.id = "reseaux";
    other.title = {{"fr", "Travaux des réseaux"}};
    other.sample = false;
    publish(other, works_properties(), works(3, 1));
    auto properties = communes_properties();
    auto counted = text_property("chantiers_en_cours", "Chantiers en cours");
    counted.type = ValueType::integer;
    counted.from = {"reseaux"};
    auto length = counted;
    length.name = "chantiers_longueur_m";
    length.label = {{"fr", "Longueur"}};
    length.unit = "m";
    length.from = {"chantiers", "reseaux"};
    length.description = {{"fr", "Mètres de voie en chantier"}};
    auto missing = counted;
    missing.name = "chantiers_sans_longueur";
    properties.insert(properties.end(), {counted, length, missing});
    auto rows = communes();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].values.insert(
            rows[i].values.end(),
            {std::int64_t{4}, std::int64_t{i == 0 ? 12300 : 0}, std::int64_t{i == 1 ? 3 : 1}});
    }
    publish(communes_facts(), properties, rows);
    refresh();

    const auto figure = [&](const std::string& key, const std::string& label) {
        const auto page =
            site::place_page(*store().current(), {"fr", "", "/communes/" + key}, "communes", key);
        const auto at = page->find("<p class=\"figure-label\">" + label + "</p>");
        const auto sources = page->find("class=\"figure-source\"", at);
        return page->substr(at, page->find("</p>", sources) - at);
    };
    const auto whole = site::place_page(*store().current(), {"fr", "", "/communes/FR_76000"},
                                        "communes", "FR_76000");
    BOOST_TEST(count_of(*whole, "Mètres de voie en chantier</") == 1U);
    const std::string now = figure("FR_76000", "Chantiers en cours");
    BOOST_TEST(holds(now, "/collections/reseaux\""));
    BOOST_TEST(!holds(now, "/collections/chantiers\""));
    BOOST_TEST(!holds(now, "Données d’exemple"));
    const std::string metres = figure("FR_76000", "Longueur");
    BOOST_TEST(holds(metres, "/collections/reseaux\">Travaux des réseaux, mis à jour le"));
    BOOST_TEST(holds(metres, "/collections/chantiers\">Chantiers, mis à jour le"));
    BOOST_TEST(holds(metres, "Données d’exemple"));
    BOOST_TEST(holds(metres, "12,3\u202fkm <span class=\"figure-note\">"
                             "(1 chantier sans longueur connue)</span>"));
    BOOST_TEST(holds(figure("FR_76001", "Longueur"), "non connu <span class=\"figure-note\">"
                                                     "(3 chantiers sans longueur connue)</span>"));
}

BOOST_AUTO_TEST_CASE(what_lies_in_no_known_area_has_a_page_that_says_so)
{
    const auto page =
        site::place_page(*store().current(), {"fr", "", "/epci/inconnu"}, "epci", "inconnu");
    BOOST_REQUIRE(page.has_value());
    BOOST_TEST(holds(*page, "<h1>Sans intercommunalité</h1>"));
    BOOST_TEST(holds(*page, "Ce n’est pas un lieu"));
}

BOOST_AUTO_TEST_CASE(a_page_beyond_the_last_shows_the_last)
{
    site::WorksFilter filter;
    filter.page = 99;
    BOOST_TEST(count_of(works_on(filter), one_work) == 20U);
}

BOOST_AUTO_TEST_CASE(the_map_of_works_shows_the_works_of_the_list)
{
    const auto map_of = [](const std::string& page) {
        const auto from = page.find("\"bounds\"");
        return page.substr(from, page.find("</script>", from) - from);
    };
    const std::string all = map_of(works_on({}));
    BOOST_TEST(!holds(all, "\"works\":{"));
    BOOST_TEST(holds(all, "\"states\":[\"en_cours\",\"suspendu\",\"prevu\"]"));

    site::WorksFilter in_south;
    in_south.areas = {{"epci", "sud"}};
    in_south.state = "tous";
    const std::string south = map_of(works_on(in_south));
    const auto list = south.substr(south.find("\"works\":{"));
    BOOST_TEST(count_of(list.substr(0, list.find('}')), "\"t-") == 12U);  // every tenth of 120
    BOOST_TEST(holds(south, "\"termine\""));
}

BOOST_AUTO_TEST_CASE(a_site_without_data_says_so_and_how_to_get_some)
{
    SmallSite nothing;
    nothing.refresh();
    const auto& publication = *nothing.store().current();
    for (const std::string& page :
         {site::home_page(publication, {"fr", "", "/"}),
          site::works_page(publication, {"fr", "", "/works"}, {}),
          site::error_page(&publication, {"fr", "", "/x"}, 404, "Adresse inconnue", "Rien ici.")}) {
        BOOST_TEST(holds(page, "parvis ingest --site"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
