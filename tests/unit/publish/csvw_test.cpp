// SPDX-License-Identifier: EUPL-1.2
// The metadata of a table names its columns as they stand in it, and each note the cell, row or
// column that it speaks of: found again in the table by counting, as RFC 7111 does.
#include "publish/formats/csvw.hpp"

#include "publish/formats/csv.hpp"
#include "publish/query.hpp"
#include "publish/selection.hpp"
#include "tests/unit/datasets/parsed_json.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using test::parsed;
using test::text_of;

namespace {

using Cells = std::vector<std::vector<std::string>>;

/// RFC 4180.
Cells cells_of(const std::string& csv)
{
    Cells lines;
    bool quoted = false, begins = true;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        if (begins) {
            lines.push_back({""});
            begins = false;
        }
        std::string& cell = lines.back().back();
        if (quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            cell += csv[++i];
        } else if (csv[i] == '"') {
            quoted = !quoted;
        } else if (quoted) {
            cell += csv[i];
        } else if (csv[i] == ',') {
            lines.back().emplace_back();
        } else if (csv[i] == '\n') {
            begins = true;
        } else if (csv[i] != '\r') {
            cell += csv[i];
        }
    }
    return lines;
}

struct Works : test::SmallSite {
    static constexpr Date day{2026, 11, 22};
    std::map<std::string, CommentTarget> targets;  ///< by id

    Works()
    {
        publish(works_facts(), works_properties(), works(80, 12));
        std::mt19937 random(8);
        std::vector<Comment> comments;
        const auto properties = works_properties();
        for (int i = 0; i < 60; ++i) {
            Comment comment;
            comment.id = "c" + std::to_string(i);
            comment.target.dataset = "chantiers";
            comment.target.key = i % 6 == 0 ? "" : "c-" + std::to_string(random() % 80);
            comment.target.column = i % 3 == 0 ? "" : properties[random() % properties.size()].name;
            comment.text = {{"fr", "Dit."}};
            comment.author = "Voirie";
            comment.date = {2026, 11, 1};
            targets[comment.id] = comment.target;
            comments.push_back(std::move(comment));
        }
        comment(comments);
        refresh();
    }

    /// The comments that the metadata has as notes, each in its place of the table.
    std::size_t check(const std::string& metadata, const std::string& csv,
                      const std::string& address) const
    {
        const Cells table = cells_of(csv);
        const auto json = parsed(metadata);
        BOOST_TEST(text_of(json["url"]) == address);
        std::vector<std::string> names;
        for (const auto& column : json["tableSchema"]["columns"].GetArray()) {
            names.push_back(text_of(column["name"]));
        }
        BOOST_TEST(names == table.at(0), boost::test_tools::per_element());
        BOOST_TEST(text_of(json["tableSchema"]["primaryKey"]) == names.front());
        for (const auto& note : json["notes"].GetArray()) {
            const std::string id = text_of(note["id"]);
            const CommentTarget& target = targets.at(id.substr(id.rfind('/') + 1));
            const auto& place = note["target"][0];
            // The whole table is named by its address alone.
            BOOST_TEST(text_of(place.IsString() ? place : place["source"]) == address);
            const std::string where = place.IsString() ? "" : text_of(place["selector"]["value"]);
            BOOST_TEST_CONTEXT(id << " " << where << ": " << target.key << " " << target.column)
            {
                check_place(table, where, target);
            }
        }
        return json["notes"].Size();
    }
    static void check_place(const Cells& table, const std::string& where,
                            const CommentTarget& target)
    {
        const std::size_t first = where.find('=') + 1, comma = where.find(',');
        const auto number = [&](std::size_t at) {
            return static_cast<std::size_t>(std::stoul(where.substr(at)));
        };
        BOOST_TEST((target.key.empty() == (where.empty() || where.starts_with("col="))));
        BOOST_TEST((target.column.empty() == (where.empty() || where.starts_with("row="))));
        if (!target.key.empty()) {
            BOOST_TEST(table.at(number(first) - 1).at(0) == target.key);
        }
        if (!target.column.empty()) {
            BOOST_TEST(table.at(0).at(number(target.key.empty() ? first : comma + 1) - 1) ==
                       target.column);
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(csvw, Works)

BOOST_AUTO_TEST_CASE(every_note_of_a_page_is_found_again_in_its_table)
{
    const auto dataset = snapshot("chantiers");
    std::size_t notes = 0;
    for (const Parameters& parameters : {Parameters{},
                                         {{"limit", "7"}},
                                         {{"limit", "10"}, {"sortby", "-cout_eur"}},
                                         {{"effet", "alternat"}},
                                         {{"limit", "3"}, {"sortby", "titre"}}}) {
        const auto query = std::get<ItemsQuery>(parse_items_query(parameters, *dataset));
        const ItemsPage page{
            *dataset,    select(*dataset, query, day, 100000), day, false, {}, query.crs, {},
            query.wanted};
        const std::string address = "http://a.fr/collections/chantiers/items?f=csv";
        notes += check(items_csvw(page, address, "http://a.fr"), items_csv(page), address);
    }
    BOOST_TEST(notes > 60U);
}

BOOST_AUTO_TEST_CASE(every_comment_of_a_version_is_found_again_in_its_file)
{
    const auto dataset = snapshot("chantiers");
    std::ifstream file(*store().version_file("chantiers", 1, "table.csv"), std::ios::binary);
    std::string csv(std::istreambuf_iterator<char>(file), {});
    if (csv.starts_with("\xEF\xBB\xBF")) {
        csv.erase(0, 3);
    }
    const std::string address = "http://a.fr/downloads/chantiers/1/table.csv";
    BOOST_TEST(check(version_csvw(*dataset, address, "http://a.fr"), csv, address) ==
               targets.size());
}

BOOST_AUTO_TEST_SUITE_END()
