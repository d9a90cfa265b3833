// SPDX-License-Identifier: EUPL-1.2
#include "datasets/comment.hpp"

#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

constexpr std::string_view good = R"(
[[comment]]
id = "piscine-2024"
dataset = "activite"
measure = "entrees"
place = "FR_76410"
period = "2024"
author = "Direction des sports"
role = "directrice"
date = 2025-03-03
motive = "travaux"
status = "S"
text.fr = """
Fermée d'avril à septembre.
"""
)";

std::string with(std::string_view what, std::string_view by)
{
    std::string text(good);
    const std::size_t at = text.find(what);
    BOOST_REQUIRE_NE(at, std::string::npos);
    return text.replace(at, what.size(), by);
}

std::string refusal_of(const std::string& toml)
{
    const ScratchFolder folder;
    test::put(folder / "a.toml", toml);
    const auto faults = read_comments(folder.path()).faults;
    return faults.size() == 1 ? faults.front() : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comment)

BOOST_AUTO_TEST_CASE(a_site_without_comments_has_none)
{
    const ScratchFolder folder;
    BOOST_TEST(read_comments(folder / "comments").comments.empty());
    BOOST_TEST(read_comments(folder.path()).comments.empty());
}

BOOST_AUTO_TEST_CASE(a_comment_is_read_with_all_it_says)
{
    const ScratchFolder folder;
    test::put(folder / "b.toml", good);
    test::put(folder / "a.toml", with("piscine-2024", "premier"));
    test::put(folder / "notes.txt", "not for us");

    const auto comments = read_comments(folder.path()).comments;

    BOOST_REQUIRE_EQUAL(comments.size(), 2U);
    BOOST_TEST(comments[0].id == "premier");
    const Comment& second = comments[1];
    BOOST_TEST((second.target == CommentTarget{"activite", "", "", "entrees", "FR_76410", "2024"}));
    BOOST_TEST(second.text.at("fr") == "Fermée d'avril à septembre.");
    BOOST_TEST(second.status == "S");
    BOOST_TEST(second.motive == "travaux");
    BOOST_TEST(second.author == "Direction des sports");
    BOOST_TEST(second.role == "directrice");
    BOOST_TEST((second.date == Date{2025, 3, 3}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_shown_is_refused_with_file_line_and_reason)
{
    const std::pair<std::string, std::string> cases[] = {
        {with("id = \"piscine-2024\"", ""), "id"},
        {with("piscine-2024", "piscine 2024"), "piscine 2024"},
        {with("dataset = \"activite\"", ""), "dataset"},
        {with("author = \"Direction des sports\"", ""), "author"},
        {with("date = 2025-03-03", ""), "date"},
        {with("date = 2025-03-03", "date = \"3 mars\""), "date"},
        {with("Fermée d'avril à septembre.", ""), "texte français"},
        {with("text.fr", "text.de"), "text"},
        {with("\"travaux\"", "\"travau\""), "« travaux »"},
        {with("\"S\"", "\"s\""), "SDMX"},
        {with("period = \"2024\"", ""), "period"},
        {with("period = \"2024\"", "period = \"2024\"\nkey = \"x\""), "key"},
        {with("period = \"2024\"", "period = \"2024\"\nclef = \"x\""), "clef"},
        {std::string(good) + std::string(good), "déjà"},
    };
    for (const auto& [toml, words] : cases) {
        BOOST_TEST_CONTEXT(words)
        {
            const std::string refusal = refusal_of(toml);
            BOOST_TEST(refusal.find("a.toml") != std::string::npos);
            BOOST_TEST(refusal.find("ligne") != std::string::npos);
            BOOST_TEST(refusal.find(words) != std::string::npos, refusal);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_broken_entry_costs_itself_alone_and_what_was_published_of_it_stays)
{
    const ScratchFolder folder;
    std::string third = with("\"S\"", "\"s\"");
    third.replace(third.find("piscine-2024"), 12, "troisieme");
    test::put(folder / "a.toml", std::string(good) + third + with("piscine-2024", "quatrieme"));

    const CommentFiles files = read_comments(folder.path());

    BOOST_REQUIRE_EQUAL(files.comments.size(), 2U);
    BOOST_TEST(files.comments[1].id == "quatrieme");
    BOOST_REQUIRE_EQUAL(files.faults.size(), 1U);
    BOOST_TEST(files.faults[0].find("« troisieme »") != std::string::npos, files.faults[0]);

    Comment before = files.comments[0];
    before.id = "troisieme";
    Comment withdrawn = before;
    withdrawn.id = "retire";
    const auto kept = files.beside({files.comments[0], before, withdrawn});
    BOOST_REQUIRE_EQUAL(kept.size(), 3U);
    BOOST_TEST(kept[2].id == "troisieme");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_withdraws_nothing_and_stops_no_other_file)
{
    const ScratchFolder folder;
    test::put(folder / "a.toml", "[[comment]\nid = ");
    test::put(folder / "b.toml", good);

    const CommentFiles files = read_comments(folder.path());

    BOOST_REQUIRE_EQUAL(files.comments.size(), 1U);
    BOOST_REQUIRE_EQUAL(files.faults.size(), 1U);
    BOOST_TEST(files.faults[0].find("a.toml") != std::string::npos);
    Comment old = files.comments[0];
    old.id = "autre";
    BOOST_TEST(files.beside({old}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(statuses_and_motives_have_french_labels)
{
    BOOST_TEST(status_label_fr("B") == "rupture de série");
    BOOST_TEST(status_label_fr("U") == "peu fiable");
    BOOST_TEST(status_label_fr("Z") == "");
    BOOST_TEST(motive_label_fr("meteo") == "météo");
    BOOST_TEST(motive_label_fr("") == "");
}

BOOST_AUTO_TEST_CASE(the_comments_of_the_demo_can_be_read)
{
    const auto files =
        read_comments(std::filesystem::path(PARVIS_SOURCE_DIR) / "datasets/sites/rouen/comments");
    BOOST_TEST(files.comments.size() >= 20U);
    BOOST_TEST(files.faults.empty());
}

BOOST_AUTO_TEST_SUITE_END()
