// SPDX-License-Identifier: EUPL-1.2
#include "geo/error.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"

#include "datasets/source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <map>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

const std::filesystem::path two =
    std::filesystem::path(PARVIS_SOURCE_DIR) / "tests/fuzz/corpus/datex2/two.xml";

struct Read {
    std::map<std::string, std::string> cells;
    geo::Geometry geometry;
    std::uint64_t number = 0;
};

std::vector<Read> read(const std::filesystem::path& file)
{
    SourceOptions options;
    options.file = file;
    const auto source = open_source(options);
    std::vector<Read> rows;
    SourceRow row;
    while (source->next(row)) {
        Read one{{}, row.geometry, row.line};
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i].data() != nullptr) {
                one.cells[source->columns()[i]] = row.cells[i];
            }
        }
        rows.push_back(std::move(one));
    }
    return rows;
}

/// What a text that cannot be read is refused with.
std::string refusal(const ScratchFolder& folder, const std::string& text)
{
    try {
        static_cast<void>(read(folder.write("a.xml", text)));
    } catch (const SourceError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(datex2_source)

BOOST_AUTO_TEST_CASE(each_situation_record_is_a_row_with_its_situation)
{
    const auto rows = read(two);
    BOOST_TEST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[1].number == 2U);
    const auto& cells = rows[0].cells;
    const auto is = [&](const char* name, const char* text) {
        const auto found = cells.find(name);
        BOOST_TEST_REQUIRE((found != cells.end()), name);
        BOOST_TEST(found->second == text, name << " is " << found->second);
    };
    is("situation.@id", "S1");
    is("@id", "R1");
    is("@version", "2");
    is("@type", "MaintenanceWorks");
    is("source.sourceName", "Voirie\x1eTiefbau");
    is("validity.validityStatus", "active");
    is("validity.validityTimeSpecification.overallStartTime", "2026-06-01T08:00:00+02:00");
    is("generalPublicComment.description", "Eau & gaz");
    BOOST_TEST(!cells.contains("validity.validityTimeSpecification.overallEndTime"));
    BOOST_TEST((rows[0].geometry == geo::Geometry(geo::Line{{{1.09, 49.44}, {1.1, 49.45}}})));
    BOOST_TEST((rows[1].geometry == geo::Geometry(geo::Point{{1.1, 49.4}})));
    BOOST_TEST(rows[1].cells.at("situation.@id") == "S1");
    BOOST_TEST(rows[2].cells.at("situation.@id") == "S2");
    BOOST_TEST(
        (rows[2].geometry == geo::Geometry(geo::Polygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}})));
}

// Whatever lies between two blocks that are read is one text.
BOOST_AUTO_TEST_CASE(records_are_the_same_wherever_a_block_ends)
{
    std::ifstream in(two);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::size_t at = text.find("<s:situation ");
    const auto whole = read(two);
    const ScratchFolder folder;
    for (const std::size_t shift : {1U, 700U, 1500U, 2300U}) {
        const auto moved = read(folder.write(
            "b.xml", text.substr(0, at) + std::string((std::size_t{256} << 10U) - shift, ' ') +
                         text.substr(at)));
        BOOST_TEST_REQUIRE(moved.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            BOOST_TEST((moved[i].cells == whole[i].cells));
            BOOST_TEST((moved[i].geometry == whole[i].geometry));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused_with_the_place_and_the_reason)
{
    const ScratchFolder folder;
    const auto says = [&](const std::string& text, const std::string& words) {
        const std::string said = refusal(folder, text);
        BOOST_TEST(said.find(words) != std::string::npos, "« " << said << " » lacks " << words);
    };
    says("<a>\n<b></a>", "ligne 2, colonne 6");
    says("a;b\n1;2\n", "XML bien formé");
    says("<rss><item/></rss>", "dont la racine est « rss »");
    // A thousand million laughs are not even begun.
    says("<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a><situationRecord id=\"&x;\"/></a>", "DOCTYPE");
    std::string deep = "<a><situationRecord>";
    for (int i = 0; i < 100; ++i) {
        deep += "<b>";
    }
    says(deep, "l’un dans l’autre");
    std::string many = "<a><situationRecord>";
    for (int i = 0; i < 2500; ++i) {
        many += "<e" + std::to_string(i) + ">1</e" + std::to_string(i) + ">";
    }
    says(many + "</situationRecord></a>", "de noms différents");
}

BOOST_AUTO_TEST_CASE(positions_that_are_none_are_said_of_their_row_alone)
{
    const ScratchFolder folder;
    SourceOptions options;
    options.file = folder.write(
        "c.xml", "<a><situationRecord id=\"1\"><gmlLineString><posList>1 2 3</posList>"
                 "</gmlLineString></situationRecord><situationRecord id=\"2\"><pointCoordinates>"
                 "<latitude>x</latitude></pointCoordinates></situationRecord></a>");
    const auto source = open_source(options);
    SourceRow row;
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST_REQUIRE(source->next(row));
        BOOST_TEST(!row.geometry_problem.empty());
        BOOST_TEST(geo::is_empty(row.geometry));
    }
    BOOST_TEST(!source->next(row));
}

// GML 3.2.1, 10.1.4.1: srsName and srsDimension hold for what is within; EPSG's 4326 has the
// latitude first, CRS84 the longitude.
BOOST_AUTO_TEST_CASE(positions_are_read_in_the_system_and_dimensions_that_they_name)
{
    const ScratchFolder folder;
    const auto line = [&](const std::string& outer, const std::string& inner,
                          const std::string& list) {
        SourceOptions options;
        options.file = folder.write(
            "g.xml", "<a><situationRecord id=\"1\"><gmlLineString " + outer + "><posList " + inner +
                         ">" + list + "</posList></gmlLineString></situationRecord></a>");
        SourceRow row;
        BOOST_TEST_REQUIRE(open_source(options)->next(row));
        return std::pair(row.geometry, std::string(row.geometry_problem));
    };
    const geo::Geometry wanted = geo::Line{{{1.09, 49.44}, {1.1, 49.45}}};
    const std::string pairs = "49.44 1.09 49.45 1.1", turned = "1.09 49.44 1.1 49.45";
    const std::string high = "49.44 1.09 30 49.45 1.1 31";
    for (const char* system : {"EPSG:4326", "urn:ogc:def:crs:EPSG::4326",
                               "http://www.opengis.net/def/crs/EPSG/0/4326"}) {
        const std::string says = std::string("srsName=\"") + system + "\"";
        BOOST_TEST((line(says, "", pairs).first == wanted), system);
        BOOST_TEST((line("", says, pairs).first == wanted), system);
        BOOST_TEST((line(says, "srsDimension=\"3\"", high).first == wanted), system);
    }
    for (const char* system : {"CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
                               "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}) {
        const std::string says = std::string("srsName=\"") + system + "\"";
        BOOST_TEST((line(says, "srsDimension=\"2\"", turned).first == wanted), system);
        BOOST_TEST((line("srsName=\"EPSG:4326\"", says, turned).first == wanted), "the innermost");
    }
    // Six numbers are three pairs as well: they must not be read as such.
    BOOST_TEST((line("srsDimension=\"3\"", "", high).first == wanted));
    const auto refused = [&](const std::string& says, const std::string& list,
                             const std::string& words) {
        const auto [geometry, problem] = line(says, "", list);
        BOOST_TEST(geo::is_empty(geometry), says);
        BOOST_TEST(problem.find(words) != std::string::npos, says << ": " << problem);
    };
    refused("srsName=\"EPSG:2154\"", "560000 6900000 560010 6900010", "EPSG:2154");
    refused("srsName=\"EPSG:4326 \u00e9" + std::string(5000, 'x') + "\"", pairs, "EPSG:4326");
    refused("srsDimension=\"4\"", "1 2 3 4 1 2 3 4", "4");
    refused("srsDimension=\"x\"", pairs, "x");
    refused("srsDimension=\"3\"", pairs, "hauteur");
}

// What is held of a record is bounded, whatever it is made of.
BOOST_AUTO_TEST_CASE(a_record_of_attributes_or_of_empty_names_is_bounded_too)
{
    const ScratchFolder folder;
    const std::string big(std::size_t{9} << 20U, 'x');
    const std::string open = "<a><situationRecord id=\"1\">", close = "</situationRecord></a>";
    const auto names_the_size = [&](const std::string& text) {
        const std::string said = refusal(folder, text);
        BOOST_TEST(said.find("plus de 8 Mo") != std::string::npos, said.substr(0, 200));
    };
    names_the_size("<a><situationRecord id=\"" + big + "\">" + close);
    names_the_size(open + "<b id=\"" + big + "\"/>" + close);
    names_the_size(open + "<" + big + "/>" + close);
    const std::string name(200, 'n');
    std::string many = open;
    for (int i = 0; i < 60'000; ++i) {
        many += "<" + name + ">1</" + name + ">";
    }
    names_the_size(many + close);
}

BOOST_AUTO_TEST_SUITE_END()
