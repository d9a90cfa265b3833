// SPDX-License-Identifier: EUPL-1.2
#include "publish/snapshot.hpp"

#include "datasets/mapped_file.hpp"
#include "geo/error.hpp"
#include "publish/box_tree.hpp"
#include "publish/column.hpp"
#include "publish/geometry_text.hpp"
#include "publish/hash_slots.hpp"
#include "publish/row_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <limits>
#include <mutex>
#include <span>
#include <utility>

namespace parvis::publish {

namespace {

/// What is made of a column when somebody first asks for it.
struct OnDemand {
    std::once_flag ranks_once, texts_once, by_value_once;
    ColumnRanks ranks;
    RowsByValue by_value;
    std::unique_ptr<const SearchedTexts> texts;
};

}  // namespace

struct Snapshot::Rows {
    std::filesystem::path file;
    datasets::Manifest manifest;
    datasets::MappedFile mapped;
    std::vector<RowBlock::Line> lines;
    HashSlots ids;
    std::vector<Column> columns;
    std::vector<geo::Box> boxes;
    BoxTree tree;
    std::optional<std::size_t> start, end, declared;
    mutable std::once_flag positions_once;
    mutable std::vector<OnDemand> on_demand;  ///< one a column, and one for the ids
    mutable std::unique_ptr<const RowPositions> positions;

    explicit Rows(const std::filesystem::path& folder);

    [[nodiscard]] std::string_view line(RowIndex row) const
    {
        const auto first = lines[row].offset;
        const auto last = row + 1U < lines.size() ? lines[row + 1U].offset : mapped.bytes().size();
        return mapped.bytes().substr(first, last - first - 1);
    }
    [[nodiscard]] std::string_view id(RowIndex row) const
    {
        return mapped.bytes().substr(lines[row].offset + RowBlock::line_start.size(),
                                     lines[row].id_size);
    }
    [[nodiscard]] std::string_view geometry(RowIndex row) const
    {
        const auto& at = lines[row];
        const auto first =
            RowBlock::line_start.size() + at.id_size + 1 + RowBlock::before_geometry.size();
        return line(row).substr(first, at.properties - RowBlock::before_properties.size() - first);
    }
    [[nodiscard]] std::optional<std::size_t> property(std::string_view name) const
    {
        const auto& all = manifest.properties;
        const auto found = std::find_if(
            all.begin(), all.end(), [&](const auto& property) { return property.name == name; });
        return found == all.end() ? std::nullopt
                                  : std::optional(static_cast<std::size_t>(found - all.begin()));
    }

private:
    void read_lines();
    void index_ids();
    void index_boxes();
};

Snapshot::Rows::Rows(const std::filesystem::path& folder)
    : file(folder / "features.geojsonl"),
      manifest(datasets::read_manifest(folder / "manifest.json")), mapped(file)
{
    read_lines();
    auto ids_done = std::async(std::launch::async, [this] { index_ids(); });
    index_boxes();
    ids_done.get();
    start = property(manifest.facts.start_property);
    end = property(manifest.facts.end_property);
    declared = property("etat_declare");
    on_demand = std::vector<OnDemand>(columns.size() + 1);
}

void Snapshot::Rows::read_lines()
{
    const auto expected = static_cast<std::size_t>(manifest.counts.rows());
    if (expected >= std::numeric_limits<RowIndex>::max()) {
        throw StoreError(fmt::format("{} : trop de lignes pour être servi.", file.string()));
    }
    RowBlock block = RowBlock::read(file, mapped.bytes(), manifest);
    lines = std::move(block.lines);
    boxes = std::move(block.boxes);
    columns = std::move(block.columns);
    if (lines.size() != expected) {
        throw StoreError(fmt::format("{} : {} lignes, alors que manifest.json en annonce {}. "
                                     "Restaurez la version ou publiez-en une nouvelle.",
                                     file.string(), lines.size(), expected));
    }
}

void Snapshot::Rows::index_ids()
{
    ids.reserve(lines.size());
    const auto id_of = [&](std::uint32_t other) { return this->id(other); };
    // Some at once: see HashSlots::prefetch().
    constexpr RowIndex batch = 32;
    std::array<std::uint32_t, batch> hashes{};
    for (RowIndex first = 0; first < lines.size(); first += batch) {
        const auto count = std::min<std::size_t>(batch, lines.size() - first);
        for (RowIndex i = 0; i < count; ++i) {
            hashes[i] = HashSlots::hash_of(id(first + i));
            ids.prefetch(hashes[i]);
        }
        for (RowIndex i = 0; i < count; ++i) {
            const RowIndex row = first + i;
            const auto known = ids.insert(id(row), hashes[i], row, id_of);
            if (known != HashSlots::none) {
                throw StoreError(fmt::format(
                    "{}, lignes {} et {} : le même identifiant « {} ». Restaurez la version ou "
                    "publiez-en une nouvelle.",
                    file.string(), known + 1U, row + 1U, id(row)));
            }
        }
    }
}

void Snapshot::Rows::index_boxes()
{
    std::vector<RowIndex> placed;
    std::vector<geo::Box> placed_boxes;
    for (RowIndex row = 0; row < boxes.size(); ++row) {
        if (!std::isnan(boxes[row].west)) {
            placed.push_back(row);
            placed_boxes.push_back(boxes[row]);
        }
    }
    tree = BoxTree(std::move(placed), placed_boxes);
}

struct Snapshot::Comments {
    CommentIndex index;
    std::uint64_t revision = 0;
    std::string tag;
};

namespace {

/// What is carried into a crossing changes with other datasets too.
std::string tag_of(std::uint64_t revision, const std::vector<CarriedInto>& carried)
{
    std::string all;
    for (const auto& [row, comment] : carried) {
        all += fmt::format("{}@{} {};", comment.id, row ? std::to_string(*row) : "",
                           scope_words(comment.scope));
    }
    return carried.empty() ? std::to_string(revision)
                           : fmt::format("{}.{:x}", revision, std::hash<std::string>{}(all));
}

}  // namespace

Snapshot::Snapshot(const std::filesystem::path& version_folder,
                   const std::vector<datasets::Comment>& comments, std::uint64_t comment_revision)
    : m_rows(std::make_shared<const Rows>(version_folder)),
      m_comments(std::make_unique<const Comments>(
          Comments{CommentIndex(*this, comments), comment_revision, tag_of(comment_revision, {})}))
{
}

Snapshot::Snapshot(const Snapshot& same_version, const std::vector<datasets::Comment>& comments,
                   std::uint64_t comment_revision, std::vector<CarriedInto> carried)
    : m_rows(same_version.m_rows)
{
    std::string tag = tag_of(comment_revision, carried);
    m_comments = std::make_unique<const Comments>(Comments{
        CommentIndex(*this, comments, std::move(carried)), comment_revision, std::move(tag)});
}

Snapshot::~Snapshot() = default;

const datasets::Manifest& Snapshot::manifest() const { return m_rows->manifest; }

std::uint64_t Snapshot::comment_revision() const { return m_comments->revision; }

const std::string& Snapshot::comment_tag() const { return m_comments->tag; }

std::uint64_t Snapshot::bytes() const { return m_rows->mapped.bytes().size(); }

RowIndex Snapshot::size() const { return static_cast<RowIndex>(m_rows->lines.size()); }

std::optional<RowIndex> Snapshot::row_of(std::string_view feature_id) const
{
    const auto row = m_rows->ids.find(feature_id, [&](std::uint32_t i) { return m_rows->id(i); });
    return row == HashSlots::none ? std::nullopt : std::optional(row);
}

std::string_view Snapshot::feature_id(RowIndex row) const { return m_rows->id(row); }

std::string_view Snapshot::geojson(RowIndex row) const { return m_rows->line(row); }

std::size_t Snapshot::properties_position(RowIndex row) const
{
    return m_rows->lines[row].properties;
}

std::string_view Snapshot::geometry_json(RowIndex row) const { return m_rows->geometry(row); }

std::optional<geo::Box> Snapshot::bounds(RowIndex row) const
{
    const auto& box = m_rows->boxes[row];
    return std::isnan(box.west) ? std::nullopt : std::optional(box);
}

geo::Geometry Snapshot::geometry(RowIndex row) const
{
    LineCursor cursor(m_rows->file, m_rows->geometry(row));
    return read_geometry(cursor);
}

const RowPositions& Snapshot::positions() const
{
    std::call_once(m_rows->positions_once,
                   [&] { m_rows->positions = std::make_unique<const RowPositions>(*this); });
    return *m_rows->positions;
}

std::optional<std::size_t> Snapshot::property(std::string_view name) const
{
    return m_rows->property(name);
}

datasets::Value Snapshot::value(RowIndex row, std::size_t property) const
{
    return std::visit([&](const auto& column) { return column.value(row); },
                      m_rows->columns.at(property));
}

const Column& Snapshot::column(std::size_t property) const { return m_rows->columns.at(property); }

std::string_view Snapshot::word(RowIndex row, std::size_t property) const
{
    const auto* words = std::get_if<Words>(&m_rows->columns.at(property));
    return words != nullptr ? words->word(row) : std::string_view{};
}

std::string Snapshot::text(RowIndex row, std::size_t property) const
{
    return text_of(value(row, property));
}

std::optional<double> Snapshot::number(RowIndex row, std::size_t property) const
{
    const auto found = value(row, property);
    if (const auto* integer = std::get_if<std::int64_t>(&found)) {
        return static_cast<double>(*integer);
    }
    const auto* number = std::get_if<double>(&found);
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

const ColumnRanks& Snapshot::ranks(std::size_t property) const
{
    auto& made = m_rows->on_demand.at(property);
    std::call_once(made.ranks_once, [&] { made.ranks = ranks_of(m_rows->columns.at(property)); });
    return made.ranks;
}

const ColumnRanks& Snapshot::id_ranks() const
{
    auto& made = m_rows->on_demand.back();
    std::call_once(made.ranks_once, [&] {
        made.ranks = ranks_of_texts(
            size(), [&](std::size_t row) { return m_rows->id(static_cast<RowIndex>(row)); });
    });
    return made.ranks;
}

const RowsByValue& Snapshot::by_value(std::size_t property) const
{
    auto& made = m_rows->on_demand.at(property);
    std::call_once(made.by_value_once,
                   [&] { made.by_value = rows_by_value(m_rows->columns.at(property)); });
    return made.by_value;
}

const SearchedTexts* Snapshot::searched_texts(std::size_t property) const
{
    const auto* words = std::get_if<Words>(&m_rows->columns.at(property));
    if (words == nullptr) {
        return nullptr;
    }
    auto& made = m_rows->on_demand.at(property);
    std::call_once(made.texts_once,
                   [&] { made.texts = std::make_unique<const SearchedTexts>(*words); });
    return made.texts.get();
}

datasets::WorkState Snapshot::work_state(RowIndex row, datasets::Date day) const
{
    if (m_rows->manifest.facts.kind != datasets::Kind::road_works) {
        return datasets::WorkState::unknown;
    }
    const auto date = [&](std::optional<std::size_t> property) -> std::optional<datasets::Date> {
        const auto* column = property ? std::get_if<Days>(&m_rows->columns[*property]) : nullptr;
        return column == nullptr || column->values[row] == Days::null
                   ? std::nullopt
                   : std::optional(datasets::date_of_days(column->values[row]));
    };
    const auto declared = m_rows->declared ? word(row, *m_rows->declared) : std::string_view{};
    return datasets::state_on(date(m_rows->start), date(m_rows->end), declared, day);
}

const CarriedComments& Snapshot::general_comments() const { return m_comments->index.general(); }

const CarriedComments& Snapshot::comments(RowIndex row) const { return m_comments->index.of(row); }

const std::vector<RowIndex>& Snapshot::rows_said_of(const std::string& comment) const
{
    return m_comments->index.rows_of(comment);
}

const std::vector<RowIndex>& Snapshot::commented_rows() const { return m_comments->index.rows(); }

void Snapshot::append_comments(std::string& out, RowIndex row) const
{
    m_comments->index.append_json(out, row);
}

std::vector<RowIndex> Snapshot::rows_where(std::size_t property, std::string_view text) const
{
    const Column& column = m_rows->columns.at(property);
    const auto* words = std::get_if<Words>(&column);
    if (words == nullptr || !words->numbered || text.empty()) {
        return rows_equal(column, text);
    }
    const auto word = words->number_of(text);
    if (word == Words::null) {
        return {};
    }
    const auto rows = by_value(property).of_word(word);
    return {rows.begin(), rows.end()};
}

bool Snapshot::intersects(RowIndex row, const geo::Box& box) const
{
    const auto& own = m_rows->boxes[row];
    if (std::isnan(own.west) || own.south > box.north || own.north < box.south) {
        return false;
    }
    if (box.crosses_antimeridian()) {
        return intersects(row, {box.west, box.south, 180, box.north}) ||
               intersects(row, {-180, box.south, box.east, box.north});
    }
    if (own.west > box.east || own.east < box.west) {
        return false;
    }
    const bool inside = own.west >= box.west && own.east <= box.east && own.south >= box.south &&
                        own.north <= box.north;
    return inside || geo::intersects(geometry(row), box);
}

std::vector<RowIndex> Snapshot::rows_in(const geo::Box& box) const
{
    std::vector<RowIndex> rows;
    const auto collect = [&](const geo::Box& part) {
        const auto found = found_in(part);
        rows.reserve(rows.size() + found.count);
        for (const auto run : found.runs) {
            rows.insert(rows.end(), run.begin(), run.end());
        }
        rows.insert(rows.end(), found.others.begin(), found.others.end());
    };
    if (box.crosses_antimeridian()) {
        collect({box.west, box.south, 180, box.north});
        collect({-180, box.south, box.east, box.north});
    } else {
        collect(box);
    }
    std::sort(rows.begin(), rows.end());
    // A geometry on both sides of the antimeridian was found twice.
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

std::vector<RowIndex> Snapshot::first_rows_in(const geo::Box& box, std::size_t most) const
{
    std::vector<RowIndex> rows;
    if (most > 0) {
        m_rows->tree.visit_in_order(box, [&](RowIndex row, bool whole) {
            if (whole || geo::intersects(geometry(row), box)) {
                rows.push_back(row);
            }
            return rows.size() < most;
        });
    }
    return rows;
}

FoundRows Snapshot::found_in(const geo::Box& box) const
{
    FoundRows found;
    constexpr std::size_t usual = 128;
    found.runs.reserve(usual);
    m_rows->tree.visit_runs(
        box,
        [&](std::span<const RowIndex> run) {
            found.runs.push_back(run);
            found.count += run.size();
        },
        [&](RowIndex row) {
            if (geo::intersects(geometry(row), box)) {
                found.others.push_back(row);
            }
        });
    found.count += found.others.size();
    return found;
}

std::vector<RowIndex> Snapshot::rows_near(const geo::Box& box) const
{
    std::vector<RowIndex> rows;
    m_rows->tree.visit(box, [&](RowIndex row, bool) { rows.push_back(row); });
    return rows;
}

std::uint64_t Snapshot::count_near(const geo::Box& box) const
{
    std::uint64_t count = 0;
    m_rows->tree.visit_runs(
        box, [&](std::span<const RowIndex> rows) { count += rows.size(); },
        [&](RowIndex) { ++count; });
    return count;
}

std::uint64_t Snapshot::count_in(const geo::Box& box) const
{
    if (box.crosses_antimeridian()) {
        return rows_in(box).size();
    }
    return found_in(box).count;
}

}  // namespace parvis::publish
