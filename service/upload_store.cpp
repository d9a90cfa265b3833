// SPDX-License-Identifier: EUPL-1.2
#include "service/upload_store.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/json_text.hpp"
#include "datasets/sha256.hpp"
#include "datasets/value.hpp"
#include "geo/error.hpp"
#include "service/request_head.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

/// Copies, syncs, and gives the SHA-256 in hex.
std::string copy_durably(const fs::path& from, const fs::path& to)
{
    std::ifstream source(from, std::ios::binary);
    datasets::DurableFile target(to);
    std::vector<char> block(std::size_t{1} << 16U);
    while (source.read(block.data(), static_cast<std::streamsize>(block.size())) ||
           source.gcount() > 0) {
        target.append({block.data(), static_cast<std::size_t>(source.gcount())});
    }
    if (!source.eof()) {
        throw StoreError(fmt::format("impossible de lire {}.", from.string()));
    }
    const auto written = target.sum();
    target.make_durable();
    return written.sha256;
}

void write_marker(const fs::path& folder, const StoredUpload& upload)
{
    datasets::JsonText json;
    json.start_object();
    if (!upload.columns.empty()) {
        json.key("columns");
        json.start_array();
        for (const auto& [slot, column] : upload.columns) {
            json.start_object();
            json.member("column", column);
            json.member("slot", slot);
            json.end_object();
        }
        json.end_array();
    }
    if (upload.draft) {
        json.member("draft", true);
    }
    json.member("file", upload.sha256 + "/" + upload.file.filename().string());
    json.member("name", upload.name);
    json.member("own_sha256", upload.own_sha256);
    json.member("received", upload.received);
    json.member("sha256", upload.sha256);
    json.end_object();
    const fs::path aside = folder / fmt::format(".newest-{}", ::getpid());
    fs::remove(aside);
    datasets::DurableFile file(aside);
    file.append(json.take());
    static_cast<void>(file.sum());
    file.make_durable();
    fs::rename(aside, folder / "newest.json");
    datasets::sync_folder(folder);
}

/// "" where there is no file.
std::string digest_of(const fs::path& own)
{
    std::error_code ignored;
    return fs::is_regular_file(own, ignored) ? datasets::sha256_hex_of_file(own) : std::string();
}

}  // namespace

std::string safe_name(const std::string& name)
{
    constexpr std::size_t longest = 100;
    std::string out;
    for (const char c : name.substr(name.find_last_of("/\\") + 1)) {  // npos + 1 is 0
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
                           static_cast<unsigned char>(c) >= 0x80;
        out += plain ? c : '_';
    }
    if (out.size() > longest) {
        out = out.substr(out.size() - longest);
        while (!out.empty() && (static_cast<unsigned char>(out.front()) & 0xc0U) == 0x80) {
            out.erase(0, 1);  // the rest of a letter that was cut
        }
    }
    if (out.empty() || out.front() == '.') {
        out.insert(0, "fichier");
    }
    return is_utf8(out) ? out : "fichier" + out.substr(std::min(out.size(), out.rfind('.')));
}

StoredUpload keep_upload(const fs::path& data, const std::string& dataset, const fs::path& file,
                         const std::string& name, const fs::path& own,
                         std::vector<datasets::ColumnChoice> columns, bool draft)
{
    const fs::path folder = data / "uploads" / dataset;
    datasets::make_folder(folder);
    const fs::path aside =
        folder / fmt::format(".new-{}-{}", ::getpid(), file.parent_path().filename().string());
    fs::remove(aside);
    StoredUpload kept;
    kept.own_sha256 = digest_of(own);
    kept.columns = std::move(columns);
    kept.draft = draft;
    kept.sha256 = copy_durably(file, aside);
    kept.file = folder / kept.sha256 / safe_name(name);
    kept.name = name;
    kept.received =
        datasets::to_text(datasets::Instant{std::chrono::duration_cast<std::chrono::seconds>(
                                                std::chrono::system_clock::now().time_since_epoch())
                                                .count()});
    datasets::make_folder(kept.file.parent_path());
    fs::rename(aside, kept.file);
    datasets::sync_folder(kept.file.parent_path());
    write_marker(folder, kept);
    return kept;
}

std::optional<StoredUpload> newest_deposit(const fs::path& data, const std::string& dataset)
{
    const fs::path folder = data / "uploads" / dataset;
    std::ifstream in(folder / "newest.json", std::ios::binary);
    if (!in) {
        return std::nullopt;
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    rapidjson::Document marker;
    marker.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (marker.HasParseError() || !marker.IsObject()) {
        throw StoreError(
            fmt::format("{} n’est plus lisible : supprimez-le pour revenir à la source du jeu.",
                        (folder / "newest.json").string()));
    }
    const auto text_of = [](const rapidjson::Value& object, const char* key) {
        const auto found = object.FindMember(key);
        return found != object.MemberEnd() && found->value.IsString()
                   ? std::string(found->value.GetString(), found->value.GetStringLength())
                   : std::string();
    };
    const auto member = [&](const char* key) { return text_of(marker, key); };
    StoredUpload upload{folder / member("file"),  member("name"),       member("received"),
                        member("sha256"),         member("own_sha256"), {},
                        marker.HasMember("draft")};
    if (const auto columns = marker.FindMember("columns");
        columns != marker.MemberEnd() && columns->value.IsArray()) {
        for (const auto& choice : columns->value.GetArray()) {
            if (choice.IsObject()) {
                upload.columns.push_back({text_of(choice, "slot"), text_of(choice, "column")});
            }
        }
    }
    if (upload.sha256.empty() || !fs::exists(upload.file)) {
        throw StoreError(fmt::format("le fichier déposé {} manque.", upload.file.string()));
    }
    return upload;
}

bool stands(const StoredUpload& deposit, const fs::path& own)
{
    const std::string digest = digest_of(own);
    return digest.empty() || digest == deposit.own_sha256;
}

void remove_unfinished_uploads(const fs::path& data)
{
    std::error_code ignored;
    std::vector<fs::path> unfinished;
    for (const auto& dataset : fs::directory_iterator(data / "uploads", ignored)) {
        for (const auto& entry : fs::directory_iterator(dataset.path(), ignored)) {
            // Folders of a sum whose file never got there are empty.
            if (entry.path().filename().string().starts_with(".new") ||
                (entry.is_directory(ignored) && fs::is_empty(entry.path(), ignored))) {
                unfinished.push_back(entry.path());
            }
        }
    }
    for (const fs::path& path : unfinished) {
        fs::remove(path, ignored);
    }
}

void restore_deposit(const fs::path& data, const std::string& dataset,
                     const std::optional<StoredUpload>& previous)
{
    const fs::path folder = data / "uploads" / dataset;
    if (previous) {
        write_marker(folder, *previous);
        return;
    }
    std::error_code ignored;
    fs::remove(folder / "newest.json", ignored);
}

}  // namespace parvis::service
