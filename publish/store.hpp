// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/commune_perimeters.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "datasets/version_difference.hpp"
#include "publish/snapshot.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

namespace tiles {
class Shelf;
}
namespace works {
class BookShelf;
}
class ReadyFiles;
class AnswerCache;

/// Everything that one request may read: the published version of every dataset at one moment, and
/// the day that counts as today. Immutable; a request takes it once and keeps it to its end.
struct Publication {
    datasets::Site site;
    datasets::Date today;
    /// What commune codes meant over time; nullptr where the site names no file of movements.
    std::shared_ptr<const datasets::CommunePerimeters> perimeters;
    std::map<std::string, std::shared_ptr<const Snapshot>, std::less<>>
        datasets;                                       ///< by collection id
    std::vector<datasets::Comment> comments;            ///< all that are shown, newest first
    std::vector<datasets::Comment> withdrawn_comments;  ///< tombstones, newest first
    std::map<std::string, std::string, std::less<>>
        comment_changes;          ///< when each changed last, RFC 3339 UTC
    bool takes_comments = false;  ///< somebody may write some: see Store::take_comments()
    bool has_reports = false;     ///< an activity report is published: every page's menu says so
    std::uint64_t comment_revision = 0;
    std::vector<datasets::Alert> alerts;  ///< sources that cannot be used as they are now
    /// Part of every ETag: another with each start, for another program may write other bytes.
    std::string start_tag;
    /// Another whenever anything changed that an answer can show: ETag of what shows several
    /// datasets.
    std::string tag;
    /// The first whole second in which nothing older was answered, since 1970. It only goes
    /// forward, also where an older version is published again.
    std::int64_t since = 0;

    [[nodiscard]] std::shared_ptr<const Snapshot> find(std::string_view id) const;
    /// The crossed collection of communes, and those of levels; nullptr while there is none.
    [[nodiscard]] std::shared_ptr<const Snapshot> communes() const;
    [[nodiscard]] std::vector<std::shared_ptr<const Snapshot>> levels() const;
    [[nodiscard]] std::vector<std::shared_ptr<const Snapshot>> of_kind(datasets::Kind kind) const;
};

/// Why the last refresh() did not load everything.
enum class RefreshFault { none, register_unreadable, version_unreadable };

/// Holds the current Publication and swaps it whole when the register or the day changes; keeps
/// what runs of pages still need.
class Store {
public:
    /// Of older versions, as many bytes stay open; the one used last stays whatever its size.
    static constexpr std::uint64_t older_bytes = std::uint64_t{512} << 20U;

    /// Empty until the first refresh(): nothing is read yet, the register is opened (and made).
    explicit Store(datasets::Site site, std::uint64_t older_bytes_kept = older_bytes);
    ~Store();

    [[nodiscard]] std::shared_ptr<const Publication> current() const;
    /// The site's folder `data`.
    [[nodiscard]] std::filesystem::path data() const;
    /// A version by number: the current one, one before it, or an older one opened from disk, once
    /// for all who ask at the same time. nullptr when there is no such version.
    [[nodiscard]] std::shared_ptr<const Snapshot> version(std::string_view dataset,
                                                          std::uint32_t version) const;
    /// What differs between two versions that were published, row by row; nothing when there is no
    /// such version. See datasets::compare_versions().
    [[nodiscard]] std::optional<datasets::VersionDifference>
    compare(std::string_view dataset, std::uint32_t from, std::uint32_t to,
            const std::function<void(const datasets::RowDifference&)>& found,
            const datasets::DifferenceWindow& window = {}) const;
    /// What people decided on the versions that were published, newest first.
    [[nodiscard]] std::vector<datasets::VersionChange> decisions(std::string_view dataset) const;
    /// What each version of a dataset that is or was published says of itself, newest first.
    [[nodiscard]] std::vector<datasets::Manifest> versions(std::string_view dataset) const;
    /// Versions of which only the line in the register is kept, newest first.
    [[nodiscard]] std::vector<datasets::VersionRecord> pruned(std::string_view dataset) const;
    /// Where a file of a registered version lies; nothing when there is no such version or the
    /// version has no file of that name.
    [[nodiscard]] std::optional<std::filesystem::path>
    version_file(std::string_view dataset, std::uint32_t version, std::string_view name) const;
    /// What tiles are made of; for several threads.
    [[nodiscard]] tiles::Shelf& tiles() const;
    /// Road works as feeds tell them; for several threads.
    [[nodiscard]] works::BookShelf& works() const;
    /// Answers that are asked for again and again; for several threads.
    [[nodiscard]] AnswerCache& answers() const;
    /// Files that are made when first asked for; for several threads.
    [[nodiscard]] ReadyFiles& ready_files() const;
    /// From the next refresh() on, pages lead to the form for comments: the desk is open. Else they
    /// do where somebody has a token to write some.
    void take_comments();
    /// Loads what is new; called by the server's clock thread, before the first request and then
    /// every second or so. A dataset that cannot be loaded stays as it was, and the error is
    /// returned as one line for the log; the next call tries again.
    std::optional<std::string> refresh(datasets::Instant now);
    /// What the last refresh() lacked; its text may name paths and is for the log only.
    [[nodiscard]] RefreshFault fault() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

}  // namespace parvis::publish
