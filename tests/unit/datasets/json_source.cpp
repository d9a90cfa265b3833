// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_source.hpp"

#include "datasets/geojson_geometry.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

struct Record {
    std::map<std::string, std::string> cells;  ///< without those that have nothing
    geo::Geometry geometry;
    std::string problem;
    std::vector<RowIssue> issues;
};

std::vector<Record> read_json(std::string_view text, std::vector<std::string> records = {},
                              const char* name = "test.json")
{
    const ScratchFolder folder;
    SourceOptions options;
    options.file = folder.write(name, text);
    options.records = std::move(records);
    const auto source = open_source(options);
    std::vector<Record> all;
    SourceRow row;
    while (source->next(row)) {
        Record record;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i].data() != nullptr) {
                record.cells[source->columns()[i]] = row.cells[i];
            }
        }
        record.geometry = row.geometry;
        record.problem = row.geometry_problem;
        record.issues = row.issues;
        BOOST_TEST(row.line == all.size() + 1);
        all.push_back(std::move(record));
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_source)

BOOST_AUTO_TEST_CASE(numbers_keep_the_digits_of_the_file)
{
    const auto rows = read_json(R"([{"code":1234567890123456789.50e-2,"b":true,"c":null}])");

    BOOST_TEST(rows.at(0).cells.at("code") == "1234567890123456789.50e-2");
    BOOST_TEST(rows.at(0).cells.at("b") == "true");
    BOOST_TEST(rows.at(0).cells.count("c") == 0U);
}

BOOST_AUTO_TEST_CASE(nested_members_become_columns_with_dots_and_arrays_keep_their_items)
{
    const auto rows = read_json(
        R"([{"LatLng":{"lat":43.5,"lng":1.4},"voie":["rue \"A\"","\u00e9t\u00e9 \ud83d\ude00"],"n":[[1]]},{"x":1}])");

    BOOST_TEST(rows.at(0).cells.at("LatLng.lat") == "43.5");
    BOOST_TEST(rows.at(0).cells.at("voie") == "rue \"A\"\x1e"
                                              "été 😀");
    BOOST_TEST(rows.at(0).cells.at("n") == "[[1]]");
    BOOST_TEST(rows.at(1).cells.at("x") == "1");
    BOOST_TEST(rows.at(1).cells.count("voie") == 0U);
}

BOOST_AUTO_TEST_CASE(records_are_found_by_name_or_alone)
{
    BOOST_TEST(read_json(R"({"n":2,"results":[{"a":1},{"a":2}]})").size() == 2U);
    BOOST_TEST(read_json(R"({"x":[1],"d":{"rows":[{"a":1}]}})", {"d", "rows"}).size() == 1U);
    BOOST_CHECK_THROW(read_json(R"({"x":[1],"y":[2]})"), SourceError);
    BOOST_CHECK_THROW(read_json(R"({"d":{"rows":[{"a":1}]}})", {"d", "rowz"}), SourceError);
}

BOOST_AUTO_TEST_CASE(a_syntax_error_is_told_by_line_and_column)
{
    BOOST_CHECK_EXCEPTION(read_json("[\n{\"a\":1},\n{\"a\":}\n]"), SourceError,
                          [](const SourceError& error) {
                              const std::string_view text(error.what());
                              return text.find("ligne 3, colonne 6") != std::string_view::npos;
                          });
}

BOOST_AUTO_TEST_CASE(nesting_of_two_hundred_thousand_brackets_is_no_crash)
{
    const std::string open(200'000, '[');
    const std::string close(200'000, ']');

    BOOST_CHECK_THROW(read_json(open), SourceError);
    BOOST_TEST(read_json("[{\"a\":" + open + close + "}]").at(0).cells.at("a").size() == 400'000U);
    std::string objects;
    for (int i = 0; i < 100'000; ++i) {
        objects += "{\"a\":";
    }
    BOOST_TEST(read_json("[" + objects + "1" + std::string(100'000, '}') + "]").size() == 1U);
    BOOST_TEST(!parse_geojson_geometry(open).problem.empty());
    BOOST_TEST(!parse_geojson_geometry(R"({"type":"Polygon","coordinates":)" + open + close + "}")
                    .problem.empty());
}

BOOST_AUTO_TEST_CASE(a_zero_that_our_json_parser_cannot_read_is_refused_and_no_other_number_is)
{
    const auto problem_of = [](const std::string& number) {
        return parse_geojson_geometry(R"({"type":"Point","coordinates":[)" + number + ",49]}")
            .problem;
    };
    for (const char* number : {"0e111", "0.00E-9", "-0e5", "0.0000000000000000000000000"}) {
        BOOST_TEST(!problem_of(number).empty(), number);
    }
    for (const char* number : {"0", "0.0", "-0.000000", "10e0", "1e05", "100.500",
                               "0.00000000000000000000001", "1.20000000000000000000000"}) {
        BOOST_TEST(problem_of(number) == "", number);
    }
}

BOOST_AUTO_TEST_CASE(a_record_that_is_no_object_is_refused_alone)
{
    const auto rows = read_json(R"([{"a":1},7,{"a":2}])");

    BOOST_TEST(rows.size() == 3U);
    BOOST_TEST(rows.at(1).issues.at(0).code == "row_not_object");
    BOOST_TEST(rows.at(2).cells.at("a") == "2");
}

BOOST_AUTO_TEST_CASE(features_give_their_properties_id_and_geometry)
{
    const auto rows = read_json(
        R"({"type":"FeatureCollection","features":[
            {"type":"Feature","id":"f.1","geometry":{"type":"Point","coordinates":[1.5,43.5,120]},"properties":{"nom":"A"}},
            {"type":"Feature","id":2,"geometry":null,"properties":{"nom":"B"}},
            {"type":"Feature","id":3,"geometry":{"type":"LineString","coordinates":[[1,2]]},"properties":{}}]})",
        {}, "test.geojson");

    BOOST_TEST(rows.at(0).cells.at("id") == "f.1");
    BOOST_TEST(rows.at(0).cells.at("nom") == "A");
    BOOST_TEST((rows.at(0).geometry == geo::Geometry{geo::Point{{1.5, 43.5}}}));
    BOOST_TEST(geo::is_empty(rows.at(1).geometry));
    BOOST_TEST(rows.at(1).problem.empty());
    BOOST_TEST(!rows.at(2).problem.empty());
}

BOOST_AUTO_TEST_SUITE_END()
