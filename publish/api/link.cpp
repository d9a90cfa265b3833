// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"

#include "publish/site/address.hpp"

#include <fmt/format.h>

namespace parvis::publish {

namespace {

/// `key` with all that stands before the value.
void append_text(std::string& out, std::string_view key, std::string_view value)
{
    out += key;
    datasets::append_json_text(out, value);
}

void append_link(std::string& out, const Link& link)
{
    append_text(out, R"({"href":)", link.href);
    append_text(out, R"(,"rel":)", link.rel);
    if (!link.type.empty()) {
        append_text(out, R"(,"type":)", link.type);
    }
    if (!link.title.empty()) {
        append_text(out, R"(,"title":)", link.title);
        out += R"(,"hreflang":"fr")";
    }
    if (link.templated) {
        out += R"(,"templated":true)";
    }
    if (!link.sha256.empty()) {
        out += fmt::format(R"(,"length":{})", link.length);
        append_text(out, R"(,"sha256":)", link.sha256);
    }
    if (!link.body.empty()) {
        out += R"(,"method":"POST","body":)";
        out += link.body;
    }
    out += '}';
}

}  // namespace

void write_links(datasets::JsonText& json, const std::vector<Link>& links)
{
    // Every page of items has ten of them: written in one go, not member by member.
    std::string out;
    out.reserve(links.size() * 256 + 2);
    out += '[';
    for (const auto& link : links) {
        out += out.size() > 1 ? "," : "";
        append_link(out, link);
    }
    out += ']';
    json.key("links");
    json.raw(out);
}

void append_parameter(std::string& out, std::string_view name, std::string_view value)
{
    site::append_percent_encoded(out, name);
    out += '=';
    site::append_percent_encoded(out, value);
}

std::string query_text(const std::vector<std::pair<std::string, std::string>>& parameters)
{
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += text.empty() ? '?' : '&';
        append_parameter(text, name, value);
    }
    return text;
}

}  // namespace parvis::publish
