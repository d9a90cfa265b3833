// SPDX-License-Identifier: EUPL-1.2
#include "service/clerk_words.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view around_paths = " \n\t\"'(),;";

/// Whether a path may begin at `at`: not in the middle of a longer one, or of a word.
bool may_begin(std::string_view text, std::size_t at)
{
    // The last byte of a no-break space counts as a blank.
    return at == 0 || around_paths.find(text[at - 1]) != text.npos || text[at - 1] == '\xa0';
}

void replace_all(std::string& text, const std::string& what, std::string_view by)
{
    if (what.empty() || what == "/") {
        return;
    }
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at)) {
        if (may_begin(text, at)) {
            text.replace(at, what.size(), by);
            at += by.size();
        } else {
            ++at;
        }
    }
}

/// The path as it was given, as it stands in the file system, and with links followed.
std::vector<std::string> spellings(const fs::path& path)
{
    std::error_code error;
    std::vector<std::string> all{path.string(), fs::absolute(path, error).string(),
                                 fs::absolute(path, error).lexically_normal().string()};
    const auto real = fs::weakly_canonical(path, error);
    if (!error) {
        all.push_back(real.string());
    }
    return all;
}

/// Of any other absolute path ("/srv/x/y.csv"), the last name alone.
std::string without_folders(const std::string& text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool starts =
            text[at] == '/' && at + 1 < text.size() && text[at + 1] != '/' && may_begin(text, at);
        if (!starts) {
            out += text[at++];
            continue;
        }
        const auto end = std::min(text.find_first_of(around_paths, at), text.size());
        const std::string_view path = std::string_view(text).substr(at, end - at);
        const auto last = path.rfind('/');
        // "/collections" alone is an address of the site, not a file.
        out += last == 0 ? path : path.substr(last + 1);
        at = end;
    }
    return out;
}

}  // namespace

ClerkWords::ClerkWords(fs::path site, fs::path uploaded)
    : m_site(std::move(site)), m_uploaded(std::move(uploaded))
{
}

std::string ClerkWords::operator()(std::string text) const
{
    for (const std::string& path : spellings(m_uploaded)) {
        replace_all(text, path, m_uploaded.filename().string());
    }
    for (std::string path : spellings(m_site)) {
        if (!path.ends_with('/')) {
            path += '/';
        }
        replace_all(text, path, "");
    }
    text = without_folders(text);
    const bool of_settings =
        text.find(".toml") != text.npos || text.find("définition du jeu") != text.npos;
    if (of_settings) {
        if (!text.empty() && std::string_view(".?!").find(text.back()) == std::string_view::npos) {
            text += '.';
        }
        text += " Ce réglage est celui du site, pas de votre fichier : transmettez cette phrase à "
                "la personne qui tient le site.";
    }
    return text;
}

}  // namespace parvis::service
