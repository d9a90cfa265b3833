// SPDX-License-Identifier: EUPL-1.2
// CQL2 as text and as JSON: the same expressions, and faults that say where.
#include "publish/cql2/json.hpp"
#include "publish/cql2/text.hpp"
#include "tests/unit/publish/drawn_expression.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::publish::cql2;

namespace {

Expression text(std::string_view source)
{
    auto read = read_text(source);
    if (const auto* fault = std::get_if<Fault>(&read)) {
        BOOST_FAIL(std::string(source) + " : " + sentence(*fault, source));
    }
    return std::get<Expression>(std::move(read));
}

Expression json(std::string_view source)
{
    auto read = read_json(source);
    if (const auto* fault = std::get_if<Fault>(&read)) {
        BOOST_FAIL(std::string(source) + " : " + sentence(*fault, source));
    }
    return std::get<Expression>(std::move(read));
}

std::string fault_of_text(std::string_view source)
{
    const auto read = read_text(source);
    const auto* fault = std::get_if<Fault>(&read);
    return fault == nullptr ? "" : sentence(*fault, source);
}

std::string fault_of_json(std::string_view source)
{
    const auto read = read_json(source);
    const auto* fault = std::get_if<Fault>(&read);
    return fault == nullptr ? "" : sentence(*fault, source);
}

void check_fault(const std::string& given, std::string_view words)
{
    BOOST_TEST((given.find(words) != std::string::npos), given << " lacks " << words);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cql2_expression)

BOOST_AUTO_TEST_CASE(text_and_json_say_the_same)
{
    const std::pair<const char*, const char*> same[]{
        {"a = 1 AND b <> 'x' OR NOT c IS NULL",
         R"({"op":"or","args":[{"op":"and","args":[{"op":"=","args":[{"property":"a"},1]},)"
         R"({"op":"<>","args":[{"property":"b"},"x"]}]},{"op":"not","args":[)"
         R"({"op":"isNull","args":[{"property":"c"}]}]}]})"},
        {"a not between 1 and 2",
         R"({"op":"not","args":[{"op":"between","args":[{"property":"a"},1,2]}]})"},
        {"a NOT IN ('x','it''s','l\\'un')",
         R"({"op":"not","args":[{"op":"in","args":[{"property":"a"},["x","it's","l'un"]]}]})"},
        {"casei(a) like casei('B%')",
         R"({"op":"like","args":[{"op":"casei","args":[{"property":"a"}]},)"
         R"({"op":"casei","args":["B%"]}]})"},
        {"1 - 2 - a * 3 ^ 2 = -b",
         R"({"op":"=","args":[{"op":"-","args":[{"op":"-","args":[1,2]},{"op":"*","args":[)"
         R"({"property":"a"},{"op":"^","args":[3,2]}]}]},{"op":"*","args":[-1,{"property":"b"}]}]})"},
        {"\"date\" >= DATE('2026-11-22')",
         R"({"op":">=","args":[{"property":"date"},{"date":"2026-11-22"}]})"},
        {"t_during(a, interval('..', '2026-11-22T08:00:00.25Z'))",
         R"({"op":"t_during","args":[{"property":"a"},{"interval":["..","2026-11-22T08:00:00.25Z"]}]})"},
        {"A_CONTAINS(l, ('a', (1), ()))",
         R"({"op":"a_contains","args":[{"property":"l"},["a",[1],[]]]})"},
        {"S_INTERSECTS(geom, BBOX(1, 2, 3, 4))",
         R"({"op":"s_intersects","args":[{"property":"geom"},{"bbox":[1,2,3,4]}]})"},
        {"S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(1 2), POLYGON((0 0, 1 0, 1 1, 0 0))))",
         R"({"op":"s_within","args":[{"property":"geom"},{"type":"GeometryCollection","geometries":[)"
         R"({"type":"Point","coordinates":[1,2]},)"
         R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}]})"},
        {"S_DWITHIN(geom, feature('poles', 'p2'), 300)",
         R"({"op":"S_DWITHIN","args":[{"property":"geom"},{"op":"feature","args":["poles","p2"]},300]})"},
    };
    for (const auto& [as_text, as_json] : same) {
        BOOST_TEST((text(as_text) == json(as_json)), as_text);
        BOOST_TEST(write_json(text(as_text)) == as_json);
        BOOST_TEST((text(write_text(text(as_text))) == text(as_text)), write_text(text(as_text)));
    }
}

BOOST_AUTO_TEST_CASE(what_is_drawn_at_random_is_itself_again)
{
    std::mt19937 random(20261122);
    std::size_t deepest = 0;
    for (int i = 0; i < 4000; ++i) {
        const auto drawn = test::drawn_condition(random, 5);
        deepest = std::max(deepest, drawn.depth);
        const auto as_text = write_text(drawn);
        const auto as_json = write_json(drawn);
        BOOST_REQUIRE_MESSAGE((text(as_text) == drawn), as_text << "\n" << as_json);
        BOOST_REQUIRE_MESSAGE((json(as_json) == drawn), as_json);
        BOOST_REQUIRE(write_text(json(as_json)) == as_text);
        BOOST_REQUIRE(write_json(text(as_text)) == as_json);
    }
    BOOST_TEST(deepest >= 6U);
}

BOOST_AUTO_TEST_CASE(a_fault_says_where_and_what_was_expected)
{
    check_fault(fault_of_text(""), "à la position 1 (à la fin) : une propriété");
    check_fault(fault_of_text("a = "), "à la position 5 (à la fin)");
    check_fault(fault_of_text("été = 'x' et b = 1"),
                "à la position 11 (devant « et b = 1 ») : « and », « or » ou la fin était attendu");
    check_fault(fault_of_text("a = 'x"),
                "à la position 5 (devant « 'x ») : ce texte n'est pas fermé");
    check_fault(fault_of_text("a in 1"), "« ( » était attendu après « in »");
    check_fault(fault_of_text("a not 1"), "« in », « like » ou « between »");
    check_fault(fault_of_text("a between 1 or 2"), "« and » était attendu");
    check_fault(fault_of_text("a = DATE('2026-13-01')"), "un jour tel que '2026-11-22'");
    check_fault(fault_of_text("s_within(geom, POINT(1))"), "un nombre était attendu");
    check_fault(fault_of_text("s_within(geom, POLYGON((0 0, 1 0, 1 1, 0 1)))"), "n'est pas fermé");
    check_fault(fault_of_text("s_within(geom)"), "s_within attend deux arguments");
    check_fault(fault_of_text("a = 1e999"), "trop grand");
    check_fault(fault_of_text("t_during((a, b), c)"), "« ) » était attendu");
    check_fault(fault_of_json(R"({"op":"s_;x","args":[]})"), "le nom d'une fonction");
    check_fault(fault_of_json(R"({"op":"Date","args":["x"]})"), "le nom d'une fonction");
    check_fault(fault_of_text("a = 12x"), "un nombre suivi d'une espace");
    check_fault(fault_of_text("a = '\xff'"), "n'est pas de l'UTF-8");
    check_fault(fault_of_text(std::string(100000, '(')), "trop de parenthèses");
    check_fault(fault_of_text("a = " + std::string(100000, '-') + "1"), "était attendue");
    std::string long_sum = "a = 1";
    for (int i = 0; i < 20000; ++i) {
        long_sum += "+1";
    }
    check_fault(fault_of_text(long_sum), "l'une dans l'autre");
    std::string nots;
    for (int i = 0; i < 20000; ++i) {
        nots += "not ";
    }
    check_fault(fault_of_text(nots + "a = 1"), "trop de « not »");
    check_fault(fault_of_text("f(" + std::string(50000, '(')), "trop de parenthèses");
    std::string many = "a in (1";
    for (int i = 0; i < 20000; ++i) {
        many += ",1";
    }
    check_fault(fault_of_text(many + ")"), "plus de 4000 éléments");
    check_fault(fault_of_text(std::string(200000, ' ')), "dépasse");

    check_fault(fault_of_json("{"), "ce n'est pas du JSON");
    check_fault(fault_of_json("{\"op\":\"t_after\xf1\xf1"), "n'est pas de l'UTF-8");
    check_fault(fault_of_json(R"({"op":"=","args":[{"property":"a"},"\ude00"]})"),
                "demi-caractère");
    check_fault(fault_of_json(R"({"op":"=","args":[{"property":"\ud83d\u0041"},"b"]})"),
                "demi-caractère");
    BOOST_TEST((json(R"({"op":"=","args":[{"property":"a"},"\\ude00\ud83d\ude00"]})") ==
                text("a = '\\ude00😀'")));
    check_fault(fault_of_json(R"({"op":"=","args":[1e-999,0]})"), "trop grand ou trop petit");
    BOOST_TEST((json(R"({"op":"=","args":[0E55,-0.5e1]})") == text("0 = -5")));
    check_fault(fault_of_json("null"), "null n'a pas sa place");
    check_fault(fault_of_json(R"({"op":"and","args":[true]})"), "au moins deux arguments");
    check_fault(fault_of_json(R"({"op":"=","args":[{"property":"a"},{"date":"hier"}]})"),
                "à la position 44 (devant « \"hier\"}]} ») : un jour tel que");
    check_fault(fault_of_json(R"({"op":"=","args":[1,[2]]})"), "à la position 21");
    check_fault(fault_of_json(R"({"op":"in","args":[1,2]})"), "attend une liste");
    check_fault(fault_of_json(R"({"opp":"in"})"), "était attendu");
    check_fault(fault_of_json(std::string(200000, '[')), "dépasse");
    check_fault(fault_of_json(std::string(100000, '[')), "l'une dans l'autre");
}

BOOST_AUTO_TEST_SUITE_END()
