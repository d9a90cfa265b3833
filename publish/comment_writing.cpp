// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_writing.hpp"

#include "datasets/number_text.hpp"
#include "datasets/sha256.hpp"
#include "datasets/spelling.hpp"
#include "geo/busy_error.hpp"
#include "publish/comment_fault.hpp"
#include "publish/comment_figure.hpp"
#include "publish/comment_index.hpp"
#include "publish/comment_target.hpp"
#include "publish/snapshot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::publish {

namespace {

using datasets::Comment;
using datasets::CommentState;
using Kind = CommentRefusal::Kind;

CommentRefusal refusal(Kind kind, std::string sentence)
{
    return {kind, std::move(sentence), {}, {}};
}

CommentRefusal unknown(const std::string& id)
{
    return refusal(Kind::unknown, fmt::format("Il n’y a pas de commentaire « {} ».", id));
}

datasets::CommentWrite write_of(const CommentWriter& writer, std::string_view action,
                                const std::string& comment, const std::string& dataset)
{
    datasets::CommentWrite write;
    write.way = writer.way;
    write.action = action;
    write.comment = comment;
    write.dataset = dataset;
    write.who = writer.name;
    write.token = writer.token;
    return write;
}

bool is_listed(const std::vector<std::string>& list, const std::string& key)
{
    return std::ranges::find(list, key) != list.end();
}

void say(Comment& comment, const CommentAsked& asked, datasets::Date today)
{
    if (asked.keeps_languages) {
        std::erase_if(comment.text,
                      [&](const auto& said) { return asked.text.contains(said.first); });
    } else {
        comment.text.clear();
    }
    for (const auto& [language, text] : asked.text) {
        if (const auto words = datasets::trimmed(text); !words.empty()) {
            comment.text.emplace(language, std::string(words));
        }
    }
    comment.status = asked.status;
    comment.confidentiality = asked.confidentiality;
    comment.motive = asked.motive;
    comment.date = today;
}

void sign(Comment& comment, const CommentWriter& writer)
{
    comment.author = writer.name;
    comment.role = writer.title;
}

}  // namespace

std::string doubt_tag(const Comment& comment)
{
    return datasets::sha256_hex(comment.figure_was + "\n" + comment.figure_is).substr(0, 16);
}

bool is_public(const datasets::Register& reg, const Comment& comment)
{
    return comment.state != CommentState::draft && (comment.state != CommentState::withdrawn ||
                                                    !reg.withdrawn_drafts().contains(comment.id));
}

/// What is done to a comment that there is.
struct CommentWriting::Action {
    std::string_view name;    ///< as CommentWrite has it
    std::string_view change;  ///< as CommentChange has it
    bool own_only = true;     ///< a contributor may, with what it has signed itself
    std::string why{};
};

std::string out_of_reach(const CommentWriter& writer, const Snapshot* dataset,
                         const datasets::CommentTarget& target)
{
    const bool asks_rows = dataset != nullptr && !writer.communes.empty();
    return out_of_reach(writer, dataset, target,
                        asks_rows ? comment_rows(*dataset, target) : std::vector<RowIndex>());
}

std::string out_of_reach(const CommentWriter& writer, const Snapshot* dataset,
                         const datasets::CommentTarget& target, const std::vector<RowIndex>& found)
{
    if (!writer.datasets.empty() && !is_listed(writer.datasets, target.dataset)) {
        return fmt::format("Ce jeton vaut pour {} : il ne peut rien écrire sur « {} ».",
                           fmt::join(writer.datasets, ", "), target.dataset);
    }
    if (writer.communes.empty()) {
        return {};
    }
    const auto rows =
        dataset != nullptr ? communes_of(*dataset, found) : std::vector<std::vector<std::string>>();
    const auto foreign = std::ranges::find_if(rows, [&](const auto& communes) {
        return std::ranges::none_of(
            communes, [&](const std::string& key) { return is_listed(writer.communes, key); });
    });
    if (!rows.empty() && foreign == rows.end()) {
        return {};
    }
    const auto communes = rows.empty() ? std::vector<std::string>() : *foreign;
    return communes.empty()
               ? fmt::format("Ce jeton vaut pour les lignes de {} : il ne peut pas commenter un "
                             "jeu ou une colonne entière, le chiffre d’un pôle ou du territoire, "
                             "ni une ligne sans commune.",
                             fmt::join(writer.communes, ", "))
               : fmt::format("Ce jeton vaut pour {} ; cette ligne est de {}.",
                             fmt::join(writer.communes, ", "), fmt::join(communes, ", "));
}

CommentWriting::CommentWriting(datasets::Register& reg, Find find,
                               std::vector<std::string> dataset_ids, bool needs_approval,
                               datasets::Date today)
    : m_register(reg), m_find(std::move(find)), m_ids(std::move(dataset_ids)),
      m_needs_approval(needs_approval), m_today(today)
{
}

std::optional<CommentRefusal>
CommentWriting::refused_target(const datasets::CommentTarget& target) const
{
    const auto dataset = m_find(target.dataset);
    const std::string fault = dataset
                                  ? missing_target_with_hints(*dataset, target)
                                  : fmt::format("le jeu « {} » n’est pas publié.{}", target.dataset,
                                                datasets::spelling_hint(target.dataset, m_ids));
    if (fault.empty()) {
        return std::nullopt;
    }
    return refusal(Kind::no_target, "Le commentaire ne se montrerait nulle part : " + fault);
}

/// The figure as it is now is what the comment holds for.
void CommentWriting::measure(Comment& comment) const
{
    const auto dataset = m_find(comment.target.dataset);
    comment.version = dataset ? dataset->manifest().version : 0;
    comment.figure =
        dataset ? figure_of(*dataset, comment.target, figure_rows(*dataset, comment.target))
                : std::string();
    comment.figure_was.clear();
    comment.figure_is.clear();
}

/// Called in the transaction that writes: no version can land between this and the comment.
void CommentWriting::check_version(const Comment& comment, const Snapshot* measured) const
{
    const auto published = m_register.published(comment.target.dataset);
    if ((published ? published->version : 0) !=
        (measured == nullptr ? 0 : measured->manifest().version)) {
        throw BusyError(fmt::format("une nouvelle version de « {} » vient d’être publiée. "
                                    "Recommencez.",
                                    comment.target.dataset));
    }
}

CommentRefusal CommentWriting::forbid(std::string sentence, datasets::CommentWrite write)
{
    write.accepted = false;
    write.detail = sentence;
    m_register.note_write(write);
    return refusal(Kind::forbidden, std::move(sentence));
}

CommentResult CommentWriting::add(const CommentAsked& asked, const CommentWriter& writer,
                                  const std::string& fresh_id)
{
    if (std::string fault = malformed_target(asked.target); !fault.empty()) {
        CommentRefusal refused = refusal(Kind::unusable, "« target » : " + fault);
        refused.fields.emplace_back("target", std::move(fault));
        return refused;
    }
    if (std::string fault = asked.id.empty() ? "" : datasets::comment_id_fault(asked.id);
        !fault.empty()) {
        CommentRefusal refused = refusal(Kind::unusable, "« id » : " + fault);
        refused.fields.emplace_back("id", std::move(fault));
        return refused;
    }
    const auto write =
        write_of(writer, "add", asked.id.empty() ? fresh_id : asked.id, asked.target.dataset);
    if (std::string fault = forged(asked, writer); !fault.empty()) {
        return forbid(std::move(fault), write);
    }
    const bool other_dataset =
        !writer.datasets.empty() && !is_listed(writer.datasets, asked.target.dataset);
    if (!other_dataset) {
        if (auto refused = refused_target(asked.target)) {
            return *std::move(refused);
        }
    }
    if (std::string fault = out_of_reach(writer, m_find(asked.target.dataset).get(), asked.target);
        !fault.empty()) {
        return forbid(std::move(fault), write);
    }
    if (auto refused = refused_text(asked, writer)) {
        return *std::move(refused);
    }
    Comment comment;
    comment.id = write.comment;
    comment.target = asked.target;
    comment.written = true;
    const bool waits = asked.draft || (m_needs_approval && !writer.publishes);
    comment.state = waits ? CommentState::draft : CommentState::published;
    say(comment, asked, m_today);
    sign(comment, writer);
    measure(comment);
    if (!m_register.add_comment(comment, write, [&] {
            check_version(comment, m_find(comment.target.dataset).get());
        })) {
        return refusal(Kind::taken, fmt::format("Il y a déjà un commentaire « {} ».", comment.id));
    }
    return comment;
}

/// Rights and what is true of each change; then `make`, in the register's own transaction.
CommentResult CommentWriting::change(const std::string& id, const Action& action,
                                     const CommentWriter& writer, const Change& make)
{
    const auto before = m_register.comment(id);
    if (!before) {
        return unknown(id);
    }
    auto write = write_of(writer, action.name, id, before->target.dataset);
    write.detail = action.why;
    const bool is_own = m_register.comments_by(writer.token).contains(id);
    const auto forbid_it = [&](std::string sentence) {
        auto refused = forbid(std::move(sentence), write);
        return is_own || is_public(m_register, *before) ? std::move(refused) : unknown(id);
    };
    if (std::string fault =
            out_of_reach(writer, m_find(before->target.dataset).get(), before->target);
        !fault.empty()) {
        return forbid_it(std::move(fault));
    }
    if (!writer.publishes && (!action.own_only || !is_own)) {
        return forbid_it(action.own_only
                             ? fmt::format("Ce commentaire de « {} » n’a pas été écrit avec ce "
                                           "jeton : seul son auteur, ou un jeton d’éditeur, peut "
                                           "le changer.",
                                           before->author)
                             : std::string("Il faut un jeton d’éditeur (publisher) pour cela."));
    }
    std::optional<CommentRefusal> refused;
    auto after = m_register.change_comment(id, action.change, write, [&](Comment& comment) {
        if (comment.state == CommentState::withdrawn) {
            refused = refusal(Kind::withdrawn, fmt::format("Le commentaire « {} » a été retiré le "
                                                           "{}.",
                                                           id, comment.withdrawn_on));
        } else {
            refused = make(comment);
        }
        return !refused;
    });
    if (refused) {
        return *std::move(refused);
    }
    if (!after) {
        return unknown(id);
    }
    if (after->state == CommentState::withdrawn) {
        after->text.clear();
    }
    return *std::move(after);
}

namespace {

std::optional<CommentRefusal> of_a_file(const Comment& comment)
{
    if (comment.written) {
        return std::nullopt;
    }
    return refusal(
        Kind::state,
        fmt::format("Le commentaire « {0} » est écrit dans un fichier du site : cherchez "
                    "id = \"{0}\" dans comments/*.toml, changez-le là, puis « parvis "
                    "ingest ».",
                    comment.id));
}

}  // namespace

CommentResult CommentWriting::edit(const std::string& id, const CommentAsked& asked,
                                   const CommentWriter& writer)
{
    if (std::string fault = forged(asked, writer); !fault.empty()) {
        return forbid(std::move(fault), write_of(writer, "edit", id, asked.target.dataset));
    }
    if (auto refused = refused_text(asked, writer)) {
        return *std::move(refused);
    }
    // Who mends another's words does not become their author, unless it is said.
    const bool keeps_author =
        writer.publishes && !asked.author && !m_register.comments_by(writer.token).contains(id);
    bool needs_publisher = false;
    auto result = change(
        id, {"edit", "changed"}, writer, [&](Comment& comment) -> std::optional<CommentRefusal> {
            if (auto refused = of_a_file(comment)) {
                return refused;
            }
            if (!asked.target.dataset.empty() && asked.target != comment.target) {
                return refusal(Kind::state, "Un commentaire garde ce dont il parle : pour un autre "
                                            "chiffre, écrivez-en un autre.");
            }
            if (m_needs_approval && !writer.publishes && comment.state != CommentState::draft) {
                needs_publisher = true;
                return refusal(
                    Kind::forbidden,
                    "Sur ce site un éditeur donne son accord : un texte publié n’est "
                    "changé que par lui. Écrivez un nouveau commentaire, il l’examinera.");
            }
            if (comment.state == CommentState::to_review) {
                comment.state = CommentState::published;
            }
            say(comment, asked, m_today);
            if (!keeps_author) {
                sign(comment, writer);
            }
            measure(comment);
            check_version(comment, m_find(comment.target.dataset).get());
            return std::nullopt;
        });
    if (needs_publisher) {
        return forbid(std::get<CommentRefusal>(result).sentence,
                      write_of(writer, "edit", id, asked.target.dataset));
    }
    return result;
}

CommentResult CommentWriting::approve(const std::string& id, const CommentWriter& writer)
{
    return change(id, {"approve", "approved", !m_needs_approval}, writer,
                  [&](Comment& comment) -> std::optional<CommentRefusal> {
                      if (comment.state != CommentState::draft) {
                          return refusal(
                              Kind::state,
                              fmt::format("Le commentaire « {} » n’attend pas d’accord : "
                                          "il est {}.",
                                          id, datasets::label_fr(comment.state)));
                      }
                      comment.state = CommentState::published;
                      const auto dataset = m_find(comment.target.dataset);
                      const auto rows =
                          dataset ? figure_rows(*dataset, comment.target) : std::vector<RowIndex>();
                      if (dataset && has_changed(*dataset, comment, rows)) {
                          doubt(*dataset, comment, rows);  // of what the draft speaks of
                      } else {
                          measure(comment);
                      }
                      check_version(comment, dataset.get());
                      return std::nullopt;
                  });
}

CommentResult CommentWriting::confirm(const std::string& id, const CommentWriter& writer,
                                      const std::optional<std::string>& seen)
{
    return change(
        id, {"confirm", "confirmed"}, writer,
        [&](Comment& comment) -> std::optional<CommentRefusal> {
            if (comment.state != CommentState::to_review) {
                return refusal(Kind::state,
                               fmt::format("Le commentaire « {} » n’est pas à revoir : il est {}.",
                                           id, datasets::label_fr(comment.state)));
            }
            const auto dataset = m_find(comment.target.dataset);
            check_version(comment, dataset.get());
            if ((seen && *seen != doubt_tag(comment)) ||
                (dataset &&
                 !is_doubted(*dataset, comment, figure_rows(*dataset, comment.target)))) {
                return refusal(Kind::state,
                               fmt::format("Le chiffre de « {} » a changé encore depuis que vous "
                                           "l’avez lu : relisez, puis confirmez.",
                                           id));
            }
            comment.state = CommentState::published;
            measure(comment);
            return std::nullopt;
        });
}

CommentResult CommentWriting::withdraw(const std::string& id, const CommentWriter& writer,
                                       const std::string& why)
{
    constexpr std::size_t longest_why = 500;
    std::string fault = why.size() > longest_why || why.find('\n') != std::string::npos
                            ? fmt::format("une ligne de {} octets au plus.", longest_why)
                            : datasets::comment_text_fault(why);
    if (!why.empty() && !fault.empty()) {
        CommentRefusal refused = refusal(Kind::unusable, "« why » : " + fault);
        refused.fields.emplace_back("why", std::move(fault));
        return refused;
    }
    return change(id, {"withdraw", "removed", true, why}, writer,
                  [&](Comment& comment) -> std::optional<CommentRefusal> {
                      if (auto refused = of_a_file(comment)) {
                          return refused;
                      }
                      comment.state = CommentState::withdrawn;
                      comment.figure_was.clear();
                      comment.figure_is.clear();
                      return std::nullopt;
                  });
}

}  // namespace parvis::publish
