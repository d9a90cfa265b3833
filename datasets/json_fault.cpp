// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_fault.hpp"

namespace parvis::datasets {

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

}  // namespace parvis::datasets
