// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/comment_check.hpp"
#include "publish/comment_writing.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

// A site on whose figures comments are written, and who writes them: for the tests of comments.
namespace parvis::test::comments {

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using Refused = CommentRefusal::Kind;

inline Property property(const std::string& name, ValueType type, bool derived = false)
{
    Property made;
    made.name = name;
    made.type = type;
    made.label = {{"fr", "Le " + name}};
    made.derived = derived;
    return made;
}

/// Figures of two communes: what a pool costs.
struct Written : parvis::test::SmallSite {
    Register reg{site().data()};
    bool needs_approval = false;

    Written() { figures(5, 8); }

    static DatasetFacts essai()
    {
        DatasetFacts facts;
        facts.id = "essai";
        facts.title = {{"fr", "Essai"}};
        facts.row = {{"fr", "une piscine"}};
        facts.key = {"code"};
        return facts;
    }
    void figures(double first, double second)
    {
        const std::vector<Property> columns{
            property("code", ValueType::text), property("cout", ValueType::number),
            property("nom", ValueType::text), property("commune", ValueType::text, true)};
        publish(essai(), columns,
                {Feature{"a", {}, {"a", first, "Bleue", "FR_1"}},
                 Feature{"b", {}, {"b", second, "Verte", "FR_2"}}});
        refresh();
    }
    CommentWriting writing()
    {
        return {reg,
                [this](const std::string& id) { return store().current()->find(id); },
                {"essai"},
                needs_approval,
                Date{2026, 11, 30}};
    }
    CommentResult add(const CommentAsked& asked, const CommentWriter& writer)
    {
        return writing().add(asked, writer, "c-1");
    }
    void review()
    {
        refresh();
        static_cast<void>(review_comments(reg));
    }
};

inline CommentAsked asked(CommentTarget target, const std::string& text = "Parce que.")
{
    CommentAsked made;
    made.target = std::move(target);
    made.text = {{"fr", text}};
    return made;
}

inline CommentWriter keeper()
{
    CommentWriter writer;
    writer.name = "Sports";
    writer.way = "command";
    return writer;
}

inline CommentWriter contributor(std::vector<std::string> datasets,
                                 std::vector<std::string> communes)
{
    CommentWriter writer = keeper();
    writer.token = "0123456789ab";
    writer.way = "api";
    writer.publishes = false;
    writer.datasets = std::move(datasets);
    writer.communes = std::move(communes);
    return writer;
}

inline const CommentRefusal& refusal(const CommentResult& result)
{
    BOOST_REQUIRE(std::holds_alternative<CommentRefusal>(result));
    return std::get<CommentRefusal>(result);
}

inline bool says(const CommentResult& result, Refused kind, const std::string& words)
{
    const auto& refused = refusal(result);
    BOOST_TEST_CONTEXT(refused.sentence)
    {
        BOOST_TEST((refused.kind == kind));
        BOOST_TEST(refused.sentence.find(words) != std::string::npos);
    }
    return refused.kind == kind;
}

inline const CommentTarget cell{"essai", "cout", "a", "", "", ""};

}  // namespace parvis::test::comments
