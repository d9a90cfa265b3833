// SPDX-License-Identifier: EUPL-1.2
// What formats cannot hold: wide columns, large numbers, letters, long texts.
#include "tests/unit/publish/written_formats.hpp"

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using namespace parvis::test;

namespace {

/// The width of each column of a dBase file, by its name: read by the format's own description.
std::map<std::string, std::size_t> dbf_widths(const std::string& bytes)
{
    std::map<std::string, std::size_t> widths;
    for (std::size_t at = 32; bytes.at(at) != '\r'; at += 32) {
        widths[bytes.substr(at, 11).c_str()] = static_cast<unsigned char>(bytes.at(at + 16));
    }
    return widths;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(format_limits, Formats)

BOOST_AUTO_TEST_CASE(a_row_of_a_shapefile_takes_the_room_of_the_longest_texts_and_no_more)
{
    const auto asked = page();
    (void)write_items_vector(asked, geo::WrittenFormat::shapefile, folder.path());
    const auto widths = dbf_widths(bytes_of(folder.path() / "contenu" / "chantiers_points.dbf"));
    std::map<std::string, std::string> short_names;  // "code_du__1 : code_du_service_payeur — Code"
    std::istringstream about(bytes_of(folder.path() / "contenu" / "LISEZMOI.txt"));
    for (std::string line; std::getline(about, line);) {
        const auto colon = line.find(" : ");
        if (colon != std::string::npos) {
            const auto name = line.substr(colon + 3);
            short_names[name.substr(0, name.find_first_of(" \r"))] = line.substr(0, colon);
        }
    }
    const ExportTable table(asked, Positions::in_geometry);
    std::size_t texts = 0;
    for (const auto& column : table.columns()) {
        const auto width = widths.at(short_names.at(column.name));
        if (column.type != ValueType::text) {
            BOOST_TEST(width < 254U, column.name);
            continue;
        }
        std::size_t longest = 1;
        for (std::size_t i = 0; i < asked.selection.rows.size(); ++i) {
            const auto value = text_of(table.value(asked.selection.rows[i], column, i == 0));
            longest = std::max(longest, value.size());
        }
        BOOST_TEST(width == std::min<std::size_t>(longest, 254), column.name);
        ++texts;
    }
    BOOST_TEST(texts > 5U);
}

BOOST_AUTO_TEST_CASE(a_whole_number_too_large_for_a_shapefile_is_text_there_and_said)
{
    constexpr std::int64_t large = 1'234'567'890'123'456'789;
    auto rows = works(2, 4);
    rows[0].geometry = rows[1].geometry = geo::Point{{1.1, 49.5}};
    rows[0].values[7] = Value{large};
    rows[1].values[7] = Value{std::int64_t{-12}};
    SmallSite::publish(works_facts(), works_properties(), rows);
    refresh();
    dataset = snapshot("chantiers");

    const auto file = write_items_vector(page(), geo::WrittenFormat::shapefile, folder.path());
    const auto written = read(file, geo::VectorFormat::shapefile, "chantiers_points");
    BOOST_TEST(written.at("c-0").values.at("rang") == "1234567890123456789");
    BOOST_TEST(written.at("c-1").values.at("rang") == "-12");
    BOOST_TEST(bytes_of(folder.path() / "contenu" / "LISEZMOI.txt")
                   .find("La colonne rang a des nombres entiers trop grands pour ce format : elle "
                         "est en texte.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_letter_makes_a_file_unreadable)
{
    auto rows = works(2, 4);
    rows[0].values[1] = Value{"a\uFFFEb\uFFFFc\x01"
                              "d\U0001F600\t<é>&"};
    SmallSite::publish(works_facts(), works_properties(), rows);
    refresh();
    dataset = snapshot("chantiers");
    // XML has no way to say these letters; a cell of an XLSX has one of its own.
    const std::string expected = "a\uFFFDb\uFFFDc\uFFFDd\U0001F600\t<é>&";

    const auto kml =
        written("works.kml", [&](const BodySink& sink) { write_items_kml(page(), sink); });
    BOOST_TEST(read(kml, geo::VectorFormat::kml).at("c-0").values.at("titre") == expected);
    const auto xlsx = write_items_xlsx(page(), folder.path());
    BOOST_TEST(cells(xlsx, geo::VectorFormat::xlsx, "Données")[1][3] ==
               std::get<std::string>(rows[0].values[1]));
}

BOOST_AUTO_TEST_CASE(a_cell_is_counted_in_units_of_utf_16)
{
    std::string text;
    for (int i = 0; i < 40'000; ++i) {
        text += "\U0001F600";
    }
    auto rows = works(2, 4);
    rows[0].values[1] = Value{text};
    SmallSite::publish(works_facts(), works_properties(), rows);
    refresh();
    dataset = snapshot("chantiers");
    const auto file = write_items_xlsx(page(), folder.path());
    const auto cell = cells(file, geo::VectorFormat::xlsx, "Données")[1][3];
    auto joined = cell.substr(0, cell.find(" … (suite"));
    BOOST_TEST(joined.size() / 4 * 2 <= 32'000U);
    const auto more = cells(file, geo::VectorFormat::xlsx, "Suites");
    for (std::size_t i = 1; i < more.size(); ++i) {
        BOOST_TEST(more[i][1].size() / 4 * 2 <= 32'767U);
        joined += more[i][1];
    }
    BOOST_TEST((joined == text));
}

BOOST_AUTO_TEST_SUITE_END()
