// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/declared_crossing.hpp"

#include "geo/error.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace parvis::test;
using parvis::publish::Publication;

namespace {

struct DeclaredSite : CrossedSite {
    DeclaredSite() { publish_works(drawn_works(200)); }

    CrossingDefinition definition(const std::string& toml, const std::string& id = "croisement")
    {
        return read_crossing(folder.write("crossings/" + id + ".toml", toml));
    }
    std::optional<Manifest> written(const std::string& toml)
    {
        Register reg{registered().data()};
        auto manifest = cross::publish_crossing(*store().current(), definition(toml), reg,
                                                std::chrono::seconds{5});
        refresh();
        return manifest;
    }
    /// The one sentence that a broken declaration gets.
    std::string refusal(const std::string& toml)
    {
        try {
            static_cast<void>(written(toml));
        } catch (const parvis::SourceError& error) {
            return error.what();
        }
        return "";
    }

    ScratchFolder folder;
};

const std::string head = "title.fr = \"Chantiers\"\nlevel = \"poles\"\n";

std::string measure(const std::string& name, const std::string& expression)
{
    return "[[measure]]\nname = \"" + name + "\"\nexpression = \"" + expression +
           "\"\nlabel.fr = \"" + name + "\"\n";
}

const Property& column(const Manifest& manifest, std::string_view name)
{
    const auto found = std::ranges::find(manifest.properties, name, &Property::name);
    BOOST_REQUIRE(found != manifest.properties.end());
    return *found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(declared_crossing, DeclaredSite)

BOOST_AUTO_TEST_CASE(a_declared_crossing_is_a_collection_with_the_values_that_are_asked_for)
{
    for (const std::string level : {"communes", "poles", "territoire"}) {
        BOOST_TEST_CONTEXT(level)
        {
            const auto manifest = written("title.fr = \"Chantiers\"\nlevel = \"" + level + "\"\n" +
                                          measure("n", "count(chantiers)") +
                                          measure("m_par_km2", "length(chantiers) / surface_km2"));
            BOOST_REQUIRE(manifest);
            const CrossTable asked =
                table({{"level", level},
                       {"measure", "n: count(chantiers)"},
                       {"measure", "m_par_km2: length(chantiers) / surface_km2"}});
            const auto made = snapshot("croisement");
            BOOST_REQUIRE(made->size() == asked.places.size() + (asked.has_unknown ? 1U : 0U));
            for (std::size_t i = 0; i < asked.places.size(); ++i) {
                const auto row = made->row_of(asked.places[i].id);
                BOOST_REQUIRE(row);
                BOOST_TEST(*made->number(*row, *made->property("n")) == number(asked.values[i][0]));
                BOOST_TEST(*made->number(*row, *made->property("m_par_km2")) ==
                           number(asked.values[i][1]));
                BOOST_TEST(made->geometry_json(*row) ==
                           (asked.places[i].dataset
                                ? asked.places[i].dataset->geometry_json(asked.places[i].row)
                                : "null"));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(it_says_what_it_is_made_from_and_what_each_figure_is)
{
    const auto manifest = written(head + measure("n", "count(chantiers)") +
                                  measure("pour_1000_hab", "1000 * count(chantiers) / population") +
                                  measure("cout_max", "max(chantiers.cout_eur)"));
    BOOST_REQUIRE(manifest);
    BOOST_TEST((manifest->inputs == std::vector<std::string>{"poles@1", "chantiers@1"}));
    BOOST_TEST(manifest->facts.licence == "ODbL-1.0");  // the works', stricter than the places'
    BOOST_TEST(manifest->reference_date == "2026-11-22");
    BOOST_TEST(manifest->cause == "crossing");
    BOOST_TEST(manifest->facts.updated == "2026-11-20");
    BOOST_TEST((manifest->facts.kind == Kind::crossing));
    BOOST_TEST((column(*manifest, "n").type == ValueType::integer));
    BOOST_TEST(column(*manifest, "n").no_sum.empty());
    const auto ratio = column(*manifest, "pour_1000_hab");
    BOOST_TEST((ratio.type == ValueType::number));
    BOOST_TEST(text_in(ratio.no_sum, "fr") == "c’est un rapport");
    const std::string said{text_in(ratio.description, "fr")};
    BOOST_TEST(said.find("Dénominateur : population.") != std::string::npos, said);
    // The test's places do not say of when their population is: neither does the ratio.
    BOOST_TEST(said.find("Son millésime n’est pas précisé.") != std::string::npos, said);
    BOOST_TEST(text_in(column(*manifest, "cout_max").no_sum, "fr") == "c’est un maximum");
    // Read back from disk, it is the same.
    const auto& again = snapshot("croisement")->manifest();
    BOOST_TEST((again.facts.kind == Kind::crossing));
    BOOST_TEST(again.facts.level == "poles");
    BOOST_TEST((again.properties == manifest->properties));
}

BOOST_AUTO_TEST_CASE(a_second_version_comes_only_with_something_new)
{
    const std::string toml = head + measure("n", "count(chantiers)");
    BOOST_TEST(written(toml)->version == 1U);
    BOOST_TEST(!written(toml));
    BOOST_TEST(written(head + "note.fr = \"relu\"\n" + measure("n", "count(chantiers)"))->version ==
               2U);
    publish_works(drawn_works(201));
    const auto third = written(head + "note.fr = \"relu\"\n" + measure("n", "count(chantiers)"));
    BOOST_REQUIRE(third);
    BOOST_TEST(third->version == 3U);
    BOOST_TEST(third->inputs.back() == "chantiers@2");
    Publication tomorrow = *store().current();
    tomorrow.today = Date{2026, 11, 23};
    BOOST_TEST(cross::make_crossing(tomorrow, definition(toml)).manifest.reference_date ==
               "2026-11-23");
}

BOOST_AUTO_TEST_CASE(rows_of_no_place_and_invented_ones_are_told)
{
    publish_works({{-1, {}, {}, {}, {}, {}, {}}, {0, {}, {}, {}, {}, {}, {}}});
    const auto at_poles = written(head + measure("n", "count(chantiers)"));
    BOOST_REQUIRE(at_poles);
    const auto made = snapshot("croisement");
    const auto row = made->row_of("inconnu");
    BOOST_REQUIRE(row);
    BOOST_TEST(made->word(*row, *made->property("pole")) == "inconnu");
    BOOST_TEST(*made->number(*row, *made->property("n")) == 1);
    BOOST_TEST(at_poles->issues.at("crossing_without_place") == 1U);
    BOOST_TEST(!made->property("donnee_exemple"));

    auto invented = facts("equipements", Kind::equipment);
    invented.sample = true;
    publish(invented, {property("commune", ValueType::text), property("pole", ValueType::text)},
            {{"e0", std::monostate{}, {key(0), pole(0)}}});
    refresh();
    const auto with_sample = written(head + measure("n", "count(equipements)"));
    BOOST_TEST(with_sample->facts.sample);
    BOOST_TEST(snapshot("croisement")->property("donnee_exemple").has_value());
}

BOOST_AUTO_TEST_CASE(a_broken_declaration_gets_one_sentence_with_its_line_and_leaves_what_was)
{
    const std::string good = head + measure("n", "count(chantiers)");
    BOOST_REQUIRE(written(good));
    const auto says = [&](const std::string& toml, const std::string& line,
                          const std::string& words) {
        const std::string given = refusal(toml);
        BOOST_TEST(given.find("croisement.toml, ligne " + line) != std::string::npos,
                   given << " lacks line " << line);
        BOOST_TEST(given.find(words) != std::string::npos, given << " lacks " << words);
        BOOST_TEST(given.find('\n') == std::string::npos);
        BOOST_TEST(given.find("?.") == std::string::npos, given);
        BOOST_TEST(snapshot("croisement")->manifest().version == 1U);
    };
    says("title.fr = \"C\"\nlevel = \"pole\"\n" + measure("n", "count(chantiers)"), "2",
         "Vouliez-vous dire « poles »");
    says(head + measure("n", "sum(chantiers.numero)"), "5", "n'est pas un nombre");
    says(head + "period = \"2026-12-31/2026-01-01\"\n" + measure("n", "count(chantiers)"), "3",
         "la fin est avant le début");
    says(head + measure("n", "count(chantier)"), "5", "Vouliez-vous dire « chantiers »");
    says(head + measure("a", "count(chantiers)") + measure("n", "count(chantiers"), "9",
         "à la fin de l'expression");
    says(head + measure("pole", "count(chantiers)"), "4", "nomme déjà une colonne");
    says(head + measure("n", "count(chantiers)") + measure("n", "length(chantiers)"), "8",
         "deux mesures se nomment");
    says(head + measure("Nombre total", "count(chantiers)"), "4", "nombre_total");
    says(head, "1", "au moins une mesure");
    says(head + "niveau = \"poles\"\n" + measure("n", "count(chantiers)"), "3", "niveau");
    says(head + measure("n", "count(croisement)"), "5", "est lui-même un croisement");
    says("title.fr = \"C\"\nlevel = \"croisement\"\n" + measure("n", "count(chantiers)"), "2",
         "c'est un croisement");
}

BOOST_AUTO_TEST_CASE(an_id_that_another_dataset_has_is_refused)
{
    Register reg{registered().data()};
    const auto taken = definition(head + measure("n", "count(chantiers)"), "chantiers");
    BOOST_CHECK_EXCEPTION((void)cross::publish_crossing(*store().current(), taken, reg, {}),
                          parvis::SourceError, [](const parvis::SourceError& error) {
                              return std::string{error.what()}.find("déjà publié") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(the_classes_of_the_dgf_say_that_their_population_is_another)
{
    Publication with_classes = *store().current();
    with_classes.site.dgf_classes = true;
    with_classes.site.size_classes = {500, 1000, 2000, 3500, 5000};
    auto query = cross::parse_cross_query(
        {{"level", "tailles"}, {"measure", "n: count(chantiers)"}}, with_classes);
    const auto crossed = cross::cross(with_classes, std::get<cross::CrossQuery>(query));
    const auto& of_classes = std::get<CrossTable>(crossed);
    BOOST_TEST(of_classes.level_title == "Communes par strate de la DGF");
    BOOST_REQUIRE(!of_classes.notes.empty());
    BOOST_TEST(of_classes.notes.front().find(
                   "ni la population municipale ni la population totale") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_ratio_names_what_it_is_divided_by)
{
    const CrossTable crossed =
        table({{"measure", "a: 1000 * count(chantiers) / population"},
               {"measure", "b: sum(chantiers.cout_eur) / length(chantiers where cout_eur > 3)"},
               {"measure", "c: length(chantiers) / (surface_km2 * 2)"},
               {"measure", "d: count(chantiers) / 2"},
               {"measure", "e: count(chantiers)"}});
    BOOST_TEST(crossed.measures[0].denominator == "population");
    BOOST_TEST(crossed.measures[1].denominator == "length(chantiers where cout_eur > 3)");
    BOOST_TEST(crossed.measures[2].denominator == "surface_km2 * 2");
    BOOST_TEST(crossed.measures[3].denominator.empty());
    BOOST_TEST(crossed.measures[4].denominator.empty());
}

BOOST_AUTO_TEST_SUITE_END()
