// SPDX-License-Identifier: EUPL-1.2
// Whom texts of road works name, and whom they do not.
#include "datasets/personal_data.hpp"

#include "checked_files.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace parvis::datasets;
using namespace parvis::test;

namespace {

/// A text with what is personal in brackets.
std::string marked(std::string_view column, std::string text)
{
    const auto parts = personal_parts(column, text);
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        text.insert(part->first + part->second, "]").insert(part->first, "[");
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(personal_data)

BOOST_AUTO_TEST_CASE(a_civility_with_a_name_is_a_person)
{
    for (const char* text :
         {"Contact: [Mme Dupont], 12 rue de la Paix", "Voir [M. DUPONT] ou [MME Éva de Vigny].",
          "[Monsieur Jean-Pierre Martin] passe", "[Mr Durand]", "chez [M.Durand]",
          "[Mlle Rose] et [MM. Petit]", "([Madame Le Goff])", "rue Verte, [M. Durand]",
          "[Mme Dupont, a@b.fr]", "[é.dupont@ville.fr] le matin"}) {
        std::string plain;
        for (const char c : std::string_view(text)) {
            plain += c == '[' || c == ']' ? std::string() : std::string(1, c);
        }
        if (std::string_view(text).find(", a@b") != std::string_view::npos) {
            BOOST_TEST(marked("description", plain) == "[Mme Dupont], [a@b.fr]");
        } else {
            BOOST_TEST(marked("description", plain) == text);
        }
    }
}

BOOST_AUTO_TEST_CASE(functions_streets_and_amounts_are_nobody)
{
    for (const char* text :
         {"rue M. Berthelot", "école Mme de Sévigné", "Monsieur le Maire", "Madame la Préfète",
          "3 M. d'euros", "M. 2026", "Mmes et messieurs les riverains", "Maison Durand",
          "la ligne M Nord", "place Monsieur Dupont", "travaux de la rue Jean Dupont", "", "M",
          "M."}) {
        BOOST_TEST(marked("description", text) == text);
    }
}

BOOST_AUTO_TEST_CASE(the_line_of_a_service_is_public_in_its_own_column_alone)
{
    for (const char* text : {"Mairie de Rouen, 02 35 08 69 00", "voirie@rouen.fr",
                             "Enedis : 09 72 67 50 76", "Pôle Val-de-Seine, 06 12 34 56 78",
                             "GRDF, tél. 0 800 473 333", "service-travaux@x.fr"}) {
        BOOST_TEST(marked("contact_service", text) == text);
        BOOST_TEST(marked("description", text) != text);
    }
    BOOST_TEST(marked("contact_service", "Jean Dupont, 06 12 34 56 78") ==
               "Jean Dupont, [06 12 34 56 78]");
    BOOST_TEST(marked("contact_service", "Mairie, jean.dupont@rouen.fr") ==
               "Mairie, [jean.dupont@rouen.fr]");
    BOOST_TEST(marked("contact_service", "Mairie, Mme Dupont, 02 35 08 69 00") ==
               "Mairie, [Mme Dupont], [02 35 08 69 00]");
    BOOST_TEST(marked("contact_service", "02 35 08 69 00") == "[02 35 08 69 00]");
}

BOOST_AUTO_TEST_CASE(the_person_of_a_row_is_found_however_it_is_written)
{
    const std::string toml = works_toml(R"(
[columns.debut]
[columns.description]
[columns.contact_service]
)");
    const Checked checked = check_files(
        toml, "numero;debut;description;contact_service;nom;prenom;wkt\n"
              "1;2026-07-01;Voir Mr Dupont, Elodie DÉPOND ou depond;Mairie, 02 35 08 69 00;"
              "DÉPOND;Élodie;POINT (1.05 43.05)\n"
              "2;2026-07-01;Rue du Dépondage, 06–12–34–56–78;Mairie Depond;DEPOND;X;"
              "POINT (1.05 43.05)\n");
    BOOST_TEST(checked.text(0, "description") == "Voir …, … … ou …");
    BOOST_TEST(checked.text(0, "contact_service") == "Mairie, 02 35 08 69 00");
    BOOST_TEST(checked.text(1, "description") == "Rue du Dépondage, …");
    BOOST_TEST(checked.text(1, "contact_service") == "Mairie …");
    std::vector<std::string> said;
    for (const RowIssue& issue : checked.report.first_issues) {
        said.push_back(issue.code + " " + issue.column);
    }
    const std::vector<std::string> expected{"person_removed description",
                                            "person_removed description",
                                            "person_removed contact_service"};
    BOOST_TEST(said == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
