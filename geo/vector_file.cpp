// SPDX-License-Identifier: EUPL-1.2
#include "geo/vector_file.hpp"

#include "geo/cell_text.hpp"
#include "geo/error.hpp"
#include "geo/local_file.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <string_view>
#include <utility>

namespace parvis::geo {
namespace {

namespace fs = std::filesystem;

/// Collects what GDAL says on this thread while it lives, instead of letting it go to stderr.
class GdalMessages {
public:
    GdalMessages() { CPLPushErrorHandlerEx(collect, this); }
    ~GdalMessages() { CPLPopErrorHandler(); }
    GdalMessages(const GdalMessages&) = delete;
    GdalMessages& operator=(const GdalMessages&) = delete;

    /// The first error: later ones are mostly its consequences. Empty when all went well.
    [[nodiscard]] const std::string& error() const { return m_error; }

private:
    static void CPL_STDCALL collect(CPLErr level, CPLErrorNum, const char* message)
    {
        auto* const self = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
        if (level >= CE_Failure && self->m_error.empty()) {
            self->m_error = message;
        }
    }

    std::string m_error;
};

/// Sets a GDAL option for this thread while it lives; nothing else sets these.
class GdalOption {
public:
    GdalOption(const char* name, const char* value) : m_name(name)
    {
        CPLSetThreadLocalConfigOption(name, value);
    }
    ~GdalOption() { CPLSetThreadLocalConfigOption(m_name, nullptr); }
    GdalOption(const GdalOption&) = delete;
    GdalOption& operator=(const GdalOption&) = delete;

private:
    const char* m_name;
};

void register_drivers()
{
    static std::once_flag once;
    std::call_once(once, [] { GDALAllRegister(); });
}

std::string plural_list(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += text.empty() ? "« " : ", « ";
        text += name + " »";
    }
    return text;
}

/// The Shapefile inside an archive, as GDAL names it.
std::string shapefile_in_zip(const std::string& zip, const VectorOptions& options)
{
    const std::string inside = "/vsizip/{" + zip + "}";
    const CPLStringList entries(VSIReadDirRecursive(inside.c_str()));
    std::vector<std::string> found;
    std::vector<std::string> layers;
    for (int i = 0; i < entries.Count(); ++i) {
        const std::string entry = entries[i];
        if (!has_extension(entry, ".shp") || entry.starts_with("__MACOSX/")) {
            continue;
        }
        const std::string layer = fs::path(entry).stem().string();
        if (options.layer.empty() || options.layer == layer) {
            found.push_back(inside + "/" + entry);
        }
        layers.push_back(layer);
    }
    if (layers.empty()) {
        throw SourceError(fmt::format("{} : l'archive ne contient aucun fichier .shp.", zip));
    }
    if (found.empty()) {
        throw SourceError(
            fmt::format("{} : pas de couche « {} » dans l'archive ; elle contient {}.", zip,
                        options.layer, plural_list(layers)));
    }
    if (found.size() > 1) {
        throw SourceError(fmt::format(
            "{} : l'archive contient plusieurs couches ; indiquez l'une de : {} (« layer = … »).",
            zip, plural_list(layers)));
    }
    return found.front();
}

void append_real(std::string& out, double value)
{
    std::array<char, 400> digits{};
    const double size = std::fabs(value);
    const bool plain = size == 0 || (size >= 1e-6 && size < 1e16);
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), value,
                      plain ? std::chars_format::fixed : std::chars_format::scientific);
    out.append(digits.data(), end);
}

/// ISO 8601, to the second, with the offset when the file has one.
std::string date_text(const OGRFeature& feature, int field, OGRFieldType type)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
    const std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    if (type == OFTDate) {
        return date;
    }
    const std::string time =
        fmt::format("{:02}:{:02}:{:02}", hour, minute, static_cast<int>(second));
    if (type == OFTTime) {
        return time;
    }
    // GDAL counts quarters of an hour from 100 = UTC; 0 and 1 say that the file names no zone.
    std::string offset;
    if (zone == 100) {
        offset = "Z";
    } else if (zone > 1) {
        const int minutes = std::abs(zone - 100) * 15;
        offset = fmt::format("{}{:02}:{:02}", zone < 100 ? '-' : '+', minutes / 60, minutes % 60);
    }
    return date + "T" + time + offset;
}

/// GDAL hands over the bytes of a file that does not say its encoding. What is not UTF-8 is then
/// nearly always from Windows: read as such, so that every text given out is UTF-8.
std::string utf8(std::string text)
{
    if (CPLIsUTF8(text.c_str(), static_cast<int>(text.size())) != 0) {
        return text;
    }
    char* const recoded = CPLRecode(text.c_str(), "CP1252", CPL_ENC_UTF8);
    std::string result = recoded != nullptr ? recoded : "";
    CPLFree(recoded);
    return result;
}

/// "2024/01/31" or "2024/01/31 08:30:00", as GDAL writes the date of an XLSX cell, in ISO 8601.
void make_date_iso(std::string& text)
{
    constexpr std::string_view date = "0000/00/00";
    constexpr std::string_view instant = "0000/00/00 00:00:00";
    const auto looks_like = [&](std::string_view shape) {
        return std::ranges::equal(text, shape, [](char c, char wanted) {
            return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
        });
    };
    if (looks_like(date) || looks_like(instant)) {
        text[4] = '-';
        text[7] = '-';
        if (text.size() > date.size()) {
            text[10] = 'T';
        }
    }
}

std::string text_of(const OGRFeature& feature, int field)
{
    const OGRFieldDefn& definition = *feature.GetFieldDefnRef(field);
    switch (definition.GetType()) {
    case OFTInteger:
        if (definition.GetSubType() == OFSTBoolean) {
            return feature.GetFieldAsInteger(field) != 0 ? "true" : "false";
        }
        return std::to_string(feature.GetFieldAsInteger(field));
    case OFTInteger64:
        return std::to_string(feature.GetFieldAsInteger64(field));
    case OFTReal: {
        std::string text;
        append_real(text, feature.GetFieldAsDouble(field));
        return text;
    }
    case OFTDate:
    case OFTTime:
    case OFTDateTime:
        return date_text(feature, field, definition.GetType());
    case OFTStringList:
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList: {
        char* const json = feature.GetFieldAsSerializedJSon(field);
        std::string text = json != nullptr ? json : "";
        CPLFree(json);
        return text;
    }
    default:
        return utf8(feature.GetFieldAsString(field));
    }
}

std::vector<LonLat> positions_of(const OGRSimpleCurve& curve)
{
    std::vector<LonLat> positions(static_cast<std::size_t>(curve.getNumPoints()));
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const int index = static_cast<int>(i);
        positions[i] = {curve.getX(index), curve.getY(index)};
    }
    return positions;
}

Polygon polygon_of(const OGRPolygon& source)
{
    Polygon polygon;
    for (const OGRLinearRing* ring : source) {
        polygon.rings.push_back(positions_of(*ring));
    }
    return polygon;
}

/// Geometry of GDAL as ours; says in `problem` what it cannot take over.
Geometry geometry_of(const OGRGeometry& source, std::string& problem)
{
    if (source.IsEmpty()) {
        return std::monostate{};
    }
    switch (wkbFlatten(source.getGeometryType())) {
    case wkbPoint: {
        const OGRPoint& point = *source.toPoint();
        return Point{{point.getX(), point.getY()}};
    }
    case wkbLineString:
        return Line{positions_of(*source.toLineString())};
    case wkbPolygon:
        return polygon_of(*source.toPolygon());
    case wkbMultiPoint: {
        MultiPoint points;
        for (const OGRPoint* point : *source.toMultiPoint()) {
            if (!point->IsEmpty()) {
                points.points.push_back({point->getX(), point->getY()});
            }
        }
        return points;
    }
    case wkbMultiLineString: {
        MultiLine lines;
        for (const OGRLineString* line : *source.toMultiLineString()) {
            if (!line->IsEmpty()) {
                lines.lines.push_back(positions_of(*line));
            }
        }
        return lines;
    }
    case wkbMultiPolygon: {
        MultiPolygon polygons;
        for (const OGRPolygon* polygon : *source.toMultiPolygon()) {
            if (!polygon->IsEmpty()) {
                polygons.polygons.push_back(polygon_of(*polygon));
            }
        }
        return polygons;
    }
    default:
        problem = fmt::format("type de géométrie non accepté : {}", source.getGeometryName());
        return std::monostate{};
    }
}

Geometry linear_geometry_of(const OGRGeometry& source, std::string& problem)
{
    if (!source.hasCurveGeometry()) {
        return geometry_of(source, problem);
    }
    const OGRGeometryUniquePtr linear(source.getLinearGeometry());
    if (!linear) {
        problem = "courbe illisible";
        return std::monostate{};
    }
    return geometry_of(*linear, problem);
}

std::optional<std::string> crs_of(const OGRSpatialReference* crs)
{
    if (crs == nullptr) {
        return std::nullopt;
    }
    const char* const authority = crs->GetAuthorityName(nullptr);
    const char* const code = crs->GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr) {
        return std::string(authority) + ":" + code;
    }
    char* wkt = nullptr;
    const std::array<const char*, 2> options = {"FORMAT=WKT2_2018", nullptr};
    std::optional<std::string> text;
    if (crs->exportToWkt(&wkt, options.data()) == OGRERR_NONE && wkt != nullptr) {
        text = wkt;
    }
    CPLFree(wkt);
    return text;
}

}  // namespace

struct VectorFile::Handle {
    std::string name;  // as the caller knows the file, for messages
    VectorFormat format = VectorFormat::geojson;
    GDALDatasetUniquePtr dataset;
    OGRLayer* layer = nullptr;  // the dataset's
    std::vector<std::string> columns;
    std::uint64_t rows_read = 0;

    void open(const std::string& local, const VectorOptions& options);
    void choose_layer(const VectorOptions& options);
};

void VectorFile::Handle::open(const std::string& local, const VectorOptions& options)
{
    const VectorFormatFacts& facts = facts_of(format);
    const bool zipped = format == VectorFormat::shapefile && has_extension(local, ".zip");
    const std::string target = zipped ? shapefile_in_zip(local, options) : local;

    CPLStringList open_options;
    if (format == VectorFormat::geojson) {
        open_options.SetNameValue("DATE_AS_STRING", "YES");
    }
    if (format == VectorFormat::gml) {
        // Nothing is written beside the file, nothing is fetched.
        open_options.SetNameValue("WRITE_GFS", "NO");
        open_options.SetNameValue("DOWNLOAD_SCHEMA", "NO");
    }
    if (format == VectorFormat::shapefile && !options.encoding.empty()) {
        open_options.SetNameValue("ENCODING", options.encoding.c_str());
    }
    const GdalMessages messages;
    dataset.reset(GDALDataset::Open(target.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY,
                                    facts.drivers.data(), open_options.List(), nullptr));
    if (!dataset) {
        throw SourceError(fmt::format(
            "{} : ce fichier ne se lit pas comme {}.{} Vérifiez le format indiqué, ou ouvrez le "
            "fichier et enregistrez-le à nouveau.",
            name, facts.name,
            messages.error().empty() ? "" : fmt::format(" ({})", messages.error())));
    }
}

void VectorFile::Handle::choose_layer(const VectorOptions& options)
{
    const std::string_view wanted = options.layer;
    std::vector<std::string> names;
    for (OGRLayer* const candidate : dataset->GetLayers()) {
        const std::string_view candidate_name = candidate->GetName();
        // The points of a GPX's routes and tracks are no things of their own.
        const bool left_out =
            format == VectorFormat::gpx && wanted.empty() &&
            (candidate_name.ends_with("_points") || candidate->GetFeatureCount() == 0);
        const bool beside =
            facts_of(format).is_sheet && wanted.empty() &&
            std::ranges::find(options.sheets_beside, candidate_name) != options.sheets_beside.end();
        if (!left_out && !beside) {
            names.emplace_back(candidate_name);
        }
    }
    if (names.empty()) {
        throw SourceError(fmt::format("{} : le fichier ne contient aucune donnée.", name));
    }
    const char* const what = facts_of(format).is_sheet ? "feuille" : "couche";
    if (wanted.empty()) {
        if (names.size() > 1) {
            throw SourceError(
                fmt::format("{} : il y a {} {}s ; indiquez l'une de : {} (« layer = … »).", name,
                            names.size(), what, plural_list(names)));
        }
        layer = dataset->GetLayerByName(names.front().c_str());
        return;
    }
    const auto found = std::ranges::find(names, wanted);
    if (found == names.end()) {
        throw SourceError(fmt::format("{} : pas de {} « {} » ; il y a {}.", name, what, wanted,
                                      plural_list(names)));
    }
    layer = dataset->GetLayerByName(found->c_str());
}

VectorFile::VectorFile(const std::filesystem::path& file, VectorFormat format,
                       const VectorOptions& options)
    : m_handle(std::make_unique<Handle>())
{
    register_drivers();
    m_handle->name = file.string();
    m_handle->format = format;
    const std::string local = local_file_name(file);
    // Headers off, cells as text: our own code finds the header row, and codes keep their zeros.
    const GdalOption xlsx_headers("OGR_XLSX_HEADERS", "DISABLE");
    const GdalOption xlsx_types("OGR_XLSX_FIELD_TYPES", "STRING");
    const GdalOption xls_headers("OGR_XLS_HEADERS", "DISABLE");
    const GdalOption xls_types("OGR_XLS_FIELD_TYPES", "STRING");
    const GdalOption gml_types("GML_FIELDTYPES", "ALWAYS_STRING");
    const GdalOption ods_headers("OGR_ODS_HEADERS", "DISABLE");
    const GdalOption ods_types("OGR_ODS_FIELD_TYPES", "STRING");
    m_handle->open(local, options);
    const GdalMessages messages;  // spreadsheets are parsed when their layers are asked for
    m_handle->choose_layer(options);
    const OGRFeatureDefn& definition = *m_handle->layer->GetLayerDefn();
    if (!facts_of(format).is_sheet) {
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            m_handle->columns.push_back(utf8(definition.GetFieldDefn(i)->GetNameRef()));
        }
    }
}

VectorFile::VectorFile(VectorFile&&) noexcept = default;
VectorFile& VectorFile::operator=(VectorFile&&) noexcept = default;
VectorFile::~VectorFile() = default;

const std::vector<std::string>& VectorFile::columns() const { return m_handle->columns; }

std::optional<std::string> VectorFile::crs() const
{
    if (facts_of(m_handle->format).is_sheet) {
        return std::nullopt;
    }
    const GdalMessages messages;
    return crs_of(m_handle->layer->GetSpatialRef());
}

std::string VectorFile::layer() const { return m_handle->layer->GetName(); }

bool VectorFile::has_layer(std::string_view name) const
{
    for (OGRLayer* const layer : m_handle->dataset->GetLayers()) {
        if (layer->GetName() == name) {
            return true;
        }
    }
    return false;
}

std::optional<std::uint64_t> VectorFile::row_count() const
{
    const GdalMessages messages;
    const GIntBig count = m_handle->layer->GetFeatureCount(FALSE);
    return count < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(count));
}

bool VectorFile::next(Row& row)
{
    const GdalMessages messages;
    const OGRFeatureUniquePtr feature(m_handle->layer->GetNextFeature());
    if (!feature) {
        if (!messages.error().empty()) {
            throw SourceError(fmt::format("{} : la lecture s'arrête après la ligne {} ({}).",
                                          m_handle->name, m_handle->rows_read, messages.error()));
        }
        return false;
    }
    ++m_handle->rows_read;
    const bool sheet = facts_of(m_handle->format).is_sheet;
    row.number = sheet ? static_cast<std::uint64_t>(feature->GetFID()) : m_handle->rows_read;
    row.values.resize(static_cast<std::size_t>(feature->GetFieldCount()));
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const int field = static_cast<int>(i);
        if (feature->IsFieldSetAndNotNull(field)) {
            row.values[i] = text_of(*feature, field);
            if (m_handle->format == VectorFormat::xlsx) {
                row.values[i] = meant_cell_text(*row.values[i]);
                make_date_iso(*row.values[i]);
            }
        } else {
            row.values[i].reset();
        }
    }
    row.geometry_problem.clear();
    row.geometry = std::monostate{};
    if (const OGRGeometry* const source = feature->GetGeometryRef()) {
        row.geometry = linear_geometry_of(*source, row.geometry_problem);
    } else if (!sheet && !messages.error().empty()) {
        row.geometry_problem = messages.error();
    }
    return true;
}

}  // namespace parvis::geo
