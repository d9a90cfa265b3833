// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"

#include <fmt/format.h>

namespace parvis::publish::site {

void append_percent_encoded(std::string& out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            const auto code = static_cast<unsigned char>(c);
            out += '%';
            out += hex[code >> 4U];
            out += hex[code & 0x0FU];
        }
    }
}

std::string percent_encoded(std::string_view text)
{
    std::string out;
    append_percent_encoded(out, text);
    return out;
}

std::string dataset_address(std::string_view id) { return "/collections/" + percent_encoded(id); }

std::string item_address(std::string_view dataset, std::string_view feature)
{
    return dataset_address(dataset) + "/items/" + percent_encoded(feature);
}

std::string place_address(std::string_view collection, std::string_view key)
{
    return "/" + percent_encoded(collection) + "/" + percent_encoded(key);
}

std::string row_address(const Snapshot& dataset, RowIndex row)
{
    const datasets::Kind kind = dataset.manifest().facts.kind;
    return kind == datasets::Kind::communes || kind == datasets::Kind::level
               ? place_address(dataset.id(), dataset.feature_id(row))
               : item_address(dataset.id(), dataset.feature_id(row));
}

std::string download_address(const datasets::Manifest& manifest, std::string_view file)
{
    return fmt::format("/downloads/{}/{}/{}", percent_encoded(manifest.facts.id), manifest.version,
                       percent_encoded(file));
}

}  // namespace parvis::publish::site
