// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

struct VersionRecord {
    std::string dataset;
    std::uint32_t version = 0;
    /// "checked" (written, nobody is served it), "approved" (somebody agreed to it), "published",
    /// "superseded" (by a newer one) "withdrawn" (taken back: what it holds was wrong)
    /// or "pruned" (its files are no longer kept).
    std::string state;
    std::string created;         ///< RFC 3339 UTC
    std::string content_sha256;  ///< of rows, issues, facts and source: equal content, equal hash
    std::string manifest_sha256;
    std::uint64_t kept = 0;
};

/// Who decided on a version, and why; both as the command line or the page has it, may be "".
struct Decision {
    std::string who, why;
};

/// What somebody said of a row that the source no longer has.
struct RowDecision {
    std::string row;           ///< its id
    std::string absent_since;  ///< ISO day: of this absence only
    bool kept = false;         ///< it stays; else it goes
    std::string at;            ///< RFC 3339 UTC
    Decision decision;
};

/// A source that cannot be used as it is now; the last good version stays.
struct Alert {
    std::string dataset;
    std::string kind;     ///< "gone", "unreachable", "unusable" or "shrunk"
    std::string since;    ///< RFC 3339 UTC
    std::string message;  ///< French sentence
    friend bool operator==(const Alert&, const Alert&) = default;
};

/// What a token is for: putting the files of a dataset, or writing comments; a publisher also
/// agrees to those of contributors.
enum class TokenRole { source, contributor, publisher };
/// "source", "contributor", "publisher".
[[nodiscard]] std::string_view name_of(TokenRole role);
[[nodiscard]] std::optional<TokenRole> token_role(std::string_view name);

/// What lets a program put files, or somebody write comments. The secret itself is known to nobody
/// here.
struct Token {
    std::string id;  ///< no secret: names it in lists
    TokenRole role = TokenRole::source;
    /// Keys of datasets and of communes that it is for; none: of all (of `source`: one at least).
    std::vector<std::string> datasets, communes;
    std::string name;     ///< who has it: "Service voirie"; signs comments
    std::string title;    ///< their function, which signs with it: "directrice", or ""
    std::string sha256;   ///< of the whole secret, hex
    std::string made;     ///< RFC 3339 UTC, as those below
    std::string expires;  ///< from then on it is worth nothing
    std::string revoked;  ///< "" : it was not
    std::string used;     ///< last time, "" : never
};

/// A file that somebody handed in, and what became of it. For the keeper of the site alone: who it
/// was is not published.
struct Arrival {
    std::int64_t number = 0;
    std::string dataset;
    std::string at;     ///< RFC 3339 UTC
    std::string who;    ///< name of a token, or "page de dépôt"
    std::string token;  ///< its id, "" without one
    std::string file;   ///< name as the client had it
    std::string sha256;
    /// "" (not known: the server stopped meanwhile), "published", "waiting", "unchanged" or
    /// "refused".
    std::string outcome;
    std::uint32_t version = 0;  ///< the one that was made of it; 0: none
};

/// One step in the life of a comment.
struct CommentChange {
    /// "added", "changed", "removed", "approved", "confirmed", "doubted" (its figure changed) or
    /// "restored" (and has its value again).
    std::string change;
    std::string at;    ///< RFC 3339 UTC
    std::string who;   ///< "" : Parvis itself, or not known
    std::string body;  ///< the comment as JSON: as it was then, or when it went
};

/// An attempt to write a comment. For the keeper of the site alone.
struct CommentWrite {
    std::string at;      ///< RFC 3339 UTC; the register says it
    std::string way;     ///< "command", "api", "form", "desk" or "ingest"
    std::string action;  ///< "add", "edit", "approve", "confirm", "withdraw" or "review"
    std::string comment, dataset;
    std::string who;    ///< name of the token, or as the command line has it
    std::string token;  ///< its id, "" without one
    bool accepted = true;
    std::string detail;  ///< why: it was refused, or withdrawn
};

/// One decision on a version: the state it got.
struct VersionChange {
    std::uint32_t version = 0;
    std::string at;  ///< RFC 3339 UTC
    std::string state;
    Decision decision;
};

/// "publiée", "remplacée" …: of a version's state.
[[nodiscard]] std::string_view state_label_fr(std::string_view state);

/// data/register.sqlite: which versions exist, which one of each dataset is published, and the
/// comments. WAL, synchronous FULL, busy timeout 10 s, short IMMEDIATE transactions
/// (PLATFORM.md 16). Rows live in versions on disk, never here. One Register per thread.
class Register {
public:
    /// Opens or makes it; migrates an older one forward. @throws StoreError (newer schema, broken
    /// file).
    explicit Register(const std::filesystem::path& data);
    Register(Register&&) noexcept;
    Register& operator=(Register&&) noexcept;
    ~Register();

    /// The next free number: above every registered one and every folder on disk.
    [[nodiscard]] std::uint32_t next_version(const std::string& dataset) const;
    /// Records a version as published; the one before becomes superseded. One transaction.
    void publish(const VersionRecord& record);
    /// Records a version as checked: kept, numbered, but served to nobody.
    void keep(const VersionRecord& record);
    /// One registered version. @throws StoreError naming those that there are.
    [[nodiscard]] VersionRecord registered(const std::string& dataset, std::uint32_t version) const;

    // Decisions on registered versions; each is one transaction and is remembered.
    // @throws StoreError, and nothing changes: no such version, or its state does not allow it.
    /// checked -> approved.
    void approve(const std::string& dataset, std::uint32_t version, const Decision& decision);
    /// Whatever it was -> published; the one before becomes superseded. With `needs_approval` one
    /// that is only checked is refused.
    void release(const std::string& dataset, std::uint32_t version, const Decision& decision,
                 bool needs_approval = false);
    /// The published version is withdrawn, and what was published before it is published again.
    /// Ingesting the withdrawn content again publishes nothing.
    VersionRecord roll_back(const std::string& dataset, const Decision& decision);
    /// Makes "pruned" all of the dataset's superseded and withdrawn versions but the newest, so
    /// that `keep` stay with the published one. The numbers of all that are pruned, these included.
    std::vector<std::uint32_t> prune(const std::string& dataset, std::uint32_t keep,
                                     const Decision& decision);
    /// The version that was published last before the one that is: not withdrawn, and still kept.
    [[nodiscard]] std::optional<std::uint32_t> published_before(const std::string& dataset) const;
    /// The newest version with this content that was withdrawn, though it may be pruned since.
    [[nodiscard]] std::optional<std::uint32_t> withdrawn(const std::string& dataset,
                                                         const std::string& content_sha256) const;
    [[nodiscard]] std::vector<VersionChange>
    changes(const std::string& dataset) const;  ///< newest first

    /// Remembers what somebody said of absent rows, in one transaction; it counts from the next
    /// ingest on.
    void decide_rows(const std::string& dataset, const std::vector<RowDecision>& decisions);
    /// The last decision on each row, in no order.
    [[nodiscard]] std::vector<RowDecision> row_decisions(const std::string& dataset) const;

    /// Remembers that a source cannot be used; an alert of the same kind goes on, with the new
    /// words.
    void raise_alert(const std::string& dataset, const std::string& kind,
                     const std::string& message);
    /// Ends the dataset's alerts: all, or all of another kind than `but`.
    void end_alerts(const std::string& dataset, const std::string& but = {});
    /// Those that have not ended, by dataset, oldest first.
    [[nodiscard]] std::vector<Alert> alerts() const;

    /// Remembers a token that has just been made.
    void add_token(const Token& token);
    [[nodiscard]] std::optional<Token> token(const std::string& id) const;
    /// By dataset, oldest first; those that are worth nothing any more too.
    [[nodiscard]] std::vector<Token> tokens() const;
    /// From now on it is worth nothing. @throws StoreError where there is none of that id.
    void revoke_token(const std::string& id);
    /// Remembers when, once a minute at most: whoever only reads should not make others read again.
    void use_token(const std::string& id);

    /// Remembers a file before anything is made of it; its number.
    std::int64_t note_arrival(const Arrival& arrival);
    void settle_arrival(std::int64_t number, const std::string& outcome, std::uint32_t version);
    [[nodiscard]] std::vector<Arrival>
    arrivals(const std::string& dataset) const;  ///< newest first

    [[nodiscard]] std::optional<VersionRecord> published(const std::string& dataset) const;
    [[nodiscard]] std::vector<VersionRecord> published() const;  ///< by dataset id
    [[nodiscard]] std::vector<VersionRecord>
    versions(const std::string& dataset) const;  ///< newest first

    /// Makes the register hold exactly these comments from files (adds, updates, withdraws) in one
    /// transaction; nothing is touched when they are the same already. Those written otherwise
    /// stay. @throws StoreError for an id that is given twice, or is that of one written otherwise.
    void replace_file_comments(const std::vector<Comment>& comments);
    /// Adds one that is written, with its line in the log; false, and nothing happens, where its id
    /// is taken. `check` is called in the transaction: what it throws undoes it.
    [[nodiscard]] bool add_comment(const Comment& comment, const CommentWrite& write,
                                   const std::function<void()>& check = {});
    /// Changes one in a transaction, with a step of its history and a line in the log. `make`
    /// changes what is there then, or says false: then, and where there is none, nothing happens
    /// and nothing is returned. A comment that `make` withdraws loses its texts but in its history.
    std::optional<Comment> change_comment(const std::string& id, std::string_view change,
                                          const CommentWrite& write,
                                          const std::function<bool(Comment&)>& make);
    /// Does several changes of comments as one transaction, which costs one sync; what `changes`
    /// throws undoes them all.
    void as_one(const std::function<void()>& changes);
    /// Remembers what the figure of a comment is, where that was not known.
    void measure_comment(const std::string& id, const std::string& figure);
    /// Those that are shown: published, or to review. By date, newest first, then id.
    [[nodiscard]] std::vector<Comment> comments() const;
    /// In the same order, drafts and withdrawn ones too.
    [[nodiscard]] std::vector<Comment> all_comments() const;
    [[nodiscard]] std::optional<Comment> comment(const std::string& id) const;
    /// Ids of those that were first written with this token, "" for none: a name is no proof.
    [[nodiscard]] std::set<std::string> comments_by(const std::string& token) const;
    /// Ids of those that were withdrawn before they were published: their tombstones are nobody's.
    [[nodiscard]] std::set<std::string> withdrawn_drafts() const;
    [[nodiscard]] std::vector<CommentChange>
    comment_history(const std::string& id) const;  ///< oldest first
    /// When each comment changed last, by id: RFC 3339 UTC.
    [[nodiscard]] std::map<std::string, std::string, std::less<>> comment_changes() const;
    /// Remembers an attempt that was refused.
    void note_write(const CommentWrite& write);
    [[nodiscard]] std::vector<CommentWrite> comment_writes() const;  ///< newest first
    /// Rises with every change of comments; part of every ETag.
    [[nodiscard]] std::uint64_t comment_revision() const;

    /// Changes whenever another connection has written (PRAGMA data_version).
    [[nodiscard]] std::uint64_t change_counter() const;

    /// What does not fit between the register and the versions on disk, in French sentences;
    /// empty when all is well. Checks every file's SHA-256.
    [[nodiscard]] std::vector<std::string> verify() const;

    [[nodiscard]] const std::filesystem::path& data() const;

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

/// data/versions/<dataset>/<n>
[[nodiscard]] std::filesystem::path version_folder(const std::filesystem::path& data,
                                                   const std::string& dataset,
                                                   std::uint32_t version);

}  // namespace parvis::datasets
