// SPDX-License-Identifier: EUPL-1.2
#include "datasets/zip_archive.hpp"
#include "datasets/zip_writer.hpp"
#include "publish/report/bound.hpp"
#include "publish/report/drawing.hpp"
#include "publish/report/edition.hpp"
#include "publish/report/html.hpp"
#include "publish/report/indicator_grid.hpp"
#include "publish/report/odt_body.hpp"

#include "geo/error.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/messages.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

using namespace parvis;
using namespace parvis::publish::report;

namespace {

struct Folder {
    std::filesystem::path path;
    Folder()
    {
        std::string name =
            (std::filesystem::temp_directory_path() / "parvis-report-XXXXXX").string();
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

EditionFacts some_facts(unsigned edition)
{
    EditionFacts facts;
    facts.edition = edition;
    facts.place = "FR_76410";
    facts.name = "Maromme";
    facts.year = "2025";
    facts.published = "2026-11-30T12:00:00Z";
    facts.who = "Direction « générale » & <co>";
    facts.figures = {
        {"piscine_entrees", "Entrées", "96 400 entrées", "activite@1#a/valeur", "cell", 96400}};
    facts.comments = {{"c1", "Entrées", "texte"}};
    facts.versions = {"activite@1"};
    return facts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(the_grid_has_about_forty_indicators_each_whole)
{
    const auto& grid = indicator_grid();

    BOOST_TEST(grid.size() >= 40);
    std::set<std::string> ids, departments;
    const auto& messages = publish::site::Messages::in("fr");
    for (const Indicator& one : grid) {
        BOOST_TEST_CONTEXT(one.id)
        {
            BOOST_TEST(ids.insert(one.id).second);
            BOOST_TEST(!one.label.empty());
            BOOST_TEST(!one.definition.empty());
            BOOST_TEST(!one.unit.empty());
            BOOST_TEST(messages.find("report_dept_" + one.department) != nullptr);
            // A ratio has all three of its parts, and is never added up.
            BOOST_TEST(one.numerator.empty() == one.denominator.empty());
            BOOST_TEST(one.denominator.empty() == one.denominator_kind.empty());
            BOOST_TEST(!(one.is_ratio() && one.additive));
            for (const std::string& part : one.parts) {
                BOOST_TEST(messages.find("report_part_" + part) != nullptr);
            }
            // Chapters follow the grid: a department's indicators stand together.
            if (departments.insert(one.department).second) {
                BOOST_TEST((&one == grid.data() || (&one - 1)->department != one.department));
            } else {
                BOOST_TEST((&one - 1)->department == one.department);
            }
        }
    }
    BOOST_TEST(indicator("piscine_entrees")->unit == "entrées");
    BOOST_TEST(indicator("rien") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_number_names_its_cells)
{
    const Bound bound{50, "50 %", Rule::percent, {{"a@1#x/n", "a@1#y/n"}, {"a@1#x/\"d\""}}};

    BOOST_TEST(bound_html(bound) ==
               "<data value=\"50\" data-value=\"50\" data-rule=\"percent\" "
               "data-cells=\"a@1#x/n a@1#y/n; a@1#x/&quot;d&quot;\">50 %</data>");
}

BOOST_AUTO_TEST_CASE(elements_go_and_their_text_stays)
{
    BOOST_TEST(plain_text("<p>a &lt;b&gt; &amp;amp; <data value=\"1\">1</data></p>") ==
               "a <b> &amp; 1");
}

BOOST_AUTO_TEST_CASE(an_edition_reads_back_as_it_was_written)
{
    const Folder folder;
    EditionFacts facts = some_facts(1);
    facts.changes = {"un <data value=\"1\">1</data>"};

    write_edition(folder.path, facts, {{"report.html", "<p>"}});

    BOOST_TEST((editions(folder.path, "FR_76410", "2025") == std::vector<unsigned>{1}));
    const EditionFacts read = edition_facts(folder.path, "FR_76410", "2025", 1);
    BOOST_TEST(read.who == facts.who);
    BOOST_TEST((read.figures == facts.figures));
    BOOST_TEST((read.comments == facts.comments));
    BOOST_TEST(read.changes == facts.changes);
    BOOST_TEST(shelved_reports(folder.path).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_edition_is_never_written_over)
{
    const Folder folder;
    write_edition(folder.path, some_facts(1), {{"report.html", "first"}});

    BOOST_CHECK_THROW(write_edition(folder.path, some_facts(1), {{"report.html", "second"}}),
                      StoreError);

    std::ifstream file(*edition_file(folder.path, "FR_76410", "2025", 1, "report.html"));
    std::string text;
    std::getline(file, text);
    BOOST_TEST(text == "first");
}

BOOST_AUTO_TEST_CASE(a_place_that_is_a_path_has_no_editions)
{
    const Folder folder;
    write_edition(folder.path, some_facts(1), {});
    for (const char* place : {"..", "../reports/FR_76410", "FR_76410/2025", "", "."}) {
        BOOST_TEST_CONTEXT(place)
        {
            BOOST_TEST(editions(folder.path, place, "2025").empty());
            BOOST_TEST(!edition_file(folder.path, place, "2025", 1, "edition.json"));
        }
    }
    EditionFacts facts = some_facts(2);
    facts.place = "../x";
    BOOST_CHECK_THROW(write_edition(folder.path, facts, {}), StoreError);
}

BOOST_AUTO_TEST_CASE(a_later_edition_says_what_it_corrects)
{
    const EditionFacts before = some_facts(1);
    EditionFacts now = some_facts(2);
    const auto& messages = publish::site::Messages::in("fr");
    BOOST_TEST(changes_between(before, now, messages).empty());

    now.figures[0].text = "96 500 entrées";
    now.figures[0].value = 96500;
    now.comments[0].text = "autre";
    now.comments.push_back({"c2", "Repas", "nouveau"});
    const auto changes = changes_between(before, now, messages);

    BOOST_REQUIRE(changes.size() == 3U);
    BOOST_TEST(plain_text(changes[0]) ==
               "Entrées\u202f: 96 500 entrées, au lieu de 96 400 entrées.");
    BOOST_TEST(changes[1] == "Entrées\u202f: explication modifiée.");
    BOOST_TEST(changes[2] == "Repas\u202f: explication ajoutée.");
}

BOOST_AUTO_TEST_CASE(a_number_is_no_correction_of_itself)
{
    const auto& messages = publish::site::Messages::in("fr");
    EditionFacts facts = some_facts(1);
    double value = 1.0 / 3;
    for (int i = 0; i < 500; ++i) {
        facts.figures[0].value = value;
        const EditionFacts read = read_edition_facts(to_json(facts), "fiche");
        BOOST_TEST(changes_between(read, facts, messages).empty());
        value *= 1.37;
    }
}

BOOST_AUTO_TEST_CASE(a_later_edition_says_which_year_and_which_text_it_corrects)
{
    const auto& messages = publish::site::Messages::in("fr");
    EditionFacts before = some_facts(1);
    before.figures.push_back({"piscine_entrees/valeur/Maromme/2024", "Entrées", "52 300 entrées",
                              "a@1#b/valeur", "cell", 52300, "<time>2024</time>"});
    before.texts = {{"piscine_entrees/mode", "Entrées, mode", "régie", "a@1#a/mode"}};
    EditionFacts now = before;
    now.edition = 2;
    now.figures[1].text = "62 300 entrées";
    now.figures[1].value = 62300;
    now.texts[0].text = "<b>";

    const auto changes = changes_between(before, now, messages);

    BOOST_REQUIRE(changes.size() == 2U);
    BOOST_TEST(plain_text(changes[0]) ==
               "Entrées, 2024\u202f: 62 300 entrées, au lieu de 52 300 entrées.");
    BOOST_TEST(plain_text(changes[1]) == "Entrées, mode\u202f: <b>, au lieu de régie.");
    now.texts.clear();
    now.figures.pop_back();
    BOOST_TEST(changes_between(before, now, messages).size() == 2U);
    const EditionFacts read = read_edition_facts(to_json(before), "fiche");
    BOOST_TEST((read.texts == before.texts));
    BOOST_TEST((read.figures == before.figures));
}

BOOST_AUTO_TEST_CASE(drawings_are_cut_where_years_do_not_compare)
{
    const auto bound = [](double value) { return Bound{value, "1", Rule::cell, {{"a@1#x/v"}}}; };
    Figure figure;
    for (const char* year : {"2021", "2022", "2023", "2024", "2025"}) {
        figure.years.push_back({year, bound(10), ""});
    }
    const auto lines = [&] {
        const std::string drawing = spark_drawing(figure);
        return std::ranges::count(drawing.substr(drawing.find("d=\"")), 'M');
    };
    BOOST_TEST(lines() == 1);
    BOOST_TEST(bars_drawing(figure).find(look_of("bar-apart")) == std::string::npos);

    figure.years[3].apart = true;

    BOOST_TEST(lines() == 2);
    BOOST_TEST(bars_drawing(figure).find(look_of("bar-apart")) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_number_without_a_unit_is_never_cut)
{
    const Bound bare{96400, "96\u202f400", Rule::cell, {{"a@1#x/v"}}};
    Bound with = bare;
    with.text += "\u202f€";
    with.unit = "€";

    BOOST_TEST(without_unit(bare) == "96\u202f400");
    BOOST_TEST(without_unit(with) == "96\u202f400");
    BOOST_TEST(bound_html_large(bare).find("of-unit") == std::string::npos);
    BOOST_TEST(bound_html_large(with).find(">96\u202f400<span class=\"of-unit\">") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_broken_record_of_an_edition_is_refused_with_its_file)
{
    for (const char* text : {"", "[]", "{", "{}", "{\"edition\": -1}", "{\"edition\": \"1\"}"}) {
        BOOST_CHECK_THROW(static_cast<void>(read_edition_facts(text, "fiche")), StoreError);
    }
}

BOOST_AUTO_TEST_CASE(an_archive_is_read_back_by_the_reader)
{
    const Folder folder;
    const std::string long_text(100'000, 'x');
    datasets::ZipWriter writer;
    writer.add("mimetype", "a/b", datasets::ZipWriter::Packing::stored);
    writer.add("é.xml", long_text);
    writer.add("vide", "");
    const std::string bytes = writer.take();
    std::ofstream(folder.path / "a.zip", std::ios::binary) << bytes;

    datasets::ZipArchive archive(folder.path / "a.zip");

    BOOST_TEST(bytes.size() < 2'000U);
    BOOST_TEST(bytes.substr(30, 11) == "mimetypea/b");
    BOOST_REQUIRE(archive.entries().size() == 3U);
    for (const auto& [name, wanted] : {std::pair<std::string, std::string>{"mimetype", "a/b"},
                                       {"é.xml", long_text},
                                       {"vide", ""}}) {
        std::string text;
        BOOST_TEST(archive.read(name, [&](std::string_view piece) {
            text += piece;
            return true;
        }));
        BOOST_TEST((text == wanted));
    }
}

BOOST_AUTO_TEST_CASE(of_a_comment_an_odt_keeps_numbers_links_and_lines)
{
    const auto text = [](std::string_view markdown) {
        return odt_body(publish::site::markdown_html(markdown)).text;
    };
    const std::string item = "<text:list-item><text:p text:style-name=\"Standard\">";
    const std::string end = "</text:p></text:list-item>";
    BOOST_TEST(text("1. a\n2. b") == "<text:list text:style-name=\"Listenumerotee\">" + item + "a" +
                                         end + item + "b" + end + "</text:list>");
    BOOST_TEST(text("- a") ==
               "<text:list text:style-name=\"Liste\">" + item + "a" + end + "</text:list>");
    const std::string third = text("3. a\n4. b\n   - c");
    BOOST_TEST(third.find("<text:list-item text:start-value=\"3\">") != std::string::npos, third);
    BOOST_TEST(third.find("start-value", third.find("start-value") + 1) == std::string::npos);

    const auto paragraph = [](const std::string& inside) {
        return "<text:p text:style-name=\"Standard\">" + inside + "</text:p>";
    };
    BOOST_TEST(text("Voir [*le* plan](https://a.fr/?x=1&y='\"<) ici") ==
               paragraph("Voir <text:a xlink:type=\"simple\" "
                         "xlink:href=\"https://a.fr/?x=1&amp;y=%27%22%3C\"><text:span "
                         "text:style-name=\"Italique\">le</text:span> plan</text:a> ici"));
    // What leads somewhere in the page or the site only leads nowhere from a file.
    BOOST_TEST(text("[a](/jeu) [b](#c) [d](javascript:e)") == paragraph("a b d"));
    BOOST_TEST(odt_body("<p><a href=\"https://a.fr\">b<p>c</p></a></p>").text ==
               paragraph("<text:a xlink:type=\"simple\" xlink:href=\"https://a.fr\">b</text:a>") +
                   paragraph("c"));
    BOOST_TEST(text("```\na  <b>\n\n\tc\n```\n\nd  e") ==
               paragraph("a<text:s/><text:s/>&lt;b&gt;<text:line-break/><text:line-break/>"
                         "<text:s/><text:s/><text:s/><text:s/>c") +
                   paragraph("d e"));
}

BOOST_AUTO_TEST_SUITE_END()
