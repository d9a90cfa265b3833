// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/json_tree.hpp"

#include "datasets/json_fault.hpp"

#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

using rapidjson::StringStream;

/// Builds the tree from what the parser meets, on a stack of its own.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
public:
    explicit Builder(std::string_view json) : m_json(json) {}

    bool Null() { return add(std::monostate{}); }
    bool Bool(bool flag) { return add(flag); }
    /// RapidJSON's own conversion of 0E55 shifts by what is not defined; the standard's does not.
    bool RawNumber(const char* text, rapidjson::SizeType size, bool)
    {
        double number = 0;
        m_bad_number = std::from_chars(text, text + size, number).ec != std::errc{};
        return !m_bad_number && add(number);
    }
    bool String(const char* text, rapidjson::SizeType size, bool)
    {
        return add(std::string(text, size));
    }
    bool Key(const char* text, rapidjson::SizeType size, bool)
    {
        m_keys.back().assign(text, size);
        m_before = end_of(start());
        return true;
    }
    bool StartObject() { return open(JsonValue::Members{}); }
    bool StartArray() { return open(JsonValue::Items{}); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    [[nodiscard]] bool bad_number() const { return m_bad_number; }
    [[nodiscard]] bool too_deep() const { return m_open.size() >= JsonValue::deepest; }
    JsonValue take() { return std::move(m_whole); }

private:
    // The parser does not say where it stands while it reads a string or a number, so both ends
    // are found again: behind separators, and at the quote or mark that ends the value.
    [[nodiscard]] std::size_t start() const
    {
        return std::min(m_json.find_first_not_of(" \t\r\n,:", m_before), m_json.size());
    }
    [[nodiscard]] std::size_t end_of(std::size_t at) const
    {
        if (at >= m_json.size() || m_json[at] != '"') {
            return std::min(m_json.find_first_of(" \t\r\n,:]}", at), m_json.size());
        }
        for (++at; at < m_json.size() && m_json[at] != '"'; ++at) {
            at += m_json[at] == '\\' ? 1U : 0U;
        }
        return std::min(at + 1, m_json.size());
    }

    template <typename Value>
    bool add(Value value)
    {
        const auto first = start();
        place({std::move(value), first}, end_of(first));
        return true;
    }

    template <typename Value>
    bool open(Value value)
    {
        if (too_deep()) {
            return false;
        }
        m_open.push_back({std::move(value), start()});
        m_keys.emplace_back();
        m_before = m_open.back().at + 1;
        return true;
    }

    bool close()
    {
        auto value = std::move(m_open.back());
        m_open.pop_back();
        m_keys.pop_back();
        place(std::move(value), start() + 1);
        return true;
    }

    void place(JsonValue value, std::size_t end)
    {
        value.end = m_before = end;
        if (m_open.empty()) {
            m_whole = std::move(value);
        } else if (auto* items = std::get_if<JsonValue::Items>(&m_open.back().value)) {
            items->push_back(std::move(value));
        } else {
            std::get<JsonValue::Members>(m_open.back().value)
                .push_back({std::move(m_keys.back()), std::move(value)});
        }
    }

    std::string_view m_json;
    bool m_bad_number = false;
    JsonValue m_whole;
    std::vector<JsonValue> m_open;
    std::vector<std::string> m_keys;  ///< of the member being read, one an open value
    std::size_t m_before = 0;         ///< where the value before ended
};

}  // namespace

const JsonValue* JsonValue::member(std::string_view name) const
{
    const auto* members = std::get_if<Members>(&value);
    if (members == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(*members, name, &JsonMember::name);
    return found == members->end() ? nullptr : &found->value;
}

std::variant<JsonValue, Fault> read_json_value(std::string_view json)
{
    if (const auto half = datasets::half_surrogate(json)) {
        return Fault{*half, "ce demi-caractère n'est pas du texte"};
    }
    const std::string terminated(json);
    StringStream stream(terminated.c_str());
    Builder builder(json);
    rapidjson::Reader reader;
    constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    if (const auto result = reader.Parse<flags>(stream, builder); result.IsError()) {
        return Fault{result.Offset(), builder.too_deep() ? "trop d'opérations l'une dans l'autre"
                                      : builder.bad_number()
                                          ? "ce nombre est trop grand ou trop petit"
                                          : "ce n'est pas du JSON bien écrit"};
    }
    if (stream.Tell() != json.size()) {
        return Fault{stream.Tell(), "un caractère nul n'a pas sa place en JSON"};
    }
    return builder.take();
}

}  // namespace parvis::publish::cql2
