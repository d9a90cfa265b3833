// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/feature.hpp"
#include "datasets/manifest.hpp"
#include "datasets/row_issue.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

class Register;

/// Writes one immutable version of a dataset: data/versions/<dataset>/<n>/ with
///   features.geojsonl  one RFC 7946 Feature a line, in row order, CRS84, `properties` in the order
///                      of Manifest::properties, null values written as null
///   table.csv          the same rows: UTF-8, comma, header of property names, then lon, lat of the
///                      representative point and WKT
///   issues.csv         line,severity,code,column,value,row_key,message
///   manifest.json      see Manifest
/// Rows stream through; memory does not grow with their number. Everything is written aside
/// (.new-<pid>), fsynced, renamed, and only then entered in the register, so that a kill at any
/// moment leaves the last version whole. The destructor of an uncommitted writer removes what it
/// wrote. One writer per dataset at a time: it holds an flock on data/versions/<dataset>/.lock.
class VersionWriter {
public:
    /// @throws StoreError when another ingest of the dataset runs or the disk refuses.
    VersionWriter(const std::filesystem::path& data, const std::string& dataset,
                  std::vector<Property> properties);
    VersionWriter(VersionWriter&&) noexcept;
    VersionWriter& operator=(VersionWriter&&) noexcept;
    ~VersionWriter();

    void write(const Feature& feature);
    void write(const RowIssue& issue);

    /// Fills version, created, files, extent and interval of `manifest`, makes it durable and
    /// registers it as published. Returns the version number, or nothing (and writes nothing) when
    /// the newest published version has the same rows, issues, facts and source: the same source
    /// twice makes no second version.
    std::optional<std::uint32_t> commit(Manifest& manifest, Register& reg);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Writes one Feature as one line of RFC 7946 GeoJSON, without the newline, after `out`.
/// Coordinates have at most 7 decimals (a centimetre), numbers the shortest text that reads back the same.
/// {"type":"Feature","id":"…","geometry":…,"properties":{…}}
void append_geojson(std::string& out, const Feature& feature, const std::vector<Property>& properties);

}  // namespace parvis::datasets
