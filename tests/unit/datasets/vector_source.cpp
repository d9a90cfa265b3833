// SPDX-License-Identifier: EUPL-1.2
#include "datasets/vector_source.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

namespace {

using namespace parvis;

/// Drawn rows: cells between bars, nothing between two bars is no cell.
std::deque<geo::VectorFile::Row> sheet(std::initializer_list<const char*> lines)
{
    std::deque<geo::VectorFile::Row> rows;
    for (const char* line : lines) {
        geo::VectorFile::Row row;
        row.number = rows.size() + 1;
        std::istringstream cells{line};
        std::string cell;
        while (std::getline(cells, cell, '|')) {
            row.values.push_back(cell.empty() ? std::nullopt : std::optional(cell));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<std::size_t> header_of(std::initializer_list<const char*> lines)
{
    return datasets::find_header_row(sheet(lines));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vector_source)

BOOST_AUTO_TEST_CASE(the_first_row_of_names_over_data_is_the_header)
{
    BOOST_TEST(header_of({"code|nom|places", "01|Gare|12", "02|Mairie|3"}).value() == 0U);
    BOOST_TEST(header_of({"code|nom"}).value() == 0U);
}

BOOST_AUTO_TEST_CASE(title_lines_and_empty_lines_above_it_are_passed_over)
{
    BOOST_TEST(header_of({"Équipements de la commune", "", "Mise à jour|2026-11-01", "",
                          "code|nom|places", "01|Gare|12", "02|Mairie|3"})
                   .value() == 4U);
    BOOST_TEST(
        header_of({"Service des sports|Bureau 4", "code|nom|places", "01|Gare|12"}).value() == 1U);
}

BOOST_AUTO_TEST_CASE(a_number_a_day_or_a_time_is_never_a_name)
{
    BOOST_TEST(header_of({"2023|2024|2025", "12/11/2026|8:30|12 %", "nom|places|tarif", "a|1|2"})
                   .value() == 2U);
    BOOST_TEST(!header_of({"1|2", "3|4"}).has_value());
}

BOOST_AUTO_TEST_CASE(the_usual_width_decides_and_not_one_wide_row)
{
    BOOST_TEST(header_of({"nom|places", "a|1", "b|2|||a remark far out", "c|3"}).value() == 0U);
}

BOOST_AUTO_TEST_CASE(a_letter_alone_is_a_name_also_where_numbers_have_it)
{
    BOOST_TEST(header_of({"code|e|E", "01|1.5E+06|2", "02|1e5|3"}).value() == 0U);
    BOOST_TEST(header_of({"12e|-e|e5", "1|2|3"}).value() == 0U);
    BOOST_TEST(!header_of({"1.5E+06|1e5|2.e3", "1|2|3"}).has_value());
}

BOOST_AUTO_TEST_CASE(years_beside_names_name_columns)
{
    BOOST_TEST(header_of({"commune|2020|2021|2022", "Rouen|111360|112321|114187", "Elbeuf|1|2|3"})
                   .value() == 0U);
    BOOST_TEST(header_of({"Recensements", "", "code|nom|2016|2022", "01|Gare|250|", "02|Lac||90"})
                   .value() == 2U);
    BOOST_TEST(header_of({"lycée|2023-2024|2024-2025", "Flaubert|900|912"}).value() == 0U);
    BOOST_TEST(header_of({"nom|2021", "Gare|12", "Mairie|-"}).value() == 0U);
    // A village of two thousand: its counts look like years, its columns follow one another.
    BOOST_TEST(header_of({"commune|2020|2021", "Y|1903|1911"}).value() == 0U);
    BOOST_TEST(header_of({"code|2010|2015|2020", "01|1903|1911|1920"}).value() == 0U);
    // One of which nothing is known yet.
    BOOST_TEST(header_of({"commune|2020|2021", "Rouen|nd|nd", "Elbeuf|3|4"}).value() == 0U);
}

BOOST_AUTO_TEST_CASE(years_that_are_data_or_titles_are_no_names)
{
    BOOST_TEST(!header_of({"Gare|1998|2015", "Mairie|1887|2003", "Halle|1912|"}).has_value());
    BOOST_TEST(!header_of({"2020|2021|2022", "1|2|3"}).has_value());
    BOOST_TEST(header_of({"Mise à jour|2026", "nom|places", "Gare|12", "Mairie|3"}).value() == 1U);
    BOOST_TEST(header_of({"Mise à jour|2026", "", "nom|places", "Gare|12", "Mairie|3"}).value() ==
               2U);
    BOOST_TEST(header_of({"nom|année", "Gare|1998", "Mairie|1887"}).value() == 0U);
}

BOOST_AUTO_TEST_CASE(a_sheet_without_names_has_no_header)
{
    BOOST_TEST(!header_of({}).has_value());
    BOOST_TEST(!header_of({"", " | "}).has_value());
    BOOST_TEST(!header_of({"Rien d’autre qu’un titre"}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
