// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "datasets/register_handle.hpp"
#include "datasets/token_text.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace parvis::datasets {

namespace {

CommentState state_of(std::string_view name)
{
    return name == "draft"       ? CommentState::draft
           : name == "published" ? CommentState::published
           : name == "to_review" ? CommentState::to_review
                                 : CommentState::withdrawn;
}

std::string body_of(const Comment& comment)
{
    JsonText json;
    json.start_object();
    json.member("id", comment.id);
    json.member("dataset", comment.target.dataset);
    json.member("column", comment.target.column);
    json.member("key", comment.target.key);
    json.member("measure", comment.target.measure);
    json.member("place", comment.target.place);
    json.member("period", comment.target.period);
    json.key("text");
    json.start_object();
    for (const auto& [language, text] : comment.text) {
        json.member(language, text);
    }
    json.end_object();
    json.member("status", comment.status);
    json.member("confidentiality", comment.confidentiality);
    json.member("motive", comment.motive);
    json.member("author", comment.author);
    json.member("role", comment.role);
    json.member("date", to_text(comment.date));
    json.member("state", name_of(comment.state));
    json.member("version", std::uint64_t{comment.version});
    json.member("figure_was", comment.figure_was);
    json.member("figure_is", comment.figure_is);
    json.end_object();
    return json.take();
}

void store(Sqlite& sqlite, const Comment& comment)
{
    sqlite
        .statement(
            "INSERT INTO comment (id, dataset, target_column, target_key, measure, place, period, "
            "status, confidentiality, motive, author, role, date, origin, state, version, figure, "
            "figure_was, figure_is, withdrawn_on) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
            "?18, ?19, ?20) "
            "ON CONFLICT (id) DO UPDATE SET dataset = ?2, target_column = ?3, target_key = ?4, "
            "measure = ?5, place = ?6, period = ?7, status = ?8, confidentiality = ?9, "
            "motive = ?10, author = ?11, role = ?12, date = ?13, origin = ?14, state = ?15, "
            "version = ?16, figure = ?17, figure_was = ?18, figure_is = ?19, withdrawn_on = ?20")
        .bind(1, comment.id)
        .bind(2, comment.target.dataset)
        .bind(3, comment.target.column)
        .bind(4, comment.target.key)
        .bind(5, comment.target.measure)
        .bind(6, comment.target.place)
        .bind(7, comment.target.period)
        .bind(8, comment.status)
        .bind(9, comment.confidentiality)
        .bind(10, comment.motive)
        .bind(11, comment.author)
        .bind(12, comment.role)
        .bind(13, to_text(comment.date))
        .bind(14, comment.written ? "written" : "file")
        .bind(15, name_of(comment.state))
        .bind(16, std::int64_t{comment.version})
        .bind(17, comment.figure)
        .bind(18, comment.figure_was)
        .bind(19, comment.figure_is)
        .bind(20, comment.withdrawn_on)
        .run();
    sqlite.statement("DELETE FROM comment_text WHERE comment = ?1").bind(1, comment.id).run();
    if (comment.state == CommentState::withdrawn) {
        return;
    }
    for (const auto& [language, text] : comment.text) {
        sqlite.statement("INSERT INTO comment_text VALUES (?1, ?2, ?3)")
            .bind(1, comment.id)
            .bind(2, language)
            .bind(3, text)
            .run();
    }
}

/// All, or the one of that id.
std::vector<Comment> stored(Sqlite& sqlite, const std::string& id = {})
{
    std::map<std::string, Texts> texts;
    {
        // With "?1 = '' OR …" SQLite would look through the whole table for one.
        auto rows = sqlite.statement("SELECT comment, language, text FROM comment_text" +
                                     std::string(id.empty() ? "" : " WHERE comment = ?1"));
        if (!id.empty()) {
            rows.bind(1, id);
        }
        while (rows.next()) {
            texts[rows.text(0)].emplace(rows.text(1), rows.text(2));
        }
    }
    std::vector<Comment> comments;
    auto rows = sqlite.statement(
        "SELECT id, dataset, target_column, target_key, measure, place, period, status, "
        "confidentiality, motive, author, role, date, origin, state, version, figure, figure_was, "
        "figure_is, withdrawn_on FROM comment" +
        std::string(id.empty() ? "" : " WHERE id = ?1") + " ORDER BY date DESC, id");
    if (!id.empty()) {
        rows.bind(1, id);
    }
    while (rows.next()) {
        Comment comment;
        comment.id = rows.text(0);
        comment.target = {rows.text(1), rows.text(2), rows.text(3),
                          rows.text(4), rows.text(5), rows.text(6)};
        comment.text = std::move(texts[comment.id]);
        comment.status = rows.text(7);
        comment.confidentiality = rows.text(8);
        comment.motive = rows.text(9);
        comment.author = rows.text(10);
        comment.role = rows.text(11);
        comment.date = parse_date(rows.text(12)).value_or(Date{});
        comment.written = rows.text(13) == "written";
        comment.state = state_of(rows.text(14));
        comment.version = static_cast<std::uint32_t>(rows.integer(15));
        comment.figure = rows.text(16);
        comment.figure_was = rows.text(17);
        comment.figure_is = rows.text(18);
        comment.withdrawn_on = rows.text(19);
        comments.push_back(std::move(comment));
    }
    return comments;
}

/// Those of files that stand, by id.
std::map<std::string, Comment> from_files(std::vector<Comment> comments)
{
    std::map<std::string, Comment> map;
    for (Comment& comment : comments) {
        if (!comment.written && comment.state != CommentState::withdrawn) {
            map.emplace(comment.id, std::move(comment));
        }
    }
    return map;
}

/// Whether both say the same: what a file can say, and no more.
bool say_the_same(const Comment& a, const Comment& b)
{
    return a.target == b.target && a.text == b.text && a.status == b.status &&
           a.confidentiality == b.confidentiality && a.motive == b.motive && a.author == b.author &&
           a.role == b.role && a.date == b.date;
}

/// Whether the files say of comments what is known already.
bool are_known(const std::map<std::string, Comment>& known,
               const std::map<std::string, Comment>& wanted)
{
    return std::equal(known.begin(), known.end(), wanted.begin(), wanted.end(),
                      [](const auto& a, const auto& b) {
                          return a.first == b.first && say_the_same(a.second, b.second);
                      });
}

struct Step {
    std::int64_t revision;
    std::string at;
};

void note(Sqlite& sqlite, const Step& step, const Comment& comment, std::string_view change,
          std::string_view who)
{
    sqlite.statement("INSERT INTO comment_change VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(1, step.revision)
        .bind(2, comment.id)
        .bind(3, change)
        .bind(4, step.at)
        .bind(5, body_of(comment))
        .bind(6, who)
        .run();
}

/// What the log keeps of a text: at most so many bytes, no half character, and no secret.
std::string_view cut(std::string_view text, std::size_t bytes)
{
    if (holds_token(text)) {
        return "…";
    }
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) {
        --bytes;
    }
    return text.substr(0, bytes);
}

/// Refused attempts are in the log too: how much they put there is not theirs to say.
void log_write(Sqlite& sqlite, const CommentWrite& write, std::string_view at)
{
    constexpr std::size_t longest_name = 200, longest_detail = 1000;
    sqlite
        .statement("INSERT INTO comment_write (at, way, action, comment, dataset, who, token, "
                   "accepted, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .bind(1, at)
        .bind(2, write.way)
        .bind(3, write.action)
        .bind(4, cut(write.comment, longest_name))
        .bind(5, cut(write.dataset, longest_name))
        .bind(6, cut(write.who, longest_name))
        .bind(7, write.token)
        .bind(8, std::int64_t{write.accepted ? 1 : 0})
        .bind(9, cut(write.detail, longest_detail))
        .run();
}

}  // namespace

void Register::replace_file_comments(const std::vector<Comment>& comments)
{
    Sqlite& sqlite = m_handle->sqlite;
    std::map<std::string, Comment> wanted;
    for (const Comment& comment : comments) {
        if (!wanted.emplace(comment.id, comment).second) {
            throw StoreError("commentaire « " + comment.id +
                             " » : cet identifiant est donné deux fois");
        }
    }
    if (are_known(from_files(stored(sqlite)), wanted)) {
        return;
    }
    Sqlite::Transaction transaction(sqlite);
    const auto all = stored(sqlite);
    for (const Comment& comment : all) {
        if (comment.written && wanted.contains(comment.id)) {
            throw StoreError("commentaire « " + comment.id +
                             " » : cet identifiant est celui d'un commentaire écrit autrement");
        }
    }
    auto known = from_files(all);
    const Step step{static_cast<std::int64_t>(comment_revision()) + 1, now_text()};
    for (auto& [id, comment] : wanted) {
        const auto before = known.find(id);
        if (before == known.end() || !say_the_same(before->second, comment)) {
            const auto version = published(comment.target.dataset);
            comment.version = version ? version->version : 0;
            store(sqlite, comment);
            note(sqlite, step, comment, before == known.end() ? "added" : "changed",
                 comment.author);
        }
    }
    for (auto& [id, comment] : known) {
        if (!wanted.contains(id)) {
            note(sqlite, step, comment, "removed", comment.author);
            comment.state = CommentState::withdrawn;
            comment.withdrawn_on = step.at;
            store(sqlite, comment);
        }
    }
    transaction.commit();
}

bool Register::add_comment(const Comment& comment, const CommentWrite& write,
                           const std::function<void()>& check)
{
    Sqlite& sqlite = m_handle->sqlite;
    Sqlite::Transaction transaction(sqlite);
    if (check) {
        check();
    }
    if (this->comment(comment.id)) {
        return false;
    }
    const Step step{static_cast<std::int64_t>(comment_revision()) + 1, now_text()};
    store(sqlite, comment);
    note(sqlite, step, comment, "added", write.who);
    log_write(sqlite, write, step.at);
    transaction.commit();
    return true;
}

std::optional<Comment> Register::change_comment(const std::string& id, std::string_view change,
                                                const CommentWrite& write,
                                                const std::function<bool(Comment&)>& make)
{
    Sqlite& sqlite = m_handle->sqlite;
    Sqlite::Transaction transaction(sqlite);
    auto comment = this->comment(id);
    if (!comment || !make(*comment)) {
        return std::nullopt;
    }
    const Step step{static_cast<std::int64_t>(comment_revision()) + 1, now_text()};
    if (comment->state == CommentState::withdrawn) {
        comment->withdrawn_on = step.at;
    }
    store(sqlite, *comment);
    note(sqlite, step, *comment, change, write.who);
    log_write(sqlite, write, step.at);
    transaction.commit();
    return comment;
}

void Register::as_one(const std::function<void()>& changes)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    changes();
    transaction.commit();
}

void Register::measure_comment(const std::string& id, const std::string& figure)
{
    m_handle->sqlite.statement("UPDATE comment SET figure = ?2 WHERE id = ?1 AND figure = ''")
        .bind(1, id)
        .bind(2, figure)
        .run();
}

std::vector<Comment> Register::comments() const
{
    auto comments = stored(m_handle->sqlite);
    std::erase_if(comments, [](const Comment& comment) {
        return comment.state == CommentState::draft || comment.state == CommentState::withdrawn;
    });
    return comments;
}

std::vector<Comment> Register::all_comments() const { return stored(m_handle->sqlite); }

std::optional<Comment> Register::comment(const std::string& id) const
{
    auto comments = id.empty() ? std::vector<Comment>() : stored(m_handle->sqlite, id);
    return comments.empty() ? std::nullopt : std::optional(std::move(comments.front()));
}

std::set<std::string> Register::comments_by(const std::string& token) const
{
    std::set<std::string> ids;
    auto rows = m_handle->sqlite.statement("SELECT comment FROM comment_write WHERE token = ?1 "
                                           "AND ?1 <> '' AND action = 'add' AND accepted = 1");
    rows.bind(1, token);
    while (rows.next()) {
        ids.insert(rows.text(0));
    }
    return ids;
}

std::set<std::string> Register::withdrawn_drafts() const
{
    // What files say is published at once; steps of before states were kept are theirs.
    auto rows = m_handle->sqlite.statement(
        "WITH gone AS (SELECT id FROM comment WHERE state = 'withdrawn' AND origin = 'written') "
        "SELECT id FROM gone EXCEPT SELECT comment FROM comment_change "
        "WHERE comment IN (SELECT id FROM gone) "
        "AND json_extract(body, '$.state') IN ('published', 'to_review')");
    std::set<std::string> ids;
    while (rows.next()) {
        ids.insert(rows.text(0));
    }
    return ids;
}

std::vector<CommentChange> Register::comment_history(const std::string& id) const
{
    std::vector<CommentChange> changes;
    auto rows = m_handle->sqlite.statement("SELECT change, at, who, body FROM comment_change "
                                           "WHERE comment = ?1 ORDER BY revision");
    rows.bind(1, id);
    while (rows.next()) {
        changes.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return changes;
}

std::map<std::string, std::string, std::less<>> Register::comment_changes() const
{
    std::map<std::string, std::string, std::less<>> changes;
    auto rows =
        m_handle->sqlite.statement("SELECT comment, max(at) FROM comment_change GROUP BY comment");
    while (rows.next()) {
        changes.emplace(rows.text(0), rows.text(1));
    }
    return changes;
}

void Register::note_write(const CommentWrite& write)
{
    log_write(m_handle->sqlite, write, now_text());
}

std::vector<CommentWrite> Register::comment_writes() const
{
    std::vector<CommentWrite> writes;
    auto rows = m_handle->sqlite.statement("SELECT at, way, action, comment, dataset, who, token, "
                                           "accepted, detail FROM comment_write ORDER BY id DESC");
    while (rows.next()) {
        writes.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                          rows.text(5), rows.text(6), rows.integer(7) != 0, rows.text(8)});
    }
    return writes;
}

std::uint64_t Register::comment_revision() const
{
    auto rows = m_handle->sqlite.statement("SELECT coalesce(max(revision), 0) FROM comment_change");
    rows.next();
    return static_cast<std::uint64_t>(rows.integer(0));
}

}  // namespace parvis::datasets
