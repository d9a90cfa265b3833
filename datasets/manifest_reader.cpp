// SPDX-License-Identifier: EUPL-1.2
#include "datasets/manifest.hpp"
#include "geo/error.hpp"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace parvis::datasets {

namespace {

/// Rises when a member changes its meaning or goes; a reader refuses what is newer than itself.
constexpr std::uint64_t manifest_format = 1;

using Json = rapidjson::Value;

std::string_view view(const Json& text) { return {text.GetString(), text.GetStringLength()}; }

[[noreturn]] void refuse(const std::string& where, const std::string& what)
{
    throw StoreError("« " + where + " » : " + what);
}

/// One object of the manifest, read strictly: a member is there once and has its type, and no
/// member is left over, so that nothing is dropped in silence.
class Members {
public:
    Members(const Json& object, std::string where) : m_object(object), m_where(std::move(where))
    {
        if (!object.IsObject()) {
            refuse(m_where, "un objet était attendu");
        }
    }

    const Json& at(const char* name)
    {
        const auto found = m_object.FindMember(name);
        if (found == m_object.MemberEnd()) {
            refuse(path(name), "absent");
        }
        m_seen.insert(name);
        return found->value;
    }

    /// For members that only some objects carry.
    [[nodiscard]] bool has(const char* name) const { return m_object.HasMember(name); }

    std::string text(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsString(), name, "un texte");
        return std::string(view(value));
    }

    bool boolean(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsBool(), name, "vrai ou faux");
        return value.GetBool();
    }

    std::uint64_t count(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsUint64(), name, "un nombre entier positif");
        return value.GetUint64();
    }

    double number(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsNumber(), name, "un nombre");
        return value.GetDouble();
    }

    bool is_null(const char* name) { return at(name).IsNull(); }

    Texts texts(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsObject(), name, "un objet de textes par langue");
        Texts texts;
        for (const auto& member : value.GetObject()) {
            expect(member.value.IsString(), name, "un texte par langue");
            texts.emplace(view(member.name), view(member.value));
        }
        return texts;
    }

    std::vector<std::string> list(const char* name)
    {
        std::vector<std::string> list;
        for (const Json& value : array(name)) {
            expect(value.IsString(), name, "une liste de textes");
            list.emplace_back(view(value));
        }
        return list;
    }

    Json::ConstArray array(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsArray(), name, "une liste");
        return value.GetArray();
    }

    [[nodiscard]] std::string path(const std::string& name) const
    {
        return m_where.empty() ? name : m_where + "." + name;
    }

    /// Refuses members that nobody asked for, and members that stand twice.
    void end() const
    {
        for (const auto& member : m_object.GetObject()) {
            if (m_seen.count(view(member.name)) == 0) {
                refuse(path(member.name.GetString()), "membre inconnu");
            }
        }
        if (m_object.MemberCount() != m_seen.size()) {
            refuse(m_where, "un membre y est deux fois");
        }
    }

private:
    void expect(bool fits, const char* name, const char* what) const
    {
        if (!fits) {
            refuse(path(name), std::string(what) + " était attendu");
        }
    }

    const Json& m_object;
    std::string m_where;
    std::set<std::string, std::less<>> m_seen;
};

DatasetFacts read_facts(const Json& json)
{
    Members members(json, "dataset");
    DatasetFacts facts;
    facts.id = members.text("id");
    const auto kind = kind_named(members.text("kind"));
    if (!kind) {
        refuse("dataset.kind", "sorte de jeu inconnue");
    }
    facts.kind = *kind;
    facts.level = members.text("level");
    facts.title = members.texts("title");
    facts.description = members.texts("description");
    facts.row = members.texts("row");
    facts.note = members.texts("note");
    facts.licence = members.text("licence");
    facts.licence_url = members.text("licence_url");
    facts.producer = members.text("producer");
    facts.origin = members.text("origin");
    facts.updated = members.text("updated");
    facts.zone = members.text("zone");
    facts.sample = members.boolean("sample");
    facts.key = members.list("key");
    Members figure(members.at("figure"), "dataset.figure");
    facts.figure_measure = figure.text("measure");
    facts.figure_place = figure.text("place");
    facts.figure_period = figure.text("period");
    facts.figure_value = figure.text("value");
    figure.end();
    facts.title_property = members.text("title_property");
    facts.start_property = members.text("start_property");
    facts.end_property = members.text("end_property");
    members.end();
    return facts;
}

SourceInfo read_source(const Json& json)
{
    Members members(json, "source");
    SourceInfo source;
    source.name = members.text("name");
    source.sha256 = members.text("sha256");
    source.bytes = members.count("bytes");
    source.format = members.text("format");
    source.encoding = members.text("encoding");
    source.separator = members.text("separator");
    source.crs = members.text("crs");
    source.operation = members.text("operation");
    if (!members.is_null("accuracy_m")) {
        source.accuracy_m = members.number("accuracy_m");
    }
    source.guessed = members.list("guessed");
    members.end();
    return source;
}

Counts read_counts(const Json& json)
{
    Members members(json, "counts");
    Counts counts;
    counts.read = members.count("read");
    counts.kept = members.count("kept");
    counts.outside = members.count("outside");
    counts.rejected = members.count("rejected");
    counts.unplaced = members.count("unplaced");
    counts.with_issues = members.count("with_issues");
    members.end();
    return counts;
}

Property read_property(const Json& json, const std::string& where)
{
    Members members(json, where);
    Property property;
    property.name = members.text("name");
    const auto type = value_type(members.text("type"));
    if (!type) {
        refuse(where + ".type", "type inconnu");
    }
    property.type = *type;
    property.label = members.texts("label");
    property.description = members.texts("description");
    property.unit = members.text("unit");
    property.vintage = members.text("vintage");
    for (const Json& value : members.array("values")) {
        Members entry(value, where + ".values");
        std::string code = entry.text("code");
        property.values.emplace_back(std::move(code), entry.texts("label"));
        entry.end();
    }
    property.derived = members.boolean("derived");
    if (members.has("from")) {
        property.from = members.list("from");
    }
    if (members.has("no_sum")) {
        property.no_sum = members.texts("no_sum");
    }
    members.end();
    return property;
}

CommuneLayer read_layer(const Json& json)
{
    Members members(json, "boundaries");
    CommuneLayer layer;
    layer.country = members.text("country");
    layer.name = members.texts("name");
    layer.plural = members.texts("plural");
    layer.vintage = members.text("vintage");
    layer.origin = members.text("origin");
    layer.licence = members.text("licence");
    layer.licence_url = members.text("licence_url");
    layer.crs = members.text("crs");
    layer.operation = members.text("operation");
    if (!members.is_null("accuracy_m")) {
        layer.accuracy_m = members.number("accuracy_m");
    }
    layer.communes = members.count("communes");
    layer.gaps = members.count("gaps");
    layer.gap_m2 = members.number("gap_m2");
    layer.overlaps = members.count("overlaps");
    layer.overlap_m2 = members.number("overlap_m2");
    members.end();
    return layer;
}

BoundarySeam read_seam(const Json& json)
{
    Members members(json, "seams");
    BoundarySeam seam;
    seam.countries = members.list("countries");
    seam.touching_m = members.number("touching_m");
    seam.facing_m = members.number("facing_m");
    seam.gaps = members.count("gaps");
    seam.gap_m2 = members.number("gap_m2");
    seam.overlaps = members.count("overlaps");
    seam.overlap_m2 = members.number("overlap_m2");
    members.end();
    return seam;
}

geo::Box read_box(const Json::ConstArray& numbers)
{
    if (numbers.Size() != 4) {
        refuse("extent", "quatre nombres étaient attendus");
    }
    std::array<double, 4> sides{};
    for (rapidjson::SizeType i = 0; i < 4; ++i) {
        if (!numbers[i].IsNumber()) {
            refuse("extent", "quatre nombres étaient attendus");
        }
        sides[i] = numbers[i].GetDouble();
    }
    return {sides[0], sides[1], sides[2], sides[3]};
}

Manifest read_document(const Json& json)
{
    Members members(json, "");
    if (members.count("manifest_format") != manifest_format) {
        refuse("manifest_format", "écrit par une autre version de Parvis, plus récente");
    }
    Manifest manifest;
    manifest.facts = read_facts(members.at("dataset"));
    const std::uint64_t version = members.count("version");
    if (version > UINT32_MAX) {
        refuse("version", "trop grand");
    }
    manifest.version = static_cast<std::uint32_t>(version);
    manifest.created = members.text("created");
    manifest.cause = members.text("cause");
    manifest.reference_date = members.text("reference_date");
    manifest.source = read_source(members.at("source"));
    manifest.counts = read_counts(members.at("counts"));
    const Json& issues = members.at("issues");
    Members issue_counts(issues, "issues");
    for (const auto& issue : issues.GetObject()) {
        manifest.issues.emplace(view(issue.name), issue_counts.count(issue.name.GetString()));
    }
    issue_counts.end();
    if (!members.is_null("extent")) {
        manifest.extent = read_box(members.array("extent"));
    }
    manifest.interval_start = members.text("interval_start");
    manifest.interval_end = members.text("interval_end");
    for (const Json& property : members.array("properties")) {
        const std::size_t number = manifest.properties.size() + 1;
        manifest.properties.push_back(
            read_property(property, "properties[" + std::to_string(number) + "]"));
    }
    manifest.not_published = members.list("not_published");
    manifest.inputs = members.list("inputs");
    if (members.has("boundaries")) {
        for (const Json& layer : members.array("boundaries")) {
            manifest.boundaries.push_back(read_layer(layer));
        }
        for (const Json& seam : members.array("seams")) {
            manifest.seams.push_back(read_seam(seam));
        }
    }
    for (const Json& value : members.array("files")) {
        Members file(value, "files");
        VersionFile entry;
        entry.name = file.text("name");
        entry.bytes = file.count("bytes");
        entry.sha256 = file.text("sha256");
        file.end();
        manifest.files.push_back(std::move(entry));
    }
    members.end();
    return manifest;
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        throw StoreError(file.string() + " : lecture impossible");
    }
    // Iterative: a damaged file of a million brackets must not overflow the stack.
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                               rapidjson::kParseValidateEncodingFlag;
    rapidjson::Document document;
    document.Parse<flags>(text.data(), text.size());
    if (document.HasParseError()) {
        throw StoreError(file.string() + " : JSON invalide à l'octet " +
                         std::to_string(document.GetErrorOffset()) + " (" +
                         rapidjson::GetParseError_En(document.GetParseError()) + ")");
    }
    try {
        return read_document(document);
    } catch (const StoreError& error) {
        throw StoreError(file.string() + " : " + error.what());
    }
}

}  // namespace parvis::datasets
