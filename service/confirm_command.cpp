// SPDX-License-Identifier: EUPL-1.2
#include "service/confirm_command.hpp"

#include "datasets/model_column.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "datasets/stored_features.hpp"
#include "geo/error.hpp"
#include "service/version_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace parvis::service {

namespace {

/// The published rows that are asked about, with the day since when the file lacks them ("": it
/// has them).
std::map<std::string, std::string>
absent_since(const datasets::Site& site, const datasets::Register& reg, const Command& command)
{
    const std::string& dataset = command.datasets.front();
    const auto published = reg.published(dataset);
    if (!published) {
        throw StoreError(fmt::format("le jeu « {} » n'a pas de version publiée.", dataset));
    }
    const auto folder = datasets::version_folder(site.data(), dataset, published->version);
    std::map<std::string, std::string> found;
    datasets::StoredFeatures rows(folder, datasets::read_manifest(folder / "manifest.json"),
                                  {datasets::absent_property().name});
    datasets::StoredFeatures::Row row;
    while (rows.next(row)) {
        if (std::ranges::find(command.rows, row.id) != command.rows.end()) {
            const auto* day = std::get_if<datasets::Date>(&row.values.front());
            found.emplace(row.id, day == nullptr ? std::string() : datasets::to_text(*day));
        }
    }
    return found;
}

}  // namespace

int confirm_rows(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    datasets::Register reg = open_register(site);
    const std::string& dataset = command.datasets.front();
    const auto since = absent_since(site, reg, command);
    std::vector<datasets::RowDecision> decisions;
    for (const std::string& row : command.rows) {
        const auto found = since.find(row);
        if (found == since.end()) {
            throw StoreError(fmt::format("le jeu « {} » n’a pas de ligne publiée « {} » ; rien "
                                         "n’est enregistré.",
                                         dataset, row));
        }
        if (found->second.empty()) {
            throw StoreError(fmt::format("« {} » est dans le dernier fichier de « {} » : il n’y a "
                                         "rien à confirmer ; rien n’est enregistré.",
                                         row, dataset));
        }
        decisions.push_back({row, found->second, command.kept, {}, {command.who, command.why}});
    }
    reg.decide_rows(dataset, decisions);
    out << fmt::format(
        "{} : au prochain « parvis ingest --site {} {} », {} {}.\n", dataset, site.folder.string(),
        dataset, command.kept ? "resteront publiées, confirmées :" : "ne seront plus publiées :",
        fmt::join(command.rows, ", "));
    return 0;
}

}  // namespace parvis::service
