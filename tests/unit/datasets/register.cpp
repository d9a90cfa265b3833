// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register.hpp"

#include "datasets/sqlite.hpp"
#include "datasets/version.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

VersionRecord record(const std::string& dataset, std::uint32_t version)
{
    return {dataset, version, "published", "2026-11-22T16:00:00Z", "c" + std::to_string(version),
            "m",     5};
}

Comment comment(const std::string& id, Date date)
{
    Comment comment;
    comment.id = id;
    comment.target = {"activite", "cout", "", "", "", ""};
    comment.text = {{"fr", "Parce que « la piscine »"}, {"de", "Weil"}};
    comment.status = "B";
    comment.motive = "travaux";
    comment.author = "Direction des sports";
    comment.role = "directrice";
    comment.date = date;
    return comment;
}

void publish(const fs::path& data, Register& reg, const std::string& text)
{
    Property name;
    name.name = "nom";
    VersionWriter writer(data, "essai", {name});
    writer.write(Feature{"a", {}, {text}});
    Manifest manifest;
    manifest.facts.id = "essai";
    manifest.counts.read = manifest.counts.kept = 1;
    static_cast<void>(writer.commit(manifest, reg));
}

/// Two good versions, one thing spoilt by `spoil`, and what verify() says of it.
std::vector<std::string> problems_after(const std::function<void(const fs::path& folder)>& spoil)
{
    const ScratchFolder data;
    Register reg(data.path());
    publish(data.path(), reg, "un");
    publish(data.path(), reg, "deux");
    BOOST_REQUIRE(reg.verify().empty());
    spoil(version_folder(data.path(), "essai", 1));
    return reg.verify();
}

void overwrite(const fs::path& file, const std::string& content)
{
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    test::put(file, content);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(register_of_versions)

BOOST_AUTO_TEST_CASE(the_newest_version_is_published_and_the_one_before_superseded)
{
    const ScratchFolder data;
    Register reg(data.path());
    BOOST_TEST(!reg.published("a").has_value());
    BOOST_TEST(reg.next_version("a") == 1U);

    reg.publish(record("a", 1));
    reg.publish(record("b", 1));
    reg.publish(record("a", 2));

    BOOST_TEST(reg.next_version("a") == 3U);
    BOOST_TEST(reg.published("a")->version == 2U);
    BOOST_TEST(reg.published("a")->content_sha256 == "c2");
    BOOST_TEST(reg.published().size() == 2U);
    const auto versions = reg.versions("a");
    BOOST_REQUIRE_EQUAL(versions.size(), 2U);
    BOOST_TEST(versions[0].state == "published");
    BOOST_TEST(versions[1].state == "superseded");
}

BOOST_AUTO_TEST_CASE(a_version_cannot_be_recorded_twice)
{
    const ScratchFolder data;
    Register reg(data.path());
    reg.publish(record("a", 1));
    reg.publish(record("a", 2));

    BOOST_CHECK_THROW(reg.publish(record("a", 1)), StoreError);
    BOOST_TEST(reg.published("a")->version == 2U);
}

BOOST_AUTO_TEST_CASE(what_was_recorded_is_there_when_it_is_opened_again)
{
    const ScratchFolder data;
    {
        Register reg(data.path());
        reg.publish(record("a", 1));
    }
    BOOST_TEST(Register(data.path()).published("a")->kept == 5U);
}

BOOST_AUTO_TEST_CASE(the_number_of_a_folder_on_disk_is_never_given_again)
{
    const ScratchFolder data;
    Register reg(data.path());
    fs::create_directories(data / "versions/a/7");
    fs::create_directories(data / "versions/a/.new-9");
    BOOST_TEST(reg.next_version("a") == 8U);
}

BOOST_AUTO_TEST_CASE(a_register_of_a_newer_parvis_is_left_alone)
{
    const ScratchFolder data;
    Sqlite(data / "register.sqlite").execute("PRAGMA user_version = 99");
    try {
        const Register reg(data.path());
        BOOST_FAIL("opened");
    } catch (const StoreError& error) {
        BOOST_TEST(std::string(error.what()).find("plus récente") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_register_is_refused_with_its_name)
{
    const ScratchFolder data;
    test::put(data / "register.sqlite", std::string(4'096, 'x'));
    try {
        const Register reg(data.path());
        BOOST_FAIL("opened");
    } catch (const StoreError& error) {
        BOOST_TEST(std::string(error.what()).find("register.sqlite") != std::string::npos);
        BOOST_TEST(std::string(error.what()).find("sauvegarde") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(verify_finds_what_was_changed_cut_lost_or_added)
{
    const std::pair<const char*, std::function<void(const fs::path&)>> cases[] = {
        {"n'a plus la somme",
         [](const fs::path& f) {
             std::string rows = test::content_of(f / "features.geojsonl");
             rows[5] = 'x';
             overwrite(f / "features.geojsonl", rows);
         }},
        {"octets au lieu de", [](const fs::path& f) { overwrite(f / "table.csv", "id"); }},
        {"manque", [](const fs::path& f) { fs::remove(f / "issues.csv"); }},
        {"manque", [](const fs::path& f) { fs::remove_all(f); }},
        {"n'est plus celui",
         [](const fs::path& f) {
             overwrite(f / "manifest.json", test::content_of(f / "manifest.json") + "\n");
         }},
        {"JSON invalide", [](const fs::path& f) { overwrite(f / "manifest.json", "{"); }},
        {"ne fait pas partie", [](const fs::path& f) { test::put(f / "notes.txt", "x"); }},
        {"ne connaît pas", [](const fs::path& f) { fs::create_directory(f.parent_path() / "9"); }},
        {"se contredisent",
         [](const fs::path& f) {
             overwrite(f / "manifest.json",
                       test::content_of(f.parent_path() / "2" / "manifest.json"));
         }},
    };
    for (const auto& [words, spoil] : cases) {
        BOOST_TEST_CONTEXT(words)
        {
            const auto problems = problems_after(spoil);
            BOOST_TEST(!problems.empty());
            BOOST_TEST(std::any_of(problems.begin(), problems.end(),
                                   [&, wanted = words](const std::string& problem) {
                                       return problem.find(wanted) != std::string::npos;
                                   }));
        }
    }
}

BOOST_AUTO_TEST_CASE(comments_are_held_newest_first_and_whole)
{
    const ScratchFolder data;
    Register reg(data.path());
    const Comment older = comment("a", Date{2025, 3, 3});
    const Comment newer = comment("b", Date{2026, 6, 2});

    reg.replace_file_comments({older, newer});

    const std::vector<Comment> held = reg.comments();
    BOOST_REQUIRE_EQUAL(held.size(), 2U);
    BOOST_TEST((held[0] == newer));
    BOOST_TEST((held[1] == older));
}

BOOST_AUTO_TEST_CASE(the_same_comments_again_touch_nothing)
{
    const ScratchFolder data;
    Register reg(data.path());
    const Register other(data.path());
    const std::vector<Comment> comments{comment("a", Date{2025, 3, 3}),
                                        comment("b", Date{2026, 6, 2})};
    reg.replace_file_comments(comments);
    const auto revision = reg.comment_revision();
    const auto changes = other.change_counter();

    reg.replace_file_comments({comments[1], comments[0]});

    BOOST_TEST(reg.comment_revision() == revision);
    BOOST_TEST(other.change_counter() == changes);
}

BOOST_AUTO_TEST_CASE(every_change_of_a_comment_raises_the_revision_and_is_remembered)
{
    const ScratchFolder data;
    Register reg(data.path());
    Comment changed = comment("a", Date{2025, 3, 3});
    reg.replace_file_comments({changed});
    BOOST_TEST(reg.comment_revision() == 1U);
    changed.text = {{"fr", "autre texte"}};
    reg.replace_file_comments({changed});
    BOOST_TEST(reg.comment_revision() == 2U);
    BOOST_TEST((reg.comments() == std::vector<Comment>{changed}));
    reg.replace_file_comments({});
    BOOST_TEST(reg.comment_revision() == 3U);
    BOOST_TEST(reg.comments().empty());
    reg.replace_file_comments({changed});
    BOOST_TEST((reg.comments() == std::vector<Comment>{changed}));

    Sqlite sqlite(data / "register.sqlite");
    auto rows = sqlite.statement("SELECT change FROM comment_change ORDER BY revision");
    std::vector<std::string> history;
    while (rows.next()) {
        history.push_back(rows.text(0));
    }
    const std::vector<std::string> expected{"added", "changed", "removed", "added"};
    BOOST_TEST(history == expected, boost::test_tools::per_element());
}

namespace {

CommentWrite by(const std::string& who, const std::string& action)
{
    CommentWrite write;
    write.way = "command";
    write.action = action;
    write.comment = "w";
    write.who = who;
    return write;
}

Comment written(const std::string& id)
{
    Comment made = comment(id, Date{2026, 11, 30});
    made.written = true;
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_written_comment_has_a_life_a_history_and_a_log)
{
    const ScratchFolder data;
    Register reg(data.path());
    Comment draft = written("w");
    draft.state = CommentState::draft;
    draft.figure = R"({"cout":"5"})";
    draft.version = 4;
    BOOST_TEST(reg.add_comment(draft, by("Sports", "add")));
    BOOST_TEST((reg.comment("w") == draft));
    BOOST_TEST(reg.comments().empty());
    BOOST_TEST(!reg.add_comment(draft, by("Autre", "add")));

    const auto shown =
        reg.change_comment("w", "approved", by("Cabinet", "approve"), [](Comment& one) {
            one.state = CommentState::published;
            return true;
        });
    BOOST_TEST((reg.comments() == std::vector<Comment>{*shown}));
    BOOST_TEST(
        !reg.change_comment("w", "changed", by("x", "edit"), [](Comment&) { return false; }));
    BOOST_TEST(!reg.change_comment("v", "changed", by("x", "edit"), [](Comment&) { return true; }));
    BOOST_TEST(reg.comment_revision() == 2U);
    BOOST_REQUIRE(reg.change_comment("w", "removed", by("Cabinet", "withdraw"), [](Comment& one) {
        one.state = CommentState::withdrawn;
        return true;
    }));

    BOOST_TEST(reg.comments().empty());
    const auto tombstone = reg.comment("w");
    BOOST_TEST(tombstone->text.empty());
    BOOST_TEST(!tombstone->withdrawn_on.empty());
    BOOST_TEST((tombstone->target == draft.target));
    const auto history = reg.comment_history("w");
    BOOST_REQUIRE_EQUAL(history.size(), 3U);
    BOOST_TEST(history[2].body.find("la piscine") != std::string::npos);
    BOOST_TEST(history[1].who == "Cabinet");
    const auto writes = reg.comment_writes();
    BOOST_REQUIRE_EQUAL(writes.size(), 3U);
    BOOST_TEST(writes[0].action == "withdraw");
    BOOST_TEST(writes[2].who == "Sports");
}

BOOST_AUTO_TEST_CASE(a_draft_that_is_withdrawn_was_never_public_and_others_were)
{
    const ScratchFolder data;
    Register reg(data.path());
    const auto make = [&](const std::string& id, CommentState state) {
        Comment one = written(id);
        one.state = state;
        BOOST_TEST(reg.add_comment(one, by("Sports", "add")));
    };
    const auto turn = [&](const std::string& id, CommentState state) {
        BOOST_TEST(reg.change_comment(id, "changed", by("Sports", "edit"),
                                      [&](Comment& one) {
                                          one.state = state;
                                          return true;
                                      })
                       .has_value());
    };
    make("draft", CommentState::draft);
    make("approved", CommentState::draft);
    make("published", CommentState::published);
    make("stays", CommentState::draft);
    reg.replace_file_comments({comment("file", Date{2025, 3, 3})});
    turn("draft", CommentState::draft);
    turn("approved", CommentState::published);
    BOOST_TEST(reg.withdrawn_drafts().empty());
    for (const char* id : {"draft", "approved", "published"}) {
        turn(id, CommentState::withdrawn);
    }
    reg.replace_file_comments({});
    BOOST_TEST((reg.withdrawn_drafts() == std::set<std::string>{"draft"}));
}

BOOST_AUTO_TEST_CASE(comments_of_files_leave_written_ones_alone)
{
    const ScratchFolder data;
    Register reg(data.path());
    BOOST_TEST(reg.add_comment(written("w"), by("Sports", "add")));
    reg.replace_file_comments({comment("a", Date{2025, 3, 3})});
    reg.replace_file_comments({});
    BOOST_TEST((reg.comments() == std::vector<Comment>{written("w")}));
    BOOST_TEST((reg.comment("a")->state == CommentState::withdrawn));
    BOOST_CHECK_THROW(reg.replace_file_comments({comment("w", Date{2025, 3, 3})}), StoreError);
    BOOST_TEST((reg.comment("w") == written("w")));
}

BOOST_AUTO_TEST_SUITE_END()
