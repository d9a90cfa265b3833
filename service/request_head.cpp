// SPDX-License-Identifier: EUPL-1.2
#include "service/request_head.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace parvis::service {

namespace {

constexpr std::string_view line_end = "\r\n";

bool is_token_character(char c)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool lists(std::string_view value, std::string_view token)
{
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        if (lower(trimmed(value.substr(0, comma))) == token) {
            return true;
        }
        value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
    }
    return false;
}

bool is_field_character(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return code == '\t' || (code >= 0x20 && code != 0x7f);
}

std::optional<Refusal> read_request_line(std::string_view line, RequestHead& head, bool& http_1_0)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first))) {
        return Refusal{400, "La première ligne de la requête est illisible."};
    }
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (head.target.size() > max_target) {
        return Refusal{414, "L’adresse dépasse 8 192 octets."};
    }
    const bool plain = std::all_of(head.target.begin(), head.target.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
    });
    if (head.target.empty() || !plain) {
        return Refusal{400, "L’adresse contient une espace ou un caractère de contrôle."};
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return Refusal{505, "Ce serveur parle HTTP/1.1."};
    }
    http_1_0 = version == "HTTP/1.0";
    return std::nullopt;
}

std::optional<Refusal> read_length(RequestHead& head, std::string_view value)
{
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error != std::errc() || end != value.data() + value.size() || head.content_length) {
        return Refusal{400,
                       "La longueur annoncée (Content-Length) est illisible ou donnée deux fois."};
    }
    head.content_length = length;
    return std::nullopt;
}

std::optional<Refusal> read_field(std::string_view line, RequestHead& head)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return Refusal{400, "Un en-tête est illisible."};
    }
    if (head.fields.size() == max_header_fields) {
        return Refusal{431, "La requête a plus de 100 en-têtes."};
    }
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), is_field_character)) {
        return Refusal{400, "Un en-tête contient un caractère de contrôle."};
    }
    head.fields.emplace_back(lower(line.substr(0, colon)), value);
    const std::string& name = head.fields.back().first;
    if (name == "content-length") {
        return read_length(head, value);
    }
    if (name == "transfer-encoding") {
        if (lower(value) != "chunked" || head.chunked) {
            return Refusal{501, "Ce codage de transfert n’est pas pris en charge."};
        }
        head.chunked = true;
    }
    return std::nullopt;
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Decodes "%41" (and "+" in queries); nothing for a stray "%", a NUL or bytes that are no UTF-8.
std::optional<std::string> decoded(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                return std::nullopt;
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return is_utf8(out) ? std::optional(out) : std::nullopt;
}

Refusal bad_address()
{
    return {400, "L’adresse contient un caractère mal codé (ni « %41 », ni UTF-8)."};
}

std::optional<Refusal> read_path(Target& out)
{
    std::string_view rest = out.raw_path;
    rest.remove_prefix(1);
    while (!rest.empty()) {
        const std::size_t slash = rest.find('/');
        const auto segment = decoded(rest.substr(0, slash), false);
        if (!segment) {
            return bad_address();
        }
        if (*segment == "." || *segment == "..") {
            return Refusal{400, "L’adresse contient « . » ou « .. » : écrivez le chemin entier."};
        }
        out.path.push_back(*segment);
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    }
    return std::nullopt;
}

std::optional<Refusal> read_query(Target& out)
{
    std::string_view rest = out.raw_query;
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = pair.find('=');
        const auto name = decoded(pair.substr(0, equals), true);
        const auto value = equals == std::string_view::npos
                               ? std::optional<std::string>("")
                               : decoded(pair.substr(equals + 1), true);
        if (!name || !value) {
            return bad_address();
        }
        out.query.emplace_back(*name, *value);
    }
    return std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || i + length > text.size()) {
            return false;
        }
        std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
        for (std::size_t j = 1; j < length; ++j) {
            const auto next = static_cast<unsigned char>(text[i + j]);
            if ((next & 0xc0U) != 0x80) {
                return false;
            }
            code = code << 6U | (next & 0x3fU);
        }
        const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
        if (overlong || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff || code == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

std::string_view RequestHead::field(std::string_view lower_name) const
{
    for (const auto& [name, value] : fields) {
        if (name == lower_name) {
            return value;
        }
    }
    return {};
}

std::size_t head_length(std::string_view bytes, std::size_t searched)
{
    const std::size_t end = bytes.find("\r\n\r\n", searched < 3 ? 0 : searched - 3);
    return end == std::string_view::npos ? 0 : end + 4;
}

std::optional<Refusal> refuse_unfinished(std::string_view bytes)
{
    if (bytes.size() > max_target + 64 &&
        bytes.substr(0, max_target + 64).find(line_end) == std::string_view::npos) {
        return Refusal{414, "L’adresse dépasse 8 192 octets."};
    }
    if (bytes.size() > max_head) {
        return Refusal{431, "Les en-têtes de la requête dépassent 16 ko."};
    }
    return std::nullopt;
}

std::variant<RequestHead, Refusal> read_head(std::string_view text)
{
    RequestHead head;
    bool http_1_0 = false;
    bool first = true;
    if (text.size() > max_head) {
        return Refusal{431, "Les en-têtes de la requête dépassent 16 ko."};
    }
    head.fields.reserve(16);
    for (std::size_t at = 0; at + 2 < text.size();) {
        const std::size_t end = text.find(line_end, at);
        const std::string_view line = text.substr(at, end - at);
        at = end + 2;
        const auto refusal =
            first ? read_request_line(line, head, http_1_0) : read_field(line, head);
        if (refusal) {
            return *refusal;
        }
        first = false;
    }
    if (head.chunked && head.content_length) {
        return Refusal{400, "La requête annonce deux longueurs."};
    }
    if (!http_1_0 && head.field("host").empty()) {
        return Refusal{400, "L’en-tête Host manque."};
    }
    if (std::ranges::count(head.fields, "host", &std::pair<std::string, std::string>::first) > 1) {
        return Refusal{400, "L’en-tête Host est donné deux fois."};  // RFC 9112, 3.2
    }
    const std::string_view connection = head.field("connection");
    head.keep_alive = !http_1_0 && !lists(connection, "close");
    head.expects_continue = lower(head.field("expect")) == "100-continue";
    return head;
}

std::variant<Target, Refusal> read_target(std::string_view target)
{
    for (const std::string_view scheme : {"http://", "https://"}) {  // as a proxy is asked
        if (target.substr(0, scheme.size()) == scheme) {
            const std::size_t slash = target.find('/', scheme.size());
            target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
        }
    }
    if (target.empty() || target.front() != '/') {
        return Refusal{400, "L’adresse ne commence pas par « / »."};
    }
    Target out;
    const std::size_t question = target.find('?');
    out.raw_path = target.substr(0, question);
    if (question != std::string_view::npos) {
        out.raw_query = target.substr(question + 1);
    }
    if (const auto refusal = read_path(out)) {
        return *refusal;
    }
    if (const auto refusal = read_query(out)) {
        return *refusal;
    }
    return out;
}

std::optional<Refusal> refuse_json_body(const RequestHead& head, std::uint64_t most)
{
    const auto type = head.field("content-type");
    const auto media = lower(type.substr(0, type.find_first_of("; ")));
    if (!media.empty() && media != "application/json" && !media.ends_with("+json")) {
        return Refusal{415, "Cette adresse prend du JSON : Content-Type: application/json."};
    }
    if (head.chunked || !head.content_length) {
        return Refusal{411, "Donnez la longueur de l’envoi (Content-Length)."};
    }
    if (*head.content_length > most) {
        return Refusal{413,
                       fmt::format("L’envoi dépasse {} Ko, la taille permise ici.", most / 1'024)};
    }
    return std::nullopt;
}

}  // namespace parvis::service
