// SPDX-License-Identifier: EUPL-1.2
#include "service/pruning.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/retention.hpp"
#include "geo/error.hpp"
#include "publish/report/edition.hpp"
#include "publish/works/road_event.hpp"
#include "publish/works/row_past.hpp"
#include "service/site_clock.hpp"
#include "service/upload_store.hpp"
#include "service/version_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace parvis::service {

namespace {

/// How many versions of a dataset are kept; nothing: all.
std::optional<std::uint32_t> kept_of(const datasets::Site& site, const std::string& dataset)
{
    const auto file = site.folder / "datasets" / (dataset + ".toml");
    if (!std::filesystem::exists(file)) {
        return site.keep_versions;  // a crossed collection
    }
    try {
        const auto own = datasets::read_definition(file, site.default_licence).keep_versions;
        return own ? own : site.keep_versions;
    } catch (const Error&) {
        return std::nullopt;  // what it says is not known: nothing goes
    }
}

/// How many have to be kept so that every version stays that an edition of a report cites: its
/// numbers name cells there. Nothing: all, where an edition cannot be read.
std::optional<std::uint32_t> kept_with_cited(const datasets::Register& reg,
                                             const std::string& dataset, std::uint32_t keep)
{
    namespace report = publish::report;
    std::optional<std::uint32_t> oldest;
    try {
        for (const auto& shelved : report::shelved_reports(reg.data())) {
            const auto& newest = shelved.newest;
            for (const unsigned edition : shelved.editions) {
                for (const std::string& cited :
                     report::edition_facts(reg.data(), newest.place, newest.year, edition)
                         .versions) {
                    std::uint32_t version = 0;
                    const std::string_view number =
                        cited.starts_with(dataset + "@")
                            ? std::string_view(cited).substr(dataset.size() + 1)
                            : std::string_view();
                    if (std::from_chars(number.begin(), number.end(), version).ec == std::errc()) {
                        oldest = std::min(oldest.value_or(version), version);
                    }
                }
            }
        }
    } catch (const StoreError&) {
        return std::nullopt;
    }
    if (oldest) {
        const auto since = std::ranges::count_if(reg.versions(dataset), [&](const auto& version) {
            return version.state != "pruned" && version.version >= *oldest;
        });
        keep = std::max(keep, static_cast<std::uint32_t>(since));
    }
    return keep;
}

/// Of the files that the dataset's kept versions were made of.
std::set<std::string> sources_kept(const datasets::Register& reg, const std::string& dataset)
{
    std::set<std::string> sums;
    for (const auto& version : reg.versions(dataset)) {
        if (version.state != "pruned") {
            const auto folder = datasets::version_folder(reg.data(), dataset, version.version);
            sums.insert(datasets::read_manifest(folder / "manifest.json").source.sha256);
        }
    }
    return sums;
}

/// Files that were handed in and of which no version is kept go too.
void prune_sources(const datasets::Register& reg, const std::string& dataset,
                   std::vector<std::string>& sentences)
{
    const std::size_t gone =
        prune_uploads(reg.data(), dataset, [&] { return sources_kept(reg, dataset); });
    if (gone > 0) {
        sentences.push_back(
            fmt::format("{} : {} dont aucune version n’est conservée {}.", dataset,
                        gone == 1 ? "un fichier déposé" : fmt::format("{} fichiers déposés", gone),
                        gone == 1 ? "est supprimé" : "sont supprimés"));
    }
}

bool is_works(const datasets::Register& reg, const datasets::VersionRecord& version)
{
    const auto folder = datasets::version_folder(reg.data(), version.dataset, version.version);
    return datasets::read_manifest(folder / "manifest.json").facts.kind ==
           datasets::Kind::road_works;
}

/// What was closed before is told no more, wherever it is noon.
datasets::Instant oldest_told()
{
    constexpr std::int64_t day = 86'400;
    return {instant_now().seconds - (publish::works::closing_days + 2) * day};
}

}  // namespace

std::vector<std::string> prune_datasets(const datasets::Site& site, datasets::Register& reg,
                                        const std::vector<std::string>& named)
{
    std::vector<std::string> sentences;
    for (const auto& record : reg.published()) {
        if (!named.empty() && std::ranges::find(named, record.dataset) == named.end()) {
            continue;
        }
        const auto wanted = kept_of(site, record.dataset);
        const auto keep = wanted ? kept_with_cited(reg, record.dataset, *wanted) : wanted;
        if (!keep) {
            prune_sources(reg, record.dataset, sentences);
            continue;
        }
        if (is_works(reg, record)) {
            publish::works::keep_past(reg, record.dataset, *keep, oldest_told());
        }
        const auto gone = datasets::prune_versions(reg, record.dataset, *keep, "parvis");
        if (!gone.empty()) {
            sentences.push_back(fmt::format(
                "{} : {} versions sont conservées ; {} : {}.", record.dataset, *keep,
                gone.size() == 1 ? "une ne l’est plus" : "ne le sont plus", fmt::join(gone, ", ")));
        }
        prune_sources(reg, record.dataset, sentences);
    }
    return sentences;
}

int prune_site(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    auto reg = open_register(site);
    const auto sentences = prune_datasets(site, reg, command.datasets);
    for (const auto& sentence : sentences) {
        out << sentence << '\n';
    }
    if (sentences.empty()) {
        out << "Rien à supprimer.\n";
    }
    return 0;
}

}  // namespace parvis::service
