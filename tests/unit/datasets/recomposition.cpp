// SPDX-License-Identifier: EUPL-1.2
#include "datasets/recomposition.hpp"

#include "datasets/commune_perimeters.hpp"
#include "datasets/cross.hpp"
#include "datasets/dataset_definition.hpp"
#include "datasets/ingest.hpp"
#include "datasets/register.hpp"
#include "datasets/stored_features.hpp"
#include "tests/unit/datasets/grid_site.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::GridSite;

namespace {

/// 01001 took 01901 in; 01902 was divided between 01002 and 01003; 01904 is 01004 today.
struct MovedSite : GridSite {
    MovedSite()
    {
        folder.write("mouvements.csv",
                     "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
                     "32,2019-01-01,COM,01001,A,COM,01001,Grand A\n"
                     "32,2019-01-01,COM,01901,Petit A,COM,01001,Grand A\n"
                     "31,2020-01-01,COM,01902,Ancien B,COM,01002,B\n"
                     "31,2020-01-01,COM,01902,Ancien B,COM,01003,C\n"
                     "31,2020-01-01,COM,01002,B,COM,01002,B\n"
                     "41,2021-01-01,COM,01904,D,COM,01004,D\n"
                     "10,2022-01-01,COM,01004,D,COM,01004,Dé\n");
        communes += "movements = \"mouvements.csv\"\n";
        cross = "[cross]\npopulation = \"population.population_municipale\"\n";
    }

    /// Ingests a table of 2018 and crosses: the population of each commune, by code; nothing where
    /// it is not known.
    std::map<std::string, std::optional<std::int64_t>>
    population_of(const std::string& rows, const std::string& property = "population_municipale")
    {
        cross = "[cross]\npopulation = \"population." + property + "\"\n";
        folder.write("fichiers/population.csv", "insee,hab\n" + rows);
        const auto definition = read_definition(
            folder.write("datasets/population.toml",
                         "kind = \"demographics\"\ntitle.fr = \"Population\"\n"
                         "source = \"fichiers/population.csv\"\n[place]\ncommune = \"insee\"\n"
                         "commune_vintage = 2018-01-01\n[columns." +
                             property + "]\nfrom = \"hab\"\nvintage = \"2018\"\n"),
            "etalab-2.0");
        const Territory territory = read();
        Register reg{folder / "data"};
        static_cast<void>(ingest(definition, territory, reg, "ingest"));
        for (const Manifest& manifest : cross_territory(territory, reg, {2026, 11, 22}, "Test")) {
            if (manifest.facts.kind == Kind::communes) {
                crossed = manifest;
            }
        }
        return column("communes", "commune_code", "population");
    }

    std::map<std::string, std::optional<std::int64_t>>
    column(const std::string& dataset, const std::string& key, const std::string& value)
    {
        const Register reg{folder / "data"};
        const auto version =
            version_folder(reg.data(), dataset, reg.published(dataset).value().version);
        StoredFeatures rows{version, read_manifest(version / "manifest.json"), {key, value}};
        StoredFeatures::Row row;
        std::map<std::string, std::optional<std::int64_t>> values;
        while (rows.next(row)) {
            const auto* whole = std::get_if<std::int64_t>(&row.values[1]);
            values[std::get<std::string>(row.values[0])] =
                whole == nullptr ? std::nullopt : std::optional{*whole};
        }
        return values;
    }

    Manifest crossed;
};

const std::string others = "01005,50\n01006,60\n01007,70\n01008,80\n01009,90\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(recomposition, MovedSite)

BOOST_AUTO_TEST_CASE(the_sum_of_former_communes_is_known_where_each_has_its_figure)
{
    const auto people = population_of("01001,100\n01901,20\n01002,1\n01003,2\n01904,40\n" + others);
    BOOST_TEST((people.at("01001") == 120));
    BOOST_TEST((people.at("01004") == 40));
    BOOST_TEST((people.at("01005") == 50));
    // 01002 has part of 01902's ground, which has no row here: B alone would be too few.
    BOOST_TEST(!people.at("01002").has_value());
    BOOST_TEST(crossed.issues.at("population_incomplete") == 1U);
}

BOOST_AUTO_TEST_CASE(a_part_without_a_row_or_with_a_secret_makes_the_sum_unknown)
{
    BOOST_TEST(!population_of("01001,100\n" + others).at("01001").has_value());
    BOOST_TEST(!population_of("01001,100\n01901,\n" + others).at("01001").has_value());
    BOOST_TEST((population_of("01001,100\n01901,0\n" + others).at("01001") == 100));
}

BOOST_AUTO_TEST_CASE(divided_ground_gives_no_figure_to_any_of_its_heirs)
{
    const auto people = population_of("01001,1\n01901,1\n01902,30\n01002,5\n01904,4\n" + others);
    BOOST_TEST(!people.at("01002").has_value());
    BOOST_TEST(!people.at("01003").has_value());
}

BOOST_AUTO_TEST_CASE(a_population_that_counts_people_twice_is_not_recomposed_nor_added)
{
    const auto people =
        population_of("01001,100\n01901,20\n01904,40\n" + others, "population_totale");
    BOOST_TEST(!people.at("01001").has_value());
    BOOST_TEST((people.at("01004") == 40));
    BOOST_TEST((people.at("01005") == 50));
    for (const auto& [pole, sum] : column("poles", "pole", "population")) {
        BOOST_TEST(!sum.has_value(), pole << " has a sum of PTOT");
    }
}

BOOST_AUTO_TEST_CASE(the_denominator_says_its_kind_and_vintage_and_since_when_it_is_in_force)
{
    static_cast<void>(population_of("01001,1\n01901,1\n" + others));
    const auto found = std::ranges::find(crossed.properties, "population", &Property::name);
    BOOST_REQUIRE(found != crossed.properties.end());
    BOOST_TEST(text_in(found->description, "fr") ==
               "Nombre d'habitants : population municipale 2018 "
               "(population.population_municipale, en vigueur en 2021).");
}

BOOST_AUTO_TEST_CASE(rows_keep_the_code_they_came_with_and_the_parts_of_todays_commune)
{
    static_cast<void>(population_of("01001,100\n01901,20\n01902,3\n01904,40\n" + others));
    const Register reg{folder / "data"};
    const auto version = version_folder(reg.data(), "population", 1);
    const Manifest manifest = read_manifest(version / "manifest.json");
    StoredFeatures rows{
        version, manifest, {std::string{origin_property}, std::string{origin_parts_property}}};
    StoredFeatures::Row row;
    std::map<std::string, std::vector<std::string>> parts;
    while (rows.next(row)) {
        const auto* list = std::get_if<std::vector<std::string>>(&row.values[1]);
        parts[std::get<std::string>(row.values[0])] =
            list == nullptr ? std::vector<std::string>{} : *list;
    }
    const std::vector<std::string> merged{"01001", "01901"};
    BOOST_TEST((parts.at("01001") == merged));
    BOOST_TEST((parts.at("01901") == merged));
    BOOST_TEST(parts.at("01902").empty());
    BOOST_TEST(parts.at("01904").empty());
    BOOST_TEST(parts.at("01005").empty());
    const auto origin = std::ranges::find(manifest.properties, origin_property, &Property::name);
    BOOST_TEST(origin->vintage == "2018-01-01");
}

BOOST_AUTO_TEST_CASE(where_a_codes_ground_is_today_is_found_without_any_limits)
{
    static_cast<void>(read());
    const auto perimeters = read_perimeters(read_site(folder.path()));
    BOOST_REQUIRE(perimeters != nullptr);
    BOOST_TEST(perimeters->code_of("FR_01901") == "01901");
    const auto merged = perimeters->whereabouts("01901");
    BOOST_TEST(!merged->stands);
    BOOST_TEST((merged->codes == std::vector<std::string>{"01001"}));
    BOOST_TEST(!merged->same_ground);
    BOOST_TEST(merged->last->name == "Petit A");
    BOOST_TEST(movement_name(merged->last->ended) == "création d’une commune nouvelle");
    const auto divided = perimeters->whereabouts("01902");
    BOOST_TEST((divided->codes == std::vector<std::string>{"01002", "01003"}));
    const auto renumbered = perimeters->whereabouts("01904");
    BOOST_TEST(renumbered->same_ground);
    const auto standing = perimeters->whereabouts("01004");
    BOOST_TEST(standing->stands);
    BOOST_TEST(standing->last->name == "Dé");
    BOOST_TEST(!perimeters->whereabouts("01009").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
