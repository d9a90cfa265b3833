// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/routes.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::test {

inline const std::string base = "http://127.0.0.1:8080";

inline std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// A request as the server would make it from a target.
inline publish::Request request_for(std::string_view target, std::string_view accept = "")
{
    publish::Request request;
    request.method = "GET";
    target = target.substr(0, target.find('#'));
    const auto mark = target.find('?');
    request.raw_path = target.substr(0, mark);
    request.raw_query = mark == target.npos ? std::string() : std::string(target.substr(mark + 1));
    std::string_view path = request.raw_path;
    while (!path.empty() && path != "/") {
        path.remove_prefix(1);
        const auto slash = path.find('/');
        request.path.push_back(decoded(path.substr(0, slash)));
        path = slash == path.npos ? std::string_view{} : path.substr(slash);
    }
    std::string_view query = request.raw_query;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        request.query.emplace_back(decoded(pair.substr(0, equals)),
                                   equals == pair.npos ? "" : decoded(pair.substr(equals + 1)));
    }
    if (!accept.empty()) {
        request.headers.emplace_back("accept", accept);
    }
    return request;
}

struct Served : SmallSite {
    Served()
    {
        publish(works_facts(), works_properties(), works(250, 5));
        publish(communes_facts(), communes_properties(), communes());
        refresh();
    }
    publish::Response get(std::string_view target, std::string_view accept = "")
    {
        auto response = service::answer(request_for(target, accept), store(), base);
        if (response.shared_body) {
            response.body = *response.shared_body;  // tests read one
        }
        return response;
    }
    rapidjson::Document json(std::string_view target, std::string_view accept = "")
    {
        const auto response = get(target, accept);
        rapidjson::Document document;
        document.Parse(response.bytes().data(), response.bytes().size());
        BOOST_TEST_CONTEXT(target) { BOOST_REQUIRE(!document.HasParseError()); }
        return document;
    }
};

inline std::string link_of(const rapidjson::Value& document, std::string_view rel)
{
    for (const auto& link : document["links"].GetArray()) {
        if (link["rel"].GetString() == rel) {
            return link["href"].GetString();
        }
    }
    return {};
}

inline std::string own(const std::string& href) { return href.substr(base.size()); }

inline std::vector<std::string> ids_of(const rapidjson::Document& page)
{
    std::vector<std::string> ids;
    for (const auto& feature : page["features"].GetArray()) {
        ids.emplace_back(feature["id"].GetString());
    }
    return ids;
}

}  // namespace parvis::test
