// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_fault.hpp"

#include <algorithm>
#include <charconv>

namespace parvis::datasets {

namespace {

/// The code of the escape \uXXXX that begins at `at`; nothing for any other text.
std::optional<unsigned> escaped_code(std::string_view json, std::size_t at)
{
    const auto text = json.substr(std::min(at, json.size()), 6);
    unsigned code = 0;
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, code, 16);
    return error == std::errc{} && end == text.data() + 6 ? std::optional(code) : std::nullopt;
}

bool is_first_half(unsigned code) { return code >= 0xD800 && code < 0xDC00; }
bool is_second_half(unsigned code) { return code >= 0xDC00 && code < 0xE000; }

}  // namespace

std::string_view json_fault(rapidjson::ParseErrorCode code)
{
    switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
        return "rien n’y est écrit";
    case rapidjson::kParseErrorDocumentRootNotSingular:
        return "du texte suit la fin";
    case rapidjson::kParseErrorObjectMissName:
        return "un nom entre guillemets manque";
    case rapidjson::kParseErrorObjectMissColon:
        return "« : » manque après un nom";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
        return "« , » ou « } » manque";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
        return "« , » ou « ] » manque";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
    case rapidjson::kParseErrorStringEscapeInvalid:
        return "un caractère précédé de « \\ » n’existe pas";
    case rapidjson::kParseErrorStringMissQuotationMark:
        return "un guillemet n’est pas refermé";
    case rapidjson::kParseErrorStringInvalidEncoding:
        return "un caractère n’est pas en UTF-8";
    case rapidjson::kParseErrorNumberTooBig:
        return "un nombre est trop grand";
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
        return "un nombre est incomplet";
    case rapidjson::kParseErrorNone:
    case rapidjson::kParseErrorValueInvalid:
    case rapidjson::kParseErrorTermination:
    case rapidjson::kParseErrorUnspecificSyntaxError:
        break;
    }
    return "la valeur n’est pas du JSON";
}

std::optional<std::size_t> half_surrogate(std::string_view json)
{
    for (auto at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
        const auto code = escaped_code(json, at);
        if (!code) {
            at += 2;  // another escape, of one character
            continue;
        }
        if (is_second_half(*code)) {
            return at;
        }
        const auto second = is_first_half(*code) ? escaped_code(json, at + 6) : std::nullopt;
        if (is_first_half(*code) && !(second && is_second_half(*second))) {
            return at;
        }
        at += second ? 12U : 6U;
    }
    return std::nullopt;
}

}  // namespace parvis::datasets
