// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/markdown.hpp"

#include "geo/error.hpp"

#include <md4c-html.h>
#include <md4c.h>

namespace parvis::publish::site {

namespace {

extern "C" void append_html(const MD_CHAR* text, MD_SIZE size, void* out)
{
    static_cast<std::string*>(out)->append(text, size);
}

bool is_safe_target(std::string_view target)
{
    return target.starts_with("https://") || target.starts_with("http://") ||
           target.starts_with("mailto:") || target.starts_with("#") ||
           (target.starts_with("/") && !target.starts_with("//"));
}

/// md4c passes any link target on, "javascript:" too. An image would be a request to elsewhere.
void disarm(std::string& html, std::string_view attribute)
{
    std::size_t at = 0;
    while ((at = html.find(attribute, at)) != std::string::npos) {
        at += attribute.size();
        const std::size_t end = html.find('"', at);
        if (end == std::string::npos) {
            return;
        }
        if (attribute == "src=\"" || !is_safe_target(std::string_view(html).substr(at, end - at))) {
            html.replace(at, end - at, "#");
        }
    }
}

}  // namespace

std::string markdown_html(std::string_view markdown)
{
    std::string html;
    const int failed = md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), append_html,
                               &html, MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS, 0);
    if (failed != 0) {
        throw EncodingError("md4c cannot render a comment");
    }
    disarm(html, "href=\"");
    disarm(html, "src=\"");
    return html;
}

std::string first_line(std::string_view markdown, std::size_t length)
{
    std::string line;
    for (const char c : markdown) {
        if (c == '\n' && !line.empty()) {
            break;
        }
        if (c != '*' && c != '#' && c != '`' && c != '\n' && c != '\r') {
            line += c;
        }
    }
    while (!line.empty() && line.front() == ' ') {
        line.erase(0, 1);
    }
    if (line.size() > length) {
        const std::size_t space = line.rfind(' ', length);
        line.resize(space == std::string::npos ? length : space);
        line += "…";
    }
    return line;
}

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

}  // namespace parvis::publish::site
