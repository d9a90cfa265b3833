// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/public_text.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/json_text.hpp"

#include <algorithm>

namespace parvis::publish::works {
namespace {

std::string_view without_spaces_around(std::string_view text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const auto first = text.find_first_not_of(spaces);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace

std::string public_text(std::string_view text)
{
    std::string out;
    datasets::append_valid_utf8(out, without_spaces_around(text));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            c = ' ';
        }
    }
    std::size_t from = 0;
    for (const datasets::Contact& contact : datasets::contacts_in(out)) {
        constexpr std::string_view mark = "…";
        const auto at = out.find(contact.text, from);
        if (at != std::string::npos) {
            out.replace(at, contact.text.size(), mark);
            from = at + mark.size();
        }
    }
    return out;
}

std::vector<std::string> street_names(std::string_view text)
{
    std::vector<std::string> streets;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("|;"), text.size());
        const auto street = without_spaces_around(text.substr(0, std::min(end, text.find('('))));
        if (!street.empty() && std::ranges::find(streets, street) == streets.end()) {
            streets.emplace_back(street);
        }
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    return streets;
}

std::string_view shortened_to(std::string_view text, std::size_t most)
{
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80) {
        --most;
    }
    return text.substr(0, most);
}

}  // namespace parvis::publish::works
