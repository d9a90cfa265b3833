// SPDX-License-Identifier: EUPL-1.2
#include "service/upload_store.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/json_text.hpp"
#include "datasets/sha256.hpp"
#include "datasets/value.hpp"
#include "geo/error.hpp"
#include "service/file_lock.hpp"
#include "service/request_head.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
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

constexpr std::string_view newest_name = "newest.json";
/// Whoever changes the marker of a dataset holds it, for moments only.
constexpr std::string_view lock_name = ".lock";
/// Uploads that were pending one upon the other, each by a kill: more are a broken marker.
constexpr int most_pending = 100;

std::string text_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_durably(const fs::path& folder, std::string_view name, const std::string& text)
{
    const fs::path aside = folder / fmt::format(".new-{}-{}", ::getpid(), name);
    fs::remove(aside);
    datasets::DurableFile file(aside);
    file.append(text);
    static_cast<void>(file.sum());
    file.make_durable();
    fs::rename(aside, folder / name);
    datasets::sync_folder(folder);
}

void append_marker(datasets::JsonText& json, const StoredUpload& upload)
{
    json.start_object();
    if (!upload.before.empty()) {
        json.key("before");
        append_marker(json, upload.before.front());
    }
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
    if (upload.accept_shrink) {
        json.member("accept_shrink", true);
    }
    if (upload.pending) {
        json.member("pending", true);
    }
    json.member("file", upload.sha256 + "/" + upload.file.filename().string());
    json.member("name", upload.name);
    json.member("own_sha256", upload.own_sha256);
    json.member("received", upload.received);
    json.member("sha256", upload.sha256);
    json.end_object();
}

/// Puts this in the place of what `newest.json` says; nothing: no deposit stands.
void write_marker(const fs::path& folder, const std::vector<StoredUpload>& newest)
{
    if (newest.empty()) {
        fs::remove(folder / newest_name);
        datasets::sync_folder(folder);
        return;
    }
    datasets::JsonText json;
    append_marker(json, newest.front());
    write_durably(folder, newest_name, json.take());
}

StoredUpload read_marker(const rapidjson::Value& marker, const fs::path& folder, int depth)
{
    const auto text_of = [](const rapidjson::Value& object, const char* key) {
        const auto found = object.FindMember(key);
        return found != object.MemberEnd() && found->value.IsString()
                   ? std::string(found->value.GetString(), found->value.GetStringLength())
                   : std::string();
    };
    const auto member = [&](const char* key) { return text_of(marker, key); };
    StoredUpload upload;
    upload.file = folder / member("file");
    upload.name = member("name");
    upload.received = member("received");
    upload.sha256 = member("sha256");
    upload.own_sha256 = member("own_sha256");
    upload.draft = marker.HasMember("draft");
    upload.accept_shrink = marker.HasMember("accept_shrink");
    upload.pending = marker.HasMember("pending");
    if (const auto columns = marker.FindMember("columns");
        columns != marker.MemberEnd() && columns->value.IsArray()) {
        for (const auto& choice : columns->value.GetArray()) {
            if (choice.IsObject()) {
                upload.columns.push_back({text_of(choice, "slot"), text_of(choice, "column")});
            }
        }
    }
    if (const auto before = marker.FindMember("before");
        before != marker.MemberEnd() && before->value.IsObject() && depth < most_pending) {
        upload.before.push_back(read_marker(before->value, folder, depth + 1));
    }
    return upload;
}

/// What `newest.json` says, whether or not the file itself is there. @throws StoreError
std::vector<StoredUpload> read_newest(const fs::path& folder)
{
    if (!fs::exists(folder / newest_name)) {
        return {};
    }
    const std::string text = text_of(folder / newest_name);
    rapidjson::Document marker;
    marker.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (marker.HasParseError() || !marker.IsObject()) {
        throw StoreError(
            fmt::format("{} n’est plus lisible : supprimez-le pour revenir à la source du jeu.",
                        (folder / newest_name).string()));
    }
    return {read_marker(marker, folder, 0)};
}

bool is_same(const StoredUpload& a, const StoredUpload& b)
{
    return a.sha256 == b.sha256 && a.received == b.received;
}

/// Finds `upload` among the newest and those pending below it, and lets `change` replace it there.
template <typename Change>
void change_marker(const fs::path& data, const std::string& dataset, const StoredUpload& upload,
                   Change change)
{
    const fs::path folder = data / "uploads" / dataset;
    const auto lock = file_lock(folder / lock_name);
    auto newest = read_newest(folder);
    for (auto* level = &newest; !level->empty(); level = &level->front().before) {
        if (is_same(level->front(), upload)) {
            *level = change(std::move(level->front()));
            write_marker(folder, newest);
            return;
        }
    }
}

/// Whether the process whose number a text begins with is no more. Our own number is one that was
/// given before: this one has begun nothing yet.
bool has_gone(const std::string& text)
{
    int process = 0;
    std::from_chars(text.data(), text.data() + text.size(), process);
    return process == ::getpid() || (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH);
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
                         const fs::path& own, UploadFacts facts)
{
    const fs::path folder = data / "uploads" / dataset;
    datasets::make_folder(folder);
    const fs::path aside =
        folder / fmt::format(".new-{}-{}", ::getpid(), file.parent_path().filename().string());
    fs::remove(aside);
    StoredUpload kept;
    kept.own_sha256 = digest_of(own);
    kept.columns = std::move(facts.columns);
    kept.draft = facts.draft;
    kept.accept_shrink = facts.accept_shrink;
    kept.pending = true;
    kept.sha256 = copy_durably(file, aside);
    kept.file = folder / kept.sha256 / safe_name(facts.name);
    kept.name = std::move(facts.name);
    kept.received =
        datasets::to_text(datasets::Instant{std::chrono::duration_cast<std::chrono::seconds>(
                                                std::chrono::system_clock::now().time_since_epoch())
                                                .count()});
    datasets::make_folder(kept.file.parent_path());
    fs::rename(aside, kept.file);
    datasets::sync_folder(kept.file.parent_path());
    const auto lock = file_lock(folder / lock_name);
    try {
        kept.before = read_newest(folder);
    } catch (const StoreError&) {
        kept.before.clear();  // a marker that is broken stands in no newer file's way
    }
    write_marker(folder, {kept});
    return kept;
}

void accept_upload(const fs::path& data, const std::string& dataset, const StoredUpload& upload)
{
    change_marker(data, dataset, upload, [](StoredUpload found) {
        found.pending = false;
        found.before.clear();
        return std::vector{std::move(found)};
    });
}

void give_up_upload(const fs::path& data, const std::string& dataset, const StoredUpload& upload)
{
    change_marker(data, dataset, upload,
                  [](StoredUpload found) { return std::move(found.before); });
}

void forget_upload(const fs::path& data, const std::string& dataset, const StoredUpload& upload)
{
    change_marker(data, dataset, upload,
                  [](const StoredUpload&) { return std::vector<StoredUpload>(); });
}

std::optional<StoredUpload> newest_deposit(const fs::path& data, const std::string& dataset)
{
    auto newest = read_newest(data / "uploads" / dataset);
    if (newest.empty()) {
        return std::nullopt;
    }
    if (newest.front().sha256.empty() || !fs::exists(newest.front().file)) {
        throw StoreError(fmt::format("le fichier déposé {} manque.", newest.front().file.string()));
    }
    return std::move(newest.front());
}

bool stands(const StoredUpload& deposit, const fs::path& own)
{
    const std::string digest = digest_of(own);
    return digest.empty() || digest == deposit.own_sha256;
}

std::size_t prune_uploads(const fs::path& data, const std::string& dataset,
                          const std::function<std::set<std::string>()>& kept_sums)
{
    // Younger ones may be on the way to a version that is not registered yet.
    constexpr std::chrono::hours young{24};
    const fs::path folder = data / "uploads" / dataset;
    const auto now = fs::file_time_type::clock::now();
    std::vector<fs::path> old;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.is_directory(ignored) && now - entry.last_write_time(ignored) > young) {
            old.push_back(entry.path());
        }
    }
    if (old.empty()) {
        return 0;
    }
    const std::set<std::string> kept = kept_sums();
    const auto lock = file_lock(folder / lock_name);
    const std::string named = text_of(folder / newest_name);
    std::size_t removed = 0;
    for (const fs::path& path : old) {
        const std::string sum = path.filename().string();
        const bool came_again = now - fs::last_write_time(path, ignored) <= young;
        if (!kept.contains(sum) && named.find(sum) == std::string::npos && !came_again) {
            fs::remove_all(path, ignored);
            ++removed;
        }
    }
    return removed;
}

void remove_unfinished_uploads(const fs::path& data)
{
    std::error_code ignored;
    std::vector<fs::path> unfinished;
    for (const auto& dataset : fs::directory_iterator(data / "uploads", ignored)) {
        for (const auto& entry : fs::directory_iterator(dataset.path(), ignored)) {
            constexpr std::string_view mark = ".new-";  // then the process
            const std::string name = entry.path().filename().string();
            if (name.starts_with(mark) && has_gone(name.substr(mark.size()))) {
                unfinished.push_back(entry.path());
            }
        }
    }
    for (const fs::path& path : unfinished) {
        fs::remove(path, ignored);
    }
}

}  // namespace parvis::service
