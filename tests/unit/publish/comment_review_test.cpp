// SPDX-License-Identifier: EUPL-1.2
// What becomes of comments whose figure changes.
#include "tests/unit/publish/comment_site.hpp"

#include "datasets/sqlite.hpp"
#include "geo/busy_error.hpp"
#include "publish/comment_figure.hpp"
#include "publish/comment_index.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace parvis::test::comments;

namespace {

std::uint32_t big_endian(const std::string& bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8U | static_cast<unsigned char>(bytes.at(at + i));
    }
    return number;
}

/// Transactions in SQLite's write-ahead log: each ends with a frame that says how large the file is
/// then (fileformat2.html, "WAL file format"), and costs a sync.
std::size_t transactions_in(const std::filesystem::path& wal)
{
    constexpr std::size_t head = 32, frame_head = 24;
    std::ifstream file(wal, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    if (bytes.size() < head) {
        return 0;
    }
    const std::size_t page = big_endian(bytes, 8);
    std::size_t count = 0;
    for (std::size_t at = head; at + frame_head + page <= bytes.size(); at += frame_head + page) {
        count += big_endian(bytes, at + 4) != 0 ? 1U : 0U;
    }
    return count;
}

std::string drawn(std::mt19937& random, const std::string& of, std::uint32_t count)
{
    return of + std::to_string(random() % count);
}

/// Figures of 60 communes, each in one of five sectors: a table that is long.
struct Long : Written {
    Long()
    {
        std::mt19937 random(20261130);
        std::vector<Feature> rows;
        for (std::size_t i = 0; i < 20'000; ++i) {
            const std::string id = std::to_string(i);
            const auto commune = random() % 60;
            rows.push_back(
                Feature{id,
                        {},
                        {id, drawn(random, "m", 8), "FR_" + std::to_string(commune),
                         drawn(random, "20", 20), 1.0, "S_" + std::to_string(commune % 5)}});
        }
        DatasetFacts facts = essai();
        facts.figure_measure = "mesure";
        facts.figure_place = "commune";
        facts.figure_period = "annee";
        facts.figure_value = "valeur";
        publish(facts,
                {property("code", ValueType::text), property("mesure", ValueType::text),
                 property("commune", ValueType::text), property("annee", ValueType::text),
                 property("valeur", ValueType::number), property("secteur", ValueType::text, true)},
                rows);
        refresh();
    }
};

CommentTarget figure(const std::string& measure, const std::string& place,
                     const std::string& period)
{
    CommentTarget target;
    target.dataset = "essai";
    target.measure = measure;
    target.place = place;
    target.period = period;
    return target;
}

/// What the rows of a target are, said once more: each row asked for itself.
std::vector<std::uint32_t> asked_of_each(const Snapshot& dataset, const CommentTarget& target)
{
    std::vector<std::uint32_t> own, area;
    for (std::uint32_t row = 0; row < dataset.size(); ++row) {
        const auto is = [&](const char* name, const std::string& text) {
            return dataset.text(row, *dataset.property(name)) == text;
        };
        if (is("mesure", target.measure) && is("annee", target.period)) {
            if (is("commune", target.place)) {
                own.push_back(row);
            }
            if (is("secteur", target.place) || target.place == whole_territory) {
                area.push_back(row);
            }
        }
    }
    return own.empty() ? area : own;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(comment_review, Written)

BOOST_AUTO_TEST_CASE(a_changed_figure_puts_its_comment_to_review_and_a_person_or_a_rollback_ends_it)
{
    const auto made = std::get<Comment>(add(asked(cell), keeper()));
    BOOST_TEST(made.version == 1U);
    figures(5, 9);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    figures(7, 9);
    review();

    const auto doubted = *reg.comment("c-1");
    BOOST_TEST((doubted.state == CommentState::to_review));
    BOOST_TEST(doubted.figure_was == "5");
    BOOST_TEST(doubted.figure_is == "7");
    const auto revision = reg.comment_revision();
    review();
    BOOST_TEST(reg.comment_revision() == revision);  // looking again changes nothing

    static_cast<void>(reg.roll_back("essai", {}));
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    BOOST_TEST(reg.comment("c-1")->figure_was.empty());

    figures(11, 9);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::holds_alternative<Comment>(writing().confirm("c-1", keeper())));
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    says(writing().confirm("c-1", keeper()), Refused::state, "publié");

    std::vector<std::string> steps;
    for (const auto& step : reg.comment_history("c-1")) {
        steps.push_back(step.change);
    }
    const std::vector<std::string> expected{"added", "doubted", "restored", "doubted", "confirmed"};
    BOOST_TEST(steps == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_comment_of_a_file_is_reviewed_too_and_one_on_a_row_says_which_columns)
{
    Comment of_file;
    of_file.id = "f";
    of_file.target = {"essai", "", "b", "", "", ""};
    of_file.text = {{"fr", "Une ligne."}};
    of_file.author = "Sports";
    of_file.date = {2026, 11, 1};
    reg.replace_file_comments({of_file});
    review();
    figures(5, 9);
    review();
    const auto doubted = *reg.comment("f");
    BOOST_TEST((doubted.state == CommentState::to_review));
    BOOST_TEST(doubted.figure_was == "Le cout : 8");
    BOOST_TEST(doubted.figure_is == "Le cout : 9");
    // The file says the same: it stays to review, until somebody changes or confirms it.
    reg.replace_file_comments({of_file});
    BOOST_TEST((reg.comment("f")->state == CommentState::to_review));
    of_file.text = {{"fr", "Une autre."}};
    reg.replace_file_comments({of_file});
    review();
    BOOST_TEST((reg.comment("f")->state == CommentState::published));
    says(writing().withdraw("f", keeper(), ""), Refused::state, "fichier");
    says(writing().edit("f", asked({}), keeper()), Refused::state, "fichier");
}

BOOST_AUTO_TEST_CASE(nothing_is_written_of_a_version_that_another_has_replaced_meanwhile)
{
    BOOST_TEST(std::holds_alternative<Comment>(add(asked(cell), keeper())));
    const auto seen = store().current();  // as a writer has it who began before
    CommentWriting late{reg,
                        [&](const std::string& id) { return seen->find(id); },
                        {"essai"},
                        false,
                        Date{2026, 11, 30}};
    figures(7, 8);
    review();
    BOOST_CHECK_THROW(static_cast<void>(late.add(asked(cell), keeper(), "c-2")), BusyError);
    BOOST_CHECK_THROW(static_cast<void>(late.confirm("c-1", keeper())), BusyError);
    BOOST_CHECK_THROW(static_cast<void>(late.edit("c-1", asked({}), keeper())), BusyError);
    BOOST_TEST(!reg.comment("c-2"));
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::get<Comment>(writing().add(asked(cell), keeper(), "c-2")).version == 2U);
}

BOOST_AUTO_TEST_CASE(comments_from_before_figures_were_kept_are_measured_before_a_version_comes)
{
    static_cast<void>(add(asked(cell), keeper()));
    Sqlite(site().data() / "register.sqlite")
        .execute("UPDATE comment SET figure = '', version = 0");
    measure_old_comments(reg);
    figures(7, 8);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(reg.comment("c-1")->figure_was == "5");
}

BOOST_AUTO_TEST_CASE(columns_that_come_go_or_move_change_no_figure_but_their_own)
{
    const auto made = [&](const CommentTarget& target, const std::string& id) {
        BOOST_TEST_REQUIRE(
            std::holds_alternative<Comment>(writing().add(asked(target), keeper(), id)));
    };
    made({"essai", "", "a", "", "", ""}, "row");
    made({"essai", "cout", "a", "", "", ""}, "cell");
    made({"essai", "nom", "a", "", "", ""}, "name");
    // A column comes, and the name moves behind it.
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("vide", ValueType::text), property("nom", ValueType::text),
             property("commune", ValueType::text, true)},
            {Feature{"a", {}, {"a", 5.0, {}, "Bleue", "FR_1"}}});
    review();
    for (const char* id : {"row", "cell", "name"}) {
        BOOST_TEST((reg.comment(id)->state == CommentState::published), id);
    }
    // The name goes, and the cost is another.
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("commune", ValueType::text, true)},
            {Feature{"a", {}, {"a", 6.0, "FR_1"}}});
    review();
    const auto row = *reg.comment("row"), name = *reg.comment("name");
    BOOST_TEST((row.state == CommentState::to_review));
    BOOST_TEST(row.figure_was == "Le cout : 5");
    BOOST_TEST(row.figure_is == "Le cout : 6");
    BOOST_TEST((name.state == CommentState::to_review));
    BOOST_TEST(name.figure_was == "Bleue");
    BOOST_TEST(name.figure_is == "");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_secret_now_is_not_told_by_the_comments_on_it)
{
    const auto made = [&](const CommentTarget& target, const std::string& id,
                          const std::string& confidentiality = {}) {
        CommentAsked one = asked(target);
        one.confidentiality = confidentiality;
        BOOST_TEST_REQUIRE(std::holds_alternative<Comment>(writing().add(one, keeper(), id)));
    };
    made(cell, "cell");
    made({"essai", "", "a", "", "", ""}, "row");
    made({"essai", "nom", "a", "", "", ""}, "free", "F");
    made({"essai", "nom", "a", "", "", ""}, "kept", "C");
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("nom", ValueType::text), property("cout_statut", ValueType::text, true)},
            {Feature{"a", {}, {"a", {}, "Rouge", "Q"}}});
    review();
    const auto words = [&](const std::string& id) {
        const auto comment = *reg.comment(id);
        BOOST_TEST((comment.state == CommentState::to_review), id);
        return comment.figure_was + "/" + comment.figure_is;
    };
    BOOST_TEST(words("cell") == "/");
    BOOST_TEST(words("row") == "Le nom : Bleue/Le nom : Rouge");
    BOOST_TEST(words("free") == "Bleue/Rouge");
    BOOST_TEST(words("kept") == "/");
    for (const auto& write : reg.comment_writes()) {
        BOOST_TEST(write.detail.find('5') == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_draft_whose_figure_changed_before_it_was_approved_is_to_review_at_once)
{
    needs_approval = true;
    static_cast<void>(add(asked(cell), contributor({"essai"}, {})));
    figures(7, 8);
    review();
    const auto approved = std::get<Comment>(writing().approve("c-1", keeper()));
    BOOST_TEST((approved.state == CommentState::to_review));
    BOOST_TEST(approved.figure_was == "5");
    BOOST_TEST(approved.figure_is == "7");
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
}

BOOST_AUTO_TEST_CASE(nobody_confirms_a_figure_that_they_have_not_read)
{
    static_cast<void>(add(asked(cell), keeper()));
    figures(7, 8);
    review();
    const std::string seen = doubt_tag(*reg.comment("c-1"));
    figures(9, 8);
    refresh();
    says(writing().confirm("c-1", keeper(), seen), Refused::state, "encore");  // not reviewed yet
    review();
    says(writing().confirm("c-1", keeper(), seen), Refused::state, "encore");
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::holds_alternative<Comment>(
        writing().confirm("c-1", keeper(), doubt_tag(*reg.comment("c-1")))));
}

BOOST_AUTO_TEST_CASE(a_thousand_comments_come_to_review_in_a_transaction)
{
    constexpr std::size_t count = 1000;
    const std::vector<Property> columns{property("code", ValueType::text),
                                        property("cout", ValueType::number)};
    std::vector<Feature> rows;
    std::vector<Comment> comments;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string id = std::to_string(i);
        rows.push_back(Feature{id, {}, {id, 5.0}});
        Comment comment;
        comment.id = "c-" + id;
        comment.target = {"essai", "cout", id, "", "", ""};
        comment.text = {{"fr", "Parce que."}};
        comment.author = "Sports";
        comment.date = {2026, 11, 1};
        comments.push_back(std::move(comment));
    }
    const auto cost = [&] {
        // What was written before is in the file itself, and the log is empty.
        Sqlite(site().data() / "register.sqlite").execute("PRAGMA wal_checkpoint(TRUNCATE)");
        static_cast<void>(review_comments(reg, {"essai"}));
        return transactions_in(site().data() / "register.sqlite-wal");
    };
    publish(essai(), columns, rows);
    reg.replace_file_comments(comments);
    BOOST_TEST(cost() == 1U);  // each is measured
    for (Feature& row : rows) {
        row.values[1] = 6.0;
    }
    publish(essai(), columns, rows);
    BOOST_TEST(cost() == 1U);  // and doubted
    for (const Comment& comment : reg.comments()) {
        BOOST_TEST_REQUIRE((comment.state == CommentState::to_review), comment.id);
        BOOST_TEST(comment.figure_is == "6");
    }
    BOOST_TEST(cost() == 0U);
}

BOOST_AUTO_TEST_CASE(a_fault_in_the_middle_takes_all_of_them_back)
{
    static_cast<void>(add(asked(cell), keeper()));
    const auto before = reg.comment("c-1");
    BOOST_CHECK_THROW(reg.as_one([&] {
        static_cast<void>(reg.change_comment("c-1", "changed", {}, [](Comment& comment) {
            comment.motive = "loi";
            return true;
        }));
        BOOST_TEST(reg.comment("c-1")->motive == "loi");
        throw std::runtime_error("interrupted");
    }),
                      std::runtime_error);
    BOOST_TEST((reg.comment("c-1") == before));
    BOOST_TEST(reg.comment_history("c-1").size() == 1U);
}

BOOST_AUTO_TEST_CASE(no_other_dataset_is_opened)
{
    DatasetFacts other = essai();
    other.id = "autre";
    publish(other, {property("code", ValueType::text)}, {Feature{"x", {}, {"x"}}});
    refresh();
    static_cast<void>(add(asked(cell), keeper()));
    static_cast<void>(writing().add(asked({"autre", "", "x", "", "", ""}), keeper(), "c-2"));
    std::filesystem::remove_all(version_folder(site().data(), "autre", 1));
    figures(7, 8);
    BOOST_TEST(review_comments(reg, {"essai"}).empty());
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_CHECK_THROW(static_cast<void>(review_comments(reg)), parvis::Error);
}

BOOST_FIXTURE_TEST_CASE(many_targets_have_the_rows_that_each_has, Long)
{
    const auto dataset = snapshot("essai");
    std::mt19937 random(7);
    std::vector<CommentTarget> targets{figure("", "territoire", "201"), figure("m1", "", "")};
    for (int i = 0; i < 60; ++i) {
        const std::string place = i % 3 == 0   ? "territoire"
                                  : i % 3 == 1 ? drawn(random, "S_", 7)
                                               : drawn(random, "FR_", 70);
        targets.push_back(figure(drawn(random, "m", 10), place, drawn(random, "20", 22)));
    }
    std::vector<const CommentTarget*> all;
    for (const auto& target : targets) {
        all.push_back(&target);
    }
    const FigureRows rows(*dataset, all);
    std::size_t areas = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        BOOST_TEST(rows.of(i) == asked_of_each(*dataset, targets[i]),
                   boost::test_tools::per_element());
        BOOST_TEST(rows.of(i) == figure_rows(*dataset, targets[i]),
                   boost::test_tools::per_element());
        BOOST_TEST(rows.named(i) == comment_rows(*dataset, targets[i]),
                   boost::test_tools::per_element());
        areas += rows.of(i).size() > rows.named(i).size() ? 1U : 0U;
    }
    BOOST_TEST(areas > 20U);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_comments_without_a_row_cost_a_walk_as_ten_do, Long)
{
    const auto seconds = [&](std::size_t count) {
        std::vector<Comment> comments;
        for (std::size_t i = 0; i < count; ++i) {
            Comment comment;
            comment.id = "c-" + std::to_string(i);
            comment.target = figure("m" + std::to_string(i % 8), "nulle part " + comment.id, "201");
            comment.text = {{"fr", "Parce que."}};
            comment.author = "Sports";
            comment.date = {2026, 11, 1};
            comments.push_back(std::move(comment));
        }
        reg.replace_file_comments(comments);
        double least = 1e9;
        for (int turn = 0; turn < 3; ++turn) {
            const std::clock_t start = std::clock();
            BOOST_TEST(review_comments(reg, {"essai"}).size() == count);
            least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        return least;
    };
    const double few = seconds(10), many = seconds(1000);
    // A walk for each would cost 990 walks more.
    BOOST_TEST(many < 8 * few + 0.05, few << " s, " << many << " s");
}

BOOST_AUTO_TEST_SUITE_END()
