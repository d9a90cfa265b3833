// SPDX-License-Identifier: EUPL-1.2
#include "service/form_file.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/entered_works.hpp"
#include "datasets/form_workbook.hpp"
#include "datasets/register.hpp"
#include "datasets/source.hpp"
#include "geo/error.hpp"
#include "publish/api/facts.hpp"
#include "service/outcome_report.hpp"
#include "service/sandbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

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

/// What was invented, in the words of the form: which rows, by the column that says so.
std::string sample_notice(const datasets::DatasetDefinition& definition)
{
    if (definition.sample_column.empty()) {
        return "Données d’exemple : les lignes publiées sont inventées pour la démonstration.";
    }
    const auto column =
        std::ranges::find_if(definition.columns, [&](const datasets::ColumnMapping& mapping) {
            return mapping.property.name == definition.sample_column;
        });
    return fmt::format("Données d’exemple : les lignes dont « {} » vaut « {} » sont inventées pour "
                       "la démonstration.",
                       column == definition.columns.end() || column->from.empty()
                           ? definition.sample_column
                           : column->from,
                       definition.sample_value);
}

std::vector<std::pair<std::string, std::string>>
facts_of(const datasets::Site& site, const datasets::DatasetDefinition& definition,
         const datasets::DatasetFacts& facts)
{
    std::vector<std::pair<std::string, std::string>> lines;
    if (facts.sample) {
        lines.emplace_back("Avertissement", sample_notice(definition));
    }
    if (const auto notice = datasets::text_in(site.notice, "fr"); !notice.empty()) {
        lines.emplace_back("Site", notice);
    }
    for (auto& line : publish::fact_lines(facts)) {
        lines.push_back(std::move(line));
    }
    if (const auto note = datasets::text_in(facts.note, "fr"); !note.empty()) {
        lines.emplace_back("Note", note);
    }
    return lines;
}

}  // namespace

std::uint64_t write_form(const datasets::Site& site, const std::string& dataset,
                         const fs::path& file, std::uint64_t most_rows)
{
    const auto definition = datasets::read_definition(
        site.folder / "datasets" / (dataset + ".toml"), site.default_licence);
    if (is_entered(definition)) {
        throw SourceError(fmt::format("les chantiers de « {} » se saisissent (parvis work, "
                                      "/works/new) : il n’y a pas de classeur à compléter.",
                                      dataset));
    }
    datasets::FormTitle title;
    std::optional<datasets::VersionRecord> published;
    bool by_country = false;
    if (fs::exists(site.data() / "register.sqlite")) {
        const datasets::Register reg(site.data());
        published = reg.published(dataset);
        by_country = definition.commune_country.empty() &&
                     definition.commune_country_column.empty() && has_several_countries(reg);
        title.comments = reg.comments();
        std::erase_if(title.comments, [&](const datasets::Comment& comment) {
            return comment.target.dataset != dataset;
        });
    }
    if (published && published->kept > most_rows) {
        throw SourceError(
            fmt::format("le jeu « {} » a {} lignes, plus que les {} d’un classeur à remplir ici.",
                        dataset, grouped(published->kept, "fr"), grouped(most_rows, "fr")));
    }
    title.sheet = sheet_name(definition);
    title.title = datasets::text_in(definition.facts.title, "fr");
    title.row = datasets::text_in(definition.facts.row, "fr");
    title.publisher = site.publisher;
    datasets::DatasetFacts facts = definition.facts;
    std::optional<fs::path> folder;
    if (published) {
        folder = datasets::version_folder(site.data(), dataset, published->version);
        title.created = published->created;
        title.published = fmt::format("Lignes de la version {}, publiée le {}.", published->version,
                                      published->created.substr(0, 10));
        // Whose the rows are is what their version says, not what the definition says by now.
        facts = datasets::read_manifest(*folder / "manifest.json").facts;
    }
    title.facts = facts_of(site, definition, facts);
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
