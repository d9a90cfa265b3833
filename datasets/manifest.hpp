// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/boundary_facts.hpp"
#include "datasets/json_text.hpp"
#include "datasets/value.hpp"
#include "geo/lon_lat.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

enum class Kind { road_works, equipment, demographics, general, communes, level, crossing };
/// "road_works", "equipment", "demographics", "general"; "communes" and "level" are the crossed
/// collections, "crossing" one that the site declares.
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);

/// What every row of a version amounts to: read = kept + outside + rejected, all of the file;
/// unplaced and with_issues are parts of kept. carried: rows that the file no longer has, kept from
/// the version before until somebody says what became of them.
struct Counts {
    std::uint64_t read = 0, kept = 0, outside = 0, rejected = 0, unplaced = 0, with_issues = 0;
    std::uint64_t carried = 0;
    /// Rows of the version.
    [[nodiscard]] std::uint64_t rows() const { return kept + carried; }
    friend bool operator==(const Counts&, const Counts&) = default;
};

struct SourceInfo {
    std::string name;    ///< file name, without folders
    std::string sha256;  ///< hex
    std::uint64_t bytes = 0;
    std::string format;    ///< "CSV", "GeoJSON", "JSON", "Shapefile", ...
    std::string encoding;  ///< "UTF-8", "windows-1252" ...; what was guessed is in `guessed`
    std::string separator;
    std::string crs;        ///< as stated: "EPSG:2154"
    std::string operation;  ///< PROJ's operation to CRS84, or ""
    std::optional<double> accuracy_m;
    std::vector<std::string>
        guessed;  ///< French sentences: "séparateur « ; » reconnu sur les 20 premières lignes"
    /// The schema that the rows were held against, "" where there is none: its name and version as
    /// it says, SHA-256 of its file.
    std::string schema, schema_version, schema_sha256;
};

struct VersionFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// A row of the version before that is neither kept of the file nor carried into this version.
struct EndedRow {
    std::string id;
    /// "past": its end date has passed; "removed": somebody said so; "no_key": without a key it
    /// cannot be known again; "not_in_file": let go; "rejected", "outside": in the file, not kept.
    std::string reason;
    friend bool operator==(const EndedRow&, const EndedRow&) = default;
};
inline constexpr std::size_t ended_named = 100;

/// What a dataset says of itself: fixed with each version, so that serving needs no .toml.
struct DatasetFacts {
    std::string id;  ///< [a-z0-9-]+, the collection id
    Kind kind = Kind::general;
    /// For Kind::level: the level's id ("pole"). For Kind::crossing: the collection whose places it
    /// has ("poles").
    std::string level;
    Texts title;
    Texts description;
    Texts row;   ///< what one row is: "un chantier"
    Texts note;  ///< shown on every page of the dataset ("chantiers de 2014"), may be empty
    std::string licence;  ///< SPDX-like id: "etalab-2.0", "ODbL-1.0", "CC-BY-4.0", "notspecified"
    std::string licence_url;
    std::string producer;
    std::string origin;   ///< where the file comes from, text or URL
    std::string updated;  ///< last update of the source, ISO date
    std::string zone = "Europe/Paris";
    bool sample = false;           ///< invented rows: every page and download says so
    std::vector<std::string> key;  ///< properties that make up the stable id
    std::string figure_measure, figure_place, figure_period,
        figure_value;                          ///< property names, "" if none
    std::string title_property;                ///< property to show as a row's name, "" if none
    std::string start_property, end_property;  ///< properties that bound a row in time, "" if none
};

/// manifest.json of a version: everything about it but its rows.
struct Manifest {
    DatasetFacts facts;
    std::uint32_t version = 0;
    std::string created;         ///< RFC 3339, UTC
    std::string cause;           ///< "ingest", "upload", "crossing"
    std::string reference_date;  ///< ISO date the version was computed for (crossings); else ""
    SourceInfo source;
    Counts counts;
    std::map<std::string, std::uint64_t> issues;  ///< count per issue code
    std::vector<EndedRow> ended;                  ///< the first `ended_named` of ended_rows
    std::uint64_t ended_rows = 0;
    std::optional<geo::Box> extent;
    std::string interval_start, interval_end;  ///< ISO dates over all rows, "" where open or none
    std::vector<Property> properties;
    std::vector<std::string> not_published;  ///< source columns left out
    std::vector<std::string> inputs;         ///< crossings: "chantiers@3", "equipements@1"
    std::vector<CommuneLayer> boundaries;    ///< of the communes: where their limits come from
    std::vector<BoundarySeam> seams;         ///< of the communes: how two countries' limits meet
    std::vector<VersionFile> files;          ///< all but manifest.json itself
};

/// @throws StoreError naming the file and what is wrong with it.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& file);
[[nodiscard]] std::string to_json(const Manifest& manifest);

/// The layers of limits and their seams, as members `boundaries` and `seams` of an object; nothing
/// where there are none.
void write_boundaries(JsonText& json, const Manifest& manifest);

/// Counts as an object, as a manifest and a report of ingest have them.
void write_counts(JsonText& json, const Counts& counts);

}  // namespace parvis::datasets
