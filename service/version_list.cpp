// SPDX-License-Identifier: EUPL-1.2
#include "service/version_list.hpp"

#include "datasets/json_text.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "service/outcome_report.hpp"

#include <fmt/format.h>

namespace parvis::service {

namespace {

using datasets::VersionRecord;

std::vector<VersionRecord> records(const Command& command, const datasets::Register& reg)
{
    std::vector<std::string> ids = command.datasets;
    if (ids.empty()) {
        for (const auto& record : reg.published()) {
            ids.push_back(record.dataset);
        }
    }
    std::vector<VersionRecord> all;
    for (const auto& id : ids) {
        const auto versions = reg.versions(id);
        all.insert(all.end(), versions.begin(), versions.end());
    }
    return all;
}

std::string as_json(const std::vector<VersionRecord>& versions)
{
    datasets::JsonText json;
    json.start_array();
    for (const auto& version : versions) {
        json.start_object();
        json.member("dataset", version.dataset);
        json.member("version", std::int64_t{version.version});
        json.member("state", version.state);
        json.member("created", version.created);
        json.member("kept", version.kept);
        json.member("content_sha256", version.content_sha256);
        json.member("manifest_sha256", version.manifest_sha256);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

datasets::Register open_existing(const datasets::Site& site)
{
    if (!std::filesystem::exists(site.data() / "register.sqlite")) {
        throw StoreError(fmt::format(
            "rien n’est encore publié dans {} : lancez d’abord « parvis ingest --site {} ».",
            site.folder.string(), site.folder.string()));
    }
    return datasets::Register(site.data());
}

}  // namespace

int list_versions(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const auto reg = open_existing(site);
    const auto versions = records(command, reg);
    if (command.json) {
        out << as_json(versions) << '\n';
        return 0;
    }
    for (const auto& version : versions) {
        out << fmt::format("{} {} : {}, {} lignes, {}\n", version.dataset, version.version,
                           version.state == "published" ? "publiée" : "remplacée",
                           grouped(version.kept, "fr"), version.created);
    }
    if (versions.empty()) {
        out << "Aucune version.\n";
        return command.datasets.empty() ? 0 : 1;
    }
    return 0;
}

int examine(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const auto reg = open_existing(site);
    const auto faults = reg.verify();
    for (const auto& fault : faults) {
        out << fault << '\n';
    }
    out << fmt::format("{} jeux publiés, {}.\n", reg.published().size(),
                       faults.empty() ? "registre et versions sains"
                                      : fmt::format("{} défauts", faults.size()));
    return faults.empty() ? 0 : 1;
}

}  // namespace parvis::service
