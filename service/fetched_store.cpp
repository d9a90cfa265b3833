// SPDX-License-Identifier: EUPL-1.2
#include "service/fetched_store.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/json_text.hpp"
#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "service/fetch.hpp"
#include "service/site_clock.hpp"
#include "service/upload_store.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& data, const std::string& dataset)
{
    return data / "fetched" / dataset;
}

void write_last(const fs::path& folder, const FetchedSource& source)
{
    datasets::JsonText json;
    json.start_object();
    json.member("url", source.url);
    json.member("checked", source.checked);
    json.member("received", source.received);
    json.member("name", source.file.filename().string());
    json.member("sha256", source.sha256);
    json.member("etag", source.etag);
    json.member("last_modified", source.last_modified);
    json.member("fault", source.fault);
    json.member("gone", source.gone);
    json.end_object();
    const fs::path aside = folder / fmt::format(".last-{}", ::getpid());
    fs::remove(aside);
    datasets::DurableFile file(aside);
    file.append(json.take());
    static_cast<void>(file.sum());
    file.make_durable();
    fs::rename(aside, folder / "last.json");
    datasets::sync_folder(folder);
}

/// Files that a fetch killed half-way left, and those received before the last one: a version keeps
/// what it was made of by its sum, and its rows.
void remove_others(const fs::path& folder, const std::string& sha256)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name != "last.json" && name != ".lock" && name != sha256) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

/// One fetch of a dataset at a time.
datasets::FileDescriptor lock(const fs::path& folder, const std::string& dataset)
{
    const fs::path file = folder / ".lock";
    datasets::FileDescriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!descriptor.is_open() || ::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        throw StoreError(fmt::format("la source de « {} » est déjà en cours de lecture.", dataset));
    }
    return descriptor;
}

/// What was received, or nothing where that is damaged: it is received anew.
std::optional<FetchedSource> readable(const fs::path& data, const std::string& dataset)
{
    try {
        return read_fetched(data, dataset);
    } catch (const StoreError&) {
        return std::nullopt;
    }
}

/// Asks the server once; the file is in its place, durably, before last.json names it.
FetchedSource ask(const datasets::DatasetDefinition& definition, const fs::path& folder,
                  std::optional<FetchedSource> before)
{
    FetchedSource now = before && before->url == definition.source_url ? *before : FetchedSource{};
    now.url = definition.source_url;
    now.checked = datasets::to_text(instant_now());
    const fs::path aside = folder / fmt::format(".new-{}", ::getpid());
    fs::remove(aside);
    datasets::DurableFile file(aside);
    FetchRules rules;
    rules.max_bytes = definition.max_bytes;
    rules.time = std::chrono::seconds(definition.timeout_s);
    rules.allow_private = definition.allow_private;
    const Fetched answer = fetch(now.url, now.etag, now.last_modified, rules,
                                 [&](std::string_view bytes) { file.append(bytes); });
    now.fault = answer.message;
    now.gone = answer.outcome == Fetched::Outcome::gone;
    if (answer.outcome == Fetched::Outcome::fresh) {
        const auto written = file.sum();
        file.make_durable();
        now.received = now.checked;
        now.sha256 = written.sha256;
        now.etag = answer.etag;
        now.last_modified = answer.last_modified;
        now.file = folder / now.sha256 / safe_name(definition.source.filename().string());
        datasets::make_folder(now.file.parent_path());
        fs::rename(aside, now.file);
        datasets::sync_folder(now.file.parent_path());
        datasets::sync_folder(folder);
    }
    return now;
}

}  // namespace

std::optional<FetchedSource> read_fetched(const fs::path& data, const std::string& dataset)
{
    const fs::path folder = folder_of(data, dataset);
    std::ifstream in(folder / "last.json", std::ios::binary);
    if (!in) {
        return std::nullopt;
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    rapidjson::Document last;
    last.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (last.HasParseError() || !last.IsObject()) {
        throw StoreError(fmt::format("{} n’est plus lisible : supprimez-le, la source sera relue.",
                                     (folder / "last.json").string()));
    }
    const auto member = [&](const char* key) {
        const auto found = last.FindMember(key);
        return found != last.MemberEnd() && found->value.IsString()
                   ? std::string(found->value.GetString())
                   : std::string();
    };
    FetchedSource source;
    source.url = member("url");
    source.checked = member("checked");
    source.received = member("received");
    source.sha256 = member("sha256");
    source.etag = member("etag");
    source.last_modified = member("last_modified");
    source.fault = member("fault");
    const auto gone = last.FindMember("gone");
    source.gone = gone != last.MemberEnd() && gone->value.IsBool() && gone->value.GetBool();
    if (!source.sha256.empty()) {
        source.file = folder / source.sha256 / member("name");
        if (!fs::exists(source.file)) {
            throw StoreError(fmt::format("le fichier reçu {} manque : supprimez {}, la source sera "
                                         "relue.",
                                         source.file.string(), (folder / "last.json").string()));
        }
    }
    return source;
}

int fetch_sources(const Command& command, std::ostream& out, std::ostream& err)
{
    const auto site = datasets::read_site(command.site);
    std::vector<fs::path> files;
    for (const std::string& id : command.datasets) {
        files.push_back(site.folder / "datasets" / (id + ".toml"));
    }
    if (files.empty()) {
        files = datasets::definition_files(site.folder);
    }
    int code = 0;
    for (const fs::path& file : files) {
        const std::string id = file.stem().string();
        try {
            const auto definition = datasets::read_definition(file, site.default_licence);
            if (definition.source_url.empty()) {
                if (!command.datasets.empty()) {
                    out << fmt::format("{} : sa source n’est pas une adresse du web.\n", id);
                }
                continue;
            }
            const fs::path folder = folder_of(site.data(), id);
            datasets::make_folder(folder);
            const auto held = lock(folder, id);
            const auto before = readable(site.data(), id);
            const auto now = ask(definition, folder, before);
            write_last(folder, now);
            remove_others(folder, now.sha256);
            const bool same = before && before->sha256 == now.sha256;
            if (!now.fault.empty()) {
                err << fmt::format("{} : {} Ce qui était reçu reste.\n", id, now.fault);
                code = 1;
            } else {
                out << fmt::format("{} : {}\n", id, same ? "inchangé" : "reçu");
            }
        } catch (const std::exception& error) {
            err << fmt::format("{} : {}\n", id, error.what());
            code = 1;
        }
    }
    return code;
}

}  // namespace parvis::service
