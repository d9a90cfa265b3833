// SPDX-License-Identifier: EUPL-1.2
// Whatever a comment says, its HTML holds the tags of a text alone, of attributes a link's target
// and a list's first number, and no target but those that pages show. What may be published is
// shown with its links.
#include "publish/site/markdown.hpp"
#include "datasets/comment_text.hpp"
#include "publish/cql2/json_tree.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace parvis;
namespace site = parvis::publish::site;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

bool is_known(std::string_view name)
{
    constexpr std::array<std::string_view, 19> names{
        "p",  "a",  "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li",
        "br", "hr", "h1", "h2",     "h3",   "h4",  "h5",         "h6", ""};
    return !name.empty() && std::ranges::find(names, name) != names.end();
}

bool is_safe(std::string_view target)
{
    return target.starts_with("https://") || target.starts_with("http://") ||
           target.starts_with("mailto:") || target.starts_with('#') ||
           (target.starts_with('/') && !target.starts_with("//") && !target.starts_with("/\\"));
}

/// One tag without its brackets; whether it leads nowhere.
bool check_tag(std::string_view tag)
{
    if (tag.starts_with('/')) {
        require(is_known(tag.substr(1)));
        return false;
    }
    const std::string_view name = tag.substr(0, tag.find(' '));
    require(is_known(name));
    const std::string_view rest = tag.substr(name.size());
    if (rest.empty()) {
        require(name != "a");
        return false;
    }
    const std::string_view before = name == "a" ? " href=\"" : " start=\"";
    require((name == "a" || name == "ol") && rest.starts_with(before) && rest.ends_with('"') &&
            rest.size() > before.size());
    const auto value = rest.substr(before.size(), rest.size() - before.size() - 1);
    require(value.find_first_of("\"'<>\n\t ") == std::string_view::npos);
    require(name == "a" ? is_safe(value)
                        : value.find_first_not_of("0123456789") == std::string_view::npos);
    return name == "a" && value == "#";
}

/// Whether any link leads nowhere.
bool check(std::string_view html)
{
    bool leads_nowhere = false;
    for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
        const std::size_t end = html.find('>', at);
        require(end != std::string_view::npos);
        leads_nowhere = check_tag(html.substr(at + 1, end - at - 1)) || leads_nowhere;
        at = end;
    }
    return leads_nowhere;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const bool leads_nowhere = check(site::markdown_html(text));
    const bool is_good =
        datasets::comment_text_fault(text).empty() && site::markdown_fault(text).empty();
    require(!is_good || !leads_nowhere || text.find('#') != std::string_view::npos);
    if (!publish::cql2::broken_utf8(text)) {
        for (const std::size_t length : {1U, 7U, 60U}) {
            const std::string line = site::first_line(text, length);
            require(!publish::cql2::broken_utf8(line));
            require(line.size() <= length + 4);
        }
    }
    const std::string escaped = site::escaped(text);
    require(escaped.find_first_of("<>\"'") == std::string::npos);
    return 0;
}
