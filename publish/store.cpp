// SPDX-License-Identifier: EUPL-1.2
#include "publish/store.hpp"

#include "datasets/register.hpp"
#include "geo/error.hpp"
#include "publish/answer_cache.hpp"
#include "publish/cross/comment_scope.hpp"
#include "publish/ready_files.hpp"
#include "publish/report/edition.hpp"
#include "publish/tiles/shelf.hpp"
#include "publish/works/book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace parvis::publish {

std::shared_ptr<const Snapshot> Publication::find(std::string_view id) const
{
    const auto found = datasets.find(id);
    return found == datasets.end() ? nullptr : found->second;
}

std::shared_ptr<const Snapshot> Publication::communes() const
{
    const auto all = of_kind(datasets::Kind::communes);
    return all.empty() ? nullptr : all.front();
}

std::vector<std::shared_ptr<const Snapshot>> Publication::levels() const
{
    return of_kind(datasets::Kind::level);
}

std::vector<std::shared_ptr<const Snapshot>> Publication::of_kind(datasets::Kind kind) const
{
    std::vector<std::shared_ptr<const Snapshot>> found;
    for (const auto& [id, snapshot] : datasets) {
        if (snapshot->manifest().facts.kind == kind) {
            found.push_back(snapshot);
        }
    }
    return found;
}

namespace {

std::int64_t second_after_now()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::seconds>(now).count() + 1;
}

/// FNV-1a over every dataset's version, the comments, the day and whether there are reports, which
/// every page's menu says: a name for what is published.
std::string tag_of(const Publication& publication)
{
    std::uint64_t hash = 14695981039346656037U;
    const auto mix = [&](std::string_view text) {
        for (const char letter : text) {
            hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
        }
    };
    for (const auto& [id, dataset] : publication.datasets) {
        mix(fmt::format("{}@{};", id, dataset->manifest().version));
    }
    for (const auto& alert : publication.alerts) {
        mix(alert.dataset + alert.kind + alert.message);
    }
    mix(fmt::format("{};{};{};{}", publication.comment_revision, publication.takes_comments,
                    datasets::to_text(publication.today), publication.has_reports));
    return fmt::format("{}-{:x}", publication.start_tag, hash);
}

}  // namespace

struct Store::Data {
    Data(datasets::Site for_site, std::uint64_t bytes)
        : site(std::move(for_site)), reg(site.data()), older_bytes_kept(bytes)
    {
        try {
            perimeters = datasets::read_perimeters(site);
        } catch (const std::exception& error) {  // history lacks, the site is served all the same
            perimeters_fault = error.what();
        }
    }

    datasets::Site site;
    std::shared_ptr<const datasets::CommunePerimeters> perimeters;
    std::string perimeters_fault;  ///< until it has been told once

    /// The register is not for several threads at once; whoever uses it holds this.
    std::mutex register_mutex;
    datasets::Register reg;

    std::mutex refresh_mutex;
    std::optional<std::uint64_t> seen_change;
    bool is_carried = false;  ///< the last time that it was needed, without a fault
    std::atomic<RefreshFault> fault{RefreshFault::none};

    /// Held only to copy or set a pointer.
    std::mutex current_mutex;
    std::shared_ptr<const Publication> current = std::make_shared<const Publication>();

    std::atomic<bool> desk_is_open{false};

    tiles::Shelf tiles;
    works::BookShelf works;
    AnswerCache answers;

    ReadyFiles ready_files;

    using Shared = std::shared_ptr<const Snapshot>;
    using Key = std::pair<std::string, std::uint32_t>;

    /// Older versions that runs of pages still read, last used first, and those being opened.
    const std::uint64_t older_bytes_kept;
    std::mutex older_mutex;
    std::list<Shared> older;
    std::map<Key, std::shared_future<Shared>> opening;

    void keep_open(Shared snapshot)
    {
        const std::lock_guard lock(older_mutex);
        older.push_front(std::move(snapshot));
        std::uint64_t bytes = 0;
        for (auto one = older.begin(); one != older.end();) {
            bytes += 2 * (*one)->bytes();  // with what searching and sorting add on demand
            const bool stays = one == older.begin() || bytes <= older_bytes_kept;
            one = stays ? std::next(one) : older.erase(one);
        }
    }

    /// One of those, with the comments of now: an old version is read with what is said of it
    /// today. @pre older_mutex is held.
    Shared opened(const Key& key, const Publication& now)
    {
        const auto found = std::find_if(older.begin(), older.end(), [&](const auto& snapshot) {
            return snapshot->id() == key.first && snapshot->manifest().version == key.second;
        });
        if (found == older.end()) {
            return nullptr;
        }
        older.splice(older.begin(), older, found);
        auto& front = older.front();
        if (front->comment_revision() < now.comment_revision) {
            front = std::make_shared<const Snapshot>(*front, now.comments, now.comment_revision,
                                                     cross::carried_into(now, *front));
        }
        return front;
    }

    Shared older_version(const Key& key, const Publication& now);

    /// The versions that are or were published, newest first: what only waits is nobody's to read.
    std::vector<datasets::VersionRecord> public_versions(const std::string& dataset)
    {
        const std::lock_guard lock(register_mutex);
        auto records = reg.versions(dataset);
        std::erase_if(records, [](const auto& record) {
            return record.state == "checked" || record.state == "approved";
        });
        return records;
    }

    bool is_public(const std::string& dataset, std::uint32_t version)
    {
        const auto records = public_versions(dataset);
        return std::any_of(records.begin(), records.end(), [&](const auto& record) {
            return record.version == version && record.state != "pruned";
        });
    }

    std::shared_ptr<const Snapshot> load(const datasets::VersionRecord& record, Publication& next,
                                         const Publication& now);
};

/// The snapshot of a published version: the one there is when neither rows nor comments changed.
std::shared_ptr<const Snapshot> Store::Data::load(const datasets::VersionRecord& record,
                                                  Publication& next, const Publication& now)
{
    auto old = now.find(record.dataset);
    if (old && old->manifest().version == record.version) {
        if (old->comment_revision() == next.comment_revision) {
            return old;
        }
        return std::make_shared<const Snapshot>(*old, next.comments, next.comment_revision);
    }
    auto fresh = std::make_shared<const Snapshot>(
        datasets::version_folder(site.data(), record.dataset, record.version), next.comments,
        next.comment_revision);
    if (fresh->id() != record.dataset || fresh->manifest().version != record.version) {
        throw StoreError(fmt::format("version {} de « {} » : son manifest.json parle de la version "
                                     "{} de « {} ».",
                                     record.version, record.dataset, fresh->manifest().version,
                                     fresh->id()));
    }
    if (old) {
        keep_open(std::move(old));
    }
    return fresh;
}

/// Kept open, or opened now: by the first who asks, while others that ask for it wait.
std::shared_ptr<const Snapshot> Store::Data::older_version(const Key& key, const Publication& now)
{
    std::promise<Shared> promise;
    std::shared_future<Shared> result;
    {
        std::unique_lock lock(older_mutex);
        if (auto open = opened(key, now)) {
            return open;
        }
        if (const auto found = opening.find(key); found != opening.end()) {
            const auto other = found->second;
            lock.unlock();
            return other.get();
        }
        result = promise.get_future().share();
        opening.emplace(key, result);
    }
    try {
        const auto folder = datasets::version_folder(site.data(), key.first, key.second);
        Shared fresh;
        if (std::filesystem::exists(folder / "manifest.json") && is_public(key.first, key.second)) {
            const Snapshot bare(folder, {}, 0);
            fresh = std::make_shared<const Snapshot>(bare, now.comments, now.comment_revision,
                                                     cross::carried_into(now, bare));
            keep_open(fresh);
        }
        promise.set_value(std::move(fresh));
    } catch (...) {
        promise.set_exception(std::current_exception());
    }
    {
        const std::lock_guard lock(older_mutex);
        opening.erase(key);
    }
    return result.get();
}

Store::Store(datasets::Site site, std::uint64_t older_bytes_kept)
    : m_data(std::make_unique<Data>(std::move(site), older_bytes_kept))
{
}

Store::~Store() = default;

std::shared_ptr<const Publication> Store::current() const
{
    const std::lock_guard lock(m_data->current_mutex);
    return m_data->current;
}

std::filesystem::path Store::data() const { return m_data->site.data(); }

std::shared_ptr<const Snapshot> Store::version(std::string_view dataset,
                                               std::uint32_t version) const
{
    const auto now = current();
    const auto snapshot = now->find(dataset);
    if (!snapshot) {
        return nullptr;
    }
    if (snapshot->manifest().version == version) {
        return snapshot;
    }
    return m_data->older_version({std::string(dataset), version}, *now);
}

std::vector<datasets::VersionRecord> Store::pruned(std::string_view dataset) const
{
    auto records = m_data->public_versions(std::string(dataset));
    std::erase_if(records, [](const auto& record) { return record.state != "pruned"; });
    return records;
}

std::optional<datasets::VersionDifference>
Store::compare(std::string_view dataset, std::uint32_t from, std::uint32_t to,
               const std::function<void(const datasets::RowDifference&)>& found,
               const datasets::DifferenceWindow& window) const
{
    const std::string id(dataset);
    if (!current()->find(dataset) || !m_data->is_public(id, from) || !m_data->is_public(id, to)) {
        return std::nullopt;
    }
    return datasets::compare_versions(m_data->site.data(), id, from, to, found, window);
}

std::vector<datasets::VersionChange> Store::decisions(std::string_view dataset) const
{
    const std::string id(dataset);
    std::vector<datasets::VersionChange> changes;
    {
        const std::lock_guard lock(m_data->register_mutex);
        changes = m_data->reg.changes(id);
    }
    const auto records = m_data->public_versions(id);
    std::erase_if(changes, [&](const auto& change) {
        return std::ranges::find(records, change.version, &datasets::VersionRecord::version) ==
               records.end();
    });
    return changes;
}

std::vector<datasets::Manifest> Store::versions(std::string_view dataset) const
{
    const std::string id(dataset);
    std::vector<datasets::Manifest> manifests;
    for (const auto& record : m_data->public_versions(id)) {
        const auto file =
            datasets::version_folder(m_data->site.data(), id, record.version) / "manifest.json";
        if (std::filesystem::exists(file)) {
            manifests.push_back(datasets::read_manifest(file));
        }
    }
    return manifests;
}

std::optional<std::filesystem::path>
Store::version_file(std::string_view dataset, std::uint32_t version, std::string_view name) const
{
    const std::string id(dataset);
    if (!current()->find(dataset) || !m_data->is_public(id, version)) {
        return std::nullopt;
    }
    const auto folder = datasets::version_folder(m_data->site.data(), id, version);
    if (!std::filesystem::exists(folder / "manifest.json")) {
        return std::nullopt;
    }
    if (name == "manifest.json") {
        return folder / "manifest.json";
    }
    // Only names that the manifest lists: a request never makes up a path.
    const auto manifest = datasets::read_manifest(folder / "manifest.json");
    const auto found = std::find_if(manifest.files.begin(), manifest.files.end(),
                                    [&](const auto& file) { return file.name == name; });
    return found == manifest.files.end() ? std::nullopt : std::optional(folder / found->name);
}

tiles::Shelf& Store::tiles() const { return m_data->tiles; }

works::BookShelf& Store::works() const { return m_data->works; }

AnswerCache& Store::answers() const { return m_data->answers; }

ReadyFiles& Store::ready_files() const { return m_data->ready_files; }

void Store::take_comments() { m_data->desk_is_open = true; }

RefreshFault Store::fault() const { return m_data->fault; }

std::optional<std::string> Store::refresh(datasets::Instant now)
{
    const std::lock_guard one_at_a_time(m_data->refresh_mutex);
    const auto old = current();
    auto next = std::make_shared<Publication>();
    std::vector<datasets::VersionRecord> records;
    std::uint64_t change = 0;
    // A report is no change of the register.
    next->has_reports = report::has_reports(m_data->site.data());
    try {
        const std::lock_guard lock(m_data->register_mutex);
        // Read first: what is written while we read will show as a change next time.
        change = m_data->reg.change_counter();
        next->today = datasets::today(m_data->site, now);
        if (m_data->seen_change == change && old->today == next->today &&
            old->has_reports == next->has_reports) {
            m_data->fault = RefreshFault::none;  // nothing was lacking when that was read
            return std::nullopt;
        }
        next->site = m_data->site;
        next->perimeters = m_data->perimeters;
        const auto never_public = m_data->reg.withdrawn_drafts();
        for (auto& comment : m_data->reg.all_comments()) {
            if (never_public.contains(comment.id)) {
                continue;
            }
            if (comment.state == datasets::CommentState::withdrawn) {
                next->withdrawn_comments.push_back(std::move(comment));
            } else if (comment.state != datasets::CommentState::draft) {
                next->comments.push_back(std::move(comment));
            }
        }
        next->takes_comments =
            m_data->desk_is_open ||
            std::ranges::any_of(m_data->reg.tokens(), [](const auto& token) {
                return token.role != datasets::TokenRole::source && token.revoked.empty();
            });
        next->comment_revision = m_data->reg.comment_revision();
        next->comment_changes = old->comment_revision == next->comment_revision
                                    ? old->comment_changes
                                    : m_data->reg.comment_changes();
        next->alerts = m_data->reg.alerts();
        records = m_data->reg.published();
    } catch (const std::exception& error) {
        m_data->fault = RefreshFault::register_unreadable;
        return error.what();
    }
    std::string errors;
    for (const auto& record : records) {
        try {
            next->datasets[record.dataset] = m_data->load(record, *next, *old);
        } catch (const std::exception& error) {  // a damaged version must not end the server
            errors += (errors.empty() ? "" : " | ") + std::string(error.what());
            if (auto before = old->find(record.dataset)) {
                next->datasets[record.dataset] = std::move(before);
            }
        }
    }
    // What came from the last time has its comments already.
    const bool is_new = !m_data->is_carried || old->today != next->today ||
                        old->datasets != next->datasets ||
                        old->comment_revision != next->comment_revision;
    try {
        if (is_new) {
            m_data->is_carried = false;
            cross::carry_comments(*next);
            m_data->is_carried = true;
        }
    } catch (const std::exception& error) {
        errors += (errors.empty() ? "" : " | ") + std::string(error.what());
    }
    next->start_tag = old->start_tag.empty() ? fmt::format("{:x}", now.seconds) : old->start_tag;
    next->tag = tag_of(*next);
    m_data->fault = errors.empty() ? RefreshFault::none : RefreshFault::version_unreadable;
    m_data->seen_change = errors.empty() ? std::optional(change) : std::nullopt;
    {
        const std::lock_guard lock(m_data->current_mutex);
        next->since = std::max(old->since, second_after_now());
        m_data->current = std::move(next);
    }
    if (errors.empty()) {
        errors = std::exchange(m_data->perimeters_fault, {});
    }
    return errors.empty() ? std::nullopt : std::optional(std::move(errors));
}

}  // namespace parvis::publish
