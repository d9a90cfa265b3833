// SPDX-License-Identifier: EUPL-1.2
#include "service/work_command.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "service/given_text.hpp"
#include "service/site_clock.hpp"
#include "service/work_entry.hpp"
#include "service/work_members.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>

namespace parvis::service {

namespace {

/// Members of a JSON file, then those that the command line sets.
WorkAsked asked_of(const Command& command)
{
    const WorkWords& words = command.work;
    WorkAsked asked;
    if (!words.file.empty()) {
        auto read = read_work_body(given_text(words.file));
        if (const auto* problem = std::get_if<Problem>(&read)) {
            throw StoreError(fmt::format("{} : {}", words.file.string(), problem->detail));
        }
        asked = std::get<WorkAsked>(std::move(read));
    }
    for (const std::string& text : words.set) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            throw StoreError(fmt::format("--set {} : écrivez NOM=VALEUR.", text));
        }
        asked.members[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (!words.end.empty()) {
        asked.members["fin"] = words.end;
    }
    asked.dataset = words.dataset.empty() ? asked.dataset : words.dataset;
    asked.publish = asked.publish || words.publish;
    asked.day = words.day.empty() ? asked.day : words.day;
    asked.why = command.why.empty() ? asked.why : command.why;
    asked.id = words.id;
    asked.action = datasets::work_action(words.action).value_or(datasets::WorkAction::change);
    return asked;
}

datasets::Date today_of(const Command& command)
{
    return datasets::today(datasets::read_site(command.site), instant_now());
}

int list(const Command& command, WorkEntry& entry, const WorkWriter& writer,
         const std::string& dataset, std::ostream& out)
{
    datasets::JsonText json;
    json.start_array();
    for (const auto& work : entry.works(dataset, writer)) {
        if (command.json) {
            json.raw(work_json(work, "", today_of(command)));
            continue;
        }
        const auto title = work.members.find("titre");
        out << fmt::format("{} : {}, révision {}, « {} »\n", work.id, label_fr(work.step),
                           work.revision, title == work.members.end() ? "" : title->second);
    }
    json.end_array();
    if (command.json) {
        out << json.take() << '\n';
    }
    return 0;
}

int show_history(const Command& command, WorkEntry& entry, const WorkWriter& writer,
                 const std::string& dataset, std::ostream& out)
{
    const auto changes = entry.history(dataset, command.work.id, writer);
    if (changes.empty()) {
        throw StoreError(fmt::format("il n’y a pas de chantier saisi « {} ».", command.work.id));
    }
    if (command.json) {
        out << history_json(command.work.id, changes) << '\n';
        return 0;
    }
    for (const auto& change : changes) {
        out << fmt::format("{} {} : {} ({}), par {}{}\n", change.revision, change.at, change.action,
                           label_fr(change.step), change.note.who.empty() ? "?" : change.note.who,
                           change.note.why.empty() ? "" : " : " + change.note.why);
    }
    return 0;
}

}  // namespace

int work_site(const Command& command, std::ostream& out)
{
    const WorkWords& words = command.work;
    WorkEntry entry(command.site);
    WorkWriter writer;
    writer.keeps = true;
    writer.note.who = command.who;
    writer.note.way = "command";
    if (words.action == "list" || words.action == "history") {
        const std::string dataset = entry.dataset_of(words.dataset, writer);
        if (dataset.empty()) {
            throw StoreError(fmt::format("--dataset nomme un jeu de chantiers saisis : {}.",
                                         fmt::join(entry.datasets(), ", ")));
        }
        return words.action == "list" ? list(command, entry, writer, dataset, out)
                                      : show_history(command, entry, writer, dataset, out);
    }
    const auto result = entry.write(asked_of(command), writer);
    if (const auto* refusal = std::get_if<WorkRefusal>(&result)) {
        std::cerr << "parvis : " << refusal->sentence << '\n';
        return 1;
    }
    const auto& written = std::get<WorkWritten>(result);
    if (command.json) {
        out << work_json(written.work, "", today_of(command), written.doubts, written.unsettled)
            << '\n';
        return 0;
    }
    out << fmt::format("Chantier {} du jeu {} : {}, révision {}.\n", written.work.id,
                       written.work.dataset, label_fr(written.work.step), written.work.revision);
    for (const std::string& doubt : written.doubts) {
        out << doubt << '\n';
    }
    if (!written.unsettled.empty()) {
        out << written.unsettled << '\n';
    }
    return 0;
}

}  // namespace parvis::service
