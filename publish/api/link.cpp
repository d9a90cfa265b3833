// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"

#include "publish/site/address.hpp"

namespace parvis::publish {

void write_links(datasets::JsonText& json, const std::vector<Link>& links)
{
    json.key("links");
    json.start_array();
    for (const auto& link : links) {
        json.start_object();
        json.member("href", link.href);
        json.member("rel", link.rel);
        if (!link.type.empty()) {
            json.member("type", link.type);
        }
        if (!link.title.empty()) {
            json.member("title", link.title);
            json.member("hreflang", "fr");
        }
        if (link.templated) {
            json.member("templated", true);
        }
        if (!link.sha256.empty()) {
            json.member("length", link.length);
            json.member("sha256", link.sha256);
        }
        if (!link.body.empty()) {
            json.member("method", "POST");
            json.key("body");
            json.raw(link.body);
        }
        json.end_object();
    }
    json.end_array();
}

std::string query_text(const std::vector<std::pair<std::string, std::string>>& parameters)
{
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += text.empty() ? '?' : '&';
        text += site::percent_encoded(name) + '=' + site::percent_encoded(value);
    }
    return text;
}

}  // namespace parvis::publish
