// SPDX-License-Identifier: EUPL-1.2
#include "checked_files.hpp"
#include "geo/error.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

using Codes = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(ingest_rows)

BOOST_AUTO_TEST_CASE(a_point_gets_its_commune_and_its_pole)
{
    const Checked checked = check_points("a,Mairie,12,1.05,43.15,01003\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 1U);
    BOOST_TEST(checked.report.manifest.counts.with_issues == 0U);
    BOOST_TEST(checked.report.first_features.at(0).id == "a");
    BOOST_TEST(checked.text(0, "commune") == "FR_01003");
    BOOST_TEST(checked.text(0, "commune_code") == "01003");
    BOOST_TEST(checked.text(0, "commune_nom") == "Commune 3");
    BOOST_TEST(checked.text(0, "pole") == "nord");
    BOOST_TEST(checked.text(0, "pole_nom") == "Nord");
    BOOST_TEST((checked.value(0, "capacite") == Value{std::int64_t{12}}));
}

BOOST_AUTO_TEST_CASE(a_commune_code_that_contradicts_the_place_is_doubted_and_the_place_counts)
{
    const Checked checked = check_points("a,Mairie,12,1.05,43.15,01001\n");

    BOOST_TEST((checked.codes() == Codes{"commune_contradicts_place"}));
    BOOST_TEST(checked.text(0, "commune") == "FR_01003");
    BOOST_TEST(checked.report.manifest.counts.with_issues == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_without_place_is_placed_by_its_code_or_published_without)
{
    const Checked checked = check_points("a,Mairie,,,,01002\nb,Gare,,,,\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 2U);
    BOOST_TEST(checked.report.manifest.counts.unplaced == 1U);
    BOOST_TEST((checked.codes() == Codes{"unplaced"}));
    BOOST_TEST(checked.text(0, "pole") == "sud");
    BOOST_TEST(checked.text(1, "commune") == "(none)");
    BOOST_TEST(checked.text(1, "pole") == "inconnu");
}

BOOST_AUTO_TEST_CASE(a_lost_zero_is_flagged_with_its_mend_and_never_mended)
{
    const Checked checked = check_points("a,Mairie,,,,1002\nb,Gare,,1.05,43.05,1001\n");

    BOOST_TEST((checked.codes() == Codes{"commune_code_zero_lost", "commune_code_zero_lost"}));
    BOOST_TEST(checked.report.first_issues.at(0).message.find("01002") != std::string::npos);
    BOOST_TEST(checked.text(0, "commune") == "(none)");
    BOOST_TEST(checked.report.manifest.counts.unplaced == 1U);
}

BOOST_AUTO_TEST_CASE(a_code_that_is_no_commune_here_is_named_with_what_to_check)
{
    const Checked checked = check_points("a,Mairie,12,,,01002\nb,Gare,,,,76541\nc,Port,,5,45,\n");

    BOOST_TEST((checked.codes() == Codes{"outside_territory", "outside_territory"}));
    const auto& issues = checked.report.first_issues;
    BOOST_TEST(issues.at(0).message.find(
                   "« 76541 » n’est pas une commune du territoire : vérifiez le code") == 0U,
               issues.at(0).message);
    BOOST_TEST(issues.at(0).column == "insee");
    BOOST_TEST(issues.at(0).value == "76541");
    BOOST_TEST(issues.at(1).message.find("La ligne se trouve hors du territoire") == 0U,
               issues.at(1).message);
}

BOOST_AUTO_TEST_CASE(exchanged_coordinates_are_refused_with_the_mend_proposed)
{
    const Checked checked = check_points("a,Mairie,,43.05,1.05,\nb,Gare,,1.05,43.05,\n");

    BOOST_TEST((checked.codes() == Codes{"coordinates_swapped"}));
    BOOST_TEST(checked.report.manifest.counts.rejected == 1U);
}

BOOST_AUTO_TEST_CASE(what_lies_outside_is_counted_apart_kept_or_refused_as_the_definition_says)
{
    const std::string data = "id,nom,capacite,lon,lat,insee\na,A,,5,45,\nb,B,,1.05,43.05,\n";

    const Counts apart = check_files(points_toml, data).report.manifest.counts;
    BOOST_TEST((apart == Counts{2, 1, 1, 0, 0, 0}));

    const auto rule = [&](const char* word) {
        return replaced(points_toml, "[place]", std::string("outside = \"") + word + "\"\n[place]");
    };
    BOOST_TEST(
        (check_files(rule("keep"), data).report.manifest.counts == Counts{2, 2, 0, 0, 0, 1}));
    BOOST_TEST(
        (check_files(rule("reject"), data).report.manifest.counts == Counts{2, 1, 0, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(an_id_used_twice_gets_a_suffix_and_an_issue)
{
    const Checked checked = check_points("a,A,,1.05,43.05,\na,B,,1.05,43.05,\na,C,,1.05,43.05,\n");

    BOOST_TEST((checked.codes() == Codes{"key_duplicate", "key_duplicate"}));
    BOOST_TEST(checked.report.first_features.at(1).id == "a~2");
    BOOST_TEST(checked.report.first_features.at(2).id == "a~3");
}

BOOST_AUTO_TEST_CASE(a_key_that_most_rows_share_is_named_in_one_sentence)
{
    const auto named = [](const Checked& checked) {
        const auto& guessed = checked.report.manifest.source.guessed;
        return std::any_of(guessed.begin(), guessed.end(), [](const std::string& text) {
            return text.find("id_point") != std::string::npos;
        });
    };
    BOOST_TEST(named(check_points("a,A,,1.05,43.05,\na,B,,1.05,43.05,\na,C,,1.05,43.05,\n")));
    BOOST_TEST(!named(check_points("a,A,,1.05,43.05,\na,B,,1.05,43.05,\n")));
}

BOOST_AUTO_TEST_CASE(without_a_key_rows_are_named_by_line_and_it_is_said)
{
    const Checked checked = check_files(replaced(points_toml, "key = [\"id_point\"]", ""),
                                        "id,nom,capacite,lon,lat,insee\nx,A,,1.05,43.05,\n");

    BOOST_TEST(checked.report.first_features.at(0).id == "r2");
    const auto& guessed = checked.report.manifest.source.guessed;
    BOOST_TEST(std::any_of(guessed.begin(), guessed.end(), [](const std::string& sentence) {
        return sentence.find("pas stables") != std::string::npos;
    }));
}

struct BadCell {
    const char* row;
    const char* code;
    bool rejected;
};
std::ostream& operator<<(std::ostream& out, const BadCell& bad)
{
    return out << bad.row << " -> " << bad.code;
}
const BadCell bad_cells[] = {
    {"a,,3,1.05,43.05,", "required_missing", true},
    {"a,A,trois,1.05,43.05,", "number_invalid", false},
    {"a,A,3.5,1.05,43.05,", "number_invalid", false},
    {"a,A,3,est,nord,", "coordinates_invalid", true},
    {"a,A,3,1.05,,", "coordinates_invalid", true},
    {"a,A,3,1.05,200,", "coordinates_out_of_range", true},
    {"a,A,3,1.05,95,", "coordinates_swapped", true},
    {"a,A,3,nan,inf,", "coordinates_invalid", true},
    {",A,3,1.05,43.05,", "key_missing", false},
    {"a,A,3,,,pas un code", "commune_code_unknown", false},
    {"a,A,3,1.05,43.05,,trop", "row_too_long", true},
};

BOOST_DATA_TEST_CASE(a_bad_cell_is_an_issue_that_names_line_and_column,
                     boost::unit_test::data::make(bad_cells), bad)
{
    const Checked checked = check_points("z,Bon,1,1.05,43.05,\n" + std::string(bad.row) + "\n");

    BOOST_REQUIRE(checked.report.first_issues.size() == 1U);
    const RowIssue& issue = checked.report.first_issues.front();
    BOOST_TEST(issue.code == bad.code);
    BOOST_TEST(issue.line == 3U);
    BOOST_TEST((issue.severity == Severity::rejected) == bad.rejected);
    BOOST_TEST(!issue.message.empty());
    const auto& kinds = issue_kinds();
    BOOST_TEST(std::any_of(kinds.begin(), kinds.end(),
                           [&](const IssueKind& kind) { return kind.code == issue.code; }));
}

BOOST_AUTO_TEST_CASE(counts_add_up_on_random_broken_files)
{
    std::mt19937 random(2026);
    const std::vector<std::string> ids{"a", "b", "c", "", "é/1", "x y"};
    const std::vector<std::string> names{"A", "", "\"ouvert", "un \"mot\"", "\"deux\nlignes\""};
    const std::vector<std::string> numbers{"1", "1,5", "x", "", "1 000"};
    const std::vector<std::string> lons{"1.05", "1.15", "5",        "43.05", "",
                                        "x",    "1,05", "\"1,15\"", "1e9"};
    const std::vector<std::string> lats{"43.05", "43.15", "1.05", "", "y", "95"};
    const std::vector<std::string> codes{"01001", "01002", "1001", "75056", "", "???"};
    const auto any = [&](const std::vector<std::string>& from) {
        return from[random() % from.size()];
    };
    for (int round = 0; round < 60; ++round) {
        std::string rows = "z,Bon,1,1.05,43.05,\n";
        for (std::size_t n = random() % 40; n > 0; --n) {
            rows += any(ids) + "," + any(names) + "," + any(numbers) + "," + any(lons) + "," +
                    any(lats) + "," + any(codes) + (random() % 20 == 0 ? ",surplus" : "") + "\n";
        }
        const Checked checked = check_points(rows);
        const Counts& counts = checked.report.manifest.counts;
        BOOST_TEST_CONTEXT(rows)
        {
            BOOST_TEST(counts.read == counts.kept + counts.outside + counts.rejected);
            BOOST_TEST(counts.unplaced <= counts.kept);
            BOOST_TEST(counts.with_issues <= counts.kept);
            BOOST_TEST(checked.report.first_features.size() == counts.kept);
            std::set<std::string> seen;
            for (const Feature& feature : checked.report.first_features) {
                BOOST_TEST(seen.insert(feature.id).second);
                BOOST_TEST(
                    feature.id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                                                 "VWXYZ0123456789-._~") == std::string::npos);
                BOOST_TEST(feature.values.size() == checked.names.size());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_cell_is_told_once)
{
    const std::string toml = works_toml(R"(
[columns.debut]
[columns.heure_debut]
from = "horaires"
values = { "de nuit" = "21:00" }
[columns.heure_fin]
from = "horaires"
values = { "de nuit" = "06:00" }
)");
    const Checked checked = check_files(toml, "numero;debut;horaires;wkt\n"
                                              "1;2026-07-01;de nuit;POINT (1.05 43.05)\n"
                                              "2;2026-07-01;de jour;POINT (1.05 43.05)\n"
                                              "3;2026-07-01;de jour;POINT (1.05 43.05)\n");
    BOOST_TEST((checked.codes() == Codes{"value_unknown", "value_unknown"}));
}

BOOST_AUTO_TEST_CASE(the_exact_times_of_a_work_agree_with_its_days)
{
    const std::string toml = works_toml(R"(
[columns.debut]
[columns.fin]
[columns.debut_exact]
[columns.fin_exacte]
)");
    const Checked checked = check_files(
        toml, "numero;debut;fin;debut_exact;fin_exacte;wkt\n"
              // The last evening in summer time is the next day in UTC.
              "1;2026-07-01;2026-07-03;2026-07-01T08:00;2026-07-03T23:30;POINT (1.05 43.05)\n"
              // Midnight: the day it ends, or the day that begins.
              "2;2026-07-01;2026-07-03;2026-07-01T00:00;2026-07-04T00:00;POINT (1.05 43.05)\n"
              "3;2026-07-01;2026-07-04;2026-07-01T00:00;2026-07-04T00:00;POINT (1.05 43.05)\n"
              "4;2026-07-01;2026-07-03;2026-07-02T08:00;2026-07-05T18:00;POINT (1.05 43.05)\n"
              "5;2026-07-01;2026-07-01;2026-07-01T18:00;2026-07-01T08:00;POINT (1.05 43.05)\n"
              "6;;;2026-07-01T18:00;2026-07-03T00:00;POINT (1.05 43.05)\n");

    std::vector<std::pair<std::uint64_t, std::string>> said;
    for (const RowIssue& issue : checked.report.first_issues) {
        said.emplace_back(issue.line, issue.column + " " + issue.code);
    }
    const std::vector<std::pair<std::uint64_t, std::string>> expected{
        {5, "debut_exact day_contradicts_time"},
        {5, "fin_exacte day_contradicts_time"},
        {6, "fin_exacte end_before_start"}};
    BOOST_TEST((said == expected));
    BOOST_TEST((checked.report.manifest.counts == Counts{6, 5, 0, 1, 0, 1}));
    BOOST_TEST((std::get<Date>(checked.value(4, "debut")) == Date{2026, 7, 1}));
    BOOST_TEST((std::get<Date>(checked.value(4, "fin")) == Date{2026, 7, 2}));
}

BOOST_AUTO_TEST_CASE(a_work_across_a_border_belongs_to_the_larger_share)
{
    const std::string toml = works_toml(R"(
[columns.debut]
format = "%d/%m/%Y"
[columns.fin]
[columns.effet]
from = "circulation"
contains = [["barrée", "rue_barree"], ["Alternat", "alternat"]]
)");
    const Checked checked = check_files(
        toml, "numero;debut;fin;circulation;wkt\n"
              "1;01/02/2026;2026-03-01;Rue barrée - Alternat;LINESTRING (1.09 43.05, 1.13 43.05)\n"
              "2;31/02/2026;2026-03-01;;POINT (1.05 43.05)\n"
              "3;02/03/2026;2026-03-01;;POINT (1.05 43.05)\n"
              "4;;;;POINT (1.05 43.05)\n"
              "5;01/02/2026;;Autre;POLYGON ((1.02 43.02, 1.04 43.04, 1.04 43.02, 1.02 43.04, 1.02 "
              "43.02))\n"
              "6;01/02/2026;;;LINESTRING (1.09 43.05)\n");

    for (const RowIssue& issue : checked.report.first_issues) {
        BOOST_TEST_MESSAGE(issue.line << " " << issue.code << " " << issue.message);
    }
    BOOST_TEST((checked.codes() == Codes{"date_invalid", "end_before_start", "required_missing",
                                         "value_unknown", "geometry_repaired", "geometry_broken"}));
    BOOST_TEST((checked.report.manifest.counts == Counts{6, 2, 0, 4, 0, 1}));
    BOOST_TEST(checked.text(0, "commune") == "FR_01002");
    BOOST_TEST(checked.text(0, "effet") == "rue_barree");
    const auto& parts = std::get<std::vector<Part>>(checked.value(0, "communes_parts"));
    BOOST_REQUIRE(parts.size() == 2U);
    BOOST_TEST(parts[0].area == "FR_01002");
    BOOST_TEST(std::abs(parts[0].share - 0.75) < 0.001);
    BOOST_TEST(std::abs(parts[0].share + parts[1].share - 1) < 1e-9);
    const auto& poles = std::get<std::vector<Part>>(checked.value(0, "poles_parts"));
    BOOST_TEST((poles == std::vector<Part>{{"sud", 1.0}}));
    BOOST_TEST(std::get<double>(checked.value(0, "longueur_m")) > 3'000);
    BOOST_TEST((checked.value(0, "surface_m2") == Value{}));
    BOOST_TEST(std::get<double>(checked.value(1, "surface_m2")) > 1e6);
}

BOOST_AUTO_TEST_CASE(days_from_the_day_of_ingest_become_dates)
{
    const std::string toml = replaced(points_toml, "[columns.capacite]\ntype = \"integer\"",
                                      "[columns.ouverture]\nfrom = \"capacite\"\ntype = \"date\"\n"
                                      "format = \"+days\"");
    const Checked checked = check_files(toml, "id,nom,capacite,lon,lat,insee\na,A,-22,1.05,43.05,\n"
                                              "b,B,bientôt,1.05,43.05,\n");

    BOOST_TEST((checked.value(0, "ouverture") == Value{Date{2026, 10, 31}}));
    BOOST_TEST((checked.codes() == Codes{"date_invalid"}));
}

BOOST_AUTO_TEST_CASE(the_rows_own_word_for_a_level_wins)
{
    const std::string toml = replaced(points_toml, "commune = \"insee\"", "level.pole = \"insee\"");
    const Checked checked = check_files(toml, "id,nom,capacite,lon,lat,insee\n"
                                              "a,A,,1.05,43.05,Nord\n"
                                              "b,B,,1.05,43.05,Est\n"
                                              "c,C,,1.05,43.05,\n");

    BOOST_TEST((checked.codes() == Codes{"level_contradicts_place", "level_unknown"}));
    BOOST_TEST(checked.text(0, "pole") == "nord");
    BOOST_TEST(checked.text(1, "pole") == "sud");
    BOOST_TEST(checked.text(2, "pole") == "sud");
}

BOOST_AUTO_TEST_CASE(coordinates_of_another_system_and_pairs_in_one_column_are_read)
{
    const std::string lambert = replaced(points_toml, "[place]", "crs = \"EPSG:2154\"\n[place]");
    const Checked projected =
        check_files(lambert, "id,nom,capacite,lon,lat,insee\na,A,,\"544 203,5\",6219300,\n");
    BOOST_TEST(projected.report.manifest.counts.kept + projected.report.manifest.counts.outside ==
               1U);
    BOOST_TEST(!projected.report.manifest.source.operation.empty());

    std::string pair = replaced(points_toml, "lon = \"lon\"", "point = \"lon\"");
    pair = replaced(pair, "lat = \"lat\"", "");
    const Checked paired =
        check_files(pair, "id;nom;capacite;lon;lat;insee\n"
                          "a;A;;43.05, 1.05;;\nb;B;;43,05 1,05;;\nc;C;;rien;;\n");
    BOOST_TEST((paired.codes() == Codes{"coordinates_invalid"}));
    BOOST_TEST(paired.text(0, "commune") == "FR_01001");
    BOOST_TEST(paired.text(1, "commune") == "FR_01001");
}

struct BadDefinition {
    const char* from;
    const char* to;
    const char* said;
};
std::ostream& operator<<(std::ostream& out, const BadDefinition& bad) { return out << bad.to; }
const BadDefinition bad_definitions[] = {
    {"lon = \"lon\"", "lon = \"longitude\"", "« longitude »"},
    {"[columns.nom]", "[columns.nom]\nfrom = \"nmo\"", "Vouliez-vous dire « nom »"},
    {"points.csv", "absent.csv", "n’existe pas"},
    {"[place]", "crs = \"EPSG:99999999\"\n[place]", "EPSG:99999999"},
    {"[place]", "colour = \"red\"\n[place]", "colour"},
    {"\"general\"", "\"generale\"", "general"},
    {"[columns.nom]", "[columns.Nom]", "minuscules"},
    {"[columns.nom]", "[columns.commune]", "réservé"},
    {"type = \"integer\"", "type = \"integre\"", "integre"},
    {"key = [\"id_point\"]", "key = [\"id_pont\"]", "id_point"},
    {"[place]", "zone = \"Europe/Pariss\"\n[place]", "Europe/Pariss"},
    {"[place]", "encoding = \"klingon\"\n[place]", "klingon"},
    {"[place]", "[place]\nlevel.canton = \"nom\"", "canton"},
    {"[columns.nom]", "[columns.nom]\nformat = \"%Q\"", "%Q"},
};

BOOST_DATA_TEST_CASE(a_wrong_definition_is_refused_with_a_sentence_that_names_the_file,
                     boost::unit_test::data::make(bad_definitions), bad)
{
    BOOST_CHECK_EXCEPTION(check_files(replaced(points_toml, bad.from, bad.to),
                                      "id,nom,capacite,lon,lat,insee\na,A,1,1.05,43.05,\n"),
                          SourceError, [&](const SourceError& error) {
                              BOOST_TEST_MESSAGE(error.what());
                              return std::string_view(error.what()).find(bad.said) !=
                                     std::string_view::npos;
                          });
}

BOOST_AUTO_TEST_CASE(a_file_of_a_header_only_or_of_refused_rows_only_changes_nothing)
{
    BOOST_CHECK_THROW(check_points(""), SourceError);
    BOOST_CHECK_THROW(check_points("a,,,1.05,43.05,\n"), SourceError);
    // One row outside the territory beside refused ones keeps nothing either.
    BOOST_CHECK_THROW(check_points("a,,,1.05,43.05,\nb,Loin,,5.0,45.0,\n"), SourceError);
}

BOOST_AUTO_TEST_CASE(invented_rows_say_so_in_a_value_of_their_own)
{
    const char* data = "id,nom,capacite,lon,lat,insee\n1,a,2,1.05,43.15,\n2,b,,1.05,43.05,\n";
    const auto invented = check_files("sample = true\n" + std::string(points_toml), data);
    BOOST_TEST(invented.names.back() == "donnee_exemple");
    for (std::size_t row = 0; row < 2; ++row) {
        BOOST_TEST((invented.value(row, "donnee_exemple") == Value{true}));
    }

    const std::string partly =
        "sample_where = { property = \"nom\", value = \"b\" }\n" + std::string(points_toml);
    const auto mixed = check_files(partly, data);
    BOOST_TEST(mixed.report.manifest.facts.sample);
    BOOST_TEST((mixed.value(0, "donnee_exemple") == Value{false}));
    BOOST_TEST((mixed.value(1, "donnee_exemple") == Value{true}));
    BOOST_CHECK_THROW(check_files(replaced(partly, "\"nom\"", "\"nim\""), data), SourceError);
    BOOST_CHECK_THROW(check_files(replaced(partly, "\"nom\"", "\"capacite\""), data), SourceError);

    const auto real = check_files(points_toml, data);
    BOOST_TEST(
        (std::find(real.names.begin(), real.names.end(), "donnee_exemple") == real.names.end()));

    BOOST_CHECK_THROW(check_files("sample = true\n" + std::string(points_toml) +
                                      "[columns.donnee_exemple]\nfrom = \"insee\"\n",
                                  data),
                      SourceError);
}

BOOST_AUTO_TEST_SUITE_END()
