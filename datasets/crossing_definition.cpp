// SPDX-License-Identifier: EUPL-1.2
#include "datasets/crossing_definition.hpp"

#include "datasets/territory.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace parvis::datasets {

namespace {

namespace fs = std::filesystem;

bool is_id(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

DeclaredMeasure read_measure(const TomlTable& table)
{
    DeclaredMeasure measure{table.required_text("name"),       table.required_text("expression"),
                            table.required_languages("label"), table.languages("description"),
                            table.text_or("unit", ""),         table};
    if (measure.name != snake_case(measure.name)) {
        table.fail("name", fmt::format("« {} » ne peut pas nommer une colonne : écrivez par "
                                       "exemple « {} ».",
                                       measure.name, snake_case(measure.name)));
    }
    return measure;
}

}  // namespace

CrossingDefinition read_crossing(const fs::path& file)
{
    const TomlTable table = TomlTable::open(file);
    CrossingDefinition definition{file.stem().string(),
                                  table.required_languages("title"),
                                  table.languages("description"),
                                  table.languages("note"),
                                  table.text_or("level", "communes"),
                                  table.text_or("period", ""),
                                  {},
                                  table};
    if (!is_id(definition.id)) {
        throw SourceError{file.string() +
                          " : le nom du fichier devient l'adresse du jeu : lettres minuscules, "
                          "chiffres et tirets seulement."};
    }
    std::set<std::string> names;
    for (const TomlTable& one : table.tables("measure")) {
        definition.measures.push_back(read_measure(one));
        if (!names.insert(definition.measures.back().name).second) {
            one.fail("name", "deux mesures se nomment « " + definition.measures.back().name +
                                 " ». Renommez l'une.");
        }
    }
    if (definition.measures.empty()) {
        table.fail("measure", "un croisement a au moins une mesure : ajoutez [[measure]] avec "
                              "name, expression et label.");
    }
    table.refuse_unknown_keys();
    return definition;
}

std::vector<fs::path> crossing_files(const fs::path& site_folder)
{
    const fs::path folder = site_folder / "crossings";
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return {};
    }
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    if (error) {
        throw SourceError{folder.string() + " : lecture impossible (" + error.message() + ")."};
    }
    std::ranges::sort(files);
    return files;
}

fs::path crossing_file(const fs::path& site_folder, std::string_view id)
{
    return site_folder / "crossings" / (std::string{id} + ".toml");
}

}  // namespace parvis::datasets
