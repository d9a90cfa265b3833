// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/vector_export.hpp"

#include "geo/error.hpp"
#include "geo/visit.hpp"
#include "publish/api/facts.hpp"
#include "publish/crs.hpp"
#include "publish/formats/csv.hpp"
#include "publish/formats/export_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace parvis::publish {

namespace {

namespace fs = std::filesystem;
using datasets::ValueType;
using geo::WrittenField;
using geo::WrittenFormat;
using geo::WrittenValue;

WrittenField::Type written_type(ValueType type)
{
    switch (type) {
    case ValueType::boolean:
        return WrittenField::Type::boolean;
    case ValueType::integer:
        return WrittenField::Type::integer;
    case ValueType::number:
        return WrittenField::Type::number;
    case ValueType::date:
        return WrittenField::Type::date;
    case ValueType::instant:
        return WrittenField::Type::instant;
    case ValueType::text:
    case ValueType::list:
    case ValueType::parts:
        break;
    }
    return WrittenField::Type::text;
}

WrittenValue written(const datasets::Value& value)
{
    return std::visit(
        geo::Overloaded{
            [](std::monostate) { return WrittenValue{}; },
            [](bool flag) { return WrittenValue{flag}; },
            [](std::int64_t number) { return WrittenValue{number}; },
            [](double number) { return WrittenValue{number}; },
            [](const std::string& text) { return WrittenValue{text}; },
            [](datasets::Date day) {
                return WrittenValue{geo::WrittenDay{day.year, day.month, day.day}};
            },
            [](datasets::Instant instant) {
                return WrittenValue{geo::WrittenInstant{instant.seconds}};
            },
            [](const auto& other) { return WrittenValue{text_of(datasets::Value{other})}; },
        },
        value);
}

/// Texts as wide as the longest of the rows, and whole numbers as text where a reader would have
/// another one: dBase knows digits alone, and a column of more than 18 of them is read as real
/// numbers by GDAL, any column by readers that know no other.
void fit_to_shapefile(std::vector<WrittenField>& fields, const ItemsPage& page,
                      const ExportTable& table)
{
    constexpr std::int64_t exact = std::int64_t{1} << 53U;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto& field = fields[i];
        if (field.type != WrittenField::Type::text && field.type != WrittenField::Type::integer) {
            continue;
        }
        std::size_t longest = 1;
        bool first = true;
        for (const auto row : page.selection.rows) {
            const auto value = table.value(row, table.columns()[i], first);
            const auto* text = std::get_if<std::string>(&value);
            const auto* number = std::get_if<std::int64_t>(&value);
            longest = std::max(longest, text != nullptr ? text->size() : text_of(value).size());
            if (number != nullptr && (*number > exact || *number < -exact)) {
                field.type = WrittenField::Type::text;
            }
            first = false;
        }
        field.width = longest;
    }
}

void add_tables(geo::VectorWriter& writer, const ItemsPage& page)
{
    using Type = WrittenField::Type;
    std::vector<std::vector<WrittenValue>> comments;
    for (const auto& [id, comment] : comments_of(page)) {
        auto& cells = comments.emplace_back();
        for (const auto& cell : comment_cells(id, *comment)) {
            cells.push_back(written(cell));
        }
    }
    // A layer of that name is the dataset itself.
    const auto free = [&](std::string name) {
        return page.dataset.id() == name ? name + "_parvis" : name;
    };
    std::vector<WrittenField> fields;
    for (const auto& column : comment_columns()) {
        fields.push_back({std::string(column.name), column.is_date ? Type::date : Type::text});
    }
    writer.add_table(free("commentaires"), fields, comments);
    std::vector<std::vector<WrittenValue>> lines;
    for (const auto& [name, value] : source_lines(page)) {
        lines.push_back({WrittenValue{name}, WrittenValue{value}});
    }
    writer.add_table(free("source"), {{"information", Type::text}, {"valeur", Type::text}}, lines);
}

void write_text(const fs::path& file, const std::function<void(const BodySink&)>& write)
{
    std::ofstream out(file, std::ios::binary);
    write([&](std::string_view piece) {
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    });
    out.close();
    if (!out) {
        throw Error("cannot write " + file.string());
    }
}

bool is_number_as_text(const WrittenField& field, const ExportColumn& column)
{
    return column.type == ValueType::integer && field.type == WrittenField::Type::text;
}

/// What a Shapefile has no place for.
void write_sidecars(const fs::path& folder, const ItemsPage& page, const ExportTable& table,
                    const std::vector<WrittenField>& fields)
{
    write_text(folder / "LISEZMOI.txt", [&](const BodySink& sink) {
        for (const auto& [name, value] : source_lines(page)) {
            sink(name + " : " + value + "\r\n");
        }
        sink("\r\nUn fichier Shapefile coupe les noms de colonnes à 10 lettres et les textes à 254 "
             "octets, et n'a pas d'heures : le tableau entier est dans " +
             page.dataset.id() + ".csv.\r\n\r\n");
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (is_number_as_text(fields[i], table.columns()[i])) {
                sink("La colonne " + table.columns()[i].name +
                     " a des nombres entiers trop grands pour ce format : elle est en "
                     "texte.\r\n\r\n");
            }
        }
        const auto names = geo::shapefile_names(fields);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto& column = table.columns()[i];
            const bool own = column.content == ExportColumn::Content::property;
            const auto label =
                own ? datasets::text_in(page.dataset.manifest().properties[column.property].label,
                                        "fr")
                    : std::string_view{};
            sink(fmt::format("{} : {}{}{}\r\n", names[i], column.name, label.empty() ? "" : " — ",
                             label));
        }
    });
    write_text(folder / "commentaires.txt", [&](const BodySink& sink) {
        const auto comments = comments_of(page);
        if (comments.empty()) {
            sink("Aucun commentaire sur ces objets.\r\n");
        }
        for (const auto& [id, comment] : comments) {
            sink(fmt::format("{} — {}\r\n\r\n", id.empty() ? "Tout le jeu" : id,
                             comment_text(*comment)));
        }
    });
    write_text(folder / (page.dataset.id() + ".csv"),
               [&](const BodySink& sink) { write_items_csv(page, sink); });
}

}  // namespace

bool has_ready_geopackage(const datasets::Manifest& version)
{
    const auto rows =
        std::ranges::find(version.files, "features.geojsonl", &datasets::VersionFile::name);
    return version.extent && rows != version.files.end() && rows->bytes <= most_vector_bytes &&
           version.counts.kept + version.counts.carried <= most_vector_rows;
}

void leave_out_unplaced(ItemsPage& page)
{
    page.left_out = std::erase_if(page.selection.rows, [&](RowIndex row) {
        return !page.wanted.has_geometry() || !page.dataset.bounds(row);
    });
}

fs::path write_items_vector(const ItemsPage& page, WrittenFormat format, const fs::path& folder)
{
    const auto& dataset = page.dataset;
    const auto& facts = dataset.manifest().facts;
    const bool zipped = format == WrittenFormat::shapefile;
    const fs::path content = zipped ? folder / "contenu" : folder;
    fs::create_directories(content);

    const ExportTable table(page, Positions::in_geometry);
    const bool has_days = format != WrittenFormat::flatgeobuf;
    geo::WrittenLayer layer;
    layer.name = facts.id;
    layer.title = datasets::text_in(facts.title, "fr");
    layer.abstract = attribution(facts);
    layer.crs = page.crs == nullptr ? "EPSG:4326" : std::string(page.crs->name);
    layer.written_at = dataset.manifest().created;
    for (const auto& column : table.columns()) {
        const bool day = column.type == ValueType::date;
        layer.fields.push_back(
            {column.name, day && !has_days ? WrittenField::Type::text : written_type(column.type)});
    }
    if (zipped) {
        fit_to_shapefile(layer.fields, page, table);
    }
    const auto fields = layer.fields;
    geo::VectorWriter writer(content, format, std::move(layer));
    bool first = true;
    for (const auto row : page.selection.rows) {
        std::vector<WrittenValue> values;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto value = table.value(row, table.columns()[i], first);
            const bool as_text = fields[i].type == WrittenField::Type::text &&
                                 !std::holds_alternative<std::monostate>(value);
            values.push_back(as_text ? WrittenValue{text_of(value)} : written(value));
        }
        auto geometry = geometry_of(dataset, row, page.wanted);
        writer.write(page.crs == nullptr ? geometry : east_north_in(geometry, *page.crs), values);
        first = false;
    }
    if (format == WrittenFormat::geopackage) {
        add_tables(writer, page);
    }
    auto file = writer.finish();
    if (zipped) {
        write_sidecars(content, page, table, fields);
        file = folder / (facts.id + ".zip");
        geo::zip_folder(content, file);
    }
    return file;
}

}  // namespace parvis::publish
