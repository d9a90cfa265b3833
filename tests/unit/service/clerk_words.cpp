// SPDX-License-Identifier: EUPL-1.2
#include "service/clerk_words.hpp"

#include <boost/test/unit_test.hpp>

using parvis::service::ClerkWords;

BOOST_AUTO_TEST_SUITE(clerk_words)

BOOST_AUTO_TEST_CASE(no_path_of_the_machine_is_left_and_files_keep_their_names)
{
    const ClerkWords words("/srv/sites/rouen", "/srv/sites/rouen/data/deposits/0af3/été 2026.csv");

    BOOST_TEST(words("Le fichier « /srv/sites/rouen/data/deposits/0af3/été 2026.csv » est vide.") ==
               "Le fichier « été 2026.csv » est vide.");
    BOOST_TEST(words("/mnt/partage/communes.geojson : illisible (/mnt/x/y)") ==
               "communes.geojson : illisible (y)");
    BOOST_TEST(words("« /mnt/a/b.csv » manque") == "« b.csv » manque");
    // No paths: an address of the site, a fraction, an address of the web, a ratio.
    for (const char* same : {"La liste est à l'adresse /collections.", "1/2 des lignes", "km/h",
                             "voir https://example.org/a/b"}) {
        BOOST_TEST(words(same) == same);
    }
}

BOOST_AUTO_TEST_CASE(what_the_site_must_mend_names_its_file_and_who_can)
{
    const ClerkWords words("/srv/sites/rouen", "/tmp/x.csv");

    const auto said = words("/srv/sites/rouen/datasets/chantiers.toml, ligne 12 : la colonne « n » "
                            "n’est pas dans « x.csv »");
    BOOST_TEST(said.starts_with("datasets/chantiers.toml, ligne 12 : la colonne"), said);
    BOOST_TEST(said.find("la personne qui tient le site") != std::string::npos, said);
    BOOST_TEST(words("« 3 » n’est pas une date.") == "« 3 » n’est pas une date.");
}

BOOST_AUTO_TEST_CASE(a_site_given_by_a_relative_path_is_told_by_its_absolute_one_too)
{
    const auto here = std::filesystem::current_path();
    const ClerkWords words("site", "site/data/a.csv");
    BOOST_TEST(words((here / "site/fichiers/b.csv").string() + " : absent") ==
               "fichiers/b.csv : absent");
    BOOST_TEST(words((here / "site/data/a.csv").string() + " : vide") == "a.csv : vide");
}

BOOST_AUTO_TEST_SUITE_END()
