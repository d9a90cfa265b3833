// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/refresh_plan.hpp"
#include "datasets/value_status.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// How one published property is made from the source.
struct ColumnMapping {
    Property property;
    std::string
        from;  ///< source column; dots reach into nested objects ("LatLng.lat"); "" with `constant`
    std::string constant;
    std::vector<std::string> formats;  ///< dates: "%Y-%m-%d", "%d/%m/%Y" …, tried in order
    std::vector<std::pair<std::string, std::string>>
        values;  ///< source text -> code; anything else is an issue
    std::vector<std::pair<std::string, std::string>>
        contains;                      ///< first entry whose text occurs in the source value wins
    std::string list_separator;        ///< splits a list
    bool required = false;             ///< a row without it is rejected
    std::vector<std::string> missing;  ///< texts that mean "not known" here ("", "-", "nd")
    StatusWords status;  ///< texts that say why there is no value ("s", "nd"), with their letters
    bool typed = false;  ///< the definition says the type
    std::size_t width = 0;  ///< digits of a code; 0: not said
    std::size_t line = 0;   ///< line in the .toml, for error messages
};

/// What becomes of a published row that the next file no longer has.
enum class AbsentRule {
    removed,  ///< it goes
    confirm   ///< it stays, and says so, until its end has passed or somebody decides
};

enum class OutsideRule { count_apart, keep, reject };

/// datasets/<id>.toml. See the demo site for every key.
struct DatasetDefinition {
    std::filesystem::path file;
    DatasetFacts facts;
    std::filesystem::path source;  ///< absolute
    std::vector<std::filesystem::path>
        more_sources;         ///< files with the same columns, read after it
    std::string source_text;  ///< as written
    std::string source_url;   ///< of the web, or ""; then `source` is what was fetched last
    std::filesystem::path source_folder;  ///< whose newest file that fits `source_pattern` is read
    std::string source_pattern;           ///< "chantiers-*.csv", or ""
    std::optional<RefreshPlan> refresh;   ///< when serving looks at the source again by itself
    bool watched = false;        ///< the source comes by itself: what is wrong with it is an alert
    bool allow_private = false;  ///< the address may be of this machine or a private network
    std::uint64_t max_bytes = std::uint64_t{1} << 30U;  ///< of what is fetched
    std::uint32_t timeout_s = 300;
    /// Share of the rows read that may lack from one file to the next; above it the file is not
    /// believed. Nothing: any.
    std::optional<double> shrink_alert;
    std::optional<std::uint32_t> keep_versions;  ///< nothing: as the site says
    std::string format, layer, encoding, separator, decimal,
        crs;                           ///< "" : from the file, or guessed and said
    std::vector<std::string> records;  ///< JSON: path to the array of rows
    std::vector<ColumnMapping> columns;
    bool keep_others = false;  ///< publish unmapped source columns too, as text
    // How a row gets its place: at most one of these groups.
    std::string lon, lat, point, geojson, wkt;
    bool point_is_lat_lon = true;  ///< order inside `point`
    bool own_geometry = false;     ///< the file's geometry (GeoJSON, Shapefile …)
    std::string commune_code;      ///< source column with the commune's national code
    /// Day of the list of communes that the codes are of; nothing: of the territory's own.
    std::optional<Date> commune_vintage;
    /// Whose codes these are: a country, or the column that names it ("FR", "DE"). Both "" where
    /// the territory has one country, or codes carry theirs ("DE_10041100").
    std::string commune_country, commune_country_column;
    std::map<std::string, std::string>
        level_columns;  ///< level id -> source column that names its area
    AbsentRule absent = AbsentRule::removed;
    OutsideRule outside = OutsideRule::count_apart;
    /// With `keep`: rows further than this from every commune are counted apart all the same.
    std::optional<double> outside_km;
    bool approval = false;  ///< a version is published only once somebody has approved it
    bool hold = false;      ///< versions wait for a decision: for approval, or as the run asks
    std::filesystem::path schema;  ///< its rows are held against it, or ""
    bool schema_rejects = false;   ///< a row that breaks a rule of it is refused, not only doubted
    double max_rejected_share = 1.0;  ///< above it the whole file is refused and nothing changes
    /// A sample of which only the rows with this value are invented; "": all of them are.
    std::string sample_column, sample_value;
    /// Sentences on what can be read but may be a slip: a column that is nearly one of the model.
    std::vector<std::string> doubts;
    /// Sentences on what somebody chose for this file alone (column_choice.hpp).
    std::vector<std::string> chosen;
};

/// @throws SourceError naming file and line.
[[nodiscard]] DatasetDefinition read_definition(const std::filesystem::path& file,
                                                const std::string& default_licence);
/// Every datasets/*.toml of a site, by name. @throws SourceError when the folder cannot be read.
[[nodiscard]] std::vector<std::filesystem::path>
definition_files(const std::filesystem::path& site_folder);

}  // namespace parvis::datasets
