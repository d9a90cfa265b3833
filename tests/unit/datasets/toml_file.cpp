// SPDX-License-Identifier: EUPL-1.2
#include "datasets/toml_file.hpp"

#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

struct TomlFixture {
    ScratchFolder folder;

    [[nodiscard]] TomlTable open(const std::string& content) const
    {
        return TomlTable::open(folder.write("a.toml", content));
    }
    /// The sentence that `read` throws; "" when it does not.
    template <class Read>
    std::string error(const std::string& content, Read&& read) const
    {
        try {
            read(open(content));
        } catch (const parvis::SourceError& problem) {
            return problem.what();
        }
        return "";
    }
};

bool says(const std::string& sentence, std::initializer_list<const char*> words)
{
    for (const char* word : words) {
        if (sentence.find(word) == std::string::npos) {
            BOOST_TEST_MESSAGE("« " << sentence << " » ne dit pas « " << word << " »");
            return false;
        }
    }
    return true;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(toml_file, TomlFixture)

BOOST_AUTO_TEST_CASE(each_kind_of_value_is_read_by_its_getter)
{
    const TomlTable file =
        open("a = \"é\"\nb = 3\nc = 1.5\nd = true\ne = 2026-11-22\n"
             "f = [\"x\", \"y\"]\ng.fr = \"oui\"\ng.de = \"ja\"\n"
             "h = [[\"Z\", \"z\"], [\"A\", \"a\"]]\n[i]\nZ = \"z\"\nA = \"a\"\n");

    BOOST_TEST(*file.text("a") == "é");
    BOOST_TEST(*file.integer("b") == 3);
    BOOST_TEST(*file.number("b") == 3.0);
    BOOST_TEST(*file.number("c") == 1.5);
    BOOST_TEST(*file.boolean("d"));
    BOOST_TEST((file.date("e") == Date{2026, 11, 22}));
    BOOST_TEST(*file.text("e") == "2026-11-22");
    BOOST_TEST(file.texts("f").size() == 2U);
    BOOST_TEST(file.texts("a").size() == 1U);
    BOOST_TEST(file.languages("g").at("de") == "ja");
    BOOST_TEST(file.languages("a").at("fr") == "é");
    BOOST_TEST(file.pairs("h").front().first == "Z");
    BOOST_TEST(file.pairs("i").front().first == "Z");
    BOOST_TEST(!file.text("nothing"));
    BOOST_CHECK_NO_THROW(file.refuse_unknown_keys());
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_names_line_and_key)
{
    const auto read = [](const TomlTable& file) {
        static_cast<void>(file.table("communes")->text("code"));
    };

    BOOST_TEST(says(error("\n[communes]\ncode = 3\n", read),
                    {"a.toml", "ligne 3", "communes.code", "texte", "nombre entier"}));
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused_with_the_key_it_was_meant_to_be)
{
    const auto read = [](const TomlTable& file) {
        for (const TomlTable& level : file.tables("level")) {
            static_cast<void>(level.text("collection"));
        }
        file.refuse_unknown_keys();
    };

    BOOST_TEST(says(error("[[level]]\ncolection = \"x\"\n", read),
                    {"ligne 2", "level.colection", "inconnue", "« collection »"}));
}

BOOST_AUTO_TEST_CASE(broken_toml_names_its_line)
{
    const auto read = [](const TomlTable&) {};

    BOOST_TEST(says(error("a = \"x\"\nb = \n", read), {"ligne 2", "TOML", "b ="}));
    BOOST_TEST(says(error("a = 1\na = 2\n", read), {"ligne 2", "deux fois"}));
    BOOST_TEST(says(error("a = 1\nb = \"\xE9\"\n", read), {"ligne 2", "UTF-8"}));
    BOOST_CHECK_THROW(static_cast<void>(TomlTable::open(folder / "none.toml")),
                      parvis::SourceError);
}

BOOST_AUTO_TEST_CASE(a_path_takes_its_variable_from_the_environment)
{
    const TomlTable file = open("a = \"${PARVIS_TEST_DATA}/x.csv\"\nb = \"y.csv\"\n"
                                "c = \"${HOME}/x\"\nd = \"${PARVIS_NOT_SET}/x\"\n");
    ::setenv("PARVIS_TEST_DATA", "/srv/d", 1);

    BOOST_TEST(file.path("a", "/site")->string() == "/srv/d/x.csv");
    BOOST_TEST(file.path("b", "/site")->string() == "/site/y.csv");
    BOOST_CHECK_THROW(static_cast<void>(file.path("c", "/site")), parvis::SourceError);
    BOOST_CHECK_EXCEPTION(static_cast<void>(file.path("d", "/site")), parvis::SourceError,
                          [](const parvis::SourceError& problem) {
                              return says(problem.what(), {"ligne 4", "PARVIS_NOT_SET"});
                          });
}

BOOST_AUTO_TEST_CASE(the_nearest_spelling_wins_and_a_far_one_is_not_offered)
{
    const std::vector<std::string> names{"nom", "code", "longitude"};

    BOOST_TEST(nearest_spelling("longitud", names) == "longitude");
    BOOST_TEST(nearest_spelling("Code", names) == "code");
    BOOST_TEST(nearest_spelling("ocde", names) == "code");
    BOOST_TEST(nearest_spelling("surface", names).empty());
}

BOOST_AUTO_TEST_SUITE_END()
