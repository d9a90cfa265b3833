// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/xml_text.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace parvis::publish {

std::string xml_text(std::string_view text)
{
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const auto three = text.substr(i, 3);
        if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
            out += replacement;
            i += 2;
        } else if (static_cast<unsigned char>(letter) < 0x20 && letter != '\t' && letter != '\n' &&
                   letter != '\r') {
            out += replacement;
        } else {
            out += letter;
        }
    }
    return out;
}

void append_xml(std::string& out, std::string_view text)
{
    for (const char letter : xml_text(text)) {
        switch (letter) {
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
        case '\r':
            out += "&#13;";
            break;
        default:
            out += letter;
        }
    }
}

void append_element(std::string& out, std::string_view name, std::string_view text)
{
    if (!text.empty()) {
        out += fmt::format("<{}>", name);
        append_xml(out, text);
        out += fmt::format("</{}>", name);
    }
}

}  // namespace parvis::publish
