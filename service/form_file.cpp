// SPDX-License-Identifier: EUPL-1.2
#include "service/form_file.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/form_workbook.hpp"
#include "datasets/register.hpp"
#include "datasets/source.hpp"
#include "geo/error.hpp"
#include "service/outcome_report.hpp"
#include "service/sandbox.hpp"

#include <fmt/format.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t most_in_a_sheet = 1'048'575;

/// Codes of communes carry their country where the site has communes of several.
bool has_several_countries(const datasets::Register& reg)
{
    const auto communes = reg.published("communes");
    if (!communes) {
        return false;
    }
    const auto folder = datasets::version_folder(reg.data(), "communes", communes->version);
    return datasets::read_manifest(folder / "manifest.json").boundaries.size() > 1;
}

/// The sheet that the definition asks for, where its own file is a spreadsheet.
std::string sheet_name(const datasets::DatasetDefinition& definition)
{
    const std::string own =
        definition.format.empty() ? datasets::format_of_name(definition.source) : definition.format;
    return own == "xlsx" && !definition.layer.empty() ? definition.layer : definition.facts.id;
}

}  // namespace

std::uint64_t write_form(const datasets::Site& site, const std::string& dataset,
                         const fs::path& file, std::uint64_t most_rows)
{
    const auto definition = datasets::read_definition(
        site.folder / "datasets" / (dataset + ".toml"), site.default_licence);
    std::optional<datasets::VersionRecord> published;
    bool by_country = false;
    if (fs::exists(site.data() / "register.sqlite")) {
        const datasets::Register reg(site.data());
        published = reg.published(dataset);
        by_country = definition.commune_country.empty() &&
                     definition.commune_country_column.empty() && has_several_countries(reg);
    }
    if (published && published->kept > most_rows) {
        throw SourceError(
            fmt::format("le jeu « {} » a {} lignes, plus que les {} d’un classeur à remplir ici.",
                        dataset, grouped(published->kept, "fr"), grouped(most_rows, "fr")));
    }
    datasets::FormTitle title;
    title.sheet = sheet_name(definition);
    title.title = datasets::text_in(definition.facts.title, "fr");
    title.row = datasets::text_in(definition.facts.row, "fr");
    title.publisher = site.publisher;
    std::optional<fs::path> folder;
    if (published) {
        folder = datasets::version_folder(site.data(), dataset, published->version);
        title.created = published->created;
        title.published = fmt::format("Lignes de la version {}, publiée le {}.", published->version,
                                      published->created.substr(0, 10));
    }
    datasets::DatasetForm form(definition, folder, by_country);
    return datasets::write_workbook(file, form, title, most_rows);
}

int write_form(const Command& command, std::ostream& out)
{
    if (command.ends_with_parent) {
        end_with_parent();
    }
    const auto site = datasets::read_site(command.site);
    const std::string& dataset = command.datasets.front();
    const fs::path file =
        command.out.empty() ? fs::path(fmt::format("modele-{}.xlsx", dataset)) : command.out;
    if (fs::exists(file)) {
        // It may be one that somebody is filling in.
        throw StoreError(
            fmt::format("{} existe déjà : nommez-en un autre avec --out.", file.string()));
    }
    std::uint64_t rows = 0;
    try {
        rows = write_form(site, dataset, file,
                          command.ends_with_parent ? most_rows_served : most_in_a_sheet);
    } catch (...) {
        std::error_code ignored;
        fs::remove(file, ignored);
        throw;
    }
    out << fmt::format("{} : {} lignes à compléter dans {}\n", dataset, grouped(rows, "fr"),
                       file.string());
    return 0;
}

}  // namespace parvis::service
