// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <string>

namespace parvis::test {

/// The text as another reader than ours sees it; the test ends where it is no JSON.
inline rapidjson::Document parsed(const std::string& json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(
        json.data(), json.size());
    BOOST_REQUIRE_MESSAGE(!document.HasParseError(), "not JSON: " << json);
    return document;
}

inline std::string text_of(const rapidjson::Value& value)
{
    return {value.GetString(), value.GetStringLength()};
}

}  // namespace parvis::test
