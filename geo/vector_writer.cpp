// SPDX-License-Identifier: EUPL-1.2
#include "geo/vector_writer.hpp"

#include "geo/error.hpp"
#include "geo/visit.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <utility>

namespace parvis::geo {

namespace {

namespace fs = std::filesystem;

void register_drivers()
{
    static std::once_flag once;
    std::call_once(once, [] { GDALAllRegister(); });
}

/// Keeps what GDAL complains of on this thread from stderr, and the first of it.
class Complaints {
public:
    Complaints() { CPLPushErrorHandlerEx(collect, this); }
    ~Complaints() { CPLPopErrorHandler(); }
    Complaints(const Complaints&) = delete;
    Complaints& operator=(const Complaints&) = delete;

    [[noreturn]] void fail(std::string_view what) const
    {
        throw Error(fmt::format("{}: {}", what, m_first.empty() ? "GDAL says nothing" : m_first));
    }
    void expect(bool done, std::string_view what) const
    {
        if (!done || !m_first.empty()) {
            fail(what);
        }
    }

private:
    static void CPL_STDCALL collect(CPLErr level, CPLErrorNum, const char* message)
    {
        auto* const self = static_cast<Complaints*>(CPLGetErrorHandlerUserData());
        if (level >= CE_Failure && self->m_first.empty()) {
            self->m_first = message;
        }
    }
    std::string m_first;
};

/// Sets a GDAL option for this thread while it lives.
class ThreadOption {
public:
    ThreadOption(const char* name, const std::string& value) : m_name(name)
    {
        CPLSetThreadLocalConfigOption(name, value.empty() ? nullptr : value.c_str());
    }
    ~ThreadOption() { CPLSetThreadLocalConfigOption(m_name, nullptr); }
    ThreadOption(const ThreadOption&) = delete;
    ThreadOption& operator=(const ThreadOption&) = delete;

private:
    const char* m_name;
};

void add_positions(OGRSimpleCurve& curve, const std::vector<LonLat>& positions)
{
    curve.setNumPoints(static_cast<int>(positions.size()), FALSE);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        curve.setPoint(static_cast<int>(i), positions[i].lon, positions[i].lat);
    }
}

std::unique_ptr<OGRLineString> line_of(const LineString& line)
{
    auto made = std::make_unique<OGRLineString>();
    add_positions(*made, line);
    return made;
}

std::unique_ptr<OGRPolygon> polygon_of(const Polygon& polygon)
{
    auto made = std::make_unique<OGRPolygon>();
    for (const Ring& ring : polygon.rings) {
        auto curve = std::make_unique<OGRLinearRing>();
        add_positions(*curve, ring);
        made->addRingDirectly(curve.release());
    }
    return made;
}

OGRGeometryUniquePtr geometry_of(const Geometry& geometry)
{
    const auto made = [](auto owned) { return OGRGeometryUniquePtr(owned.release()); };
    return std::visit(
        Overloaded{
            [](std::monostate) { return OGRGeometryUniquePtr(); },
            [&](const Point& p) { return made(std::make_unique<OGRPoint>(p.at.lon, p.at.lat)); },
            [&](const MultiPoint& points) {
                auto all = std::make_unique<OGRMultiPoint>();
                for (const LonLat p : points.points) {
                    all->addGeometryDirectly(new OGRPoint(p.lon, p.lat));
                }
                return made(std::move(all));
            },
            [&](const Line& line) { return made(line_of(line.line)); },
            [&](const MultiLine& lines) {
                auto all = std::make_unique<OGRMultiLineString>();
                for (const LineString& line : lines.lines) {
                    all->addGeometryDirectly(line_of(line).release());
                }
                return made(std::move(all));
            },
            [&](const Polygon& polygon) { return made(polygon_of(polygon)); },
            [&](const MultiPolygon& polygons) {
                auto all = std::make_unique<OGRMultiPolygon>();
                for (const Polygon& polygon : polygons.polygons) {
                    all->addGeometryDirectly(polygon_of(polygon).release());
                }
                return made(std::move(all));
            },
        },
        geometry);
}

std::pair<OGRFieldType, OGRFieldSubType> type_of(WrittenField::Type type)
{
    using Type = WrittenField::Type;
    switch (type) {
    case Type::integer:
        return {OFTInteger64, OFSTNone};
    case Type::number:
        return {OFTReal, OFSTNone};
    case Type::boolean:
        return {OFTInteger, OFSTBoolean};
    case Type::date:
        return {OFTDate, OFSTNone};
    case Type::instant:
        return {OFTDateTime, OFSTNone};
    case Type::text:
        break;
    }
    return {OFTString, OFSTNone};
}

void set_value(OGRFeature& feature, int field, const WrittenValue& value, bool shapefile)
{
    std::visit(
        Overloaded{
            [&](std::monostate) { feature.SetFieldNull(field); },
            [&](bool flag) { feature.SetField(field, flag ? 1 : 0); },
            [&](std::int64_t number) { feature.SetField(field, GIntBig{number}); },
            [&](double number) { feature.SetField(field, number); },
            [&](const std::string& text) {
                // What GDAL would cut with a complaint is cut here, between two letters.
                constexpr std::size_t longest = 254;
                auto end = text.size();
                if (shapefile && end > longest) {
                    end = longest;
                    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
                        --end;
                    }
                }
                feature.SetField(field, text.substr(0, end).c_str());
            },
            [&](const WrittenDay& day) { feature.SetField(field, day.year, day.month, day.day); },
            [&](const WrittenInstant& instant) {
                const std::tm t = fmt::gmtime(static_cast<std::time_t>(instant.seconds));
                constexpr int utc = 100;  // GDAL counts quarters of an hour from there
                if (shapefile) {
                    feature.SetField(field, fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", t).c_str());
                } else {
                    feature.SetField(field, t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                                     t.tm_min, static_cast<float>(t.tm_sec), utc);
                }
            },
        },
        value);
}

bool has_name(const std::vector<WrittenField>& fields, std::string_view name)
{
    return std::any_of(fields.begin(), fields.end(),
                       [&](const WrittenField& field) { return field.name == name; });
}

/// A name that no field has.
std::string free_name(std::string name, const std::vector<WrittenField>& fields)
{
    while (has_name(fields, name)) {
        name += '_';
    }
    return name;
}

/// Which files of a Shapefile a geometry goes to.
constexpr std::array shapefile_suffixes{"_sans_lieu", "_points",   "_points",  "_lignes",
                                        "_lignes",    "_surfaces", "_surfaces"};
constexpr std::array shapefile_types{wkbNone,       wkbPoint,   wkbMultiPoint, wkbLineString,
                                     wkbLineString, wkbPolygon, wkbPolygon};

const char* driver_name(WrittenFormat format)
{
    switch (format) {
    case WrittenFormat::geopackage:
        return "GPKG";
    case WrittenFormat::flatgeobuf:
        return "FlatGeobuf";
    case WrittenFormat::shapefile:
        break;
    }
    return "ESRI Shapefile";
}

}  // namespace

struct VectorWriter::Handle {
    fs::path folder, file;
    WrittenFormat format;
    WrittenLayer about;
    std::vector<std::string> names;  ///< of the columns, as written
    OGRSpatialReference crs;
    GDALDatasetUniquePtr dataset;
    OGRLayer* layer = nullptr;               ///< of all but Shapefiles
    std::array<OGRLayer*, 7> by_geometry{};  ///< of Shapefiles, by Geometry::index()
    bool in_transaction = false;

    void open(const Complaints& complaints);
    OGRLayer* new_layer(const std::string& name, OGRwkbGeometryType type,
                        const std::vector<WrittenField>& fields,
                        const std::vector<std::string>& field_names, const Complaints& complaints);
    OGRLayer* layer_for(const Geometry& geometry, const Complaints& complaints);
    void add(OGRLayer& to, const Geometry& geometry, const std::vector<WrittenValue>& values,
             const Complaints& complaints);
};

void VectorWriter::Handle::open(const Complaints& complaints)
{
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName(driver_name(format));
    complaints.expect(driver != nullptr, driver_name(format));
    const std::string extension = format == WrittenFormat::geopackage   ? ".gpkg"
                                  : format == WrittenFormat::flatgeobuf ? ".fgb"
                                                                        : "";
    file = format == WrittenFormat::shapefile ? folder : folder / (about.name + extension);
    dataset.reset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    complaints.expect(dataset != nullptr, "cannot begin " + file.string());
    // One transaction for all rows of a GeoPackage, or each would be one.
    in_transaction =
        format == WrittenFormat::geopackage && dataset->StartTransaction(FALSE) == OGRERR_NONE;
}

OGRLayer* VectorWriter::Handle::new_layer(const std::string& name, OGRwkbGeometryType type,
                                          const std::vector<WrittenField>& fields,
                                          const std::vector<std::string>& field_names,
                                          const Complaints& complaints)
{
    CPLStringList options;
    if (format == WrittenFormat::geopackage) {
        options.SetNameValue("FID", free_name("fid", fields).c_str());
        if (type != wkbNone) {
            options.SetNameValue("GEOMETRY_NAME", free_name("geom", fields).c_str());
            options.SetNameValue("DESCRIPTION", about.abstract.c_str());
        }
        options.SetNameValue("IDENTIFIER", type == wkbNone ? name.c_str() : about.title.c_str());
    } else if (format == WrittenFormat::shapefile) {
        options.SetNameValue("ENCODING", "UTF-8");
        options.SetNameValue("DBF_DATE_LAST_UPDATE", about.written_at.substr(0, 10).c_str());
    }
    OGRLayer* const made =
        dataset->CreateLayer(name.c_str(), type == wkbNone ? nullptr : &crs, type, options.List());
    complaints.expect(made != nullptr, "cannot make the layer " + name);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto [field_type, subtype] = type_of(fields[i].type);
        if (format == WrittenFormat::shapefile && field_type == OFTDateTime) {
            field_type = OFTString;  // a DBF knows days alone
        }
        OGRFieldDefn field(field_names[i].c_str(), field_type);
        field.SetSubType(subtype);
        if (format == WrittenFormat::shapefile && field_type == OFTString) {
            constexpr std::size_t instant = 20;  // see set_value()
            field.SetWidth(
                static_cast<int>(fields[i].type == WrittenField::Type::instant
                                     ? instant
                                     : std::clamp<std::size_t>(fields[i].width, 1, 254)));
        }
        complaints.expect(made->CreateField(&field) == OGRERR_NONE,
                          "cannot make the column " + field_names[i]);
    }
    return made;
}

OGRLayer* VectorWriter::Handle::layer_for(const Geometry& geometry, const Complaints& complaints)
{
    if (format != WrittenFormat::shapefile) {
        return layer;
    }
    // Points and several points have types of their own there; lines and areas have one each.
    auto kind = geometry.index();
    kind = kind == 4 ? 3 : kind == 6 ? 5 : kind;
    auto*& found = by_geometry[kind];
    if (found == nullptr) {
        found = new_layer(about.name + shapefile_suffixes[kind] + (kind == 2 ? "_multiples" : ""),
                          shapefile_types[kind], about.fields, names, complaints);
    }
    return found;
}

void VectorWriter::Handle::add(OGRLayer& to, const Geometry& geometry,
                               const std::vector<WrittenValue>& values,
                               const Complaints& complaints)
{
    OGRFeature feature(to.GetLayerDefn());
    for (std::size_t i = 0; i < values.size(); ++i) {
        set_value(feature, static_cast<int>(i), values[i], format == WrittenFormat::shapefile);
    }
    auto shape = geometry_of(geometry);
    complaints.expect(shape || format != WrittenFormat::flatgeobuf,
                      "a FlatGeobuf takes no row without geometry");
    if (shape) {
        feature.SetGeometryDirectly(shape.release());
    }
    complaints.expect(to.CreateFeature(&feature) == OGRERR_NONE, "cannot write a row");
}

VectorWriter::VectorWriter(fs::path folder, WrittenFormat format, WrittenLayer layer)
    : m_handle(std::make_unique<Handle>())
{
    register_drivers();
    const Complaints complaints;
    const ThreadOption now("OGR_CURRENT_DATE", layer.written_at);
    m_handle->folder = std::move(folder);
    m_handle->format = format;
    m_handle->about = std::move(layer);
    auto& about = m_handle->about;
    complaints.expect(m_handle->crs.SetFromUserInput(about.crs.c_str()) == OGRERR_NONE, about.crs);
    m_handle->crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (format == WrittenFormat::shapefile) {
        m_handle->names = shapefile_names(about.fields);
    } else {
        for (const auto& field : about.fields) {
            m_handle->names.push_back(field.name);
        }
    }
    m_handle->open(complaints);
    if (format != WrittenFormat::shapefile) {
        m_handle->layer =
            m_handle->new_layer(about.name, wkbUnknown, about.fields, m_handle->names, complaints);
    }
}

VectorWriter::~VectorWriter()
{
    if (m_handle->dataset) {
        const Complaints complaints;  // of a file that is given up: nobody asks any more
        m_handle->dataset.reset();
    }
}

void VectorWriter::write(const Geometry& geometry, const std::vector<WrittenValue>& values)
{
    const Complaints complaints;
    m_handle->add(*m_handle->layer_for(geometry, complaints), geometry, values, complaints);
}

void VectorWriter::add_table(const std::string& name, const std::vector<WrittenField>& fields,
                             const std::vector<std::vector<WrittenValue>>& rows)
{
    const Complaints complaints;
    const ThreadOption now("OGR_CURRENT_DATE", m_handle->about.written_at);
    std::vector<std::string> names;
    for (const auto& field : fields) {
        names.push_back(field.name);
    }
    OGRLayer* const table = m_handle->new_layer(name, wkbNone, fields, names, complaints);
    for (const auto& row : rows) {
        m_handle->add(*table, {}, row, complaints);
    }
}

fs::path VectorWriter::finish()
{
    const Complaints complaints;
    const ThreadOption now("OGR_CURRENT_DATE", m_handle->about.written_at);
    if (m_handle->in_transaction) {
        complaints.expect(m_handle->dataset->CommitTransaction() == OGRERR_NONE, "cannot commit");
    }
    m_handle->dataset.reset();
    complaints.expect(true, "cannot end " + m_handle->file.string());
    return m_handle->format == WrittenFormat::shapefile ? fs::path() : m_handle->file;
}

std::vector<std::string> shapefile_names(const std::vector<WrittenField>& fields)
{
    constexpr std::size_t longest = 10;
    std::vector<std::string> names;
    for (const auto& field : fields) {
        std::string name = field.name.substr(0, longest);
        for (int number = 1; std::find(names.begin(), names.end(), name) != names.end(); ++number) {
            const auto suffix = fmt::format("_{}", number);
            name = field.name.substr(0, longest - suffix.size()) + suffix;
        }
        names.push_back(std::move(name));
    }
    return names;
}

void zip_folder(const fs::path& folder, const fs::path& archive)
{
    register_drivers();
    const Complaints complaints;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    // The archive is open while its members are written, or each would begin it anew.
    const std::string target = "/vsizip/" + archive.string();
    VSILFILE* const whole = VSIFOpenL(target.c_str(), "wb");
    complaints.expect(whole != nullptr, "cannot make " + archive.string());
    bool written = true;
    std::vector<char> piece(std::size_t{256} << 10U);
    for (const auto& file : files) {
        VSILFILE* const from = VSIFOpenL(file.c_str(), "rb");
        VSILFILE* const to = VSIFOpenL((target + "/" + file.filename().string()).c_str(), "wb");
        while (written && from != nullptr && to != nullptr) {
            const auto size = VSIFReadL(piece.data(), 1, piece.size(), from);
            if (size == 0) {
                break;
            }
            written = VSIFWriteL(piece.data(), 1, size, to) == size;
        }
        written = written && from != nullptr && to != nullptr;
        for (VSILFILE* const handle : {from, to}) {
            if (handle != nullptr) {
                written = VSIFCloseL(handle) == 0 && written;
            }
        }
    }
    written = VSIFCloseL(whole) == 0 && written;
    complaints.expect(written, "cannot write " + archive.string());
}

}  // namespace parvis::geo
