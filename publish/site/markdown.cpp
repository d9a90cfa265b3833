// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/markdown.hpp"

#include "geo/error.hpp"

#include <algorithm>
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

/// md4c passes any link target on, "javascript:" too.
void disarm_links(std::string& html)
{
    constexpr std::string_view attribute = "href=\"";
    std::size_t at = 0;
    while ((at = html.find(attribute, at)) != std::string::npos) {
        at += attribute.size();
        const std::size_t end = html.find('"', at);
        if (end == std::string::npos) {
            return;
        }
        if (!is_safe_target(std::string_view(html).substr(at, end - at))) {
            html.replace(at, end - at, "#");
        }
    }
}

/// An image would be a request to elsewhere: its words stay.
void leave_words_of_images(std::string& html)
{
    constexpr std::string_view words = " alt=\"";
    for (std::size_t at = html.find("<img "); at != std::string::npos;
         at = html.find("<img ", at)) {
        const std::size_t end = std::min(html.find('>', at), html.size() - 1);
        const std::size_t start = html.find(words, at);
        std::string alt;
        if (start < end) {
            const std::size_t from = start + words.size();
            alt = html.substr(from, html.find('"', from) - from);
        }
        html.replace(at, end + 1 - at, alt);
    }
}

/// What a walk over a text has found that must not stand in it; the first counts.
struct Walk {
    std::string fault;

    void find(std::string sentence)
    {
        if (fault.empty()) {
            fault = std::move(sentence);
        }
    }
};

extern "C" int pass_block(MD_BLOCKTYPE type, void*, void* walk)
{
    if (type == MD_BLOCK_HTML) {
        static_cast<Walk*>(walk)->find("il contient du HTML. Écrivez en Markdown (**gras**, "
                                       "[mot](https://…)) ; un signe « < » "
                                       "se met entre accents graves.");
    }
    return 0;
}

extern "C" int enter_span(MD_SPANTYPE type, void* detail, void* walk)
{
    if (type == MD_SPAN_IMG) {
        static_cast<Walk*>(walk)->find(
            "il contient une image, que les pages ne montrent pas. Donnez plutôt un lien.");
    }
    if (type == MD_SPAN_A) {
        const MD_ATTRIBUTE& href = static_cast<const MD_SPAN_A_DETAIL*>(detail)->href;
        const std::string_view target(href.text, href.size);
        if (!is_safe_target(target)) {
            static_cast<Walk*>(walk)->find("le lien vers « " + std::string(target) +
                                           " » ne commence pas par https://, http:// ou mailto:.");
        }
    }
    return 0;
}

extern "C" int leave_block(MD_BLOCKTYPE, void*, void*) { return 0; }
extern "C" int leave_span(MD_SPANTYPE, void*, void*) { return 0; }

extern "C" int pass_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* walk)
{
    if (type == MD_TEXT_HTML) {
        static_cast<Walk*>(walk)->find("il contient du HTML (« " + std::string(text, size) +
                                       " »). Écrivez en Markdown ; un signe « < » se met entre "
                                       "accents graves.");
    }
    return 0;
}

}  // namespace

std::string markdown_fault(std::string_view markdown)
{
    MD_PARSER parser{};
    parser.flags = MD_FLAG_PERMISSIVEURLAUTOLINKS;
    parser.enter_block = pass_block;
    parser.leave_block = leave_block;
    parser.enter_span = enter_span;
    parser.leave_span = leave_span;
    parser.text = pass_text;
    Walk walk;
    if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &walk) != 0) {
        throw EncodingError("md4c cannot read a comment");
    }
    return walk.fault;
}

std::string markdown_html(std::string_view markdown)
{
    std::string html;
    const int failed = md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), append_html,
                               &html, MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS, 0);
    if (failed != 0) {
        throw EncodingError("md4c cannot render a comment");
    }
    disarm_links(html);
    leave_words_of_images(html);
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
