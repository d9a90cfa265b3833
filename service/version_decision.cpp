// SPDX-License-Identifier: EUPL-1.2
#include "service/version_decision.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "publish/comment_check.hpp"
#include "publish/formats/difference.hpp"
#include "service/outcome_report.hpp"
#include "service/version_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parvis::service {

namespace {

using datasets::Register;
using datasets::RowDifference;
using datasets::VersionRecord;

/// The newest version that waits for a decision.
std::uint32_t newest_waiting(const Register& reg, const std::string& dataset)
{
    for (const VersionRecord& record : reg.versions(dataset)) {
        if (record.state == "checked" || record.state == "approved") {
            return record.version;
        }
    }
    throw StoreError(fmt::format("aucune version du jeu « {} » n’attend. Donnez le numéro d’une "
                                 "version (parvis versions les liste).",
                                 dataset));
}

bool asks_approval(const datasets::Site& site, const std::string& dataset)
{
    const auto file = site.folder / "datasets" / (dataset + ".toml");
    return std::filesystem::exists(file) &&
           datasets::read_definition(file, site.default_licence).approval;
}

/// The two versions to compare: those given, else the published one and the one published before
/// it.
std::pair<std::uint32_t, std::uint32_t>
versions_to_compare(const Command& command, const Register& reg, const std::string& dataset)
{
    const auto published = reg.published(dataset);
    std::uint32_t to = command.to;
    if (to == 0) {
        to = published ? published->version : newest_waiting(reg, dataset);
    }
    std::uint32_t from = command.from;
    if (from == 0) {
        from = reg.published_before(dataset).value_or(0);
    }
    if (from == 0) {
        throw StoreError(fmt::format("le jeu « {} » n’a pas d’autre version qui ait été publiée et "
                                     "qui soit conservée : il n’y a rien à comparer à la {}.",
                                     dataset, to));
    }
    for (const std::uint32_t version : {from, to}) {
        if (reg.registered(dataset, version).state == "pruned") {
            throw StoreError(
                fmt::format("la version {} du jeu « {} » n’est plus conservée.", version, dataset));
        }
    }
    return {from, to};
}

constexpr std::size_t rows_in_text = 20;

void append_text(std::string& out, const RowDifference& row)
{
    const std::string_view mark = row.kind == RowDifference::Kind::added     ? "+"
                                  : row.kind == RowDifference::Kind::removed ? "-"
                                                                             : "~";
    out += fmt::format("  {} {}\n", mark, row.id);
    for (const auto& cell : row.cells) {
        if (cell.column == "geometry") {
            out += "      lieu modifié\n";
            continue;
        }
        const auto shown = [](const std::string& json) {
            const std::string text = datasets::plain_text(json);
            return text.empty() ? std::string("(vide)") : text;
        };
        out +=
            fmt::format("      {} : {} → {}\n", cell.column, shown(cell.before), shown(cell.after));
    }
}

std::string counts_text(const std::string& dataset, const datasets::VersionDifference& counts)
{
    const auto n = [](std::uint64_t number) { return grouped(number, "fr"); };
    std::string out = fmt::format("{}, de la version {} à la version {} : {} lignes ajoutées, {} "
                                  "supprimées, {} modifiées, {} inchangées.\n",
                                  dataset, counts.from, counts.to, n(counts.added),
                                  n(counts.removed), n(counts.changed), n(counts.unchanged));
    if (!counts.columns_added.empty()) {
        out += fmt::format("  Colonnes nouvelles : {}.\n", fmt::join(counts.columns_added, ", "));
    }
    if (!counts.columns_removed.empty()) {
        out += fmt::format("  Colonnes disparues : {}.\n", fmt::join(counts.columns_removed, ", "));
    }
    return out;
}

}  // namespace

int decide(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    Register reg = open_register(site);
    const std::string& dataset = command.datasets.front();
    publish::measure_old_comments(reg);
    if (command.task == Task::rollback) {
        const VersionRecord now = reg.roll_back(dataset, {command.who, command.why});
        out << fmt::format("{} : la version {} est de nouveau publiée.\n", dataset, now.version);
        publish::review_comments(reg, {dataset});
        return 0;
    }
    const std::uint32_t version =
        command.version == 0 ? newest_waiting(reg, dataset) : command.version;
    if (command.task == Task::approve) {
        reg.approve(dataset, version, {command.who, command.why});
        out << fmt::format("{} : la version {} est approuvée. Pour la publier : parvis publish {} "
                           "{}\n",
                           dataset, version, dataset, version);
        return 0;
    }
    reg.release(dataset, version, {command.who, command.why}, asks_approval(site, dataset));
    out << fmt::format("{} : la version {} est publiée.\n", dataset, version);
    publish::review_comments(reg, {dataset});
    return 0;
}

int show_difference(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const Register reg = open_register(site);
    const std::string& dataset = command.datasets.front();
    const auto [from, to] = versions_to_compare(command, reg, dataset);
    publish::DifferencePage page;
    page.dataset = dataset;
    if (command.json || command.diff_format == "json") {
        page.counts =
            datasets::compare_versions(site.data(), dataset, from, to,
                                       [&](const RowDifference& row) { page.rows.push_back(row); });
        out << publish::difference_json(page, {}) << '\n';
        return 0;
    }
    if (command.diff_format == "csv") {
        out << publish::difference_csv_header();
        datasets::compare_versions(site.data(), dataset, from, to, [&](const RowDifference& row) {
            std::string line;
            publish::append_difference_csv(line, row);
            out << line;
        });
        return 0;
    }
    std::string text;
    std::size_t shown = 0;
    page.counts =
        datasets::compare_versions(site.data(), dataset, from, to, [&](const RowDifference& row) {
            if (shown++ < rows_in_text) {
                append_text(text, row);
            }
        });
    out << counts_text(dataset, page.counts) << text;
    if (shown > rows_in_text) {
        out << fmt::format("  … et {} autres lignes : --format csv les donne toutes.\n",
                           grouped(shown - rows_in_text, "fr"));
    }
    return 0;
}

}  // namespace parvis::service
