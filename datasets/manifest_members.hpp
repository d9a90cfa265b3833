// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"

// The members of manifest.json, each once, in the order of the file. A visitor writes them
// (manifest.cpp) or reads them (manifest_reader.cpp), so that neither can know one that the other
// does not. The types are Manifest, DatasetFacts … to read and const ones to write.

namespace parvis::datasets {

template <class Facts, class Visit>
void each_fact(Facts& facts, Visit& visit)
{
    visit("id", facts.id);
    visit("kind", facts.kind);
    visit("level", facts.level);
    visit("title", facts.title);
    visit("description", facts.description);
    visit("row", facts.row);
    visit("note", facts.note);
    visit("licence", facts.licence);
    visit("licence_url", facts.licence_url);
    visit("producer", facts.producer);
    visit("origin", facts.origin);
    visit("updated", facts.updated);
    visit("zone", facts.zone);
    visit("sample", facts.sample);
    visit("key", facts.key);
    visit.object("figure", [&](Visit& figure) {
        figure("measure", facts.figure_measure);
        figure("place", facts.figure_place);
        figure("period", facts.figure_period);
        figure("value", facts.figure_value);
    });
    visit("title_property", facts.title_property);
    visit("start_property", facts.start_property);
    visit("end_property", facts.end_property);
}

template <class Source, class Visit>
void each_of_source(Source& source, Visit& visit)
{
    visit("name", source.name);
    visit("sha256", source.sha256);
    visit("bytes", source.bytes);
    visit("format", source.format);
    visit("encoding", source.encoding);
    visit("separator", source.separator);
    visit("crs", source.crs);
    visit("operation", source.operation);
    visit("accuracy_m", source.accuracy_m);
    visit("guessed", source.guessed);
    visit.unless_empty("schema", source.schema);
    visit.unless_empty("schema_version", source.schema_version);
    visit.unless_empty("schema_sha256", source.schema_sha256);
}

template <class Counted, class Visit>
void each_count(Counted& counts, Visit& visit)
{
    visit("read", counts.read);
    visit("kept", counts.kept);
    visit("outside", counts.outside);
    visit("rejected", counts.rejected);
    visit("unplaced", counts.unplaced);
    visit("with_issues", counts.with_issues);
    visit.unless_zero("carried", counts.carried);
}

template <class Described, class Visit>
void each_of_property(Described& property, Visit& visit)
{
    visit("name", property.name);
    visit("type", property.type);
    visit("label", property.label);
    visit("description", property.description);
    visit("unit", property.unit);
    visit("vintage", property.vintage);
    visit.list("values", property.values, [](auto& value, Visit& inner) {
        inner("code", value.first);
        inner("label", value.second);
    });
    visit("derived", property.derived);
    visit.unless_empty("from", property.from);
    visit.unless_empty("no_sum", property.no_sum);
}

template <class Layer, class Visit>
void each_of_layer(Layer& layer, Visit& visit)
{
    visit("country", layer.country);
    visit("name", layer.name);
    visit("plural", layer.plural);
    visit("vintage", layer.vintage);
    visit("origin", layer.origin);
    visit("licence", layer.licence);
    visit("licence_url", layer.licence_url);
    visit("crs", layer.crs);
    visit("operation", layer.operation);
    visit("accuracy_m", layer.accuracy_m);
    visit("communes", layer.communes);
    visit("gaps", layer.gaps);
    visit("gap_m2", layer.gap_m2);
    visit("overlaps", layer.overlaps);
    visit("overlap_m2", layer.overlap_m2);
}

template <class Seam, class Visit>
void each_of_seam(Seam& seam, Visit& visit)
{
    visit("countries", seam.countries);
    visit("touching_m", seam.touching_m);
    visit("facing_m", seam.facing_m);
    visit("gaps", seam.gaps);
    visit("gap_m2", seam.gap_m2);
    visit("overlaps", seam.overlaps);
    visit("overlap_m2", seam.overlap_m2);
}

/// Only the collection of communes has them.
template <class Whole, class Visit>
void each_boundary(Whole& manifest, Visit& visit)
{
    visit.list_unless_empty("boundaries", manifest.boundaries,
                            [](auto& layer, Visit& inner) { each_of_layer(layer, inner); });
    visit.list_unless_empty("seams", manifest.seams,
                            [](auto& seam, Visit& inner) { each_of_seam(seam, inner); });
}

template <class Whole, class Visit>
void each_member(Whole& manifest, Visit& visit)
{
    visit.object("dataset", [&](Visit& inner) { each_fact(manifest.facts, inner); });
    visit("version", manifest.version);
    visit("created", manifest.created);
    visit("cause", manifest.cause);
    visit("reference_date", manifest.reference_date);
    visit.object("source", [&](Visit& inner) { each_of_source(manifest.source, inner); });
    visit.object("counts", [&](Visit& inner) { each_count(manifest.counts, inner); });
    visit("issues", manifest.issues);
    visit.list_unless_empty("ended", manifest.ended, [](auto& row, Visit& inner) {
        inner("id", row.id);
        inner("reason", row.reason);
    });
    visit.unless_zero("ended_rows", manifest.ended_rows);
    visit("extent", manifest.extent);
    visit("interval_start", manifest.interval_start);
    visit("interval_end", manifest.interval_end);
    visit.list("properties", manifest.properties,
               [](auto& property, Visit& inner) { each_of_property(property, inner); });
    visit("not_published", manifest.not_published);
    visit("inputs", manifest.inputs);
    each_boundary(manifest, visit);
    visit.list("files", manifest.files, [](auto& file, Visit& inner) {
        inner("name", file.name);
        inner("bytes", file.bytes);
        inner("sha256", file.sha256);
    });
}

}  // namespace parvis::datasets
