// SPDX-License-Identifier: EUPL-1.2
#include "datasets/desk_settings.hpp"

#include "datasets/toml_file.hpp"
#include "datasets/value.hpp"

namespace parvis::datasets {
namespace {

constexpr double most_metres = 5000;

void read_metres(const TomlTable& table, const char* key, double& metres)
{
    if (const auto read = table.number(key)) {
        if (!(*read >= 0) || *read > most_metres) {
            table.fail(key, "un nombre de mètres de 0 à 5000 est attendu, par exemple 25.");
        }
        metres = *read;
    }
}

}  // namespace

DeskSettings read_desk_settings(const TomlTable& file)
{
    DeskSettings settings;
    const auto table = file.table("works");
    if (!table) {
        return settings;
    }
    read_metres(*table, "clash_metres", settings.clash_metres);
    read_metres(*table, "sensitive_metres", settings.sensitive_metres);
    settings.events = table->texts("events");
    settings.winter = table->text_or("winter", "");
    settings.streets = table->text_or("streets", "");
    if (const auto text = table->text("programme_deadline")) {
        // A leap year: 29 February is a day.
        const auto day = parse_date("2024-" + *text);
        if (!day) {
            table->fail("programme_deadline",
                        "un mois et un jour sont attendus, par exemple \"10-01\" pour le 1er "
                        "octobre, pas « " +
                            *text + " ».");
        }
        settings.programme_deadline.emplace(day->month, day->day);
    }
    return settings;
}

DeskSettings read_desk_settings(const std::filesystem::path& site_folder)
{
    return read_desk_settings(TomlTable::open(site_folder / "parvis.toml"));
}

}  // namespace parvis::datasets
