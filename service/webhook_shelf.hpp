// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "publish/works/feed.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::service {

/// An address that is told of changes of works by POST.
struct Webhook {
    std::string id;  ///< no secret: names it in lists
    std::string url;
    std::string secret;   ///< signs what is sent; shown once, and never again
    std::string follows;  ///< which works: lines "commune=FR_76540", "pole=…", "bbox=…"; "": all
    std::string made;     ///< RFC 3339 UTC
    bool allow_loopback = false;  ///< this machine may be told, by http: for tests
    std::int64_t position = 0;    ///< the last change that it has taken
    bool parked = false;          ///< given up until somebody says `parvis webhook retry`
    std::int64_t failures = 0;    ///< since it last took one
    datasets::Instant next_try;
    std::string error;     ///< the last one, French sentence; "" after a success
    std::string taken_at;  ///< last success, RFC 3339 UTC, "": none
};

/// How long is waited after the nth failure in a row, n from 1: 1 s, 5 s, 30 s, 2 min, 10 min,
/// 30 min, 1 h, then 2 h; nothing from the 16th on (some 20 hours): the hook is parked.
[[nodiscard]] std::optional<std::int64_t> seconds_after_failure(std::int64_t failures);

/// Which works `follows` names. What it cannot read stands for nothing.
[[nodiscard]] publish::works::WorksWanted wanted_in(const std::string& follows);

/// The hooks of a site, in data/works.sqlite beside the changes that they are told of: a file that
/// only its owner reads (0600), for the secrets have to be kept to sign. One for each thread.
class WebhookShelf {
public:
    /// @throws StoreError, as everything here.
    explicit WebhookShelf(const std::filesystem::path& data);
    ~WebhookShelf();
    WebhookShelf(const WebhookShelf&) = delete;
    WebhookShelf& operator=(const WebhookShelf&) = delete;

    void add(const Webhook& hook);
    [[nodiscard]] std::vector<Webhook> all() const;  ///< oldest first
    /// False where there is none of that id.
    bool remove(const std::string& id);
    /// Goes on from where it stopped, at once; false where there is none of that id.
    bool retry(const std::string& id);

    /// Those that have something to be told now.
    [[nodiscard]] std::vector<Webhook> due(datasets::Instant now) const;
    void note_taken(const std::string& id, std::int64_t position, datasets::Instant now);
    /// Nothing up to there was for it.
    void pass(const std::string& id, std::int64_t position);
    void note_failure(const Webhook& hook, const std::string& error, bool park,
                      datasets::Instant now);

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

}  // namespace parvis::service
