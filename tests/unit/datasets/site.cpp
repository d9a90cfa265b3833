// SPDX-License-Identifier: EUPL-1.2
#include "datasets/site.hpp"

#include "datasets/territory.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

const std::string minimum = "name.fr = \"Test\"\npublisher = \"Mairie\"\n";

Site read(const ScratchFolder& folder, const std::string& more)
{
    folder.write("parvis.toml", minimum + more);
    return read_site(folder.path());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(site)

BOOST_AUTO_TEST_CASE(a_small_site_has_defaults)
{
    const ScratchFolder folder;

    const Site site = read(folder, "base_url = \"https://x.fr/\"\n");

    BOOST_TEST(site.name.at("fr") == "Test");
    BOOST_TEST(site.zone == "Europe/Paris");
    BOOST_TEST(site.base_url == "https://x.fr");
    BOOST_TEST(site.default_licence == "etalab-2.0");
    BOOST_TEST(!site.reference_date);
}

BOOST_AUTO_TEST_CASE(classes_of_size_are_bounds_or_the_fifteen_of_the_dgf)
{
    const ScratchFolder folder;
    const Site own = read(folder, "size_classes = [2000, 4500]\n");
    BOOST_TEST((own.size_classes == std::vector<std::int64_t>{2000, 4500}));
    BOOST_TEST(!own.dgf_classes);
    const Site dgf = read(folder, "size_classes = \"dgf\"\n");
    BOOST_TEST(dgf.dgf_classes);
    BOOST_TEST(dgf.size_classes.size() == 14U);  // fourteen bounds part fifteen classes
    BOOST_TEST(dgf.size_classes.front() == 500);
    BOOST_TEST(dgf.size_classes.back() == 200'000);
    BOOST_CHECK_EXCEPTION((void)read(folder, "size_classes = \"insee\"\n"), parvis::SourceError,
                          [](const parvis::SourceError& error) {
                              const std::string said = error.what();
                              return said.find("ligne 3") != std::string::npos &&
                                     said.find("dgf") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(each_wrong_key_is_one_sentence_with_line_and_key)
{
    const ScratchFolder folder;
    const std::pair<const char*, const char*> wrong[] = {
        {"zone = \"Europe/Pariss\"\n", "zone"},
        {"publisher_siren = \"12\"\n", "publisher_siren"},
        {"base_url = \"x.fr\"\n", "base_url"},
        {"languages = [\"de\"]\n", "languages"},
        {"reference_date = \"1er décembre\"\n", "reference_date"},
        {"river = \"absent.geojson\"\n", "river"},
        {"home_measures = [\"population\"]\n", "home_measures"},
        {"publishr = \"x\"\n", "publishr"},
    };
    for (const auto& [text, key] : wrong) {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_CHECK_EXCEPTION(static_cast<void>(read(folder, text)), parvis::SourceError,
                                  [key = std::string{key}](const parvis::SourceError& problem) {
                                      const std::string sentence = problem.what();
                                      return sentence.find("parvis.toml, ligne 3") !=
                                                 std::string::npos &&
                                             sentence.find(key) != std::string::npos;
                                  });
        }
    }
}

BOOST_AUTO_TEST_CASE(today_is_the_day_of_the_zone_unless_it_is_pinned)
{
    const ScratchFolder folder;
    const Instant late = *parse_instant("2026-11-22T23:30:00Z");

    BOOST_TEST((today(read(folder, ""), late) == Date{2026, 11, 23}));
    BOOST_TEST(
        (today(read(folder, "zone = \"America/Guadeloupe\"\n"), late) == Date{2026, 11, 22}));
    BOOST_TEST((today(read(folder, "reference_date = 2014-12-01\n"), late) == Date{2014, 12, 1}));
}

BOOST_AUTO_TEST_CASE(slugs_are_ascii_words)
{
    BOOST_TEST(slug("Val-de-Seine") == "val-de-seine");
    BOOST_TEST(slug("L’Hay – Œuvre (Éé) 2") == "l-hay-oeuvre-ee-2");
    BOOST_TEST(slug("Straße") == "strasse");
    BOOST_TEST(slug(" — ").empty());
    BOOST_TEST(snake_case("Date début du chantier") == "date_debut_du_chantier");
    BOOST_TEST(snake_case("2025 coût") == "c_2025_cout");
}

BOOST_AUTO_TEST_SUITE_END()
