// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapping.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {

std::size_t column_position(const DatasetDefinition& definition, std::size_t line,
                            const Source& source, const std::string& name)
{
    const auto& columns = source.columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found != columns.end()) {
        return static_cast<std::size_t>(found - columns.begin());
    }
    const auto& written = source.written_names();
    if (const auto as_written = std::find(written.begin(), written.end(), name);
        as_written != written.end()) {
        return static_cast<std::size_t>(as_written - written.begin());
    }
    const std::string missing = fmt::format(
        "{}{} : la colonne « {} » {} {} »", definition.file.string(),
        line > 0 ? fmt::format(", ligne {}", line) : std::string(), name, column_not_there,
        source.info().name.empty() ? definition.source.filename().string() : source.info().name);
    if (!source.doubt().empty()) {
        throw SourceError(fmt::format("{}. {} {}.", missing, probable_cause, source.doubt()));
    }
    std::string present;
    for (std::size_t i = 0; i < columns.size() && i < 40; ++i) {
        present += fmt::format("{}« {} »", i == 0 ? "" : ", ", columns[i]);
    }
    const std::string nearest = nearest_spelling(name, columns);
    throw SourceError(fmt::format(
        "{}.{} Colonnes présentes : {}{}. Corrigez l’en-tête du fichier ou, s’il est juste, le nom "
        "de la colonne dans la définition du jeu.",
        missing,
        nearest.empty() ? std::string() : fmt::format(" Vouliez-vous dire « {} » ?", nearest),
        present,
        columns.size() > 40 ? fmt::format(" et {} autres", columns.size() - 40) : std::string()));
}

}  // namespace parvis::datasets
