// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_perimeters.hpp"

#include "datasets/toml_file.hpp"

#include <system_error>

namespace parvis::datasets {

std::string CommunePerimeters::key_of(std::string_view code) const
{
    return country + "_" + std::string{code};
}

std::string_view CommunePerimeters::code_of(std::string_view key) const
{
    if (key.size() > country.size() + 1 && key.starts_with(country) && key[country.size()] == '_') {
        key.remove_prefix(country.size() + 1);
    }
    return key;
}

std::optional<CommunePerimeters::Whereabouts>
CommunePerimeters::whereabouts(std::string_view code) const
{
    Whereabouts found;
    for (const Perimeter* one : history.of(code)) {
        if (!one->from || *one->from <= day) {
            found.last = one;
        }
    }
    if (found.last == nullptr) {
        return std::nullopt;
    }
    found.stands = !found.last->to || day < *found.last->to;
    // The last day on which the code still meant it: its first one may be before every record.
    const Date asked = found.stands ? day : date_of_days(days(*found.last->to) - 1);
    const auto translation = history.translate(code, asked, day);
    found.codes = translation.codes;
    found.same_ground = translation.same_ground;
    return found;
}

std::shared_ptr<const CommunePerimeters> read_perimeters(const Site& site)
{
    const std::filesystem::path file = site.folder / "territory.toml";
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return nullptr;
    }
    const TomlTable root = TomlTable::open(file);
    // One layer a country; movements are of one of them.
    for (const TomlTable& communes : root.tables("communes")) {
        const auto movements = communes.path("movements", site.folder);
        if (!movements) {
            continue;
        }
        const auto day = communes.date("vintage");
        if (!day) {
            communes.fail("vintage",
                          "avec « movements », un jour est attendu, tel que 2018-01-01.");
        }
        const auto country = communes.text("country");
        return std::make_shared<const CommunePerimeters>(
            CommunePerimeters{country ? *country : root.required_text("country"), *day,
                              CommuneHistory::read(*movements)});
    }
    return nullptr;
}

}  // namespace parvis::datasets
