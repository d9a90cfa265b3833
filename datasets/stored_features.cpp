// SPDX-License-Identifier: EUPL-1.2
#include "datasets/stored_features.hpp"

#include "geo/error.hpp"

#include <rapidjson/reader.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

namespace parvis::datasets {

namespace {

/// Takes id and wanted properties out of one Feature, as its JSON goes by.
class FeatureHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, FeatureHandler> {
public:
    FeatureHandler(const std::vector<std::string>& wanted,
                   const std::vector<std::optional<ValueType>>& types)
        : m_wanted{&wanted}, m_types{&types}
    {
    }

    void start(StoredFeatures::Row& row)
    {
        m_row = &row;
        row.id.clear();
        row.values.assign(m_wanted->size(), std::monostate{});
        m_depth = 0;
        m_arrays = 0;
        m_in_properties = false;
        m_slot.reset();
    }

    bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/)
    {
        const std::string_view key{text, length};
        if (m_depth == 1) {
            m_in_properties = key == "properties";
            m_is_id = key == "id";
        } else if (m_depth == 2 && m_in_properties) {
            const auto found = std::ranges::find(*m_wanted, key);
            m_slot.reset();
            if (found != m_wanted->end()) {
                m_slot = static_cast<std::size_t>(found - m_wanted->begin());
            }
        } else if (m_depth == 3 && m_slot) {
            m_is_area = key == "area";
        }
        return true;
    }

    bool StartObject()
    {
        ++m_depth;
        if (m_depth == 3 && m_slot && type() == ValueType::parts) {
            parts().emplace_back();
        }
        return true;
    }
    bool EndObject(rapidjson::SizeType /*members*/)
    {
        --m_depth;
        if (m_depth == 1) {
            m_in_properties = false;
            m_slot.reset();
        }
        return true;
    }
    bool StartArray()
    {
        ++m_arrays;
        if (m_slot && type() == ValueType::list) {
            value() = std::vector<std::string>{};
        } else if (m_slot && type() == ValueType::parts) {
            value() = std::vector<Part>{};
        }
        return true;
    }
    bool EndArray(rapidjson::SizeType /*items*/)
    {
        --m_arrays;
        return true;
    }

    bool String(const char* characters, rapidjson::SizeType length, bool /*copy*/)
    {
        const std::string_view text{characters, length};
        if (m_depth == 1 && m_is_id) {
            m_row->id = text;
            m_is_id = false;
        } else if (m_slot) {
            set_text(text);
        }
        return true;
    }
    bool Bool(bool on)
    {
        if (m_slot && type() == ValueType::boolean) {
            value() = on;
        }
        return true;
    }
    bool Int(int number) { return Int64(number); }
    bool Uint(unsigned number) { return Int64(number); }
    /// RapidJSON's word for every number from 2^32 on, up to 2^64.
    bool Uint64(std::uint64_t number)
    {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return number <= most ? Int64(static_cast<std::int64_t>(number))
                              : Double(static_cast<double>(number));
    }
    bool Int64(std::int64_t number)
    {
        if (m_slot && type() == ValueType::integer) {
            value() = number;
            return true;
        }
        return Double(static_cast<double>(number));
    }
    bool Double(double number)
    {
        if (m_slot && type() == ValueType::number) {
            value() = number;
        } else if (m_slot && type() == ValueType::parts && !m_is_area && !parts().empty()) {
            parts().back().share = number;
        }
        return true;
    }

private:
    [[nodiscard]] std::optional<ValueType> type() const { return (*m_types)[*m_slot]; }
    [[nodiscard]] Value& value() { return m_row->values[*m_slot]; }
    [[nodiscard]] std::vector<Part>& parts()
    {
        if (!std::holds_alternative<std::vector<Part>>(value())) {
            value() = std::vector<Part>{};
        }
        return std::get<std::vector<Part>>(value());
    }

    void set_text(std::string_view text)
    {
        const std::optional<ValueType> wanted = type();
        if (wanted == ValueType::text) {
            value() = std::string{text};
        } else if (wanted == ValueType::date) {
            if (const std::optional<Date> day = parse_date(text)) {
                value() = *day;
            }
        } else if (wanted == ValueType::instant) {
            if (const std::optional<Instant> instant = parse_instant(text)) {
                value() = *instant;
            }
        } else if (wanted == ValueType::list && m_arrays > 0) {
            std::get<std::vector<std::string>>(value()).emplace_back(text);
        } else if (wanted == ValueType::parts && m_is_area && !parts().empty()) {
            parts().back().area = text;
        }
    }

    const std::vector<std::string>* m_wanted;
    const std::vector<std::optional<ValueType>>* m_types;
    StoredFeatures::Row* m_row = nullptr;
    unsigned m_depth = 0;  ///< of objects
    unsigned m_arrays = 0;
    bool m_in_properties = false;
    bool m_is_id = false;
    bool m_is_area = false;
    std::optional<std::size_t> m_slot;  ///< wanted property whose value goes by
};

}  // namespace

struct StoredFeatures::Reading {
    Reading(const std::filesystem::path& folder, const Manifest& manifest,
            std::vector<std::string> properties)
        : file{folder / "features.geojsonl"}, in{file, std::ios::binary}, wanted{
                                                                              std::move(properties)}
    {
        if (!in) {
            throw StoreError{file.string() + " : ce fichier ne peut pas être lu."};
        }
        for (const std::string& name : wanted) {
            const auto found = std::ranges::find(manifest.properties, name, &Property::name);
            types.push_back(found == manifest.properties.end() ? std::nullopt
                                                               : std::optional{found->type});
        }
    }

    std::filesystem::path file;
    std::ifstream in;
    std::vector<std::string> wanted;
    std::vector<std::optional<ValueType>> types;
    FeatureHandler handler{wanted, types};
    rapidjson::Reader reader;
    std::string text;
    std::uint64_t line = 0;
    bool with_geometry = false;
};

namespace {

/// The member `geometry` of a Feature as append_geojson() writes it. What a row is made of is
/// escaped, so the two marks stand once before anything that a source could have written.
std::string_view geometry_of(std::string_view feature)
{
    constexpr std::string_view before = R"(,"geometry":)";
    constexpr std::string_view behind = R"(,"properties":)";
    const std::size_t start = feature.find(before);
    const std::size_t end = feature.find(behind);
    return start == std::string_view::npos || end == std::string_view::npos || end < start
               ? std::string_view{}
               : feature.substr(start + before.size(), end - start - before.size());
}

}  // namespace

StoredFeatures::StoredFeatures(const std::filesystem::path& version_folder,
                               const Manifest& manifest, std::vector<std::string> wanted,
                               Geometry geometry)
    : m_reading{std::make_unique<Reading>(version_folder, manifest, std::move(wanted))}
{
    m_reading->with_geometry = geometry == Geometry::as_text;
}
StoredFeatures::StoredFeatures(StoredFeatures&&) noexcept = default;
StoredFeatures& StoredFeatures::operator=(StoredFeatures&&) noexcept = default;
StoredFeatures::~StoredFeatures() = default;

bool StoredFeatures::next(Row& row)
{
    Reading& reading = *m_reading;
    if (!std::getline(reading.in, reading.text)) {
        return false;
    }
    ++reading.line;
    reading.handler.start(row);
    if (reading.with_geometry) {
        row.geometry = geometry_of(reading.text);
    }
    rapidjson::InsituStringStream stream{reading.text.data()};
    const rapidjson::ParseResult result =
        reading.reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseFullPrecisionFlag |
                             rapidjson::kParseIterativeFlag>(stream, reading.handler);
    if (result.IsError() || row.id.empty()) {
        throw StoreError{reading.file.string() + ", ligne " + std::to_string(reading.line) +
                         " : ce n'est pas un objet GeoJSON de Parvis. Restaurez cette version ou "
                         "déposez de nouveau le fichier."};
    }
    return true;
}

}  // namespace parvis::datasets
