// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/messages.hpp"

#include "geo/error.hpp"
#include "publish/site/embedded.hpp"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <unicode/msgfmt.h>

namespace parvis::publish::site {

namespace {

/// Whether the byte before `end` belongs to a letter; every one beyond ASCII is taken for one.
bool is_letter(std::string_view text, std::size_t end)
{
    if (end == 0 || end > text.size()) {
        return false;
    }
    const char c = text[end - 1];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string french_spacing(std::string_view text)
{
    constexpr std::string_view apostrophe = "’";
    constexpr std::string_view narrow = "\u202f";
    constexpr std::string_view opening = "«";
    constexpr std::string_view closing = "»";
    std::string out;
    out.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'' && is_letter(out, out.size()) && is_letter(text, i + 2)) {
            out += apostrophe;
            continue;
        }
        if (text[i] == ' ') {
            const std::string_view rest = text.substr(i + 1);
            const bool before = !rest.empty() &&
                                (std::string_view(";:!?").find(rest[0]) != std::string_view::npos ||
                                 rest.substr(0, closing.size()) == closing);
            const bool after = out.size() >= opening.size() &&
                               std::string_view(out).substr(out.size() - opening.size()) == opening;
            if (before || after) {
                out += narrow;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

Messages::Messages(std::string language, std::string_view json) : m_language(std::move(language))
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject()) {
        throw EncodingError("messages/" + m_language +
                            ".json: " + rapidjson::GetParseError_En(document.GetParseError()) +
                            " at " + std::to_string(document.GetErrorOffset()));
    }
    for (const auto& member : document.GetObject()) {
        const std::string_view text(member.value.GetString(), member.value.GetStringLength());
        m_texts.emplace(member.name.GetString(),
                        m_language == "fr" ? french_spacing(text) : std::string(text));
    }
}

const Messages& Messages::in(std::string_view /*language*/)
{
    static const Messages french("fr", embedded("messages/fr.json"));
    return french;
}

const std::string* Messages::find(std::string_view key) const
{
    const auto found = m_texts.find(key);
    return found == m_texts.end() ? nullptr : &found->second;
}

const std::string& Messages::text(std::string_view key) const
{
    const std::string* found = find(key);
    if (found == nullptr) {
        throw EncodingError("messages/" + m_language + ".json lacks '" + std::string(key) + "'");
    }
    return *found;
}

std::string Messages::format(std::string_view key, const Arguments& arguments) const
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::MessageFormat pattern(icu::UnicodeString::fromUTF8(text(key)),
                                     icu::Locale(m_language.c_str()), status);
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, argument] : arguments) {
        names.push_back(icu::UnicodeString::fromUTF8(name));
        if (const auto* integer = std::get_if<std::int64_t>(&argument)) {
            values.emplace_back(*integer);
        } else if (const auto* number = std::get_if<double>(&argument)) {
            values.emplace_back(*number);
        } else {
            values.emplace_back(icu::UnicodeString::fromUTF8(std::get<std::string>(argument)));
        }
    }
    icu::UnicodeString filled;
    pattern.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), filled,
                   status);
    if (U_FAILURE(status)) {
        throw EncodingError("messages/" + m_language + ".json: '" + std::string(key) + "' " +
                            u_errorName(status));
    }
    std::string out;
    filled.toUTF8String(out);
    return out;
}

}  // namespace parvis::publish::site
