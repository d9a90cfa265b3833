// SPDX-License-Identifier: EUPL-1.2
#include "service/command_words.hpp"
#include "service/command_line.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

using namespace parvis::service;

namespace {

/// What a command line writes on a stream.
std::string said_on(std::ostream& stream, std::vector<const char*> words)
{
    std::ostringstream caught;
    auto* const before = stream.rdbuf(caught.rdbuf());
    words.insert(words.begin(), "parvis");
    static_cast<void>(read_command_line(static_cast<int>(words.size()), words.data()));
    stream.rdbuf(before);
    return caught.str();
}

/// Words that CLI11 says by itself.
const std::regex english(R"(\b(is|required|missing|expected|following|argument|not|in|Value|range|)"
                         R"(subcommands?|excludes|needs|Could|convert|received|TEXT|UINT|INT|)"
                         R"(Positionals|Usage|Excludes)\b)",
                         std::regex::icase);

}  // namespace

BOOST_AUTO_TEST_SUITE(command_words)

BOOST_AUTO_TEST_CASE(a_wrong_command_line_is_told_in_french_with_what_is_wrong)
{
    struct Case {
        std::vector<const char*> words;
        const char* says;
    };
    const std::vector<Case> cases{
        {{}, "il manque la commande. Il y a check, "},
        {{"publsh"}, "« publsh » n’est pas une commande. Vouliez-vous dire « publish » ?"},
        {{"token"}, "il manque la commande. Il y a new, list, revoke."},
        {{"token", "nex"}, "« nex » n’est pas une commande. Vouliez-vous dire « new » ?"},
        {{"ingest"}, "il manque --site."},
        {{"diff", "--site", "s"}, "il manque « jeu »."},
        {{"check", "--foo"}, "--foo n’est pas attendu ici."},
        {{"serve", "plus", "--site", "s"}, "« plus » n’est pas attendu ici."},
        {{"check", "--site"}, "--site demande une valeur."},
        {{"serve", "--site", "s", "--port", "99999"},
         "--port demande un nombre de 0 à 65535, pas « 99999 »."},
        {{"cross", "--site", "s", "--format", "pdf"},
         "--format ne peut pas être « pdf ». Possibles : csv,json,geojson."},
        {{"diff", "--site", "s", "a", "b"}, "« de » demande un nombre, pas « b »."},
        {{"report", "--site", "s", "a", "2025", "--draft", "--publish"}, "ne vont pas ensemble."},
        {{"check", "--site", "a", "--site", "b"}, "--site ne se donne qu’une fois."},
        {{"ingest", "--site", "s", "--memory-mb"}, "--memory-mb demande une valeur."},
        {{"check"}, "check demande --site"}};
    for (const Case& one : cases) {
        const std::string said = said_on(std::cerr, one.words);
        BOOST_TEST_CONTEXT(said)
        {
            BOOST_TEST(said.find(one.says) != std::string::npos, one.says);
            BOOST_TEST(!std::regex_search(said.substr(0, said.find('\n')), english));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_help_is_in_french)
{
    std::vector<std::vector<const char*>> commands{{}};
    for (const char* name :
         {"check",  "ingest",   "cross",   "near",     "perimeter", "serve",  "versions",
          "diff",   "approve",  "publish", "rollback", "confirm",   "fetch",  "prune",
          "doctor", "template", "report",  "token",    "comment",   "webhook"}) {
        commands.push_back({name});
    }
    for (const char* name : {"new", "list", "revoke"}) {
        commands.push_back({"token", name});
    }
    for (const char* name :
         {"list", "add", "show", "edit", "approve", "confirm", "withdraw", "log"}) {
        commands.push_back({"comment", name});
    }
    for (const char* name : {"add", "list", "retry", "remove"}) {
        commands.push_back({"webhook", name});
    }
    for (auto words : commands) {
        words.push_back("--help");
        const std::string said = said_on(std::cout, words);
        BOOST_TEST_CONTEXT(said)
        {
            BOOST_TEST(said.find("Emploi : parvis") != std::string::npos);
            std::smatch found;
            // Names of options are no words.
            const std::string words_said = std::regex_replace(said, std::regex("--[a-z-]+"), "");
            const bool is_english = std::regex_search(words_said, found, english);
            BOOST_TEST(!is_english, (is_english ? found.str() : std::string()));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_usage_names_the_arguments_that_a_command_takes)
{
    BOOST_TEST(said_on(std::cout, {"diff", "--help"}).find("[options] JEU [DE] [A]\n") !=
               std::string::npos);
    BOOST_TEST(said_on(std::cout, {"confirm", "--help"}).find("[options] JEU LIGNES…\n") !=
               std::string::npos);
    BOOST_TEST(said_on(std::cout, {"check", "--help"}).find("[options] [JEUX…]\n") !=
               std::string::npos);
    BOOST_TEST(said_on(std::cout, {"report", "--help"}).find("[options] LIEU ANNÉE\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_switch_is_not_shown_as_if_it_took_a_value)
{
    const std::string said = said_on(std::cout, {"report", "--help"});
    BOOST_TEST(said.find("--publish TEXTE") == std::string::npos);
    BOOST_TEST(said.find("--without-pdf TEXTE") == std::string::npos);
    BOOST_TEST(said.find("--publish") != std::string::npos);
    BOOST_TEST(said.find("--by TEXTE") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_told_all_the_same)
{
    BOOST_TEST(command_fault_fr("Something new", "", {}) ==
               "la ligne de commande n’est pas comprise (Something new).");
    BOOST_TEST(option_type_fr("UINT:UINT in [1 - 256]") == "NOMBRE de 1 à 256");
    BOOST_TEST(option_type_fr("TEXT:{fr,en}") == "{fr,en}");
    BOOST_TEST(option_type_fr("TEXT") == "TEXTE");
    BOOST_TEST(option_type_fr("") == "TEXTE");
}

BOOST_AUTO_TEST_SUITE_END()
