// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/markdown.hpp"

#include "geo/error.hpp"

#include <md4c-html.h>
#include <md4c.h>

#include <algorithm>
#include <vector>

namespace parvis::publish::site {

namespace {

/// A text for md4c 0.4.8, which reads beyond the end of what it is given where a link is unfinished
/// there ("[a](b"), and would show what it finds: it finds line ends, with which no link goes on.
class Padded {
public:
    explicit Padded(std::string_view text) : size_{text.size()}
    {
        constexpr std::size_t padding = 16;
        padded_.reserve(size_ + padding);
        padded_ = text;
        padded_.append(padding, '\n');
    }

    const MD_CHAR* data() const { return padded_.data(); }
    MD_SIZE size() const { return static_cast<MD_SIZE>(size_); }

private:
    std::string padded_;
    std::size_t size_;
};

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

/// A tag with what of it may be shown: of a link its target, of a list its first number. md4c
/// passes any target on, "javascript:" too. An image would be a request to elsewhere: its words.
void append_tag(std::string& html, std::string_view tag)
{
    const std::string_view name = tag.substr(0, tag.find(' '));
    if (name == "img") {
        html += attribute(tag, "alt");
        return;
    }
    html += '<';
    html += name;
    if (name == "a") {
        const auto target = attribute(tag, "href");
        html += " href=\"";
        html += is_safe_target(target) ? target : "#";
        html += '"';
    } else if (const auto start = attribute(tag, "start"); name == "ol" && !start.empty()) {
        html += " start=\"";
        html += start;
        html += '"';
    }
    html += '>';
}

/// Raw HTML being text to it, every "<" that md4c writes begins a tag, and every ">" ends one.
std::string tidied(std::string_view made)
{
    std::string html;
    html.reserve(made.size());
    for (std::size_t at = 0; at < made.size();) {
        const std::size_t open = std::min(made.find('<', at), made.size());
        html += made.substr(at, open - at);
        const std::size_t close = std::min(made.find('>', open), made.size());
        if (close > open) {
            append_tag(html, made.substr(open + 1, close - open - 1));
        }
        at = close + 1;
    }
    return html;
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

/// The first line that is not empty, without marks: of "[mot](adresse)" and "![mot](adresse)" the
/// word, of "[![mot](image)](adresse)" too.
std::string words_of_line(std::string_view markdown)
{
    std::string line;
    struct Bracket {
        std::size_t at, size;  // in the line: "[" or "![", before what may be the words of a link
    };
    std::vector<Bracket> brackets;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        const char c = markdown[i];
        if (c == '\n' && !line.empty()) {
            break;
        }
        if (c == '[') {
            const std::size_t mark = i > 0 && markdown[i - 1] == '!' ? 1 : 0;
            brackets.push_back({line.size() - mark, 1 + mark});
        } else if (c == ']' && !brackets.empty()) {
            const Bracket open = brackets.back();
            brackets.pop_back();
            const bool is_link = markdown.substr(i).starts_with("](");
            const std::size_t end = is_link ? markdown.find_first_of(")\n", i) : markdown.npos;
            if (end != markdown.npos && markdown[end] == ')') {
                line.erase(open.at, open.size);
                i = end;
                continue;
            }
        }
        if (c != '*' && c != '#' && c != '`' && c != '\n' && c != '\r') {
            line += c;
        }
    }
    return line;
}

}  // namespace

std::string_view attribute(std::string_view tag, std::string_view name)
{
    const std::string before = ' ' + std::string(name) + "=\"";
    const std::size_t at = tag.find(before);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::size_t start = at + before.size();
    return tag.substr(start, tag.find('"', start) - start);
}

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
    const Padded text(markdown);
    if (md_parse(text.data(), text.size(), &parser, &walk) != 0) {
        throw EncodingError("md4c cannot read a comment");
    }
    return walk.fault;
}

std::string markdown_html(std::string_view markdown)
{
    std::string html;
    const Padded text(markdown);
    const int failed = md_html(text.data(), text.size(), append_html, &html,
                               MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS, 0);
    if (failed != 0) {
        throw EncodingError("md4c cannot render a comment");
    }
    return tidied(html);
}

std::string first_line(std::string_view markdown, std::size_t length)
{
    std::string line = words_of_line(markdown);
    while (!line.empty() && line.front() == ' ') {
        line.erase(0, 1);
    }
    if (line.size() > length) {
        std::size_t end = line.rfind(' ', length);
        if (end == std::string::npos || end == 0) {
            // One long word: not within a letter.
            for (end = length;
                 end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U;) {
                --end;
            }
        }
        line.resize(end);
        line += "…";
    }
    return line;
}

std::string without_marks(std::string_view markdown)
{
    std::string text;
    for (std::size_t at = 0; at <= markdown.size();) {
        const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
        text += (at == 0 ? "" : "\n") + words_of_line(markdown.substr(at, end - at));
        at = end + 1;
    }
    return text;
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
