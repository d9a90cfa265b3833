// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/comment_text.hpp"
#include "datasets/register.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// Who writes: whoever keeps the site, or what a token says.
struct CommentWriter {
    std::string name, title;  ///< signs what is written
    std::string token;        ///< its id, "" without one
    std::string way;          ///< as CommentWrite has it
    bool publishes = true;    ///< what it writes waits for nobody, and it may agree to others'
    std::vector<std::string> datasets, communes;  ///< that it may write of; none: of all
};

/// Why a target is not this writer's to write of, a French sentence; "" where it is. `dataset`: its
/// published version, nullptr for none.
[[nodiscard]] std::string out_of_reach(const CommentWriter& writer, const Snapshot* dataset,
                                       const datasets::CommentTarget& target);
/// The same where the rows of the target are known: see comment_rows().
[[nodiscard]] std::string out_of_reach(const CommentWriter& writer, const Snapshot* dataset,
                                       const datasets::CommentTarget& target,
                                       const std::vector<std::uint32_t>& rows);

/// Stands for what a comment to review says of its figure, from what to what.
[[nodiscard]] std::string doubt_tag(const datasets::Comment& comment);
/// Whether a comment is, or was, for everybody to see: no draft, and not withdrawn as one.
[[nodiscard]] bool is_public(const datasets::Register& reg, const datasets::Comment& comment);

/// What somebody asks to be said; nothing of it is believed yet.
struct CommentAsked {
    std::string id;  ///< "" : one is made
    datasets::CommentTarget target;
    datasets::Texts text;
    std::string status, confidentiality, motive;
    std::optional<std::string> author, role;  ///< as claimed: must be the writer's
    bool draft = false;
    bool confirm_personal = false;  ///< somebody has seen the contacts in it
    /// When one is written anew: the languages that `text` does not name stay as they are.
    bool keeps_languages = false;
};

/// Why nothing was written.
struct CommentRefusal {
    enum class Kind {
        unusable,   ///< the text or a code cannot be published; `fields` says which
        contacts,   ///< addresses or numbers stand in it: to be confirmed
        no_target,  ///< what it speaks of is not there
        forbidden,  ///< this writer may not
        taken,      ///< the id is
        unknown,    ///< there is no such comment
        withdrawn,  ///< it was taken back
        state       ///< not what can be done with it as it is
    };
    struct Found {
        std::string language;
        datasets::Contact contact;
    };
    Kind kind = Kind::unusable;
    std::string sentence;                                     ///< French
    std::vector<std::pair<std::string, std::string>> fields;  ///< name, what is wrong with it
    std::vector<Found> contacts;
};

using CommentResult = std::variant<datasets::Comment, CommentRefusal>;

/// Comments as people write them, whatever the way: checked, signed, measured, entered in the
/// register with their history and the log. What is refused for rights is in the log too. What is
/// measured on a version that is no longer the published one throws BusyError, and nothing is
/// written: the figure that the comment holds for is what readers see.
class CommentWriting {
public:
    /// Gives the published version of a dataset, nullptr for none.
    using Find = std::function<std::shared_ptr<const Snapshot>(const std::string& dataset)>;

    /// `dataset_ids`: all that are published, for what may have been meant. `needs_approval`: what
    /// a contributor writes is a draft. `today` dates what is written.
    CommentWriting(datasets::Register& reg, Find find, std::vector<std::string> dataset_ids,
                   bool needs_approval, datasets::Date today);

    /// `fresh_id` is used where none is asked for.
    [[nodiscard]] CommentResult add(const CommentAsked& asked, const CommentWriter& writer,
                                    const std::string& fresh_id);
    /// Text and codes; the target stays, and a publisher who does not sign expressly leaves the
    /// author. What was to review is published again.
    [[nodiscard]] CommentResult edit(const std::string& id, const CommentAsked& asked,
                                     const CommentWriter& writer);
    /// A draft is published: by a publisher, or by its author where nobody has to agree. To review
    /// where its figure has changed since it was written.
    [[nodiscard]] CommentResult approve(const std::string& id, const CommentWriter& writer);
    /// What was to review holds for the figure as it is now; where `seen` is given, only if it is
    /// the doubt_tag() of now: nobody confirms what they have not read.
    [[nodiscard]] CommentResult confirm(const std::string& id, const CommentWriter& writer,
                                        const std::optional<std::string>& seen = {});
    /// A tombstone stays.
    [[nodiscard]] CommentResult withdraw(const std::string& id, const CommentWriter& writer,
                                         const std::string& why);

private:
    using Change = std::function<std::optional<CommentRefusal>(datasets::Comment&)>;
    struct Action;
    [[nodiscard]] std::optional<CommentRefusal>
    refused_target(const datasets::CommentTarget& target) const;
    void measure(datasets::Comment& comment) const;
    /// `measured`: the version that the comment was compared with.
    void check_version(const datasets::Comment& comment, const Snapshot* measured) const;
    [[nodiscard]] CommentResult change(const std::string& id, const Action& action,
                                       const CommentWriter& writer, const Change& make);
    CommentRefusal forbid(std::string sentence, datasets::CommentWrite write);

    datasets::Register& m_register;
    Find m_find;
    std::vector<std::string> m_ids;
    bool m_needs_approval;
    datasets::Date m_today;
};

}  // namespace parvis::publish
