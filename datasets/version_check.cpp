// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version_check.hpp"

#include "datasets/manifest.hpp"
#include "datasets/sha256.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <system_error>

namespace parvis::datasets {

namespace {

namespace fs = std::filesystem;

std::string named(const VersionRecord& record)
{
    return "version " + std::to_string(record.version) + " du jeu « " + record.dataset + " » : ";
}

void check_file(const fs::path& folder, const VersionFile& file, const std::string& name,
                std::vector<std::string>& problems)
{
    const fs::path path = folder / file.name;
    std::error_code missing;
    const std::uintmax_t bytes = fs::file_size(path, missing);
    if (missing) {
        problems.push_back(name + "le fichier " + path.string() + " manque");
    } else if (bytes != file.bytes) {
        problems.push_back(name + path.string() + " a " + std::to_string(bytes) +
                           " octets au lieu de " + std::to_string(file.bytes));
    } else if (sha256_hex_of_file(path) != file.sha256) {
        problems.push_back(name + path.string() + " n'a plus la somme SHA-256 de son manifeste");
    }
}

void check_version(const fs::path& data, const VersionRecord& record,
                   std::vector<std::string>& problems)
{
    const std::string name = named(record);
    const fs::path folder = version_folder(data, record.dataset, record.version);
    const fs::path manifest_file = folder / "manifest.json";
    if (!fs::is_regular_file(manifest_file)) {
        problems.push_back(name + "le dossier " + folder.string() + " ou son manifeste manque");
        return;
    }
    if (sha256_hex_of_file(manifest_file) != record.manifest_sha256) {
        problems.push_back(name + manifest_file.string() +
                           " n'est plus celui que le registre connaît");
    }
    const Manifest manifest = read_manifest(manifest_file);
    if (manifest.facts.id != record.dataset || manifest.version != record.version ||
        manifest.counts.rows() != record.kept || manifest.created != record.created) {
        problems.push_back(name + "le manifeste et le registre se contredisent");
    }
    std::set<std::string> known{"manifest.json"};
    for (const VersionFile& file : manifest.files) {
        known.insert(file.name);
        check_file(folder, file, name, problems);
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (known.count(entry.path().filename().string()) == 0) {
            problems.push_back(name + entry.path().string() + " ne fait pas partie de la version");
        }
    }
}

}  // namespace

fs::path pending_mark(const fs::path& data, const std::string& dataset, std::uint32_t version)
{
    return data / "versions" / dataset / (".pending-" + std::to_string(version));
}

std::vector<std::uint32_t> versions_on_disk(const fs::path& data, const std::string& dataset)
{
    std::vector<std::uint32_t> versions;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(data / "versions" / dataset, none)) {
        const std::string name = entry.path().filename().string();
        std::uint32_t version = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), version);
        if (error == std::errc() && end == name.data() + name.size() && entry.is_directory()) {
            versions.push_back(version);
        }
    }
    std::sort(versions.begin(), versions.end());
    return versions;
}

std::vector<std::string> check_versions(const fs::path& data,
                                        const std::vector<VersionRecord>& records)
{
    std::vector<std::string> problems;
    std::map<std::string, std::set<std::uint32_t>> known;
    // A dataset that anything of was ever published has one published version.
    std::map<std::string, int> standing;
    for (const VersionRecord& record : records) {
        known[record.dataset].insert(record.version);
        standing[record.dataset] += record.state == "published" ? 1 : 0;
        if (record.state == "pruned") {
            continue;  // nothing of it is promised; what is left goes with the next pruning
        }
        try {
            check_version(data, record, problems);
        } catch (const StoreError& error) {
            problems.push_back(named(record) + error.what());
        }
    }
    for (const VersionRecord& record : records) {
        const bool was_published = record.state == "superseded" || record.state == "withdrawn";
        if (was_published && standing[record.dataset] == 0) {
            problems.push_back(named(record) +
                               "elle a été publiée, et aucune version ne l'est plus");
            standing[record.dataset] = 1;  // said once
        }
    }
    std::error_code none;
    for (const auto& folder : fs::directory_iterator(data / "versions", none)) {
        const std::string dataset = folder.path().filename().string();
        for (const std::uint32_t version : versions_on_disk(data, dataset)) {
            if (known[dataset].count(version) == 0 &&
                !fs::exists(pending_mark(data, dataset, version))) {
                problems.push_back(
                    version_folder(data, dataset, version).string() +
                    " : version que le registre ne connaît pas (registre ou dossier remis d'une "
                    "autre sauvegarde ?)");
            }
        }
    }
    return problems;
}

}  // namespace parvis::datasets
