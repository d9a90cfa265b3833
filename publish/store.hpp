// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/site.hpp"
#include "publish/snapshot.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parvis::publish {

/// Everything that one request may read: the published version of every dataset at one moment, and
/// the day that counts as today. Immutable; a request takes it once and keeps it to its end.
struct Publication {
    datasets::Site site;
    datasets::Date today;
    std::map<std::string, std::shared_ptr<const Snapshot>, std::less<>> datasets;  ///< by collection id
    std::vector<datasets::Comment> comments;  ///< all of the site's, newest first
    std::uint64_t comment_revision = 0;

    [[nodiscard]] std::shared_ptr<const Snapshot> find(std::string_view id) const;
    /// The crossed collection of communes, and those of levels; nullptr while there is none.
    [[nodiscard]] std::shared_ptr<const Snapshot> communes() const;
    [[nodiscard]] std::vector<std::shared_ptr<const Snapshot>> levels() const;
    [[nodiscard]] std::vector<std::shared_ptr<const Snapshot>> of_kind(datasets::Kind kind) const;
};

/// Holds the current Publication and swaps it whole when the register or the day changes; keeps
/// what runs of pages still need.
class Store {
public:
    explicit Store(datasets::Site site);
    ~Store();

    [[nodiscard]] std::shared_ptr<const Publication> current() const;
    /// A version by number: the current one, one before it, or an older one opened from disk (a
    /// few are kept open). nullptr when there is no such version.
    [[nodiscard]] std::shared_ptr<const Snapshot> version(std::string_view dataset, std::uint32_t version) const;
    /// Loads what is new; called by the server's clock thread. On any error the old publication
    /// stays, and the error is returned as one line for the log.
    std::optional<std::string> refresh(datasets::Instant now);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

}  // namespace parvis::publish
