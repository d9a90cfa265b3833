// SPDX-License-Identifier: EUPL-1.2
// What is said of works stands beside the figures of the commune that they went into, and beside no
// other: decided here once more, from the works alone.
#include "publish/cross/comment_scope.hpp"

#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace parvis::test;
using parvis::publish::CarriedComment;
using parvis::publish::CarriedComments;
using parvis::publish::CommentScope;

namespace {

Comment on(const std::string& id, CommentTarget target)
{
    return {id, std::move(target), {{"fr", id}}, "", "methode", "La voirie", "", {2026, 11, 1}};
}

struct Carried : CrossedSite {
    std::vector<Work> works = drawn_works(60);

    Carried()
    {
        // The day of the site is 2026-11-22.
        for (std::size_t i = 0; i < works.size(); ++i) {
            works[i].start =
                i % 5 == 4 ? Value{} : Value{i % 5 == 0 ? Date{2026, 12, 1} : Date{2026, 3, 1}};
            works[i].end = i % 5 == 1 ? Value{Date{2026, 6, 1}} : Value{};
        }
        publish_works(works);
        auto communes = facts("communes", Kind::communes);
        communes.title_property = "nom";
        std::vector<Property> properties{property("commune", ValueType::text),
                                         property("nom", ValueType::text)};
        for (const char* column : {"chantiers", "chantiers_en_cours", "chantiers_longueur_m"}) {
            properties.push_back(property(column, ValueType::number));
            properties.back().from = {"chantiers"};
        }
        std::vector<Feature> rows;
        for (int i = 0; i < commune_count; ++i) {
            rows.push_back(
                {key(i), square(i), {key(i), "Commune " + std::to_string(i), 0.0, 0.0, 0.0}});
        }
        publish(communes, properties, rows);
        std::vector<Comment> comments{on("tous", {"chantiers", "", "", "", "", ""})};
        for (std::size_t i = 0; i < works.size(); ++i) {
            const std::string id = "w" + std::to_string(i);
            comments.push_back(on(id, {"chantiers", "", id, "", "", ""}));
        }
        comment(comments);
        refresh();
    }

    [[nodiscard]] bool is_active(std::size_t i) const { return i % 5 == 2 || i % 5 == 3; }
    /// The columns that a work counts in, of a commune that it lies in.
    [[nodiscard]] std::set<std::string> columns(std::size_t i, int commune) const
    {
        std::set<std::string> in;
        if (works[i].commune == commune) {
            in.insert("chantiers");
            if (is_active(i)) {
                in.insert("chantiers_en_cours");
            }
        }
        if (is_active(i) && !std::holds_alternative<std::monostate>(works[i].length)) {
            in.insert("chantiers_longueur_m");
        }
        return in;
    }
    [[nodiscard]] bool lies_in(std::size_t i, int commune) const
    {
        const auto& parts = works[i].communes;
        return works[i].commune == commune || std::ranges::any_of(parts, [&](const Part& part) {
                   return part.area == key(commune);
               });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(comment_scope, Carried)

BOOST_AUTO_TEST_CASE(a_comment_on_a_row_stands_where_the_row_went_with_the_columns_it_counts_in)
{
    const auto communes = snapshot("communes");
    std::size_t carried = 0;
    for (int place = 0; place < commune_count; ++place) {
        const CarriedComments& there = communes->comments(*communes->row_of(key(place)));
        std::set<std::string> found, expected;
        for (const CarriedComment& comment : there) {
            const auto i = static_cast<std::size_t>(std::stoul(comment.id.substr(1)));
            const std::set<std::string> in(comment.scope.columns.begin(),
                                           comment.scope.columns.end());
            BOOST_TEST_CONTEXT(comment.id << " in " << key(place))
            {
                BOOST_TEST(found.insert(comment.id).second);  // once
                BOOST_TEST(in == columns(i, place), boost::test_tools::per_element());
                BOOST_TEST(comment.scope.dataset == "chantiers");
                BOOST_TEST(comment.scope.place == "Commune " + std::to_string(works[i].commune));
                BOOST_TEST(comment.scope.is_part);  // each place has several works here
            }
        }
        for (std::size_t i = 0; i < works.size(); ++i) {
            if (lies_in(i, place) && !columns(i, place).empty()) {
                expected.insert("w" + std::to_string(i));
            }
        }
        BOOST_TEST(found == expected, boost::test_tools::per_element());
        carried += found.size();
    }
    BOOST_TEST(carried > 30U);
}

BOOST_AUTO_TEST_CASE(what_is_said_of_all_rows_is_said_of_the_whole_crossing)
{
    const auto communes = snapshot("communes");
    BOOST_REQUIRE(communes->general_comments().size() == 1U);
    const CommentScope& scope = communes->general_comments().front().scope;
    BOOST_TEST(scope.row.empty());
    BOOST_TEST(!scope.is_part);
    BOOST_TEST(scope.columns.size() == 3U);
}

BOOST_AUTO_TEST_CASE(the_only_row_of_a_place_is_the_whole_figure)
{
    publish_works({{0, {}, {}, {}, {}, Date{2026, 3, 1}, {}},
                   {1, {}, {}, {}, {}, Date{2026, 3, 1}, {}},
                   {1, {}, {}, {}, {}, Date{2026, 3, 1}, {}}});
    const auto communes = snapshot("communes");
    const auto part = [&](int place) {
        const auto& there = communes->comments(*communes->row_of(key(place)));
        BOOST_REQUIRE(!there.empty());
        return there.front().scope.is_part;
    };
    BOOST_TEST(!part(0));
    BOOST_TEST(part(1));
}

BOOST_AUTO_TEST_CASE(one_comment_stands_once_whatever_it_went_into)
{
    CarriedComments all;
    CommentScope scope;
    scope.dataset = "chantiers";
    scope.columns = {"a", "b"};
    cross::add_comment(all, CarriedComment(on("x", {}), scope));
    scope.columns = {"b", "c"};
    scope.is_part = true;
    cross::add_comment(all, CarriedComment(on("x", {}), scope));
    cross::add_comment(all, CarriedComment(on("y", {}), {}));
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].scope.columns == (std::vector<std::string>{"a", "b", "c"}),
               boost::test_tools::per_element());
    BOOST_TEST(all[0].scope.is_part);
}

BOOST_AUTO_TEST_SUITE_END()
