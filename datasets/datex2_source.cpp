// SPDX-License-Identifier: EUPL-1.2
#include "datasets/datex2_source.hpp"

#include "datasets/gml_positions.hpp"
#include "datasets/number_text.hpp"
#include "geo/error.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <deque>
#include <set>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::size_t block_size = std::size_t{256} << 10U;
constexpr std::size_t most_depth = 64, most_columns = 2000;
/// Bytes of a record's texts, and of the names and values of its cells.
constexpr std::size_t longest_record = std::size_t{8} << 20U;
/// In names, between a namespace and what is called so in it.
constexpr char in_namespace = '|';

/// What definitions commonly read, in the order in which it is shown.
constexpr std::array<std::string_view, 21> common_columns{
    "situation.@id",
    "@id",
    "@version",
    "@type",
    "situationRecordCreationTime",
    "situationRecordVersionTime",
    "probabilityOfOccurrence",
    "source.sourceName",
    "validity.validityStatus",
    "validity.validityTimeSpecification.overallStartTime",
    "validity.validityTimeSpecification.overallEndTime",
    "generalPublicComment.roadworksName",
    "generalPublicComment.description",
    "generalPublicComment.other",
    "locationReference.supplementaryPositionalDescription.roadInformation.roadName",
    "roadOrCarriagewayOrLaneManagementType",
    "roadMaintenanceType",
    "constructionWorkType",
    "impact.numberOfLanesRestricted",
    "impact.residualRoadWidth",
    "urlLink.urlLinkAddress"};

/// One situationRecord.
struct Record {
    std::uint64_t number = 0;                                ///< from 1
    std::vector<std::pair<std::string, std::string>> cells;  ///< name, text: as they come
    std::vector<geo::LonLat> points;
    std::vector<geo::LineString> lines;
    std::vector<geo::Polygon> polygons;
    std::string geometry_problem;
    std::size_t bytes = 0;
};

std::string_view local(const char* name)
{
    const char* const at = std::strrchr(name, in_namespace);
    return at == nullptr ? name : at + 1;
}

std::string_view without_prefix(std::string_view qualified)
{
    return qualified.substr(
        qualified.find(':') == std::string_view::npos ? 0 : qualified.find(':') + 1);
}

geo::Geometry geometry_of(Record& record)
{
    if (!record.lines.empty()) {
        return record.lines.size() == 1 ? geo::Geometry(geo::Line{std::move(record.lines.front())})
                                        : geo::Geometry(geo::MultiLine{std::move(record.lines)});
    }
    if (!record.polygons.empty()) {
        return record.polygons.size() == 1
                   ? geo::Geometry(std::move(record.polygons.front()))
                   : geo::Geometry(geo::MultiPolygon{std::move(record.polygons)});
    }
    if (record.points.empty()) {
        return {};
    }
    return record.points.size() == 1 ? geo::Geometry(geo::Point{record.points.front()})
                                     : geo::Geometry(geo::MultiPoint{std::move(record.points)});
}

}  // namespace

/// Records, one after the other, as the parser meets them. Nothing is thrown through expat, which
/// is C: a fault is kept, and thrown once it has returned.
class Datex2Source::Reader {
public:
    explicit Reader(const std::filesystem::path& path)
        : m_name(path.string()), m_file(std::fopen(path.c_str(), "rb")),
          m_parser(XML_ParserCreateNS(nullptr, in_namespace))
    {
        if (!m_file) {
            throw SourceError(fmt::format("Le fichier « {} » ne peut pas être lu.", m_name));
        }
        XML_SetUserData(m_parser.get(), this);
        XML_SetElementHandler(m_parser.get(), &Reader::starts, &Reader::ends);
        XML_SetCharacterDataHandler(m_parser.get(), &Reader::says);
        XML_SetStartDoctypeDeclHandler(m_parser.get(), &Reader::has_doctype);
    }

    /// Nothing at the end. @throws SourceError.
    std::optional<Record> next()
    {
        while (m_ready.empty() && !m_at_end) {
            read_block();
        }
        if (m_ready.empty()) {
            return std::nullopt;
        }
        Record record = std::move(m_ready.front());
        m_ready.pop_front();
        return record;
    }

    [[nodiscard]] std::uint64_t bytes_read() const { return m_read; }
    [[nodiscard]] const std::string& root() const { return m_root; }

private:
    struct FileCloser {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    struct ParserCloser {
        void operator()(XML_Parser parser) const noexcept { XML_ParserFree(parser); }
    };

    void read_block()
    {
        std::array<char, block_size>& block = *m_block;
        const std::size_t got = std::fread(block.data(), 1, block.size(), m_file.get());
        if (std::ferror(m_file.get()) != 0) {
            throw SourceError(
                fmt::format("La lecture du fichier « {} » s’est interrompue.", m_name));
        }
        m_read += got;
        m_at_end = got < block.size();
        if (XML_Parse(m_parser.get(), block.data(), static_cast<int>(got), m_at_end ? 1 : 0) ==
            XML_STATUS_OK) {
            return;
        }
        const auto line = std::uint64_t{XML_GetCurrentLineNumber(m_parser.get())};
        const auto column = std::uint64_t{XML_GetCurrentColumnNumber(m_parser.get())} + 1;
        throw SourceError(
            m_fault.empty()
                ? fmt::format("{}, ligne {}, colonne {} : ce n’est pas du XML bien formé ({}) ; "
                              "redemandez le fichier à qui le produit.",
                              m_name, line, column,
                              XML_ErrorString(XML_GetErrorCode(m_parser.get())))
                : fmt::format("{}, ligne {} : {}", m_name, line, m_fault));
    }

    static Reader& of(void* user) { return *static_cast<Reader*>(user); }
    static void starts(void* user, const XML_Char* name, const XML_Char** attributes)
    {
        of(user).start(local(name), attributes);
    }
    static void ends(void* user, const XML_Char* name) { of(user).end(local(name)); }
    static void says(void* user, const XML_Char* text, int size)
    {
        of(user).say({text, static_cast<std::size_t>(size)});
    }
    static void has_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int)
    {
        of(user).stop("le fichier déclare un type de document (DOCTYPE), ce que DATEX II n’a pas.");
    }

    void stop(std::string fault)
    {
        if (m_fault.empty()) {
            m_fault = std::move(fault);
            XML_StopParser(m_parser.get(), XML_FALSE);
        }
    }

    void start(std::string_view name, const XML_Char** attributes)
    {
        if (m_root.empty()) {
            m_root = name;
        }
        if (++m_depth > most_depth) {
            stop(fmt::format("plus de {} éléments l’un dans l’autre.", most_depth));
            return;
        }
        m_text.clear();
        m_is_leaf = true;
        if (!m_record && name == "situation") {
            m_situation.clear();
        }
        if (!m_record && name == "situationRecord") {
            m_record.emplace();
            m_record->number = ++m_count;
            m_path.clear();
            m_gml.clear();
            add("situation.@id", m_situation);
        } else if (m_record) {
            if (!hold(name.size())) {
                return;
            }
            m_path.emplace_back(name);
            // What an element does not say, that which it is in says.
            m_gml.push_back(m_gml.empty() ? GmlFrame() : m_gml.back());
        }
        for (const XML_Char** one = attributes; *one != nullptr; one += 2) {
            read_attribute(name, local(one[0]), one[1]);
        }
        if (m_record && name == "gmlPolygon") {
            m_record->polygons.emplace_back();
        }
    }

    void read_attribute(std::string_view element, std::string_view name, std::string_view value)
    {
        if (!m_record) {
            if (element == "situation" && name == "id") {
                m_situation = value;
            }
            return;
        }
        if (!m_gml.empty() && (name == "srsName" || name == "srsDimension")) {
            // No system that is known has a longer name; a piece is enough to say which it is.
            constexpr std::size_t most = 200;
            (name == "srsName" ? m_gml.back().system : m_gml.back().dimension) =
                trimmed(value).substr(0, most);
        }
        const bool is_type = name == "type";
        if (m_path.empty()) {
            add("@" + std::string(name), is_type ? without_prefix(value) : value);
        } else if (name == "id" || name == "href") {
            add(joined() + ".@" + std::string(name), value);
        }
    }

    void say(std::string_view text)
    {
        if (!m_record || !m_is_leaf) {
            return;
        }
        if (hold(text.size())) {
            m_text += text;
        }
    }

    /// Whether the record that is open may take so many bytes more; else reading stops.
    bool hold(std::size_t bytes)
    {
        m_record->bytes += bytes;
        if (m_record->bytes > longest_record) {
            stop(fmt::format("un situationRecord tient plus de {} Mo.", longest_record >> 20U));
            return false;
        }
        return true;
    }

    void end(std::string_view name)
    {
        --m_depth;
        if (!m_record) {
            return;
        }
        if (m_path.empty()) {
            m_ready.push_back(std::move(*m_record));
            m_record.reset();
            return;
        }
        if (m_is_leaf) {
            read_leaf(name);
        }
        read_end(name);
        m_is_leaf = false;
        m_text.clear();
        m_path.pop_back();
        m_gml.pop_back();
    }

    void read_leaf(std::string_view name)
    {
        const std::string_view text = trimmed(m_text);
        if (text.empty()) {
            return;
        }
        if (name == "posList") {
            read_positions(text);
            return;
        }
        if (name == "latitude" || name == "longitude") {
            (name == "latitude" ? m_latitude : m_longitude) = parse_gml_number(text);
        }
        if (m_path.front() == "generalPublicComment") {
            if (name == "value" && m_comment.empty()) {
                m_comment = text;
            } else if (name == "commentType") {
                m_comment_type = text;
            }
            return;
        }
        add(joined(), text);
    }

    void read_end(std::string_view name)
    {
        if (name == "pointCoordinates") {
            if (m_latitude && m_longitude) {
                m_record->points.push_back({*m_longitude, *m_latitude});
            } else {
                m_record->geometry_problem = "un point n’a pas sa latitude et sa longitude";
            }
            m_latitude.reset();
            m_longitude.reset();
        } else if (name == "generalPublicComment" && m_path.size() == 1) {
            if (!m_comment.empty()) {
                add("generalPublicComment." +
                        (m_comment_type.empty() ? std::string("other") : m_comment_type),
                    m_comment);
            }
            m_comment.clear();
            m_comment_type.clear();
        }
    }

    void read_positions(std::string_view text)
    {
        auto read = parse_gml_positions(text, m_gml.back());
        if (auto* problem = std::get_if<std::string>(&read)) {
            m_record->geometry_problem = std::move(*problem);
            return;
        }
        auto& list = std::get<geo::LineString>(read);
        const auto is_within = [&](std::string_view element) {
            return std::ranges::find(m_path, element) != m_path.end();
        };
        if ((is_within("exterior") || is_within("interior")) && !m_record->polygons.empty()) {
            m_record->polygons.back().rings.push_back(std::move(list));
        } else if (is_within("gmlLineString")) {
            m_record->lines.push_back(std::move(list));
        }
    }

    void add(std::string name, std::string_view text)
    {
        constexpr std::size_t beside = 64;  // what a cell takes that holds nothing
        if (!hold(name.size() + text.size() + beside)) {
            return;
        }
        if (m_names.size() <= most_columns) {
            m_names.insert(name);
        }
        if (m_names.size() > most_columns) {
            stop(fmt::format("situationRecord {} : plus de {} éléments de noms différents.",
                             m_record->number, most_columns));
            return;
        }
        m_record->cells.emplace_back(std::move(name), text);
    }

    /// "validity.validityStatus"; what only says that a text has languages is left out.
    [[nodiscard]] std::string joined() const
    {
        std::string path;
        const std::size_t size = m_path.size();
        const bool has_languages =
            size > 2 && m_path[size - 1] == "value" && m_path[size - 2] == "values";
        for (std::size_t i = 0; i < (has_languages ? size - 2 : size); ++i) {
            path += (path.empty() ? "" : ".") + m_path[i];
        }
        return path;
    }

    std::string m_name;
    std::unique_ptr<std::FILE, FileCloser> m_file;
    std::unique_ptr<XML_ParserStruct, ParserCloser> m_parser;
    std::unique_ptr<std::array<char, block_size>> m_block =
        std::make_unique<std::array<char, block_size>>();
    std::uint64_t m_read = 0;
    bool m_at_end = false;
    std::string m_fault, m_root;

    std::size_t m_depth = 0;
    std::uint64_t m_count = 0;
    std::string m_situation;                     ///< id of the one that is open
    std::optional<Record> m_record;              ///< that is open
    std::vector<std::string> m_path;             ///< of what is open within it
    std::vector<GmlFrame> m_gml;                 ///< of each of them
    std::set<std::string, std::less<>> m_names;  ///< of all cells so far
    bool m_is_leaf = false;                      ///< nothing has ended in what is open
    std::string m_text;                          ///< of the innermost
    std::optional<double> m_latitude, m_longitude;
    std::string m_comment, m_comment_type;
    std::deque<Record> m_ready;
};

Datex2Source::Datex2Source(const SourceFile& file) : m_name(file.path.string()), m_bytes(file.bytes)
{
    m_info.format = "DATEX II";
    m_info.encoding = "XML";
    m_crs = "EPSG:4326";
    m_has_geometry = true;
    std::vector<std::string> names(common_columns.begin(), common_columns.end());
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_index.emplace(names[i], i);
    }
    Reader reader(file.path);
    bool any = false;
    while (const auto record = reader.next()) {
        any = true;
        for (const auto& [name, text] : record->cells) {
            if (m_index.emplace(name, names.size()).second) {
                names.push_back(name);
            }
        }
    }
    if (!any) {
        throw SourceError(fmt::format("{} : aucun situationRecord dans ce document, dont la racine "
                                      "est « {} » ; une publication de situations DATEX II v3 "
                                      "(SituationPublication) est attendue.",
                                      m_name, reader.root()));
    }
    name_columns(std::move(names));
    m_reader = std::make_unique<Reader>(file.path);
}

Datex2Source::~Datex2Source() = default;

bool Datex2Source::next(SourceRow& row)
{
    auto record = m_reader->next();
    if (!record) {
        return false;
    }
    m_values.assign(m_columns.size(), {});
    std::vector<bool> is_there(m_columns.size(), false);
    for (auto& [name, text] : record->cells) {
        const auto found = m_index.find(name);
        if (found == m_index.end()) {
            throw SourceError(
                fmt::format("Le fichier « {} » a changé pendant la lecture.", m_name));
        }
        std::string& value = m_values[found->second];
        value += is_there[found->second] ? item_mark + text : text;
        is_there[found->second] = true;
    }
    row.line = record->number;
    row.file = {};
    row.issues.clear();
    row.cells.resize(m_columns.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        row.cells[i] = is_there[i] ? std::string_view(m_values[i]) : std::string_view();
    }
    row.geometry_problem = record->geometry_problem;
    row.geometry = geometry_of(*record);
    return true;
}

std::optional<double> Datex2Source::share_read() const
{
    return m_bytes == 0 ? std::nullopt
                        : std::optional(static_cast<double>(m_reader->bytes_read()) /
                                        static_cast<double>(m_bytes));
}

}  // namespace parvis::datasets
