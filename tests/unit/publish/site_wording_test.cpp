// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/wording.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis::publish::site;
using parvis::datasets::Date;

namespace {

const Messages& french() { return Messages::in("fr"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(site_wording)

BOOST_AUTO_TEST_CASE(figures_have_narrow_spaces_and_a_decimal_comma)
{
    BOOST_TEST(number_text(1234567, 0, french()) == "1\u202f234\u202f567");
    BOOST_TEST(number_text(0.25, 2, french()) == "0,25");
    BOOST_TEST(quantity_text(116331, "hab.", french()) == "116\u202f331\u202fhab.");
    BOOST_TEST(quantity_text(8.4, "EUR/entrée", french()) == "8,40\u202f€/entrée");
    BOOST_TEST(quantity_text(186000, "EUR", french()) == "186\u202f000\u202f€");
}

BOOST_AUTO_TEST_CASE(money_keeps_its_cents_whatever_its_amount)
{
    BOOST_TEST(quantity_text(1234.5, "EUR", french()) == "1\u202f234,50\u202f€");
    BOOST_TEST(quantity_text(1234.5, "€", french()) == "1\u202f234,50\u202f€");
    BOOST_TEST(quantity_text(-98765.43, "EUR/an", french()) == "-98\u202f765,43\u202f€/an");
    BOOST_TEST(quantity_text(1234.5, "", french()) == "1\u202f234,5");
    BOOST_TEST(quantity_text(0.1834, "EUR/kWh", french()) == "0,1834\u202f€/kWh");
    BOOST_TEST(quantity_text(0.5, "EUR", french()) == "0,50\u202f€");
    BOOST_TEST(quantity_text(1234.5, "hab.", french()) == "1\u202f235\u202fhab.");
    // Any number of cents is read back to the cent.
    for (int cents = -250'000; cents < 250'000; cents += 137) {
        std::string text = quantity_text(cents / 100.0, "EUR", french());
        std::erase_if(text, [](char c) { return c != '-' && (c < '0' || c > '9') && c != ','; });
        const std::size_t comma = text.find(',');
        const std::string digits = comma == std::string::npos
                                       ? text + "00"
                                       : text.substr(0, comma) + text.substr(comma + 1);
        BOOST_TEST(std::stoi(digits) == cents, text);
    }
}

BOOST_AUTO_TEST_CASE(days_are_written_in_full)
{
    BOOST_TEST(date_text(Date{2026, 12, 12}, french()) == "12 décembre 2026");
    BOOST_TEST(date_text(Date{2027, 1, 1}, french()) == "1er janvier 2027");
    BOOST_TEST(date_text(Date{2026, 12, 11}, french()) == "11 décembre 2026");
    BOOST_TEST(full_date_text(Date{2026, 12, 12}, french()) == "samedi 12 décembre 2026");
    BOOST_TEST(period_text(Date{2026, 11, 24}, Date{2026, 12, 5}, french()) ==
               "du mardi 24 novembre au samedi 5 décembre 2026");
    BOOST_TEST(period_text(Date{2026, 12, 31}, Date{2027, 1, 1}, french()) ==
               "du jeudi 31 décembre 2026 au vendredi 1er janvier 2027");
    BOOST_TEST(period_text(std::nullopt, std::nullopt, french()).empty());
}

BOOST_AUTO_TEST_CASE(a_change_says_its_sign)
{
    BOOST_TEST(change_text(100, 104.2, french()) == "+\u202f4,2\u202f%");
    BOOST_TEST(change_text(98600, 52300, french()) == "\u2212\u202f47\u202f%");
    BOOST_TEST(change_text(100, 100, french()) == "stable");
}

BOOST_AUTO_TEST_CASE(a_search_compares_without_accents_and_hyphens)
{
    BOOST_TEST(folded("Sotteville-lès-Rouen") == folded("SOTTEVILLE LES ROUEN"));
    BOOST_TEST(folded("L’Œuvre") == "l oeuvre");
}

BOOST_AUTO_TEST_CASE(french_punctuation_takes_a_narrow_space)
{
    BOOST_TEST(french_spacing("Pourquoi ? « oui » : non") ==
               "Pourquoi\u202f? «\u202foui\u202f»\u202f: non");
    BOOST_TEST(french_spacing("https://a.b/c?d=e") == "https://a.b/c?d=e");
    BOOST_TEST(french_spacing("qu'à l'été, 'tel quel'") == "qu’à l’été, 'tel quel'");
}

BOOST_AUTO_TEST_CASE(plurals_follow_the_language)
{
    BOOST_TEST(french().format("rows", {{"n", std::int64_t{1}}}) == "1 ligne");
    BOOST_TEST(french().format("rows", {{"n", std::int64_t{1500}}}) == "1\u202f500 lignes");
}

BOOST_AUTO_TEST_CASE(the_first_letter_of_an_acronym_stays_as_it_is)
{
    BOOST_TEST(uncapitalized("Rue barrée") == "rue barrée");
    BOOST_TEST(uncapitalized("RD 6015") == "RD 6015");
    BOOST_TEST(capitalized("élargissement") == "Élargissement");
}

BOOST_AUTO_TEST_SUITE_END()
