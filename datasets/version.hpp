// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/feature.hpp"
#include "datasets/manifest.hpp"
#include "datasets/row_issue.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

class Register;

/// Whether a version is published as soon as it is whole, or waits for somebody's decision
/// (Register::release).
enum class Publishing { at_once, on_decision };

/// Writes one immutable version of a dataset: data/versions/<dataset>/<n>/ with
///   features.geojsonl  one RFC 7946 Feature a line, in row order, CRS84, `properties` in the order
///                      of Manifest::properties, null values written as null
///   table.csv          the same rows: UTF-8, comma, LF; columns id, every property, lon and lat of
///                      the representative point, wkt (csv_text.hpp)
///   issues.csv         line,severity,code,column,value,row_key,message
///   manifest.json      see Manifest
/// Rows stream through; memory does not grow with their number. Everything is written aside
/// (.new-<pid>-<k>), fsynced, renamed, and only then entered in the register, so that a kill at any
/// moment leaves the last version whole. The destructor of an uncommitted writer removes what it
/// wrote; the next writer removes what a killed one left, and a version that had its name but not
/// yet its line in the register (.pending-<n> marks it). One writer per dataset at a time: it holds
/// an flock on data/versions/<dataset>/.lock.
class VersionWriter {
public:
    /// Waits as long as `patience` for another writer of the dataset to finish.
    /// @throws StoreError when it does not, or the disk refuses.
    VersionWriter(const std::filesystem::path& data, const std::string& dataset,
                  std::vector<Property> properties, std::chrono::milliseconds patience = {});
    VersionWriter(VersionWriter&&) noexcept;
    VersionWriter& operator=(VersionWriter&&) noexcept;
    ~VersionWriter();

    /// @throws EncodingError for what no version may hold: an id that cannot stand in a URL, a
    /// value that is not of its property's type, a number or coordinate that is not finite. Texts
    /// that are not UTF-8 are mended with U+FFFD.
    void write(const Feature& feature);
    void write(const RowIssue& issue);

    /// Fills version, created, properties, files, extent and interval of `manifest`, makes it
    /// durable and registers it as published (or as checked). Returns the version number, or
    /// nothing (and writes nothing) when the newest published version has the same rows, issues,
    /// counts, facts and source, and still lies whole on the disk: the same source twice makes no
    /// second version. A crossing for another day or from other inputs is new. What was withdrawn
    /// is not published again by itself: see withdrawn(). What waits for a decision already is
    /// published as it is, or goes on waiting. The writer is spent after it, and lets the next one
    /// in.
    /// @throws StoreError, and nothing that was published changes: counts that do not add up to the
    /// rows written, a full disk.
    std::optional<std::uint32_t> commit(Manifest& manifest, Register& reg,
                                        Publishing publishing = Publishing::at_once);
    /// After a commit() that wrote nothing: the withdrawn version that has the same content.
    [[nodiscard]] std::optional<std::uint32_t> withdrawn() const { return m_withdrawn; }

private:
    struct State;
    std::unique_ptr<State> m_state;
    std::optional<std::uint32_t> m_withdrawn;
};

/// Writes one Feature as one line of RFC 7946 GeoJSON, without the newline, after `out`.
/// Coordinates have at most 7 decimals (a centimetre), numbers the shortest text that reads back
/// the same.
/// {"type":"Feature","id":"…","geometry":…,"properties":{…}}
void append_geojson(std::string& out, const Feature& feature,
                    const std::vector<Property>& properties);

}  // namespace parvis::datasets
