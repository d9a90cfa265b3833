// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/feature.hpp"
#include "datasets/join.hpp"
#include "datasets/manifest.hpp"
#include "datasets/mapping.hpp"
#include "datasets/place.hpp"
#include "datasets/row_id.hpp"
#include "datasets/schema_check.hpp"
#include "datasets/source.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// The way of every row of one source, from text to feature: mapping, place, join, id, verdict.
/// Rows come out in batches, made by a thread of its own while the caller writes the one before.
class IngestReading {
public:
    /// A row that the file has, with its id, and that is published nowhere.
    struct NotKept {
        std::string id;
        bool outside = false;  ///< of the territory; otherwise refused
    };
    /// What some consecutive rows amount to.
    struct Batch {
        std::vector<Feature> features;  ///< the first `size` count; the others lend their memory
        std::size_t size = 0;
        std::vector<RowIssue> issues;
        std::vector<NotKept> not_kept;
        Counts counts;
        std::optional<double> share_read;  ///< of the source, at the end of the batch
    };

    /// Opens the source and settles every column.
    /// @throws SourceError naming file, line, column and what to do.
    IngestReading(const DatasetDefinition& definition, const Territory& territory, Date today);

    /// Properties of every row: those of the mapping, then those of the join.
    [[nodiscard]] const std::vector<Property>& properties() const { return m_properties; }
    /// Source columns that neither a property nor the place comes from.
    [[nodiscard]] const std::vector<std::string>& not_published() const { return m_not_published; }

    /// Reads all rows, in order. `use` runs in the calling thread.
    /// @throws what the source or `use` throws; then no thread is left behind.
    void for_each_batch(const std::function<void(const Batch&)>& use);

    /// What the source was; complete after the last row.
    [[nodiscard]] SourceInfo source_info() const;
    /// What could be said better in the definition: systems of coordinates that fit, types of
    /// columns. French sentences, complete after the last row; nothing was changed for them.
    [[nodiscard]] std::vector<std::string> hints() const;
    /// @throws SourceError for a source without a row, in another encoding than it is read in, with
    /// every row refused, or more than allowed.
    void check_outcome(const Counts& counts, const std::vector<RowIssue>& issues) const;

private:
    [[nodiscard]] std::string proposed_crs() const;
    /// @throws SourceError where letters of many rows are lost: then it is the encoding, not a row.
    void check_letters(std::uint64_t rows) const;
    /// Fills `batch`; false when it stayed empty because the source has ended.
    bool read_batch(Batch& batch);
    void read_row(Batch& batch);
    void open_schema();
    void look_at_schema();

    DatasetDefinition m_definition;
    std::unique_ptr<Source> m_source;
    Mapping m_mapping;
    PlaceReader m_place;
    Join m_join;
    const geo::Locator* m_places;  ///< the territory's
    std::vector<Property> m_properties;
    std::vector<std::string> m_not_published;
    RowIds m_ids;
    std::optional<std::size_t> m_sample;  ///< the property that tells invented rows from facts
    std::optional<Schema> m_schema;
    std::unique_ptr<SchemaCheck> m_schema_check;  ///< none without a schema
    std::vector<RowIssue> m_header_issues;        ///< told with the first batch
    std::uint64_t m_illegible_rows = 0;           ///< with letters that its encoding does not have
    SourceRow m_row;
    std::vector<RowIssue> m_issues;  ///< of the row at hand
};

}  // namespace parvis::datasets
