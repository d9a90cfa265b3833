// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace parvis::geo {

/// The formats that GDAL writes for Parvis.
enum class WrittenFormat { geopackage, flatgeobuf, shapefile };

struct WrittenField {
    enum class Type { text, integer, number, boolean, date, instant };
    std::string name;
    Type type = Type::text;
    /// Bytes of its longest text, 1 to 254, where a format has to be told: each row of a Shapefile
    /// takes as many.
    std::size_t width = 254;
};

struct WrittenDay {
    int year = 1970, month = 1, day = 1;
};
/// Seconds since 1970-01-01T00:00:00Z.
struct WrittenInstant {
    std::int64_t seconds = 0;
};
/// monostate is null.
using WrittenValue = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                                  WrittenDay, WrittenInstant>;

/// What is written, beside its rows.
struct WrittenLayer {
    std::string name;             ///< of the layer, and of the files of a Shapefile: [a-z0-9-]+
    std::string title, abstract;  ///< said in a GeoPackage
    std::string crs;              ///< "EPSG:2154"; positions are east, north whatever it defines
    std::string written_at;       ///< ISO instant, where a format wants one: not that of the clock
    std::vector<WrittenField> fields;
};

/// Writes a vector file by GDAL, row by row; memory does not grow with them but for the index of a
/// FlatGeobuf (some 110 bytes a row). The only code that sees GDAL headers besides vector_file.cpp.
/// @throws Error naming what GDAL complained of, in every function.
class VectorWriter {
public:
    /// Into `folder`, which holds nothing else: one file, or for a Shapefile those of its layers:
    /// `<name>` of points, lines or areas with `_points`, `_lignes`, `_surfaces` behind the name,
    /// `_sans_lieu` (a table alone) of rows without geometry; only those that have rows. Texts of a
    /// Shapefile are UTF-8, cut to 254 bytes; its column names to 10 letters (see
    /// shapefile_names()).
    VectorWriter(std::filesystem::path folder, WrittenFormat format, WrittenLayer layer);
    ~VectorWriter();
    VectorWriter(const VectorWriter&) = delete;
    VectorWriter& operator=(const VectorWriter&) = delete;

    /// One value a field. @throws Error also for a FlatGeobuf's row without geometry: GDAL would
    /// drop it and say nothing.
    void write(const Geometry& geometry, const std::vector<WrittenValue>& values);
    /// A table without geometry beside the layer. @pre the format is GeoPackage
    void add_table(const std::string& name, const std::vector<WrittenField>& fields,
                   const std::vector<std::vector<WrittenValue>>& rows);
    /// Everything is on disk. Gives the file: of a Shapefile, none (see zip_folder()).
    [[nodiscard]] std::filesystem::path finish();

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

/// The column names of a Shapefile, different from each other, ASCII, at most 10 letters.
[[nodiscard]] std::vector<std::string> shapefile_names(const std::vector<WrittenField>& fields);

/// Every file of the folder as an archive, in order of their names.
void zip_folder(const std::filesystem::path& folder, const std::filesystem::path& archive);

}  // namespace parvis::geo
