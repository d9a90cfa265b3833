// SPDX-License-Identifier: EUPL-1.2
#include "service/ingest_run.hpp"

#include "datasets/comment.hpp"
#include "datasets/comment_text.hpp"
#include "datasets/cross.hpp"
#include "datasets/entered_works.hpp"
#include "geo/busy_error.hpp"
#include "publish/comment_check.hpp"
#include "service/crossing_run.hpp"
#include "service/pruning.hpp"
#include "service/site_clock.hpp"
#include "service/source_choice.hpp"
#include "service/upload_store.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using datasets::DatasetDefinition;

/// Rank in the order of ingest: what others lean on comes first.
int rank(const DatasetDefinition& definition, const datasets::Territory& territory)
{
    const auto teaches = [&](const datasets::Level& level) {
        return level.learnt_dataset == definition.facts.id;
    };
    if (std::any_of(territory.levels.begin(), territory.levels.end(), teaches)) {
        return 0;
    }
    const auto& populations = territory.populations;
    return std::ranges::find(populations, definition.facts.id,
                             &std::pair<std::string, std::string>::first) != populations.end()
               ? 1
               : 2;
}

/// The definition files asked for; a definition that cannot be read stops no other.
std::vector<fs::path> chosen_files(const Command& command, const datasets::Site& site)
{
    if (command.datasets.empty()) {
        return datasets::definition_files(site.folder);
    }
    std::vector<fs::path> files;
    for (const std::string& id : command.datasets) {
        files.push_back(site.folder / "datasets" / (id + ".toml"));
    }
    return files;
}

std::vector<DatasetDefinition> chosen(const Command& command, const datasets::Site& site,
                                      const datasets::Territory& territory, RunOutcome& outcome,
                                      RunFollower* follower)
{
    std::vector<DatasetDefinition> all;
    for (const auto& file : chosen_files(command, site)) {
        try {
            auto definition = datasets::read_definition(file, site.default_licence);
            // Nothing is wrong with works that nobody has entered yet.
            if (command.datasets.empty() && is_entered(definition) &&
                !datasets::EnteredWorks(site.data()).any_shown(definition.facts.id)) {
                continue;
            }
            all.push_back(std::move(definition));
        } catch (const Error& error) {
            outcome.datasets.emplace_back();
            outcome.datasets.back().id = file.stem().string();
            outcome.datasets.back().error = error.what();
            if (follower != nullptr) {
                follower->ends(outcome.datasets.back());
            }
        }
    }
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        return rank(a, territory) < rank(b, territory);
    });
    return all;
}

/// Sets the file to read to one that was handed in, of whatever format.
void read_instead(DatasetDefinition& definition, fs::path file, std::string name)
{
    const fs::path own = std::move(definition.source);
    definition.source = std::move(file);
    definition.more_sources.clear();
    definition.source_text = std::move(name);
    datasets::fit_to_file(definition, own);
}

/// Which file is read, and the newest deposit with it where there is one.
struct ChosenSource {
    SourceChoice choice;
    std::optional<StoredUpload> deposit;
    bool overtaken = false;  ///< the site's own file has changed since that deposit
};

/// The file to read: the one given, else the last deposit while it stands, else the site's own. A
/// sentence when it is not simply the site's own.
ChosenSource choose_source(DatasetDefinition& definition, const Command& command,
                           const datasets::Site& site)
{
    if (is_entered(definition)) {
        if (!command.file.empty()) {
            throw SourceError(fmt::format(
                "{} : les chantiers de ce jeu se saisissent (parvis work, /works), ils ne viennent "
                "pas d’un fichier ; déposez-le pour un autre jeu.",
                definition.facts.id));
        }
        write_entered(definition, site.data());
        return {{"chantiers saisis", {}, false}, {}, false};
    }
    if (!command.file.empty()) {
        read_instead(definition, fs::absolute(command.file), command.file.filename().string());
        std::vector<datasets::ColumnChoice> choices;
        for (const std::string& text : command.columns) {
            const std::size_t equals = std::min(text.find('='), text.size());
            choices.push_back(
                {text.substr(0, equals), text.substr(std::min(equals + 1, text.size()))});
        }
        datasets::choose_columns(definition, choices);
        return {{fmt::format("fichier donné : {}", definition.source_text), {}, false}, {}, false};
    }
    SourceChoice own = settle_source(definition, site.folder);
    auto deposit = newest_deposit(site.data(), definition.facts.id);
    if (!deposit) {
        return {std::move(own), {}, false};
    }
    if (!stands(*deposit, definition.source)) {
        own.said =
            fmt::format("le fichier du site a changé depuis le dépôt du {} ({}) : c’est lui qui "
                        "est lu",
                        deposit->received, deposit->name);
        return {std::move(own), std::move(deposit), true};
    }
    read_instead(definition, deposit->file, deposit->name);
    // Of what the definition has given up since, there is nothing left to choose.
    const auto uses = datasets::column_uses(definition);
    std::vector<datasets::ColumnChoice> choices = deposit->columns;
    std::erase_if(choices, [&](const auto& choice) {
        return std::ranges::find(uses, choice.slot, &datasets::ColumnUse::slot) == uses.end();
    });
    datasets::choose_columns(definition, choices);
    definition.hold = definition.hold || deposit->draft;
    if (deposit->accept_shrink) {
        definition.shrink_alert.reset();
    }
    own.said = fmt::format("fichier déposé le {} : {}", deposit->received, deposit->name);
    return {std::move(own), std::move(deposit), false};
}

/// What an ingest says of the deposit that it read, or read past: one whose server was killed
/// before it knew is settled here. What was not judged is read again by the next.
void settle_deposit(const ChosenSource& source, const fs::path& data, DatasetOutcome& outcome)
{
    if (!source.deposit || outcome.busy || outcome.failed) {
        return;
    }
    const StoredUpload& deposit = *source.deposit;
    if (source.overtaken && outcome.report) {
        forget_upload(data, outcome.id, deposit);
    } else if (!source.overtaken && deposit.pending && outcome.report &&
               !outcome.report->withdrawn) {
        accept_upload(data, outcome.id, deposit);
    } else if (!source.overtaken && deposit.pending) {
        give_up_upload(data, outcome.id, deposit);
        outcome.error += fmt::format(
            "{}Le fichier déposé le {} ({}) n’est plus celui du jeu : ce qui l’était avant lui "
            "l’est de nouveau.",
            outcome.error.empty() ? "" : " ", deposit.received, deposit.name);
    }
}

/// What is wrong with a source that comes by itself stands in the register until it is right again.
void keep_alerts(datasets::Register& reg, const DatasetDefinition& definition,
                 const SourceChoice& source, const DatasetOutcome& outcome, bool shrunk)
{
    const std::string& id = definition.facts.id;
    if (!source.fault.empty()) {
        const std::string kind = source.gone ? "gone" : "unreachable";
        reg.raise_alert(id, kind, source.fault);
        reg.end_alerts(id, kind);
    } else if (!outcome.report) {
        const std::string kind = shrunk ? "shrunk" : "unusable";
        reg.raise_alert(id, kind, outcome.error);
        reg.end_alerts(id, kind);
    } else {
        reg.end_alerts(id);
    }
}

/// A file that cannot be opened has none; why is said when it is read.
void list_columns(const DatasetDefinition& definition, DatasetOutcome& outcome)
{
    outcome.uses = datasets::column_uses(definition);
    try {
        outcome.file_columns = datasets::columns_of_file(definition);
    } catch (const Error&) {
        outcome.file_columns.clear();
    }
}

DatasetOutcome run_one(DatasetDefinition definition, const Command& command,
                       const datasets::Site& site, datasets::Territory& territory,
                       datasets::Register* before, RunFollower* follower)
{
    datasets::Register* const reg = command.task == Task::ingest ? before : nullptr;
    DatasetOutcome outcome;
    outcome.id = definition.facts.id;
    ChosenSource chosen;
    const SourceChoice& source = chosen.choice;
    bool shrunk = false;
    try {
        chosen = choose_source(definition, command, site);
        outcome.source = source.said;
        if (command.list_columns) {
            list_columns(definition, outcome);
        }
        if (command.accept_shrink) {
            definition.shrink_alert.reset();  // somebody has seen how many rows there are
        }
        definition.hold = definition.hold || command.draft;
        datasets::Progress progress;
        if (follower != nullptr) {
            follower->starts(outcome.id, definition.source.filename().string());
            progress = [follower](const datasets::Manifest& so_far, std::optional<double> share) {
                follower->reads(so_far, share);
            };
        }
        outcome.report =
            reg == nullptr ? datasets::check(definition, territory, progress, {}, before)
                           : datasets::ingest(definition, territory, *reg, command.cause, progress);
        if (reg != nullptr && rank(definition, territory) == 0) {
            datasets::learn_levels(territory, *reg);
        }
    } catch (const std::bad_alloc&) {
        outcome.error = fmt::format(
            "{} : lire ce fichier demande plus de mémoire que permis ({} Mo) ; déposez moins de "
            "données à la fois, ou en CSV ou GeoPackage (« --memory-mb » en permet plus).",
            definition.source.string(), command.memory_mb);
    } catch (const datasets::RefusedSource& error) {
        shrunk = dynamic_cast<const datasets::ShrunkSource*>(&error) != nullptr;
        outcome.refused = error.report();
        outcome.error = !shrunk && !source.fault.empty() ? source.fault : error.what();
    } catch (const BusyError& error) {
        outcome.busy = true;
        outcome.error = error.what();
    } catch (const StoreError& error) {
        outcome.failed = true;
        outcome.error = error.what();
    } catch (const Error& error) {
        outcome.error = source.fault.empty() ? error.what() : source.fault;
    } catch (const std::exception& error) {
        outcome.failed = true;
        outcome.error = error.what();
    }
    if (reg != nullptr) {
        settle_deposit(chosen, site.data(), outcome);
    }
    if (reg != nullptr && definition.watched && command.file.empty() && !outcome.busy) {
        keep_alerts(*reg, definition, source, outcome, shrunk);
    }
    if (outcome.report && !source.fault.empty()) {
        outcome.source = fmt::format("{} Ce qui avait été reçu avant est lu.", source.fault);
    }
    return outcome;
}

/// Whoever keeps the files may mean it, and is asked: what stands in them is public.
void warn_of_contacts(const std::vector<datasets::Comment>& comments, RunOutcome& outcome)
{
    for (const auto& comment : comments) {
        std::vector<std::string> found;
        const auto look = [&](std::string_view text) {
            for (const auto& contact : datasets::contacts_in(text)) {
                found.push_back("« " + contact.text + " »");
            }
        };
        look(comment.author);
        look(comment.role);
        for (const auto& [language, text] : comment.text) {
            look(text);
        }
        if (!found.empty()) {
            outcome.warnings.push_back(
                fmt::format("Le commentaire « {} » est public, et on y lit {}. Est-ce voulu ?",
                            comment.id, fmt::join(found, ", ")));
        }
    }
}

void read_comments_into(datasets::Register& reg, const datasets::Site& site, RunOutcome& outcome)
{
    auto files = datasets::read_comments(site.folder / "comments");
    std::vector<datasets::Comment> published, written;
    for (auto& comment : reg.all_comments()) {
        const bool is_shown = comment.state == datasets::CommentState::published ||
                              comment.state == datasets::CommentState::to_review;
        if (comment.written) {
            written.push_back(std::move(comment));
        } else if (is_shown) {
            published.push_back(std::move(comment));
        }
    }
    std::erase_if(files.comments, [&](const auto& comment) {
        const bool taken =
            std::ranges::find(written, comment.id, &datasets::Comment::id) != written.end();
        if (taken) {
            files.faults.push_back(fmt::format("commentaire « {} » : cet identifiant est celui "
                                               "d’un commentaire écrit autrement que dans un "
                                               "fichier. Donnez-en un autre.",
                                               comment.id));
        }
        return taken;
    });
    warn_of_contacts(files.comments, outcome);
    const auto comments = files.beside(published);
    reg.replace_file_comments(comments);
    outcome.comments = reg.comments().size();
    for (const std::string& fault : files.faults) {
        outcome.errors.push_back(
            fmt::format("commentaires : {} Les autres commentaires sont publiés ; celui-ci reste "
                        "comme il était.",
                        fault));
    }
}

/// The commented datasets that this run may have to look at again: those that it read, those
/// without a definition file (what is crossed, from whatever; what the site has given up), and
/// where something is said of rows that nobody has found yet. What the site defines and this run
/// has not read is not opened: it may be of millions of rows.
std::vector<std::string> to_review(const datasets::Site& site, const datasets::Register& reg,
                                   const RunOutcome& outcome)
{
    std::set<std::string> left;
    for (const auto& file : datasets::definition_files(site.folder)) {
        left.insert(file.stem().string());
    }
    for (const auto& one : outcome.datasets) {
        left.erase(one.id);
    }
    std::set<std::string> ids;
    for (const auto& comment : reg.comments()) {
        const auto& target = comment.target;
        const bool is_unmeasured =
            comment.figure.empty() && (!target.key.empty() || !target.measure.empty());
        if (is_unmeasured || !left.contains(target.dataset)) {
            ids.insert(target.dataset);
        }
    }
    return {ids.begin(), ids.end()};
}

std::set<std::string> doubted(const datasets::Register& reg)
{
    std::set<std::string> ids;
    for (const auto& comment : reg.comments()) {
        if (comment.state == datasets::CommentState::to_review) {
            ids.insert(comment.id);
        }
    }
    return ids;
}

/// The comments whose figure this run has changed: nobody would look for them.
void tell_of_doubted(const datasets::Register& reg, const std::set<std::string>& before,
                     RunOutcome& outcome)
{
    constexpr std::size_t most = 10;
    std::vector<std::string> changed;
    std::ranges::set_difference(doubted(reg), before, std::back_inserter(changed));
    if (changed.empty()) {
        return;
    }
    const std::size_t count = changed.size();
    const bool one = count == 1;
    changed.resize(std::min(count, most));
    outcome.warnings.push_back(
        fmt::format("à revoir : {} {}, {} : {}{}. Voyez « parvis comment list --state to_review ».",
                    count, one ? "explication" : "explications",
                    one ? "son chiffre a changé" : "leurs chiffres ont changé",
                    fmt::join(changed, ", "), count > most ? " …" : ""));
}

void finish(const Command& command, const datasets::Site& site, datasets::Territory& territory,
            datasets::Register& reg, RunOutcome& outcome)
{
    try {
        outcome.crossed = datasets::cross_territory(
            territory, reg, datasets::today(site, instant_now()), site.publisher);
    } catch (const std::exception& error) {
        outcome.errors.push_back(fmt::format("croisement : {}", error.what()));
    }
    publish_declared(site, reg, outcome);
    try {
        outcome.pruned = prune_datasets(site, reg, {});
    } catch (const std::exception& error) {
        outcome.errors.push_back(fmt::format("conservation : {}", error.what()));
    }
    try {
        if (command.task != Task::cross) {
            read_comments_into(reg, site, outcome);
        }
        const auto before = doubted(reg);
        auto waiting = publish::review_comments(reg, to_review(site, reg, outcome));
        tell_of_doubted(reg, before, outcome);
        if (command.task != Task::cross) {
            std::ranges::move(waiting, std::back_inserter(outcome.warnings));
        }
    } catch (const std::exception& error) {
        outcome.errors.push_back(fmt::format("commentaires : {}", error.what()));
    }
}

}  // namespace

bool RunOutcome::succeeded() const
{
    return errors.empty() && std::all_of(datasets.begin(), datasets.end(),
                                         [](const auto& one) { return one.report.has_value(); });
}

RunOutcome run_ingest(const Command& command, RunFollower* follower)
{
    const datasets::Site site = datasets::read_site(command.site);
    datasets::Territory territory = datasets::read_territory(site);
    RunOutcome outcome;
    outcome.territory = datasets::text_in(territory.name, "fr");
    outcome.territory_issues = territory.issues;

    std::optional<datasets::Register> reg;
    if (command.task != Task::check || fs::exists(site.data() / "register.sqlite")) {
        reg.emplace(site.data());
        datasets::learn_levels(territory, *reg);
    }
    if (command.task != Task::check) {
        publish::measure_old_comments(*reg);
    }
    if (command.task != Task::cross) {
        for (auto& definition : chosen(command, site, territory, outcome, follower)) {
            outcome.datasets.push_back(run_one(std::move(definition), command, site, territory,
                                               reg ? &*reg : nullptr, follower));
            if (follower != nullptr) {
                follower->ends(outcome.datasets.back());
            }
        }
    }
    if (command.task != Task::check) {
        finish(command, site, territory, *reg, outcome);
    } else if (command.datasets.empty()) {
        if (reg) {
            check_declared(site, outcome);
        }
        warn_of_contacts(datasets::read_comments(site.folder / "comments").comments, outcome);
    }
    return outcome;
}

}  // namespace parvis::service
