// SPDX-License-Identifier: EUPL-1.2
#include "geo/local_file.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::geo {

namespace fs = std::filesystem;

std::string local_file_name(const fs::path& file)
{
    const std::string name = file.string();
    if (name.starts_with("/vsi") || name.find("://") != std::string::npos) {
        throw SourceError(fmt::format(
            "{} : seul un fichier de cet ordinateur peut être lu. Téléchargez-le d'abord.", name));
    }
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) {
        throw SourceError(
            fmt::format("{} : fichier introuvable. Vérifiez son nom et son dossier.", name));
    }
    if (error || status.type() != fs::file_type::regular) {
        throw SourceError(fmt::format("{} : ce n'est pas un fichier lisible.", name));
    }
    const std::string absolute = fs::absolute(file).lexically_normal().string();
    if (absolute.starts_with("/vsi")) {
        throw SourceError(fmt::format("{} : dossier refusé (« /vsi… »).", name));
    }
    return absolute;
}

bool has_extension(std::string_view name, std::string_view extension)
{
    return name.size() >= extension.size() &&
           std::equal(extension.rbegin(), extension.rend(), name.rbegin(), [](char a, char b) {
               return a == static_cast<char>(b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
           });
}

}  // namespace parvis::geo
