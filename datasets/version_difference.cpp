// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version_difference.hpp"

#include "datasets/json_cursor.hpp"
#include "datasets/manifest.hpp"
#include "datasets/mapped_file.hpp"
#include "datasets/register.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace parvis::datasets {

namespace {

constexpr std::string_view before_id = R"({"type":"Feature","id":")";
constexpr std::string_view before_geometry = R"(,"geometry":)";
constexpr std::string_view before_properties = R"(,"properties":)";

/// The lines of a version's features.geojsonl, each as append_geojson() writes them.
class Lines {
public:
    Lines(const std::filesystem::path& data, const std::string& dataset, std::uint32_t version)
        : m_file(version_folder(data, dataset, version) / "features.geojsonl"), m_mapped(m_file),
          m_manifest(read_manifest(version_folder(data, dataset, version) / "manifest.json"))
    {
    }

    [[nodiscard]] const Manifest& manifest() const { return m_manifest; }

    /// Calls `line(text, id)` for each row, in order.
    template <typename Line>
    void each(Line&& line) const
    {
        const std::string_view all = m_mapped.bytes();
        std::uint64_t number = 0;
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = std::min(all.find('\n', at), all.size());
            const std::string_view text = all.substr(at, end - at);
            ++number;
            const std::size_t quote = text.find('"', before_id.size());
            if (!text.starts_with(before_id) || quote == std::string_view::npos) {
                refuse(number);
            }
            line(text, text.substr(before_id.size(), quote - before_id.size()));
            at = end + 1;
        }
    }

private:
    [[noreturn]] void refuse(std::uint64_t line) const
    {
        throw StoreError(fmt::format("{}, ligne {} : ce n'est pas un objet GeoJSON de Parvis. "
                                     "Restaurez cette version d'une sauvegarde.",
                                     m_file.string(), line));
    }

    std::filesystem::path m_file;
    MappedFile m_mapped;
    Manifest m_manifest;
};

/// The parts of one line, as slices of it.
struct Slices {
    std::string_view geometry;
    std::unordered_map<std::string, std::string_view> properties;

    explicit Slices(std::string_view line)
    {
        const JsonCursor json(line);
        const std::size_t id_end = json.skip_value(before_id.size() - 1);
        const std::size_t start = id_end + before_geometry.size();
        const std::size_t end = json.skip_value(start);
        geometry = json.slice(start, end);
        json.each_member(end + before_properties.size(), [&](const std::string& name, auto at) {
            properties.emplace(name, json.slice(at, json.skip_value(at)));
            return true;
        });
    }

    [[nodiscard]] std::string value(const std::string& name) const
    {
        const auto found = properties.find(name);
        return found == properties.end() ? "null" : std::string{found->second};
    }
};

std::vector<std::string> names(const Manifest& manifest)
{
    std::vector<std::string> all;
    for (const Property& property : manifest.properties) {
        all.push_back(property.name);
    }
    return all;
}

bool holds(const std::vector<std::string>& all, const std::string& name)
{
    return std::ranges::find(all, name) != all.end();
}

std::vector<RowDifference::Cell> changed_cells(std::string_view before, std::string_view after,
                                               const std::vector<std::string>& columns)
{
    std::vector<RowDifference::Cell> cells;
    const Slices old(before), now(after);
    if (old.geometry != now.geometry) {
        cells.push_back({"geometry", std::string{old.geometry}, std::string{now.geometry}});
    }
    for (const std::string& column : columns) {
        std::string was = old.value(column), is = now.value(column);
        if (was != is) {
            cells.push_back({column, std::move(was), std::move(is)});
        }
    }
    return cells;
}

}  // namespace

std::string_view name_of(RowDifference::Kind kind)
{
    switch (kind) {
    case RowDifference::Kind::added:
        return "added";
    case RowDifference::Kind::removed:
        return "removed";
    case RowDifference::Kind::changed:
        return "changed";
    }
    return "";
}

std::string plain_text(std::string_view json_value)
{
    if (json_value == "null") {
        return "";
    }
    if (!json_value.starts_with('"')) {
        return std::string{json_value};
    }
    std::string text;
    append_unescaped(text, json_value.substr(1, json_value.size() - 2));
    return text;
}

VersionDifference compare_versions(const std::filesystem::path& data, const std::string& dataset,
                                   std::uint32_t from, std::uint32_t to,
                                   const std::function<void(const RowDifference&)>& found,
                                   const DifferenceWindow& window)
{
    const Lines old(data, dataset, from), now(data, dataset, to);
    VersionDifference difference;
    difference.from = from;
    difference.to = to;
    const std::vector<std::string> before = names(old.manifest()), after = names(now.manifest());
    std::vector<std::string> common;
    for (const std::string& name : after) {
        (holds(before, name) ? common : difference.columns_added).push_back(name);
    }
    for (const std::string& name : before) {
        if (!holds(after, name)) {
            difference.columns_removed.push_back(name);
        }
    }

    struct Known {
        std::string_view line;
        bool met = false;
    };
    std::unordered_map<std::string_view, Known> known;
    known.reserve(old.manifest().counts.rows());
    old.each([&](std::string_view line, std::string_view id) { known.emplace(id, Known{line}); });

    const bool same_columns =
        difference.columns_added.empty() && difference.columns_removed.empty() && before == after;
    const auto is_wanted = [&] {
        return found && window.holds(difference.added + difference.removed + difference.changed);
    };
    const auto tell = [&](RowDifference::Kind kind, std::string_view id,
                          std::vector<RowDifference::Cell> cells = {}) {
        if (is_wanted()) {
            found({kind, std::string{id}, std::move(cells)});
        }
    };
    now.each([&](std::string_view line, std::string_view id) {
        const auto was = known.find(id);
        if (was == known.end()) {
            tell(RowDifference::Kind::added, id);
            ++difference.added;
            return;
        }
        was->second.met = true;
        if (was->second.line == line) {
            ++difference.unchanged;
            return;
        }
        // With the same columns other bytes are other values: no need to look which.
        const bool looks = !same_columns || is_wanted();
        auto cells = looks ? changed_cells(was->second.line, line, common)
                           : std::vector<RowDifference::Cell>{};
        if (looks && cells.empty()) {
            ++difference.unchanged;
            return;
        }
        tell(RowDifference::Kind::changed, id, std::move(cells));
        ++difference.changed;
    });
    old.each([&](std::string_view, std::string_view id) {
        if (!known.find(id)->second.met) {
            tell(RowDifference::Kind::removed, id);
            ++difference.removed;
        }
    });
    return difference;
}

}  // namespace parvis::datasets
