// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version.hpp"

#include "datasets/register.hpp"
#include "datasets/sha256.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

const std::vector<Property>& properties()
{
    static const std::vector<Property> all = [] {
        std::vector<Property> list;
        for (const auto& [name, type] :
             {std::pair("ouvert", ValueType::boolean), std::pair("annee", ValueType::integer),
              std::pair("cout_eur", ValueType::number), std::pair("nom", ValueType::text),
              std::pair("debut", ValueType::date), std::pair("fin", ValueType::date),
              std::pair("vu", ValueType::instant),
              std::pair("communes_desservies", ValueType::list),
              std::pair("communes_parts", ValueType::parts)}) {
            Property property;
            property.name = name;
            property.type = type;
            list.push_back(property);
        }
        return list;
    }();
    return all;
}

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

Manifest manifest_of(std::uint64_t rows, const std::string& source = "a")
{
    Manifest manifest;
    manifest.facts.id = "essai";
    manifest.facts.start_property = "debut";
    manifest.facts.end_property = "fin";
    manifest.source.sha256 = source;
    manifest.counts.read = manifest.counts.kept = rows;
    return manifest;
}

Feature row(const std::string& id, Value start = {}, Value end = {})
{
    return {id,
            geo::Point{{1.5, 43.6}},
            {{}, {}, {}, id, std::move(start), std::move(end), {}, {}, {}}};
}

std::optional<std::uint32_t> publish(const fs::path& data, Register& reg, std::uint64_t rows,
                                     const std::string& source = "a")
{
    VersionWriter writer(data, "essai", properties());
    for (std::uint64_t i = 0; i < rows; ++i) {
        writer.write(row("p" + std::to_string(i)));
    }
    Manifest manifest = manifest_of(rows, source);
    return writer.commit(manifest, reg);
}

rapidjson::Document parsed(const std::string& json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(
        json.data(), json.size());
    BOOST_REQUIRE_MESSAGE(!document.HasParseError(), "not JSON: " << json);
    return document;
}

std::string text_of(const rapidjson::Value& value)
{
    return {value.GetString(), value.GetStringLength()};
}

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

std::size_t entries_in(const fs::path& folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(version)

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
    BOOST_TEST(table[2].back() == "MULTILINESTRING ((0 0,1 1),(2 2,3 3))");
    BOOST_TEST(table[3].back() == "POLYGON ((0 0,4 0,4 4,0 0),(1 0.5,2 1,2 0.5,1 0.5))");
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

BOOST_AUTO_TEST_CASE(the_manifest_tells_extent_interval_files_and_sums)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", properties());
    writer.write(row("a", Date{2014, 3, 1}, Date{2014, 5, 1}));
    writer.write(row("b", Date{2014, 1, 1}, Date{2014, 2, 1}));
    writer.write(row("c"));
    Manifest manifest = manifest_of(3);
    BOOST_TEST(writer.commit(manifest, reg).value() == 1U);

    const fs::path folder = version_folder(data.path(), "essai", 1);
    const Manifest stored = read_manifest(folder / "manifest.json");
    BOOST_TEST(to_json(stored) == to_json(manifest));
    BOOST_TEST(stored.interval_start == "2014-01-01");
    BOOST_TEST(stored.interval_end == "2014-05-01");
    BOOST_TEST((stored.extent == geo::Box{1.5, 43.6, 1.5, 43.6}));
    BOOST_REQUIRE_EQUAL(stored.files.size(), 3U);
    for (const VersionFile& file : stored.files) {
        const std::string content = test::content_of(folder / file.name);
        BOOST_TEST(file.bytes == content.size());
        BOOST_TEST(file.sha256 == sha256_hex(content));
    }
    BOOST_TEST(reg.published("essai")->manifest_sha256 ==
               sha256_hex(test::content_of(folder / "manifest.json")));
}

BOOST_AUTO_TEST_CASE(a_row_without_end_leaves_the_interval_open)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", properties());
    writer.write(row("a", Date{2014, 3, 1}, Date{2014, 5, 1}));
    writer.write(row("b", Date{2014, 4, 1}));
    Manifest manifest = manifest_of(2);
    static_cast<void>(writer.commit(manifest, reg));

    BOOST_TEST(manifest.interval_start == "2014-03-01");
    BOOST_TEST(manifest.interval_end == "");
}

BOOST_AUTO_TEST_CASE(the_same_content_twice_makes_no_second_version)
{
    const ScratchFolder data;
    Register reg(data.path());

    BOOST_TEST(publish(data.path(), reg, 3).value() == 1U);
    BOOST_TEST(!publish(data.path(), reg, 3).has_value());
    BOOST_TEST(publish(data.path(), reg, 4).value() == 2U);
    BOOST_TEST(publish(data.path(), reg, 4, "another source").value() == 3U);
    BOOST_TEST(reg.versions("essai").size() == 3U);
    BOOST_TEST(entries_in(data / "versions/essai") == 4U);  // three versions and the lock
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(a_crossing_for_another_day_is_a_new_statement_even_with_the_same_figures)
{
    const ScratchFolder data;
    Register reg(data.path());
    const auto cross = [&](const std::string& day, const std::string& input) {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("a"));
        Manifest manifest = manifest_of(1);
        manifest.cause = "crossing";
        manifest.reference_date = day;
        manifest.inputs = {input};
        return writer.commit(manifest, reg);
    };

    BOOST_TEST(cross("2026-11-22", "chantiers@1").value() == 1U);
    BOOST_TEST(!cross("2026-11-22", "chantiers@1").has_value());
    BOOST_TEST(cross("2026-11-23", "chantiers@1").value() == 2U);
    BOOST_TEST(cross("2026-11-23", "chantiers@2").value() == 3U);
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_not_committed_leaves_nothing)
{
    const ScratchFolder data;
    Register reg(data.path());
    {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("a"));
    }
    BOOST_TEST(entries_in(data / "versions/essai") == 1U);  // the lock
    BOOST_TEST(publish(data.path(), reg, 1).value() == 1U);
}

BOOST_AUTO_TEST_CASE(of_two_writers_of_one_dataset_the_second_is_told_to_wait)
{
    const ScratchFolder data;
    const VersionWriter first(data.path(), "essai", properties());
    try {
        const VersionWriter second(data.path(), "essai", properties());
        BOOST_FAIL("two writers at once");
    } catch (const StoreError& error) {
        BOOST_TEST(std::string(error.what()).find("« essai »") != std::string::npos);
        BOOST_TEST(std::string(error.what()).find("Attendez") != std::string::npos);
    }
    BOOST_CHECK_NO_THROW(VersionWriter(data.path(), "autre", properties()));
}

BOOST_AUTO_TEST_CASE(what_killed_writers_left_is_removed_by_the_next)
{
    const ScratchFolder data;
    Register reg(data.path());
    static_cast<void>(publish(data.path(), reg, 1));
    test::put(data / "versions/essai/.new-1-1/features.geojsonl", "half a l");
    // Killed after the rename and before the register:
    test::put(data / "versions/essai/2/features.geojsonl",
              "a whole version that nobody was told of");
    test::put(data / "versions/essai/.pending-2", "");
    BOOST_TEST(reg.verify().empty());

    BOOST_TEST(publish(data.path(), reg, 2).value() == 2U);
    BOOST_TEST(entries_in(data / "versions/essai") == 3U);
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(a_register_that_was_lost_costs_no_version)
{
    const ScratchFolder data;
    {
        Register reg(data.path());
        static_cast<void>(publish(data.path(), reg, 1));
        static_cast<void>(publish(data.path(), reg, 2));
    }
    for (const char* suffix : {"", "-wal", "-shm"}) {
        fs::remove(data / ("register.sqlite" + std::string(suffix)));
    }

    Register reg(data.path());
    BOOST_TEST(reg.verify().size() == 2U);
    BOOST_TEST(publish(data.path(), reg, 3).value() == 3U);
    BOOST_TEST(fs::exists(version_folder(data.path(), "essai", 1) / "manifest.json"));
}

BOOST_AUTO_TEST_CASE(counts_that_do_not_add_up_are_never_published)
{
    const ScratchFolder data;
    Register reg(data.path());
    static_cast<void>(publish(data.path(), reg, 1));
    for (const Counts& counts : {Counts{2, 2, 0, 0, 0, 0}, Counts{2, 1, 0, 0, 0, 0}}) {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("b"));
        Manifest manifest = manifest_of(1);
        manifest.counts = counts;
        BOOST_CHECK_THROW(static_cast<void>(writer.commit(manifest, reg)), StoreError);
    }
    BOOST_TEST(reg.published("essai")->version == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_version_may_hold_is_refused)
{
    const ScratchFolder data;
    VersionWriter writer(data.path(), "essai", properties());
    const auto refused = [&](const std::function<void(Feature&)>& spoil) {
        Feature feature = row("a");
        spoil(feature);
        BOOST_CHECK_THROW(writer.write(feature), EncodingError);
    };
    refused([](Feature& f) { f.id = ""; });
    refused([](Feature& f) { f.id = "a/b"; });
    refused([](Feature& f) { f.id = "é"; });
    refused([](Feature& f) { f.values.pop_back(); });
    refused([](Feature& f) { f.values[1] = std::string("12"); });
    refused([](Feature& f) { f.values[2] = std::numeric_limits<double>::quiet_NaN(); });
    refused([](Feature& f) {
        f.geometry = geo::Point{{std::numeric_limits<double>::infinity(), 0}};
    });
}

BOOST_AUTO_TEST_CASE(a_dataset_cannot_be_named_out_of_its_folder)
{
    const ScratchFolder data;
    for (const char* id : {"", "..", "../x", "a/b", "A", "é", "a b"}) {
        BOOST_CHECK_THROW(VersionWriter(data.path(), id, properties()), StoreError);
    }
}

BOOST_AUTO_TEST_CASE(a_reader_in_another_process_sees_one_whole_version_or_the_next)
{
    constexpr std::uint32_t last = 40;
    const ScratchFolder data;
    const pid_t reader = ::fork();
    BOOST_REQUIRE(reader >= 0);
    if (reader == 0) {
        int result = 1;
        try {
            const Register reg(data.path());
            for (std::uint32_t seen = 0; seen < last;) {
                const auto record = reg.published("essai");
                if (!record) {
                    continue;
                }
                const fs::path folder = version_folder(data.path(), "essai", record->version);
                const Manifest manifest = read_manifest(folder / "manifest.json");
                const std::string rows = test::content_of(folder / "features.geojsonl");
                const auto lines =
                    static_cast<std::uint64_t>(std::count(rows.begin(), rows.end(), '\n'));
                if (record->version < seen || manifest.version != record->version ||
                    lines != record->kept) {
                    ::_exit(2);
                }
                seen = record->version;
            }
            result = 0;
        } catch (const std::exception&) {
            result = 3;
        }
        ::_exit(result);
    }

    Register reg(data.path());
    for (std::uint32_t version = 1; version <= last; ++version) {
        BOOST_TEST(publish(data.path(), reg, version).value() == version);
    }

    int status = 0;
    BOOST_REQUIRE_EQUAL(::waitpid(reader, &status, 0), reader);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_CASE(the_register_hears_what_another_connection_published)
{
    const ScratchFolder data;
    Register reader(data.path());
    const std::uint64_t before = reader.change_counter();
    BOOST_TEST(reader.change_counter() == before);

    Register writer(data.path());
    static_cast<void>(publish(data.path(), writer, 1));

    BOOST_TEST(reader.change_counter() != before);
    BOOST_TEST(reader.published("essai")->version == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
