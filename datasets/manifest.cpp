// SPDX-License-Identifier: EUPL-1.2
#include "datasets/manifest.hpp"

#include "datasets/json_text.hpp"

#include <array>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 6> kind_names{{
    {Kind::road_works, "road_works"},
    {Kind::equipment, "equipment"},
    {Kind::demographics, "demographics"},
    {Kind::general, "general"},
    {Kind::communes, "communes"},
    {Kind::level, "level"},
}};

void write_texts(JsonText& json, const Texts& texts)
{
    json.start_object();
    for (const auto& [language, text] : texts) {
        json.member(language, text);
    }
    json.end_object();
}

void write_facts(JsonText& json, const DatasetFacts& facts)
{
    json.start_object();
    json.member("id", facts.id);
    json.member("kind", name_of(facts.kind));
    json.member("level", facts.level);
    for (const auto& [name, texts] :
         {std::pair("title", &facts.title), std::pair("description", &facts.description),
          std::pair("row", &facts.row), std::pair("note", &facts.note)}) {
        json.key(name);
        write_texts(json, *texts);
    }
    json.member("licence", facts.licence);
    json.member("licence_url", facts.licence_url);
    json.member("producer", facts.producer);
    json.member("origin", facts.origin);
    json.member("updated", facts.updated);
    json.member("zone", facts.zone);
    json.member("sample", facts.sample);
    json.member("key", facts.key);
    json.key("figure");
    json.start_object();
    json.member("measure", facts.figure_measure);
    json.member("place", facts.figure_place);
    json.member("period", facts.figure_period);
    json.member("value", facts.figure_value);
    json.end_object();
    json.member("title_property", facts.title_property);
    json.member("start_property", facts.start_property);
    json.member("end_property", facts.end_property);
    json.end_object();
}

void write_source(JsonText& json, const SourceInfo& source)
{
    json.start_object();
    json.member("name", source.name);
    json.member("sha256", source.sha256);
    json.member("bytes", source.bytes);
    json.member("format", source.format);
    json.member("encoding", source.encoding);
    json.member("separator", source.separator);
    json.member("crs", source.crs);
    json.member("operation", source.operation);
    json.key("accuracy_m");
    source.accuracy_m ? json.number(*source.accuracy_m) : json.null();
    json.member("guessed", source.guessed);
    json.end_object();
}

void write_property(JsonText& json, const Property& property)
{
    json.start_object();
    json.member("name", property.name);
    json.member("type", name_of(property.type));
    json.key("label");
    write_texts(json, property.label);
    json.key("description");
    write_texts(json, property.description);
    json.member("unit", property.unit);
    json.member("vintage", property.vintage);
    json.key("values");
    json.start_array();
    for (const auto& [code, label] : property.values) {
        json.start_object();
        json.member("code", code);
        json.key("label");
        write_texts(json, label);
        json.end_object();
    }
    json.end_array();
    json.member("derived", property.derived);
    if (!property.from.empty()) {
        json.member("from", property.from);
    }
    if (!property.no_sum.empty()) {
        json.key("no_sum");
        write_texts(json, property.no_sum);
    }
    json.end_object();
}

void write_layer(JsonText& json, const CommuneLayer& layer)
{
    json.start_object();
    json.member("country", layer.country);
    json.key("name");
    write_texts(json, layer.name);
    json.key("plural");
    write_texts(json, layer.plural);
    json.member("vintage", layer.vintage);
    json.member("origin", layer.origin);
    json.member("licence", layer.licence);
    json.member("licence_url", layer.licence_url);
    json.member("crs", layer.crs);
    json.member("operation", layer.operation);
    json.key("accuracy_m");
    layer.accuracy_m ? json.number(*layer.accuracy_m) : json.null();
    json.member("communes", layer.communes);
    json.member("gaps", layer.gaps);
    json.key("gap_m2");
    json.number(layer.gap_m2);
    json.member("overlaps", layer.overlaps);
    json.key("overlap_m2");
    json.number(layer.overlap_m2);
    json.end_object();
}

void write_seam(JsonText& json, const BoundarySeam& seam)
{
    json.start_object();
    json.member("countries", seam.countries);
    json.key("touching_m");
    json.number(seam.touching_m);
    json.key("facing_m");
    json.number(seam.facing_m);
    json.member("gaps", seam.gaps);
    json.key("gap_m2");
    json.number(seam.gap_m2);
    json.member("overlaps", seam.overlaps);
    json.key("overlap_m2");
    json.number(seam.overlap_m2);
    json.end_object();
}

}  // namespace

void write_boundaries(JsonText& json, const Manifest& manifest)
{
    if (manifest.boundaries.empty()) {
        return;
    }
    json.key("boundaries");
    json.start_array();
    for (const CommuneLayer& layer : manifest.boundaries) {
        write_layer(json, layer);
    }
    json.end_array();
    json.key("seams");
    json.start_array();
    for (const BoundarySeam& seam : manifest.seams) {
        write_seam(json, seam);
    }
    json.end_array();
}

void write_counts(JsonText& json, const Counts& counts)
{
    json.start_object();
    json.member("read", counts.read);
    json.member("kept", counts.kept);
    json.member("outside", counts.outside);
    json.member("rejected", counts.rejected);
    json.member("unplaced", counts.unplaced);
    json.member("with_issues", counts.with_issues);
    json.end_object();
}

std::string_view name_of(Kind kind)
{
    for (const auto& [known, name] : kind_names) {
        if (known == kind) {
            return name;
        }
    }
    return "";
}

std::optional<Kind> kind_named(std::string_view name)
{
    for (const auto& [kind, known] : kind_names) {
        if (known == name) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string to_json(const Manifest& manifest)
{
    JsonText json(2);
    json.start_object();
    json.member("manifest_format", std::int64_t{1});  // as manifest_reader.cpp expects
    json.key("dataset");
    write_facts(json, manifest.facts);
    json.member("version", std::uint64_t{manifest.version});
    json.member("created", manifest.created);
    json.member("cause", manifest.cause);
    json.member("reference_date", manifest.reference_date);
    json.key("source");
    write_source(json, manifest.source);
    json.key("counts");
    write_counts(json, manifest.counts);
    json.key("issues");
    json.start_object();
    for (const auto& [code, count] : manifest.issues) {
        json.member(code, count);
    }
    json.end_object();
    json.key("extent");
    if (manifest.extent) {
        json.start_array();
        for (const double side : {manifest.extent->west, manifest.extent->south,
                                  manifest.extent->east, manifest.extent->north}) {
            json.number(side);
        }
        json.end_array();
    } else {
        json.null();
    }
    json.member("interval_start", manifest.interval_start);
    json.member("interval_end", manifest.interval_end);
    json.key("properties");
    json.start_array();
    for (const Property& property : manifest.properties) {
        write_property(json, property);
    }
    json.end_array();
    json.member("not_published", manifest.not_published);
    json.member("inputs", manifest.inputs);
    write_boundaries(json, manifest);
    json.key("files");
    json.start_array();
    for (const VersionFile& file : manifest.files) {
        json.start_object();
        json.member("name", file.name);
        json.member("bytes", file.bytes);
        json.member("sha256", file.sha256);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take() + "\n";
}

}  // namespace parvis::datasets
