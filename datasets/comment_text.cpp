// SPDX-License-Identifier: EUPL-1.2
#include "datasets/comment_text.hpp"

#include "datasets/json_text.hpp"
#include "datasets/token_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace parvis::datasets {

namespace {

/// The character at `at` of valid UTF-8, which is moved behind it.
char32_t take_character(std::string_view text, std::size_t& at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    }
    at += length;
    return code;
}

bool turns_direction(char32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool is_control(char32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/// Tags, and marks that only programs see.
bool is_unseen(char32_t c)
{
    return (c >= 0xe0000 && c <= 0xe007f) || (c >= 0xfff9 && c <= 0xfffb);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter_or_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

/// Whether a byte may be of a word: hosts have letters beyond ASCII too.
bool is_of_word(char c) { return is_letter_or_digit(c) || (static_cast<unsigned char>(c) >= 0x80); }

/// Blanks, dashes and quotation marks beyond ASCII are no letters.
bool starts_with_mark(std::string_view text)
{
    constexpr std::array<std::string_view, 14> marks{
        "\u00a0", "\u202f", "\u2009", "\u2011", "\u2013", "\u2014", "\u2019",
        "«",      "»",      "“",      "”",      "…",      "•",      "·"};
    return std::ranges::any_of(marks, [&](std::string_view one) { return text.starts_with(one); });
}

/// Where the blanks end that begin at `at`: people who hide an address from programs put some
/// around its "@". At most three.
std::size_t blanks_end(std::string_view text, std::size_t at)
{
    for (int i = 0; i < 3 && at < text.size(); ++i) {
        if (text[at] == ' ') {
            ++at;
        } else if (text.substr(at).starts_with("\u00a0")) {
            at += 2;
        } else {
            break;
        }
    }
    return at;
}

std::size_t blanks_start(std::string_view text, std::size_t at)
{
    for (int i = 0; i < 3 && at > 0; ++i) {
        if (text[at - 1] == ' ') {
            --at;
        } else if (text.substr(0, at).ends_with("\u00a0")) {
            at -= 2;
        } else {
            break;
        }
    }
    return at;
}

/// The address around the "@" at `at`: where it begins and ends. Nothing where there is none.
std::optional<std::pair<std::size_t, std::size_t>> email_around(std::string_view text,
                                                                std::size_t at)
{
    const auto is_local = [](char c) {
        return is_of_word(c) ||
               std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
    };
    const auto is_continued = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80;
    };
    const std::size_t local_end = blanks_start(text, at);
    std::size_t first = local_end, from = local_end;
    while (from > 0 && is_local(text[from - 1])) {
        --from;
        if (is_continued(from)) {
            continue;  // in the middle of a letter
        }
        if (starts_with_mark(text.substr(from))) {
            break;
        }
        first = from;
    }
    while (first < local_end && !is_of_word(text[first])) {
        ++first;  // Markdown's own marks before it
    }
    const std::size_t host_start = blanks_end(text, at + 1);
    std::size_t end = host_start;
    while (end < text.size() && (is_of_word(text[end]) || text[end] == '-' || text[end] == '.') &&
           !starts_with_mark(text.substr(end))) {
        ++end;
    }
    while (end > host_start && !is_of_word(text[end - 1])) {
        --end;
    }
    const std::string_view host = text.substr(host_start, end - host_start);
    const std::size_t dot = host.rfind('.');
    const bool has_top =
        dot != std::string_view::npos && dot > 0 && host.size() - dot > 2 && !is_digit(host.back());
    return first < local_end && has_top ? std::optional(std::pair(first, end)) : std::nullopt;
}

/// What stands between two groups of digits; 0 where nothing of the kind does.
std::size_t separator_length(std::string_view text)
{
    constexpr std::array<std::string_view, 19> separators{
        " (0) ",  " (0)",   "(0) ",   "(0)",    " - ",    " ",      ".",
        "-",      "/",      "_",      "\u00a0", "\u202f", "\u2009", "\u2010",
        "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};
    const auto* const found = std::ranges::find_if(
        separators, [&](std::string_view one) { return text.starts_with(one); });
    return found == separators.end() ? 0 : found->size();
}

/// Groups of digits with one separator between each: how long they are, and where each ends.
struct Groups {
    std::vector<std::size_t> sizes, ends;
};

Groups groups_at(std::string_view text, std::size_t at)
{
    Groups groups;
    while (at < text.size() && is_digit(text[at])) {
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        groups.sizes.push_back(at - start);
        groups.ends.push_back(at);
        const std::size_t gap = separator_length(text.substr(at));
        if (gap == 0) {
            break;
        }
        at += gap;
    }
    return groups;
}

/// Where a French number ends that begins at `at` with a 0; 0 where there is none. Dates and
/// amounts are grouped otherwise.
std::size_t french_number_end(std::string_view text, std::size_t at)
{
    constexpr std::array<std::array<std::size_t, 5>, 6> shapes{{
        {10, 0, 0, 0, 0},
        {2, 2, 2, 2, 2},
        {4, 2, 2, 2, 0},
        {4, 3, 3, 0, 0},
        {1, 3, 3, 3, 0},
        {4, 6, 0, 0, 0},
    }};
    const Groups groups = groups_at(text, at);
    for (const auto& shape : shapes) {
        const auto length = static_cast<std::size_t>(std::ranges::find(shape, 0U) - shape.begin());
        if (groups.sizes.size() >= length &&
            std::equal(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(length),
                       groups.sizes.begin())) {
            return groups.ends[length - 1];
        }
    }
    return 0;
}

/// Where a number ends that begins at `at` with France's 33, its plus left out; 0 where there is
/// none. What has other groups may be an amount or an identifier.
std::size_t french_abroad_end(std::string_view text, std::size_t at)
{
    constexpr std::array<std::array<std::size_t, 6>, 6> shapes{{
        {2, 1, 2, 2, 2, 2},
        {11, 0, 0, 0, 0, 0},
        {2, 9, 0, 0, 0, 0},
        {2, 1, 8, 0, 0, 0},
        {2, 3, 2, 2, 2, 0},
        {3, 2, 2, 2, 2, 0},
    }};
    const Groups groups = groups_at(text, at);
    for (const auto& shape : shapes) {
        const auto length = static_cast<std::size_t>(std::ranges::find(shape, 0U) - shape.begin());
        if (groups.sizes.size() == length &&
            std::equal(groups.sizes.begin(), groups.sizes.end(), shape.begin())) {
            return groups.ends.back();
        }
    }
    return 0;
}

/// Where an international number ends whose digits begin at `at`; 0 where there is none.
std::size_t international_number_end(std::string_view text, std::size_t at)
{
    constexpr std::size_t fewest = 8, most = 15;
    const Groups groups = groups_at(text, at);
    std::size_t digits = 0, end = 0;
    for (std::size_t i = 0; i < groups.sizes.size() && digits + groups.sizes[i] <= most; ++i) {
        digits += groups.sizes[i];
        end = groups.ends[i];
    }
    return digits >= fewest ? end : 0;
}

std::size_t telephone_end(std::string_view text, std::size_t at)
{
    if (at > 0 && is_letter_or_digit(text[at - 1])) {
        return 0;
    }
    if (text[at] == '+' && at + 1 < text.size() && is_digit(text[at + 1])) {
        return international_number_end(text, at + 1);
    }
    if (text[at] == '(') {  // "(0)6 12 …": the 0 stands aside
        constexpr std::string_view zero = "(0)";
        const std::size_t digits = blanks_end(text, at + zero.size());
        const Groups groups =
            text.substr(at).starts_with(zero) ? groups_at(text, digits) : Groups();
        constexpr std::array<std::size_t, 5> shape{1, 2, 2, 2, 2};
        const bool grouped = groups.sizes.size() >= shape.size() &&
                             std::equal(shape.begin(), shape.end(), groups.sizes.begin());
        const bool whole = !groups.sizes.empty() && groups.sizes.front() == 9;
        return grouped ? groups.ends[shape.size() - 1] : whole ? groups.ends.front() : 0;
    }
    if (text.substr(at).starts_with("33")) {
        return french_abroad_end(text, at);
    }
    if (text[at] != '0') {
        return 0;
    }
    if (const std::size_t end = french_number_end(text, at); end != 0) {
        return end;
    }
    const bool abroad = text.substr(at).starts_with("00") && at + 2 < text.size() &&
                        text[at + 2] >= '1' && text[at + 2] <= '9';
    return abroad ? international_number_end(text, at + 2) : 0;
}

}  // namespace

std::string comment_text_fault(std::string_view text)
{
    if (text.size() > longest_comment_text) {
        return fmt::format("il a {} octets ; {} au plus. Coupez-le en plusieurs commentaires, ou "
                           "publiez le document et donnez son adresse.",
                           text.size(), longest_comment_text);
    }
    if (holds_token(text)) {
        return "un jeton s'y lit : retirez-le du texte, et révoquez-le (parvis token revoke) si "
               "quelqu'un a pu le voir.";
    }
    std::string valid;
    append_valid_utf8(valid, text);
    if (valid != text) {
        return "il n'est pas en UTF-8.";
    }
    for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
        const char32_t c = take_character(text, at);
        if (turns_direction(c)) {
            return fmt::format("le caractère {} (U+{:04X}) inverse le sens de lecture : on lirait "
                               "autre chose que ce qui est écrit. Retirez-le.",
                               number, static_cast<std::uint32_t>(c));
        }
        if (is_control(c) || is_unseen(c)) {
            return fmt::format("le caractère {} (U+{:04X}) ne se voit pas. Retirez-le.", number,
                               static_cast<std::uint32_t>(c));
        }
    }
    return {};
}

std::vector<Contact> contacts_in(std::string_view text)
{
    std::vector<Contact> contacts;
    const auto add = [&](Contact::Kind kind, std::size_t first, std::size_t end) {
        contacts.push_back({kind, std::string(text.substr(first, end - first)),
                            characters(text.substr(0, first))});
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '@') {
            if (const auto found = email_around(text, at)) {
                add(Contact::Kind::email, found->first, found->second);
                at = found->second - 1;
            }
        } else if (text[at] == '+' || text[at] == '0' || text[at] == '3' || text[at] == '(') {
            if (const std::size_t end = telephone_end(text, at); end != 0) {
                add(Contact::Kind::telephone, at, end);
                at = end - 1;
            }
        }
    }
    return contacts;
}

}  // namespace parvis::datasets
