// SPDX-License-Identifier: EUPL-1.2
// Comments filed by row say of each row what one would find by looking through them all, and their
// JSON is the same whether it was kept or is written now.
#include "publish/comment_index.hpp"

#include "datasets/comment_text.hpp"
#include "publish/snapshot.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;

namespace {

Comment on_row(const std::string& id, const std::string& key)
{
    Comment comment;
    comment.id = id;
    comment.target = {"chantiers", "", key, "", "", ""};
    comment.text = {{"fr", "Dit « " + id + " »."}};
    comment.author = "Voirie";
    comment.date = {2026, 11, 1};
    return comment;
}

std::string json_of(const CarriedComments& comments)
{
    JsonText json;
    write_comments(json, comments);
    return json.take();
}

struct Works : test::SmallSite {
    Works()
    {
        publish(works_facts(), works_properties(), works(300, 5));
        refresh();
    }
    [[nodiscard]] std::string key(RowIndex row) const
    {
        return std::string(snapshot("chantiers")->feature_id(row));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(comment_index, Works)

BOOST_AUTO_TEST_CASE(each_row_has_what_is_said_of_it_in_order_and_no_other)
{
    const auto dataset = snapshot("chantiers");
    std::mt19937 random(3);
    for (const std::size_t count : {0U, 1U, 40U, 900U}) {
        std::vector<Comment> comments;
        for (std::size_t i = 0; i < count; ++i) {
            comments.push_back(on_row("c" + std::to_string(i),
                                      key(static_cast<RowIndex>(random() % dataset->size()))));
            comments.back().state = i % 7 == 0 ? CommentState::draft : CommentState::published;
        }
        // What a crossing carries stands behind.
        std::vector<CarriedInto> carried;
        for (std::size_t i = 0; i < count / 2; ++i) {
            CommentScope scope;
            scope.dataset = "autre";
            carried.push_back({static_cast<std::uint32_t>(random() % dataset->size()),
                               CarriedComment(on_row("d" + std::to_string(i), ""), scope)});
        }

        const CommentIndex index(*dataset, comments, carried);

        std::vector<RowIndex> commented;
        for (RowIndex row = 0; row < dataset->size() + 200; ++row) {
            CarriedComments expected;
            for (const Comment& comment : comments) {
                if (row < dataset->size() && is_shown(comment) &&
                    comment.target.key == dataset->feature_id(row)) {
                    expected.emplace_back(comment);
                }
            }
            for (const CarriedInto& one : carried) {
                if (one.row == row) {
                    expected.push_back(one.comment);
                }
            }
            BOOST_TEST_REQUIRE((index.of(row) == expected), row);
            std::string text = "avant ";
            index.append_json(text, row);
            BOOST_TEST_REQUIRE(text == "avant " + (expected.empty() ? "" : json_of(expected)));
            if (!expected.empty()) {
                commented.push_back(row);
            }
        }
        BOOST_TEST(index.rows() == commented, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(the_last_row_of_a_word_and_the_first_of_the_next_are_told_apart)
{
    const auto dataset = snapshot("chantiers");
    for (const RowIndex row : {0U, 63U, 64U, 127U, 128U, 299U}) {
        const CommentIndex index(*dataset, {on_row("c", key(row))});
        for (RowIndex other = 0; other < 400; ++other) {
            BOOST_TEST(index.of(other).empty() == (other != row));
        }
    }
}

BOOST_AUTO_TEST_CASE(beyond_what_is_kept_the_same_json_is_written)
{
    const auto dataset = snapshot("chantiers");
    std::vector<Comment> comments;
    const std::string long_text(longest_comment_text, 'x');
    for (std::size_t i = 0; i * long_text.size() < CommentIndex::most_kept + 5 * long_text.size();
         ++i) {
        comments.push_back(on_row("c" + std::to_string(i), key(static_cast<RowIndex>(i % 300))));
        comments.back().text["fr"] = long_text;
    }

    const CommentIndex index(*dataset, comments);

    for (RowIndex row = 0; row < 300; ++row) {
        std::string text;
        index.append_json(text, row);
        BOOST_TEST_REQUIRE((text == json_of(index.of(row))), row);
    }
}

BOOST_AUTO_TEST_SUITE_END()
