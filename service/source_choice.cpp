// SPDX-License-Identifier: EUPL-1.2
#include "service/source_choice.hpp"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <utility>

#include <fnmatch.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

SourceChoice newest_of_folder(datasets::DatasetDefinition& definition)
{
    const fs::path folder = definition.source_folder;
    std::error_code error;
    std::optional<std::pair<fs::file_time_type, fs::path>> newest;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        std::error_code ignored;
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file(ignored) ||
            ::fnmatch(definition.source_pattern.c_str(), name.c_str(), FNM_PERIOD) != 0) {
            continue;
        }
        const std::pair here{entry.last_write_time(ignored), entry.path()};
        if (!ignored && (!newest || *newest < here)) {
            newest = here;
        }
    }
    if (!newest) {
        return {{},
                fmt::format("aucun fichier « {} » dans le dossier « {} ».",
                            definition.source_pattern, folder.filename().string()),
                true};
    }
    definition.source = newest->second;
    definition.source_text = newest->second.filename().string();
    return {
        fmt::format("fichier le plus récent du dossier : {}", definition.source_text), {}, false};
}

SourceChoice last_fetched(datasets::DatasetDefinition& definition, const fs::path& site)
{
    const auto fetched = read_fetched(site / "data", definition.facts.id);
    if (!fetched || fetched->url != definition.source_url) {
        return {{},
                fmt::format("{} n’a pas encore été lu ; lancez « parvis fetch --site … {} ».",
                            definition.source_url, definition.facts.id),
                false};
    }
    SourceChoice choice{{}, fetched->fault, fetched->gone};
    if (!fetched->file.empty()) {
        definition.source = fetched->file;
        definition.source_text = fetched->url;
        choice.said = fmt::format("reçu de {} le {}", fetched->url, fetched->received);
    }
    return choice;
}

}  // namespace

SourceChoice settle_source(datasets::DatasetDefinition& definition, const fs::path& site)
{
    if (!definition.source_url.empty()) {
        return last_fetched(definition, site);
    }
    if (!definition.source_pattern.empty()) {
        return newest_of_folder(definition);
    }
    std::error_code ignored;
    if (definition.watched && !fs::exists(definition.source, ignored)) {
        return {{},
                fmt::format("le fichier « {} » n’existe pas ou plus.",
                            definition.source.filename().string()),
                true};
    }
    return {};
}

}  // namespace parvis::service
