// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/asset.hpp"
#include "publish/site/pages.hpp"

#include "geo/error.hpp"
#include "publish/site/embedded.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <map>

namespace parvis::publish::site {

namespace {

constexpr std::string_view assets_folder = "assets/";

std::string_view content_type_of(std::string_view name)
{
    const std::string_view ending = name.substr(name.rfind('.') + 1);
    if (ending == "js") {
        return "text/javascript; charset=utf-8";
    }
    if (ending == "css") {
        return "text/css; charset=utf-8";
    }
    if (ending == "woff2") {
        return "font/woff2";
    }
    if (ending == "csv") {
        return "text/csv; charset=utf-8";
    }
    if (ending == "svg") {
        return "image/svg+xml";
    }
    return "application/octet-stream";
}

/// FNV-1a: enough to tell versions of our own files apart.
std::uint64_t content_hash(std::string_view bytes)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return hash;
}

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// Every asset under its hashed name. Styles name fonts by their plain name, so fonts get their
/// names first and the styles are made to say them.
class AssetTable {
public:
    AssetTable()
    {
        std::vector<EmbeddedFile> styles;
        for (const EmbeddedFile& file : embedded_files()) {
            if (file.name.substr(0, assets_folder.size()) != assets_folder) {
                continue;
            }
            const std::string_view plain = file.name.substr(assets_folder.size());
            if (plain.ends_with(".css")) {
                styles.push_back({plain, file.bytes});
            } else {
                add(plain, file.bytes);
            }
        }
        for (const EmbeddedFile& style : styles) {
            std::string text(style.bytes);
            for (const auto& [plain, hashed] : m_hashed) {
                replace_all(text, "url(" + plain + ")", "url(" + hashed + ")");
            }
            m_texts.push_back(std::move(text));
            add(style.name, m_texts.back());
        }
    }

    [[nodiscard]] const Asset* find(std::string_view name) const
    {
        const auto found = m_assets.find(name);
        return found == m_assets.end() ? nullptr : &found->second;
    }

    [[nodiscard]] const std::string& hashed_name(std::string_view plain) const
    {
        const auto found = m_hashed.find(plain);
        if (found == m_hashed.end()) {
            throw EncodingError("no asset '" + std::string(plain) + "' in the binary");
        }
        return found->second;
    }

private:
    void add(std::string_view plain, std::string_view bytes)
    {
        const std::size_t dot = plain.rfind('.');
        const std::string name = fmt::format("{}.{:016x}{}", plain.substr(0, dot),
                                             content_hash(bytes), plain.substr(dot));
        const auto entry = m_assets.emplace(name, Asset{}).first;
        entry->second = Asset{entry->first, content_type_of(plain), bytes};
        m_hashed.emplace(std::string(plain), name);
    }

    std::deque<std::string> m_texts;
    std::map<std::string, Asset, std::less<>> m_assets;
    std::map<std::string, std::string, std::less<>> m_hashed;
};

const AssetTable& table()
{
    static const AssetTable assets;
    return assets;
}

}  // namespace

const Asset* asset(std::string_view name) { return table().find(name); }

std::string asset_address(std::string_view plain_name)
{
    return "/assets/" + table().hashed_name(plain_name);
}

}  // namespace parvis::publish::site
