// SPDX-License-Identifier: EUPL-1.2
// What a clerk or the site's keeper is told about a file: in words that fit what happened.
#include "checked_files.hpp"
#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

/// The sentences on what was guessed or doubted of the file, in one text.
std::string sentences(const Checked& checked)
{
    std::string all;
    for (const std::string& sentence : checked.report.manifest.source.guessed) {
        all += sentence + "\n";
    }
    return all;
}

/// What check says of a file that cannot be used as a whole; "" where it can.
std::string refusal_of(const std::string& toml, std::string_view data)
{
    try {
        check_files(toml, data);
    } catch (const SourceError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ingest_words)

BOOST_AUTO_TEST_CASE(a_refused_row_is_not_said_to_be_published)
{
    const Checked checked = check_points("z,Bon,1,1.05,43.05,\na,,trois,,,\nb,Gare,trois,,,\n");

    std::vector<RowIssue> refused, kept;
    for (const RowIssue& issue : checked.report.first_issues) {
        (issue.line == 3 ? refused : kept).push_back(issue);
    }
    BOOST_REQUIRE(refused.size() == 3U);
    BOOST_TEST(refused.front().code == "required_missing");  // the cause comes first
    for (const RowIssue& issue : refused) {
        BOOST_TEST((issue.severity == Severity::rejected));
        BOOST_TEST(issue.message.find("publiée") == std::string::npos, issue.message);
        BOOST_TEST(issue.message.find("laissée vide") == std::string::npos, issue.message);
    }
    BOOST_REQUIRE(kept.size() == 2U);
    for (const RowIssue& issue : kept) {
        BOOST_TEST((issue.severity == Severity::warning));
        BOOST_TEST(issue.message.find("En attendant") != std::string::npos, issue.message);
    }
}

BOOST_AUTO_TEST_CASE(a_column_that_is_nearly_one_of_the_model_is_said)
{
    const std::string toml = R"(
kind = "equipment"
title.fr = "Équipements"
source = "fichiers/points.csv"
[place]
commune = "insee"
[columns.nom]
[columns.tarrif]
[columns.adrese]
label.fr = "Adresse du service"
[columns.quartier]
)";
    const std::string said = sentences(
        check_files(toml, "nom,tarrif,adrese,quartier,insee\nMairie,gratuit,1 rue A,Nord,01001\n"));
    BOOST_TEST(said.find("« tarrif »") != std::string::npos, said);
    BOOST_TEST(said.find("« tarif »") != std::string::npos, said);
    BOOST_TEST(said.find("points.toml, ligne 8") != std::string::npos, said);
    BOOST_TEST(said.find("adrese") == std::string::npos, said);
    BOOST_TEST(said.find("quartier") == std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(a_missing_date_is_explained_by_the_column_that_is_nearly_one)
{
    const std::string refusal = refusal_of(R"(
kind = "road_works"
title.fr = "Chantiers"
source = "fichiers/points.csv"
[columns.debutt]
)",
                                           "debutt\n2026-01-01\n");
    BOOST_TEST(refusal.find("« debutt »") != std::string::npos, refusal);
    BOOST_TEST(refusal.find("« debut »") != std::string::npos, refusal);
}

BOOST_AUTO_TEST_CASE(a_wrong_separator_or_encoding_in_the_definition_is_what_is_to_be_changed)
{
    const auto pinned = [](const char* setting) {
        return replaced(points_toml, "[place]", std::string(setting) + "\n[place]");
    };
    const std::string data = "id;nom;capacite;lon;lat;insee\na;École;1;1.05;43.05;\n";
    const std::string separator = refusal_of(pinned("separator = \",\""), data);
    BOOST_TEST(separator.find("separator = \";\"") != std::string::npos, separator);
    BOOST_TEST(separator.find("Corrigez") == std::string::npos, separator);

    const std::string utf8 = sentences(check_files(pinned("encoding = \"windows-1252\""), data));
    BOOST_TEST(utf8.find("encoding = \"UTF-8\"") != std::string::npos, utf8);

    const std::string latin = "id;nom;capacite;lon;lat;insee\na;\xC9"
                              "cole;1;1.05;43.05;\n";
    const Checked read = check_files(pinned("encoding = \"UTF-8\""), latin);
    BOOST_TEST(sentences(read).find("encoding = \"windows-1252\"") != std::string::npos);
    BOOST_REQUIRE(!read.report.first_issues.empty());
    BOOST_TEST(read.report.first_issues.front().message.find("windows-1252") != std::string::npos);

    for (const char* right : {"encoding = \"windows-1252\"", "encoding = \"ISO-8859-1\""}) {
        const std::string said = sentences(check_files(pinned(right), latin));
        BOOST_TEST(said.find("il faut") == std::string::npos, said);
    }
    const std::string named = "id;nom;capacité;lon;lat;insee\na;Ecole;1;1.05;43.05;\n";
    const std::string header =
        refusal_of(replaced(pinned("encoding = \"windows-1252\""), "[columns.capacite]",
                            "[columns.capacite]\nfrom = \"capacité\""),
                   named);
    BOOST_TEST(header.find("encoding = \"UTF-8\"") != std::string::npos, header);
}

BOOST_AUTO_TEST_CASE(a_file_in_another_encoding_is_refused_as_a_whole_and_a_bad_byte_is_not)
{
    const auto rows_of = [](std::size_t rows, std::size_t illegible) {
        std::string data = "id;nom;capacite;lon;lat;insee\n";
        for (std::size_t i = 0; i < rows; ++i) {
            data += std::to_string(i) + (i < illegible ? ";\xC9" : ";E") + "cole;1;1.05;43.05;\n";
        }
        return data;
    };
    const std::string pinned = replaced(points_toml, "[place]", "encoding = \"UTF-8\"\n[place]");

    const std::string said = refusal_of(pinned, rows_of(400, 5));
    BOOST_TEST(said.find("5 lignes sur 400") != std::string::npos, said);
    BOOST_TEST(said.find("« CSV UTF-8 »") != std::string::npos, said);
    BOOST_TEST(said.find("sans doute en windows-1252") != std::string::npos, said);
    BOOST_TEST(said.find("encoding = \"windows-1252\"") != std::string::npos, said);
    BOOST_TEST(refusal_of(pinned, rows_of(4, 4)) != "");

    // One in a hundred, or three, cost their rows a letter each.
    BOOST_TEST(refusal_of(pinned, rows_of(400, 4)) == "");
    BOOST_TEST(refusal_of(pinned, rows_of(20, 3)) == "");
    BOOST_TEST((check_files(pinned, rows_of(400, 1)).codes() ==
                std::vector<std::string>{"encoding_invalid"}));
    // Where nothing is pinned the same file is read as it is.
    BOOST_TEST(check_files(points_toml, rows_of(400, 5)).text(0, "nom") == "École");

    // Half of it in another encoding: no setting reads both, so none is proposed.
    const std::string mixed = "id;nom;capacite;lon;lat;insee\n" + [] {
        std::string data;
        for (int i = 0; i < 20; ++i) {
            data += std::to_string(i) + (i % 3 == 0 ? ";\xC9" : ";É") + "cole;1;1.05;43.05;\n";
        }
        return data;
    }();
    const std::string halves = refusal_of(points_toml, mixed);
    BOOST_TEST(halves.find("7 lignes sur 20") != std::string::npos, halves);
    BOOST_TEST(halves.find("encoding =") == std::string::npos, halves);
}

BOOST_AUTO_TEST_CASE(how_a_date_is_written_is_shown_by_a_date)
{
    const auto advice = [](const std::string& format) {
        const Checked checked =
            check_files("kind = \"general\"\ntitle.fr = \"P\"\nsource = \"fichiers/points.csv\"\n"
                        "[columns.jour]\ntype = \"date\"\n" +
                            format,
                        "jour,nom\n2026.12.31,x\n");
        BOOST_REQUIRE(checked.report.first_issues.size() == 1U);
        const std::string said = checked.report.first_issues.front().message;
        BOOST_TEST(said.find('%') == std::string::npos, said);
        return said.substr(said.find("Écriture"));
    };
    BOOST_TEST(
        advice("format = \"%d/%m/%Y\"\n").starts_with("Écriture attendue : comme 31/12/2025."));
    BOOST_TEST(advice("format = [\"%d/%m/%Y\", \"%Y-%m-%d\"]\n")
                   .starts_with("Écriture attendue : comme 31/12/2025 ou 2025-12-31."));
    BOOST_TEST(advice("").starts_with("Écriture attendue : comme 31/12/2025 ou 2025-12-31."));
    BOOST_TEST(advice("format = \"+days\"\n").find("comme -12 ou 30") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
