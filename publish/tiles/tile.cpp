// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/tile.hpp"

#include "publish/tiles/mvt_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace parvis::publish::tiles {

namespace {

bool is_territory(const Snapshot& dataset)
{
    const auto kind = dataset.manifest().facts.kind;
    return kind == datasets::Kind::communes || kind == datasets::Kind::level;
}

/// A dataset among those that its ground was made of: communes and levels share their borders.
struct Grounded {
    std::shared_ptr<const Ground> ground;
    std::size_t index = 0;
};

Grounded ground_of(const std::shared_ptr<const Snapshot>& dataset, const geo::TileGrid& grid,
                   const Publication& publication, Shelf& shelf)
{
    if (is_territory(*dataset)) {
        std::vector<std::shared_ptr<const Snapshot>> all = publication.levels();
        if (auto communes = publication.communes()) {
            all.insert(all.begin(), std::move(communes));
        }
        const auto found = std::ranges::find(all, dataset);
        if (found != all.end()) {
            const auto index = static_cast<std::size_t>(found - all.begin());
            return {shelf.ground(all, grid), index};
        }
    }
    return {shelf.ground({dataset}, grid), 0};
}

/// Squares of 16 units that a point stands in already.
class Thinning {
public:
    Thinning() : m_taken(std::size_t{across} * across) {}

    /// Whether the first of the points is the first in its square.
    bool takes(const geo::TilePath& points)
    {
        const auto cell = [](std::int64_t at) {
            return static_cast<std::size_t>((at + TileWindow::margin) / square);
        };
        const auto taken =
            m_taken.begin() +
            static_cast<std::ptrdiff_t>(cell(points.front().y) * across + cell(points.front().x));
        const bool is_first = !*taken;
        *taken = true;
        return is_first;
    }

private:
    static constexpr std::int64_t square = 16;
    static constexpr std::size_t across =
        (TileWindow::extent + 2 * TileWindow::margin) / square + 1;
    std::vector<bool> m_taken;
};

void append_version(std::string& text, const Snapshot& dataset)
{
    text += fmt::format(" {}@{}", dataset.id(), dataset.manifest().version);
}

struct DrawnRow {
    RowIndex row;
    Drawing drawing;
};

/// Names of properties and where their values are; "etat" has none in the version.
using Sources = std::vector<std::pair<std::string, std::optional<std::size_t>>>;

void tag_row(MvtLayer& layer, const TileAsked& asked, const Snapshot& dataset, RowIndex row,
             const Sources& sources)
{
    const auto id = dataset.feature_id(row);
    layer.tag_own_text("id", id);
    for (const auto& [name, property] : sources) {
        if (!property) {
            layer.tag_text(name, datasets::code_of(dataset.work_state(row, asked.day)));
        } else {
            layer.tag(name, dataset.value(row, *property));
        }
    }
    if (const auto count = dataset.comments(row).size(); count > 0) {
        layer.tag_count("commentaires", count);
        layer.tag_own_text("commentaires_lien", asked.base_url + "/collections/" + dataset.id() +
                                                    "/items/" + std::string(id));
    }
}

void draw_layer(const TileAsked& asked, const Snapshot& dataset, const Grounded& grounded,
                Tile& tile)
{
    const bool covers = is_territory(dataset);
    std::vector<DrawnRow> rows;
    std::size_t points = 0;
    std::optional<Thinning> thinning;  // once there are too many, also for those before
    const auto is_left_out = [&](const DrawnRow& drawn) {
        return !drawn.drawing.points.empty() && !thinning->takes(drawn.drawing.points);
    };
    for (const auto row : grounded.ground->rows_in(grounded.index, asked.window)) {
        auto drawing = grounded.ground->draw(grounded.index, row, asked.window);
        if (drawing.is_empty()) {
            continue;
        }
        ++tile.matched;
        if (covers && drawing.is_too_small) {
            continue;  // its neighbours close over it
        }
        points += drawing.points.empty() ? 0U : 1U;
        DrawnRow drawn{row, std::move(drawing)};
        if (!thinning || !is_left_out(drawn)) {
            rows.push_back(std::move(drawn));
        }
        if (!thinning && points > most_points) {
            thinning.emplace();
            std::erase_if(rows, is_left_out);
        }
    }
    Sources sources;
    for (auto& name : properties_of(dataset.manifest(), asked.query)) {
        sources.emplace_back(name, dataset.property(name));
    }
    MvtLayer layer(dataset.id());
    for (const auto& [row, drawing] : rows) {
        tag_row(layer, asked, dataset, row, sources);
        layer.finish(feature_number(dataset.feature_id(row)), drawing);
    }
    tile.returned += layer.features();
    tile.bytes += layer.take();
}

}  // namespace

std::string tile_state(const Publication& publication, const TileQuery& query, datasets::Date day)
{
    std::string text;
    bool with_territory = false;
    for (const auto& dataset : query.datasets) {
        append_version(text, *dataset);
        text += fmt::format(".{}", dataset->comment_tag());
        if (has_state(dataset->manifest())) {
            text += '.' + datasets::to_text(day);
        }
        for (const auto& name : properties_of(dataset->manifest(), query)) {
            text += ',' + name;
        }
        with_territory = with_territory || is_territory(*dataset);
    }
    if (with_territory) {
        text += " |";
        for (const auto& [id, dataset] : publication.datasets) {
            if (is_territory(*dataset)) {
                append_version(text, *dataset);
            }
        }
    }
    return text;
}

Tile draw_tile(const TileAsked& asked, const Publication& publication, Shelf& shelf)
{
    Tile tile;
    for (const auto& dataset : asked.query.datasets) {
        draw_layer(asked, *dataset, ground_of(dataset, asked.grid, publication, shelf), tile);
    }
    return tile;
}

}  // namespace parvis::publish::tiles
