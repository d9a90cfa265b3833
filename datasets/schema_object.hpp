// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// One object of a schema, read strictly: each member once, of the type that it should have, and
/// none that nobody knows. Every fault is a SourceError that begins with where it is ("schema.json,
/// champ 3 « insee »"). Looks at the JSON, which has to outlive it.
class SchemaObject {
public:
    using Json = rapidjson::Value;

    /// @throws SourceError for what is no object, or says a member twice.
    SchemaObject(const Json& json, std::string where);

    [[nodiscard]] const std::string& where() const { return m_where; }
    /// Nothing where the member is not there.
    [[nodiscard]] const Json* find(std::string_view name) const;
    /// "" where it is not there.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::string required_text(std::string_view name) const;
    [[nodiscard]] bool boolean(std::string_view name, bool otherwise) const;
    [[nodiscard]] std::optional<std::uint64_t> count(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    /// A list of texts; with `one_alone`, a text is a list of one.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name,
                                                 bool one_alone = false) const;
    [[nodiscard]] std::span<const Json> list(std::string_view name) const;

    [[noreturn]] void fail(std::string_view name, const std::string& what) const;
    /// @throws SourceError naming the first member that is in neither list, and the nearest.
    void refuse_unknown(std::span<const std::string_view> keywords,
                        std::span<const std::string_view> annotations) const;

private:
    const Json& m_json;
    std::string m_where;
};

/// A scalar as a cell would have it: a text as it is, 5 as "5", true as "true". @throws SourceError
/// beginning with `where` for anything else.
[[nodiscard]] std::string scalar_text(const rapidjson::Value& json, const std::string& where);

}  // namespace parvis::datasets
