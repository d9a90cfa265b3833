// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/cross.hpp"
#include "datasets/manifest.hpp"
#include "geo/geometry.hpp"
#include "publish/column.hpp"
#include "publish/column_ranks.hpp"
#include "publish/comment_index.hpp"
#include "publish/row_positions.hpp"
#include "publish/rows_by_value.hpp"
#include "publish/searched_texts.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// Rows of a snapshot in no order, each once: runs that lie in its index as they are, and others.
struct FoundRows {
    std::vector<std::span<const RowIndex>> runs;
    std::vector<RowIndex> others;
    std::uint64_t count = 0;
};

/// One version of a dataset, loaded for reading: immutable, shared by threads without locks. Rows
/// keep the order of the version. The GeoJSON of a row is a slice of the mapped
/// features.geojsonl: a page is slices joined together.
class Snapshot {
public:
    /// @throws StoreError when the folder is not a whole version.
    Snapshot(const std::filesystem::path& version_folder,
             const std::vector<datasets::Comment>& comments, std::uint64_t comment_revision);
    /// The same version with other comments: shares the rows, costs next to nothing. `carried` are
    /// those on what went into it, of a crossing.
    Snapshot(const Snapshot& same_version, const std::vector<datasets::Comment>& comments,
             std::uint64_t comment_revision, std::vector<CarriedInto> carried = {});
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    [[nodiscard]] const datasets::Manifest& manifest() const;
    [[nodiscard]] const std::string& id() const { return manifest().facts.id; }
    [[nodiscard]] std::uint64_t comment_revision() const;
    /// Another whenever it carries other comments: part of every ETag of its rows.
    [[nodiscard]] const std::string& comment_tag() const;
    [[nodiscard]] RowIndex size() const;
    /// Bytes of the mapped features.geojsonl: what keeping the version open costs is in proportion
    /// to it, indexes and what is made on demand included.
    [[nodiscard]] std::uint64_t bytes() const;

    [[nodiscard]] std::optional<RowIndex> row_of(std::string_view feature_id) const;
    [[nodiscard]] std::string_view feature_id(RowIndex row) const;
    /// The row's line of features.geojsonl, as it is on disk.
    [[nodiscard]] std::string_view geojson(RowIndex row) const;
    /// Where the first property stands in geojson(row): what is added while serving goes there.
    [[nodiscard]] std::size_t properties_position(RowIndex row) const;
    /// The row's geometry as GeoJSON; "null" without one.
    [[nodiscard]] std::string_view geometry_json(RowIndex row) const;
    /// The row's box; nothing without geometry.
    [[nodiscard]] std::optional<geo::Box> bounds(RowIndex row) const;
    [[nodiscard]] geo::Geometry geometry(RowIndex row) const;
    /// Where each row is, indexed by distance: made when it is first asked for, then kept.
    [[nodiscard]] const RowPositions& positions() const;

    /// Index of a property in manifest().properties, or nothing.
    [[nodiscard]] std::optional<std::size_t> property(std::string_view name) const;
    /// A value as it stands in the version. Texts are views into the snapshot.
    [[nodiscard]] datasets::Value value(RowIndex row, std::size_t property) const;
    /// A text value without copying it; "" for null and for a property of another type.
    [[nodiscard]] std::string_view word(RowIndex row, std::size_t property) const;
    /// The values of a property over all rows, for whoever goes over many.
    [[nodiscard]] const Column& column(std::size_t property) const;
    /// As text for people and CSV ("" for null); lists and parts joined by "; ".
    [[nodiscard]] std::string text(RowIndex row, std::size_t property) const;
    [[nodiscard]] std::optional<double> number(RowIndex row, std::size_t property) const;

    /// The order of a property's values, and that of ids: made when first asked for, then kept,
    /// four bytes a row.
    [[nodiscard]] const ColumnRanks& ranks(std::size_t property) const;
    [[nodiscard]] const ColumnRanks& id_ranks() const;
    /// The rows of a property by their values, made and kept likewise.
    [[nodiscard]] const RowsByValue& by_value(std::size_t property) const;
    /// The texts of a property as they are searched, made and kept likewise; nullptr for one of
    /// another type.
    [[nodiscard]] const SearchedTexts* searched_texts(std::size_t property) const;

    /// State of a work on a day; unknown where the dataset is not road works.
    [[nodiscard]] datasets::WorkState work_state(RowIndex row, datasets::Date day) const;

    /// Comments on the dataset and on its columns, newest first.
    [[nodiscard]] const CarriedComments& general_comments() const;
    /// Comments on a row, its cells and the figure it is, newest first; empty for most rows.
    [[nodiscard]] const CarriedComments& comments(RowIndex row) const;
    /// Appends them as JSON, written once: see CommentIndex.
    void append_comments(std::string& out, RowIndex row) const;
    /// The rows that a comment on this dataset speaks of, by its id, in their order.
    [[nodiscard]] const std::vector<RowIndex>& rows_said_of(const std::string& comment) const;
    /// The rows that have any, in their order.
    [[nodiscard]] const std::vector<RowIndex>& commented_rows() const;

    /// Rows with the property equal to `text` (as text() gives it), in row order.
    [[nodiscard]] std::vector<RowIndex> rows_where(std::size_t property,
                                                   std::string_view text) const;
    /// Rows whose geometry intersects the box (exact), in row order.
    [[nodiscard]] std::vector<RowIndex> rows_in(const geo::Box& box) const;
    /// The first of rows_in(), at most so many, without listing them all; the box must not cross
    /// the antimeridian.
    [[nodiscard]] std::vector<RowIndex> first_rows_in(const geo::Box& box, std::size_t most) const;
    /// rows_in() in no order and without listing them, for who only counts them or needs a few; the
    /// box must not cross the antimeridian.
    [[nodiscard]] FoundRows found_in(const geo::Box& box) const;
    /// Rows whose own box shares a position with this one (which must not cross the antimeridian):
    /// candidates, in no order.
    [[nodiscard]] std::vector<RowIndex> rows_near(const geo::Box& box) const;
    /// How many of those there are.
    [[nodiscard]] std::uint64_t count_near(const geo::Box& box) const;
    /// How many of rows_in() there are, without listing them.
    [[nodiscard]] std::uint64_t count_in(const geo::Box& box) const;
    /// Whether one row is among them.
    [[nodiscard]] bool intersects(RowIndex row, const geo::Box& box) const;

private:
    struct Rows;      // what the version on disk says: shared by snapshots of one version
    struct Comments;  // what people say of it

    std::shared_ptr<const Rows> m_rows;
    std::unique_ptr<const Comments> m_comments;
};

}  // namespace parvis::publish
