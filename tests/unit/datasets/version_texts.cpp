// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version.hpp"
#include "tests/unit/datasets/parsed_json.hpp"

#include "datasets/register.hpp"
#include "scratch_folder.hpp"
#include "trial_version.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::manifest_of;
using parvis::test::properties;
using parvis::test::ScratchFolder;

using parvis::test::parsed;
using parvis::test::text_of;

namespace {

class RandomRows {
public:
    explicit RandomRows(std::uint32_t seed) : m_random(seed) {}

    Feature next()
    {
        Feature feature;
        feature.id = "r" + std::to_string(++m_number);
        feature.geometry = geometry();
        for (const Property& property : properties()) {
            feature.values.push_back(pick(5) == 0 ? Value{} : value(property.type));
        }
        return feature;
    }

private:
    std::uint32_t pick(std::uint32_t below)
    {
        return static_cast<std::uint32_t>(m_random() % below);
    }

    std::string text()
    {
        static const std::vector<std::string> pieces{
            "a", "Rue ", ",",  "\"", "\n",   "\r\n",      ";",    " ",    "é",        "’",
            "𝄞", "\\",   "\t", "0",  "=1+1", "</script>", "\x01", "\x7f", "{\"a\":1}"};
        std::string text;
        for (std::uint32_t left = pick(6); left > 0; --left) {
            text += pieces[pick(static_cast<std::uint32_t>(pieces.size()))];
        }
        return text;
    }

    Value value(ValueType type)
    {
        switch (type) {
        case ValueType::boolean:
            return pick(2) == 0;
        case ValueType::integer:
            return static_cast<std::int64_t>(m_random());
        case ValueType::number:
            return std::ldexp(static_cast<double>(pick(1U << 31U)),
                              static_cast<int>(pick(80)) - 60);
        case ValueType::text:
            return text();
        case ValueType::date:
            return date_of_days(static_cast<std::int32_t>(pick(60'000)) - 10'000);
        case ValueType::instant:
            return Instant{static_cast<std::int64_t>(pick(4'000'000'000))};
        case ValueType::list:
            return std::vector<std::string>{text(), text()};
        case ValueType::parts:
            return std::vector<Part>{{"FR_76540", 0.6213}, {"FR_76498", 0.3787}};
        }
        return {};
    }

    geo::LonLat position()
    {
        const auto degrees = [&](std::uint32_t most) {
            return (static_cast<double>(pick(2 * most * 10'000)) - most * 10'000.0) / 1e4;
        };
        return {degrees(180), degrees(90)};
    }

    geo::Geometry geometry()
    {
        const auto a = position();
        const auto b = position();
        const geo::Ring ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}};
        switch (pick(7)) {
        case 0:
            return geo::Point{a};
        case 1:
            return geo::MultiPoint{{a, b}};
        case 2:
            return geo::Line{{a, b}};
        case 3:
            return geo::MultiLine{{{a, b}, {b, a}}};
        case 4:
            return geo::Polygon{{ring}};
        case 5:
            return geo::MultiPolygon{{geo::Polygon{{ring}}, geo::Polygon{{ring}}}};
        default:
            return {};
        }
    }

    std::mt19937_64 m_random;
    int m_number = 0;
};

void check_value(const rapidjson::Value& json, const Value& value)
{
    if (std::holds_alternative<std::monostate>(value)) {
        BOOST_TEST(json.IsNull());
    } else if (const auto* flag = std::get_if<bool>(&value)) {
        BOOST_TEST(json.GetBool() == *flag);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        BOOST_TEST(json.GetInt64() == *integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
        BOOST_TEST(json.GetDouble() == *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        BOOST_TEST(text_of(json) == *text);
    } else if (const auto* date = std::get_if<Date>(&value)) {
        BOOST_TEST((parse_date(text_of(json)) == *date));
    } else if (const auto* instant = std::get_if<Instant>(&value)) {
        BOOST_TEST((parse_instant(text_of(json)) == *instant));
    } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        BOOST_REQUIRE(json.Size() == list->size());
        for (rapidjson::SizeType i = 0; i < json.Size(); ++i) {
            BOOST_TEST(text_of(json[i]) == (*list)[i]);
        }
    } else {
        const auto& parts = std::get<std::vector<Part>>(value);
        BOOST_REQUIRE(json.Size() == parts.size());
        for (rapidjson::SizeType i = 0; i < json.Size(); ++i) {
            BOOST_TEST(text_of(json[i]["area"]) == parts[i].area);
            BOOST_TEST(json[i]["share"].GetDouble() == parts[i].share);
        }
    }
}

/// RFC 4180, as far as a table of Parvis needs it: the independent reader.
std::vector<std::vector<std::string>> csv_rows(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            rows.back().back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            rows.back().emplace_back();
        } else if (!quoted && c == '\n') {
            rows.push_back({""});
        } else {
            rows.back().back() += c;
        }
    }
    rows.pop_back();
    return rows;
}

std::string joined(const Value& value)
{
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        return (*list)[0] + "; " + (*list)[1];
    }
    if (std::holds_alternative<std::vector<Part>>(value)) {
        return "FR_76540 0.6213; FR_76498 0.3787";
    }
    return std::get<std::string>(value);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(version_texts)

BOOST_AUTO_TEST_CASE(geojson_decodes_to_the_values_it_was_made_of)
{
    RandomRows rows(11);
    for (int i = 0; i < 3'000; ++i) {
        const Feature feature = rows.next();
        std::string line;
        append_geojson(line, feature, properties());

        BOOST_TEST(line.find('\n') == std::string::npos);
        const auto json = parsed(line);
        BOOST_TEST(text_of(json["type"]) == "Feature");
        BOOST_TEST(text_of(json["id"]) == feature.id);
        if (geo::is_empty(feature.geometry)) {
            BOOST_TEST(json["geometry"].IsNull());
        } else {
            BOOST_TEST(text_of(json["geometry"]["type"]) == geo::type_name(feature.geometry));
        }
        if (const auto* line_string = std::get_if<geo::Line>(&feature.geometry)) {
            const auto& coordinates = json["geometry"]["coordinates"];
            for (rapidjson::SizeType p = 0; p < coordinates.Size(); ++p) {
                BOOST_TEST(coordinates[p][0].GetDouble() == line_string->line[p].lon);
                BOOST_TEST(coordinates[p][1].GetDouble() == line_string->line[p].lat);
            }
        }
        const auto members = json["properties"].GetObject();
        BOOST_REQUIRE(members.MemberCount() == properties().size());
        std::size_t at = 0;
        for (const auto& member : members) {
            BOOST_TEST(text_of(member.name) == properties()[at].name);
            check_value(member.value, feature.values[at++]);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_table_reads_back_to_the_same_cells)
{
    const ScratchFolder data;
    Register reg(data.path());
    std::vector<Feature> features;
    {
        VersionWriter writer(data.path(), "essai", properties());
        RandomRows rows(12);
        for (int i = 0; i < 1'000; ++i) {
            features.push_back(rows.next());
            writer.write(features.back());
        }
        Manifest manifest = manifest_of(1'000);
        BOOST_TEST(writer.commit(manifest, reg).value() == 1U);
    }

    const auto table =
        csv_rows(test::content_of(version_folder(data.path(), "essai", 1) / "table.csv"));

    BOOST_REQUIRE_EQUAL(table.size(), 1'001U);
    const std::vector<std::string> header{"id",
                                          "ouvert",
                                          "annee",
                                          "cout_eur",
                                          "nom",
                                          "debut",
                                          "fin",
                                          "vu",
                                          "communes_desservies",
                                          "communes_parts",
                                          "lon",
                                          "lat",
                                          "wkt"};
    BOOST_TEST(table[0] == header, boost::test_tools::per_element());
    for (std::size_t i = 0; i < features.size(); ++i) {
        const auto& cells = table[i + 1];
        BOOST_REQUIRE_EQUAL(cells.size(), header.size());
        BOOST_TEST(cells[0] == features[i].id);
        for (std::size_t p = 0; p < properties().size(); ++p) {
            const Value& value = features[i].values[p];
            const std::string& cell = cells[p + 1];
            if (std::holds_alternative<std::monostate>(value)) {
                BOOST_TEST(cell == "");
            } else if (const auto* number = std::get_if<double>(&value)) {
                BOOST_TEST(std::strtod(cell.c_str(), nullptr) == *number);
            } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
                BOOST_TEST(cell == std::to_string(*integer));
            } else if (const auto* date = std::get_if<Date>(&value)) {
                BOOST_TEST(cell == to_text(*date));
            } else if (const auto* instant = std::get_if<Instant>(&value)) {
                BOOST_TEST(cell == to_text(*instant));
            } else if (const auto* flag = std::get_if<bool>(&value)) {
                BOOST_TEST(cell == (*flag ? "true" : "false"));
            } else {
                BOOST_TEST(cell == joined(value));
            }
        }
        BOOST_TEST(cells.back().empty() == geo::is_empty(features[i].geometry));
        BOOST_TEST(cells[10].empty() == geo::is_empty(features[i].geometry));
    }
}

BOOST_AUTO_TEST_CASE(geometry_stands_in_the_table_as_wkt)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", {});
    const geo::Ring outer{{0, 0}, {4, 0}, {4, 4}, {0, 0}};
    const geo::Ring hole{{1, 0.5}, {2, 1}, {2, 0.5}, {1, 0.5}};
    writer.write(Feature{"a", geo::Point{{1.5, 2}}, {}});
    writer.write(Feature{"b", geo::MultiLine{{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}}}}, {}});
    writer.write(Feature{"c", geo::Polygon{{outer, hole}}, {}});
    Manifest manifest = manifest_of(3);
    static_cast<void>(writer.commit(manifest, reg));

    const auto table =
        csv_rows(test::content_of(version_folder(data.path(), "essai", 1) / "table.csv"));

    BOOST_TEST(table[1].back() == "POINT (1.5 2)");
    BOOST_TEST(table[2].back() == "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))");
    BOOST_TEST(table[3].back() == "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 1, 2 0.5, 1 0.5))");
}

BOOST_AUTO_TEST_CASE(a_column_of_parvis_makes_way_for_a_property_of_that_name)
{
    const ScratchFolder data;
    Register reg(data.path());
    Property lon;
    lon.name = "lon";
    VersionWriter writer(data.path(), "essai", {lon});
    Manifest manifest = manifest_of(0);
    static_cast<void>(writer.commit(manifest, reg));

    BOOST_TEST(test::content_of(version_folder(data.path(), "essai", 1) / "table.csv") ==
               "id,lon,lon_,lat,wkt\n");
}

BOOST_AUTO_TEST_CASE(issues_are_written_with_their_words)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", properties());
    writer.write(RowIssue{12, Severity::rejected, "date_invalid", "début", "32/01, \"x\"", "CH-1",
                          "Corrigez."});
    Manifest manifest = manifest_of(0);
    manifest.counts.read = manifest.counts.rejected = 1;
    static_cast<void>(writer.commit(manifest, reg));

    const auto issues =
        csv_rows(test::content_of(version_folder(data.path(), "essai", 1) / "issues.csv"));
    const std::vector<std::string> expected{"12",           "rejected", "date_invalid", "début",
                                            "32/01, \"x\"", "CH-1",     "Corrigez."};
    BOOST_TEST(issues.at(1) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
