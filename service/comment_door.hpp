// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "publish/comment_writing.hpp"
#include "publish/exchange.hpp"
#include "publish/store.hpp"
#include "service/problem.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::service {

/// Where comments are written: with a token (RFC 6750), as JSON.
///
///     POST   /comments                a new one
///     PUT    /comments/{id}           its text and codes
///     DELETE /comments/{id}           a tombstone stays
///     POST   /comments/{id}/approve   a draft is published
///     POST   /comments/{id}/confirm   one to review holds for the figure as it is now, or as the
///                                     ETag of /comments/{id} has it, sent back as If-Match
///     GET    /comments/review         what waits for this token; /comments/{id}: drafts too
///
/// Who writes, and of what, is what the token says; every attempt that a known token makes and may
/// not is in the log of the register. What was written is shown when the answer goes out.
class CommentDoor {
public:
    CommentDoor(publish::Store& store, std::filesystem::path site, bool behind_proxy);

    /// Whether this request is the door's to answer; the others are read, by whoever likes.
    [[nodiscard]] static bool takes(const publish::Request& request);
    /// Methods of an address of comments, as Allow lists them.
    [[nodiscard]] static std::string_view allowed(const publish::Request& request);
    /// Whether it has a JSON body.
    [[nodiscard]] static bool takes_body(const publish::Request& request);
    [[nodiscard]] publish::Response answer(const publish::Request& request,
                                           const std::string& base_url);

    /// Calls `write` with what writes into the register now, then shows what was written.
    [[nodiscard]] publish::CommentResult
    write(const std::function<publish::CommentResult(publish::CommentWriting&)>& write);
    /// Who a token is; what it may not is refused by what it writes. Nothing for one that is worth
    /// nothing, or is not for comments: `action` then goes to the log where it is known at all.
    [[nodiscard]] std::optional<publish::CommentWriter>
    writer_of(std::string_view token, const std::string& way, std::string_view action) const;
    /// The same by the id of a token, for whoever has shown already that it is theirs.
    [[nodiscard]] std::optional<publish::CommentWriter> writer_by_id(const std::string& id) const;
    /// Drafts and comments to review that this writer may do something with, newest first: as many
    /// as one answer takes. The others come as these are done.
    struct Waiting {
        std::vector<datasets::Comment> comments;
        std::size_t total = 0;
    };
    [[nodiscard]] Waiting waiting(const publish::CommentWriter& writer) const;

private:
    [[nodiscard]] publish::Response act(const publish::Request& request,
                                        const std::string& base_url);
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const publish::CommentWriter& writer,
                                         const std::string& base_url) const;

    [[nodiscard]] datasets::Register open_register() const;
    /// What the register has become is what is served from now on.
    void show_news();

    publish::Store& m_store;
    std::filesystem::path m_site;
    bool m_behind_proxy;
};

/// What a refusal is over HTTP.
[[nodiscard]] Problem problem_of(const publish::CommentRefusal& refusal);

}  // namespace parvis::service
