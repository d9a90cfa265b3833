// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/error.hpp"
#include "geo/vector_file.hpp"
#include "geo/zoom_grid.hpp"
#include "publish/api/facts.hpp"
#include "publish/formats/csv.hpp"
#include "publish/formats/export_table.hpp"
#include "publish/formats/kml.hpp"
#include "publish/formats/vector_export.hpp"
#include "publish/formats/xlsx.hpp"
#include "publish/query.hpp"
#include "tests/unit/geo/geometry_output.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace parvis::test {

using namespace parvis::datasets;
using namespace parvis::publish;

inline Comment comment_on(CommentTarget target, const std::string& text)
{
    Comment comment;
    comment.id = "c" + std::to_string(text.size());
    comment.target = std::move(target);
    comment.text = {{"fr", text}};
    comment.author = "Direction de la voirie";
    comment.date = {2026, 3, 3};
    return comment;
}

/// A row of a file, by column; nulls are not there.
struct ReadRow {
    std::map<std::string, std::string> values;
    geo::Geometry geometry;
};

struct Formats : SmallSite {
    static constexpr Date day{2026, 11, 22};
    ScratchFolder folder;
    std::shared_ptr<const Snapshot> dataset;

    Formats()
    {
        auto rows = works(120, 21);
        auto properties = works_properties();
        Property seen;
        seen.name = "vu";
        seen.type = ValueType::instant;
        seen.label = {{"fr", "Vu"}};
        properties.push_back(seen);
        Property code;
        code.name = "code_du_service_gestionnaire";
        code.label = {{"fr", "Code"}};
        properties.push_back(code);
        Property other = code;
        other.name = "code_du_service_payeur";
        properties.push_back(other);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].values.push_back(
                i % 4 == 0 ? Value{}
                           : Value{Instant{1'795'000'000 + static_cast<std::int64_t>(i) * 3600}});
            rows[i].values.push_back(Value{"0" + std::to_string(1000 + i)});
            rows[i].values.push_back(i % 3 == 0 ? Value{} : Value{std::string(300, 'e')});
        }
        SmallSite::publish(works_facts(), properties, rows);
        comment({comment_on({"chantiers", "", "c-7", "", "", ""}, "Le pont a été fermé."),
                 comment_on({"chantiers", "", "", "", "", ""}, "Un hiver sans gel.")});
        refresh();
        dataset = snapshot("chantiers");
    }

    [[nodiscard]] ItemsPage page(const Parameters& parameters = {}) const
    {
        const auto query = std::get<ItemsQuery>(parse_items_query(parameters, *dataset));
        return {*dataset,    select(*dataset, query, day, 100000), day, false, {}, query.crs, {},
                query.wanted};
    }

    /// The rows of a layer, by id.
    static std::map<std::string, ReadRow>
    read(const std::filesystem::path& file, geo::VectorFormat format, const std::string& layer = "")
    {
        geo::VectorFile source(file, format, {layer, ""});
        std::map<std::string, ReadRow> rows;
        geo::VectorFile::Row row;
        while (source.next(row)) {
            ReadRow read;
            for (std::size_t i = 0; i < row.values.size(); ++i) {
                if (row.values[i]) {
                    read.values[source.columns()[i]] = *row.values[i];
                }
            }
            read.geometry = row.geometry;
            BOOST_TEST(row.geometry_problem == "");
            const auto id = read.values["id"];
            BOOST_TEST(rows.emplace(id, std::move(read)).second);
        }
        return rows;
    }

    /// Every row of the page is there with each of its values.
    void check(const std::map<std::string, ReadRow>& rows, const ItemsPage& asked,
               bool flags_as_numbers = false) const
    {
        BOOST_TEST(rows.size() == asked.selection.rows.size());
        const ExportTable table(asked, Positions::in_geometry);
        bool first = true;
        for (const auto row : asked.selection.rows) {
            const auto found = rows.find(std::string(dataset->feature_id(row)));
            BOOST_REQUIRE(found != rows.end());
            for (const auto& column : table.columns()) {
                auto text = text_of(table.value(row, column, first));
                if (flags_as_numbers && column.type == ValueType::boolean && !text.empty()) {
                    text = text == "true" ? "1" : "0";
                }
                const auto read = found->second.values.find(column.name);
                BOOST_TEST_CONTEXT(dataset->feature_id(row) << " " << column.name)
                {
                    BOOST_TEST((read == found->second.values.end() ? "" : read->second) == text);
                }
            }
            BOOST_TEST(geo::to_wkt(found->second.geometry) == geo::to_wkt(dataset->geometry(row)));
            first = false;
        }
        BOOST_TEST(rows.at("c-7").values.at("commentaire").find("Le pont a été fermé.") !=
                   std::string::npos);
        const auto& head = rows.at(std::string(dataset->feature_id(asked.selection.rows.front())));
        BOOST_TEST(head.values.at("commentaire_jeu").find("Un hiver sans gel.") !=
                   std::string::npos);
        BOOST_TEST(head.values.at("source") == source_text(asked));
        BOOST_TEST(head.values.at("licence").starts_with("https://"));
    }

    /// Cells of a sheet or attribute table, row by row.
    static std::vector<std::vector<std::string>>
    cells(const std::filesystem::path& file, geo::VectorFormat format, const std::string& layer)
    {
        geo::VectorFile source(file, format, {layer, ""});
        std::vector<std::vector<std::string>> all;
        geo::VectorFile::Row row;
        while (source.next(row)) {
            auto& line = all.emplace_back();
            for (const auto& value : row.values) {
                line.push_back(value.value_or(""));
            }
        }
        return all;
    }

    std::filesystem::path written(const std::string& name,
                                  const std::function<void(const BodySink&)>& write) const
    {
        const auto file = folder.path() / name;
        std::ofstream out(file, std::ios::binary);
        write([&](std::string_view piece) { out << piece; });
        return file;
    }
};

inline std::string bytes_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace parvis::test
