// SPDX-License-Identifier: EUPL-1.2
#include "service/comment_command.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"
#include "publish/api/comment_json.hpp"
#include "publish/comment_check.hpp"
#include "publish/comment_writing.hpp"
#include "publish/snapshot.hpp"
#include "service/desk_door.hpp"
#include "service/given_text.hpp"
#include "service/site_clock.hpp"
#include "service/version_list.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ostream>
#include <utility>

namespace parvis::service {

namespace {

using datasets::Comment;
using datasets::CommentState;
using datasets::Register;
using publish::CommentRefusal;

publish::CommentAsked asked_of(const Command& command)
{
    const CommentWords& words = command.comment;
    publish::CommentAsked asked;
    asked.target = {words.dataset, words.column, words.key,
                    words.measure, words.place,  words.period};
    asked.text["fr"] = words.text_file.empty() ? words.text : given_text(words.text_file);
    for (const auto& [language, text] :
         {std::pair("de", words.german), std::pair("en", words.english)}) {
        if (!text.empty()) {
            asked.text[language] = text;
        }
    }
    asked.status = words.status;
    asked.confidentiality = words.confidentiality;
    asked.motive = words.motive;
    asked.draft = command.draft;
    asked.confirm_personal = words.confirm_personal;
    asked.author = words.author;
    if (words.action == "add") {
        asked.id = words.id;
    }
    return asked;
}

/// The published versions, each loaded when it is asked for.
publish::CommentWriting::Find finder(const Register& reg)
{
    auto loaded =
        std::make_shared<std::map<std::string, std::shared_ptr<const publish::Snapshot>>>();
    return [&reg, loaded](const std::string& id) -> std::shared_ptr<const publish::Snapshot> {
        auto& snapshot = (*loaded)[id];
        if (!snapshot) {
            if (const auto record = reg.published(id)) {
                snapshot = std::make_shared<const publish::Snapshot>(
                    datasets::version_folder(reg.data(), id, record->version),
                    std::vector<Comment>(), 0);
            }
        }
        return snapshot;
    };
}

/// As it may stand on a line of a terminal, which obeys control characters.
std::string on_a_line(std::string text)
{
    const bool is_plain = datasets::comment_text_fault(text).empty();
    for (char& letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < ' ' || byte == 0x7F || (byte > 0x7F && !is_plain)) {
            letter = byte < ' ' ? ' ' : '?';
        }
    }
    return text;
}

std::string target_text(const datasets::CommentTarget& target)
{
    std::string text = target.dataset;
    for (const std::string& part :
         {target.key, target.column, target.measure, target.place, target.period}) {
        text += part.empty() ? "" : " / " + part;
    }
    return text;
}

std::string line_of(const Comment& comment)
{
    std::string line =
        fmt::format("{} : {}, {}, {} le {}", comment.id, target_text(comment.target),
                    datasets::label_fr(comment.state), comment.author, to_text(comment.date));
    if (comment.state == CommentState::to_review && comment.figure_was.empty() &&
        comment.figure_is.empty()) {
        line += " ; le chiffre a changé";
    } else if (comment.state == CommentState::to_review) {
        line += fmt::format(" ; le chiffre est passé de {} à {}",
                            comment.figure_was.empty() ? "?" : comment.figure_was,
                            comment.figure_is.empty() ? "(plus rien)" : comment.figure_is);
    }
    return line;
}

/// A word of the register's history and log, as people read it.
std::string_view words_of(std::string_view code)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 17> words{
        {{"added", "écrit"},
         {"changed", "récrit"},
         {"removed", "retiré"},
         {"approved", "publié"},
         {"confirmed", "confirmé"},
         {"doubted", "mis à revoir, son chiffre a changé"},
         {"restored", "son chiffre est de nouveau le même"},
         {"add", "écriture de"},
         {"edit", "récriture de"},
         {"approve", "publication de"},
         {"confirm", "confirmation de"},
         {"withdraw", "retrait de"},
         {"review", "relecture de"},
         {"command", "ligne de commande"},
         {"form", "formulaire"},
         {"desk", "page de dépôt"},
         {"api", "API"}}};
    const auto found =
        std::ranges::find(words, code, &std::pair<std::string_view, std::string_view>::first);
    return found == words.end() ? code : found->second;
}

/// The state by its French name or its own; nothing for "", which is all.
std::optional<CommentState> state_named(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, CommentState>, 4> french{
        {{"brouillon", CommentState::draft},
         {"publie", CommentState::published},
         {"a_revoir", CommentState::to_review},
         {"retire", CommentState::withdrawn}}};
    const auto found = std::ranges::find_if(
        french, [&](const auto& one) { return name == one.first || name == name_of(one.second); });
    return found == french.end() ? std::nullopt : std::optional(found->second);
}

int list(const Command& command, const Register& reg, std::ostream& out)
{
    const auto state = state_named(command.comment.state);
    datasets::JsonText json;
    json.start_array();
    const auto hidden =
        command.json ? decltype(publish::hidden_comments(reg))() : publish::hidden_comments(reg);
    for (const Comment& comment : reg.all_comments()) {
        const bool is_asked = (command.comment.dataset.empty() ||
                               command.comment.dataset == comment.target.dataset) &&
                              (!state || *state == comment.state);
        if (!is_asked) {
            continue;
        }
        if (command.json) {
            json.raw(publish::comment_json(comment, {}));
        } else {
            out << on_a_line(line_of(comment)) << '\n';
            if (const auto why = hidden.find(comment.id); why != hidden.end()) {
                out << "  " << on_a_line(why->second) << '\n';
            }
        }
    }
    json.end_array();
    if (command.json) {
        out << json.take() << '\n';
    }
    return 0;
}

int show(const Command& command, const Register& reg, std::ostream& out)
{
    const std::string& id = command.comment.id;
    const auto comment = reg.comment(id);
    if (!comment) {
        throw StoreError(
            fmt::format("il n’y a pas de commentaire « {} » (parvis comment list).", id));
    }
    const auto history = reg.comment_history(id);
    if (command.json) {
        datasets::JsonText json;
        json.start_object();
        json.key("comment");
        json.raw(publish::comment_json(*comment, {}));
        json.key("history");
        json.start_array();
        for (const auto& step : history) {
            json.start_object();
            json.member("change", step.change);
            json.member("at", step.at);
            json.member("who", step.who);
            json.key("comment");
            json.raw(step.body);
            json.end_object();
        }
        json.end_array();
        json.end_object();
        out << json.take() << '\n';
        return 0;
    }
    out << on_a_line(line_of(*comment)) << '\n';
    for (const auto& [language, text] : comment->text) {
        out << fmt::format("  [{}] {}\n", language, on_a_line(text));
    }
    for (const auto& step : history) {
        out << fmt::format("  {} : {}{}\n", step.at, words_of(step.change),
                           step.who.empty() ? "" : ", " + on_a_line(step.who));
    }
    return 0;
}

int show_log(const Command& command, const Register& reg, std::ostream& out)
{
    datasets::JsonText json;
    json.start_array();
    for (const auto& write : reg.comment_writes()) {
        if (!command.json) {
            out << on_a_line(fmt::format("{} : {} {} par {}{} ({}), {}{}", write.at,
                                         words_of(write.action), write.comment,
                                         write.who.empty() ? "Parvis" : write.who,
                                         write.token.empty() ? "" : ", jeton " + write.token,
                                         words_of(write.way), write.accepted ? "fait" : "refusé",
                                         write.detail.empty() ? "" : " : " + write.detail))
                << '\n';
            continue;
        }
        json.start_object();
        json.member("at", write.at);
        json.member("way", write.way);
        json.member("action", write.action);
        json.member("comment", write.comment);
        json.member("dataset", write.dataset);
        json.member("who", write.who);
        json.member("token", write.token);
        json.member("accepted", write.accepted);
        json.member("detail", write.detail);
        json.end_object();
    }
    json.end_array();
    if (command.json) {
        out << json.take() << '\n';
    }
    return 0;
}

publish::CommentResult write(const Command& command, Register& reg, const datasets::Site& site)
{
    const CommentWords& words = command.comment;
    std::vector<std::string> ids;
    for (const auto& record : reg.published()) {
        ids.push_back(record.dataset);
    }
    publish::CommentWriting writing(reg, finder(reg), std::move(ids), site.comment_approval,
                                    datasets::Zone(site.zone).date_of(instant_now()));
    publish::CommentWriter writer;
    writer.way = "command";
    if (words.action == "add" || words.action == "edit") {
        writer.name = words.author;
        writer.title = words.role;
        return words.action == "add" ? writing.add(asked_of(command), writer, fresh_comment_id())
                                     : writing.edit(words.id, asked_of(command), writer);
    }
    writer.name = command.who;
    return words.action == "approve"   ? writing.approve(words.id, writer)
           : words.action == "confirm" ? writing.confirm(words.id, writer)
                                       : writing.withdraw(words.id, writer, command.why);
}

}  // namespace

std::string fresh_comment_id() { return "c-" + random_hex().substr(0, 12); }

int comment_site(const Command& command, std::ostream& out)
{
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    const auto site = datasets::read_site(command.site);
    Register reg = open_register(site);
    if (command.comment.action == "list") {
        return list(command, reg, out);
    }
    if (command.comment.action == "show") {
        return show(command, reg, out);
    }
    if (command.comment.action == "log") {
        return show_log(command, reg, out);
    }
    const auto result = write(command, reg, site);
    if (const auto* refused = std::get_if<CommentRefusal>(&result)) {
        throw StoreError(refused->kind == CommentRefusal::Kind::contacts
                             ? refused->sentence + " (--confirm-personal)"
                             : refused->sentence);
    }
    const auto& comment = std::get<Comment>(result);
    out << (command.json ? publish::comment_json(comment, {}) : line_of(comment)) << '\n';
    return 0;
}

}  // namespace parvis::service
