// SPDX-License-Identifier: EUPL-1.2
// What a text of a comment may not hold, and by what somebody could be reached.
#include "datasets/comment_text.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

using namespace parvis::datasets;
namespace data = boost::unit_test::data;

namespace {

std::vector<std::string> texts_of(const std::vector<Contact>& contacts)
{
    std::vector<std::string> texts;
    for (const Contact& contact : contacts) {
        texts.push_back(contact.text);
    }
    return texts;
}

std::string utf8(char32_t c)
{
    std::string out;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comment_text)

BOOST_AUTO_TEST_CASE(every_character_that_is_not_seen_or_turns_the_text_is_refused_and_no_other)
{
    for (char32_t c = 1; c < 0x11000; ++c) {
        if (c >= 0xd800 && c < 0xe000) {
            continue;
        }
        const bool control =
            (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || (c >= 0x7f && c < 0xa0);
        const bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        const bool unseen = c >= 0xfff9 && c <= 0xfffb;
        const std::string fault = comment_text_fault("é" + utf8(c) + "b");
        BOOST_TEST_REQUIRE(fault.empty() == !(control || turns || unseen),
                           "U+" << std::hex << static_cast<unsigned>(c) << " " << fault);
        if (!fault.empty()) {
            BOOST_TEST_REQUIRE(fault.find("caractère 2 ") != std::string::npos, fault);
        }
    }
    BOOST_TEST(!comment_text_fault(utf8(0xe0041)).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_or_too_long_is_refused_with_the_limit)
{
    BOOST_TEST(comment_text_fault("\xff").find("UTF-8") != std::string::npos);
    BOOST_TEST(comment_text_fault("\xc3").find("UTF-8") != std::string::npos);
    BOOST_TEST(comment_text_fault(std::string(longest_comment_text, 'a')).empty());
    BOOST_TEST(comment_text_fault(std::string(longest_comment_text + 1, 'a')).find("20000") !=
               std::string::npos);
    BOOST_TEST(comment_text_fault("").empty());
}

BOOST_DATA_TEST_CASE(what_reaches_somebody_is_found,
                     data::make({"jean.dupont@ville.fr",
                                 "J.Dupont+x@mairie.exemple-ville.fr",
                                 "0612345678",
                                 "06 12 34 56 78",
                                 "06.12.34.56.78",
                                 "06-12-34-56-78",
                                 "06/12/34/56/78",
                                 "02\u00a035\u00a052\u00a068\u00a010",
                                 "0800 123 456",
                                 "0 800 123 456",
                                 "+33 6 12 34 56 78",
                                 "+33 (0)6 12 34 56 78",
                                 "+33612345678",
                                 "0033612345678",
                                 "+352 27 54 1",
                                 "+49 681 506-00",
                                 "+32 2 123 45 67",
                                 "jean.dupont@mairie-été.fr",
                                 "jean.dupont @ ville.fr",
                                 "jean.dupont@ ville.fr",
                                 "é.dupont@ville.fr",
                                 "a@münchen.de",
                                 "(0)6 12 34 56 78",
                                 "(0) 612345678",
                                 "06–12–34–56–78",
                                 "06—12—34—56—78",
                                 "06−12−34−56−78",
                                 "06 - 12 - 34 - 56 - 78",
                                 "33 6 12 34 56 78",
                                 "33612345678",
                                 "33 (0)6 12 34 56 78",
                                 "33 612 34 56 78"}),
                     text)
{
    const std::string contact(text);
    for (const auto& [before, after] :
         {std::pair("", ""), std::pair("Écrire à ", "."), std::pair("(", ")"),
          std::pair("**", "** pour en savoir plus"), std::pair("tél. : ", "\nfin")}) {
        const auto found = contacts_in(before + contact + after);
        BOOST_TEST_REQUIRE(found.size() == 1U, before + contact + after);
        BOOST_TEST(found[0].text == contact);
    }
}

BOOST_DATA_TEST_CASE(figures_days_and_codes_are_no_contacts,
                     data::make({"De 98 600 à 52 300 entrées.",
                                 "Le 01.02.2026 et le 15/03/2026.",
                                 "3,80 € ou 9,31 €",
                                 "2025-01-01/2025-12-31",
                                 "76540, 01234",
                                 "SIRET 200 023 414 00012",
                                 "0,5 % de 1 000 000 000",
                                 "à @ demi",
                                 "@ville",
                                 "x@y",
                                 "10 000 000 000 km",
                                 "de 00:00 à 05:30",
                                 "FR_76540 076540123456789",
                                 "33 rue des Prés",
                                 "33 000 Bordeaux",
                                 "33 612 345 678 12",
                                 "33 6 2026",
                                 "de 0,3 à 3,3",
                                 "(0) à 12",
                                 "à @ 3.50",
                                 "3360 m"}),
                     text)
{
    BOOST_TEST(contacts_in(text).empty());
}

BOOST_AUTO_TEST_CASE(several_are_found_in_order_with_their_place_in_characters)
{
    const auto found = contacts_in("Été : a@b.fr, puis 06 12 34 56 78 ou c@d.fr");
    const std::vector<std::string> expected{"a@b.fr", "06 12 34 56 78", "c@d.fr"};
    BOOST_TEST(texts_of(found) == expected, boost::test_tools::per_element());
    BOOST_TEST(found[0].at == 6U);
    BOOST_TEST((found[1].kind == Contact::Kind::telephone));
}

BOOST_AUTO_TEST_CASE(any_bytes_at_all_are_looked_through)
{
    std::mt19937 random(7);
    const std::string letters = "0123456789 .-/+()@abé–\u00a03\n";
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::size_t j = random() % 40; j > 0; --j) {
            text += letters[random() % letters.size()];
        }
        for (const Contact& contact : contacts_in(text)) {
            BOOST_TEST_REQUIRE(text.find(contact.text) != std::string::npos);
            BOOST_TEST_REQUIRE(!contact.text.empty());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
