// SPDX-License-Identifier: EUPL-1.2
#include "service/work_entry.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/cross.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/model_column.hpp"
#include "datasets/register.hpp"
#include "datasets/row_issue.hpp"
#include "geo/busy_error.hpp"
#include "geo/error.hpp"
#include "publish/comment_check.hpp"
#include "service/entered_issue.hpp"
#include "service/file_lock.hpp"
#include "service/log.hpp"
#include "service/pruning.hpp"
#include "service/site_clock.hpp"
#include "service/street_choice.hpp"
#include "service/work_change.hpp"
#include "service/work_reach.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using datasets::DatasetDefinition;
using datasets::EnteredWork;
using datasets::EnteredWorks;
using datasets::WorkAction;
using datasets::WorkMembers;
using datasets::WorkStep;
using Kind = WorkRefusal::Kind;

WorkRefusal no_such_work(const std::string& id)
{
    return refused_work(Kind::unknown, fmt::format("Il n’y a pas de chantier saisi « {} ».", id));
}

bool is_author(const EnteredWork& work, const WorkWriter& writer)
{
    return !work.author.empty() && work.author == writer.note.token;
}

/// The territory may have changed under a work: whoever entered it may mend it.
bool is_own_and_unusable(const WorkRefusal& refused, const EnteredWork& work,
                         const WorkWriter& writer)
{
    return refused.kind == Kind::unusable && is_author(work, writer);
}

/// Whose works a token enters, where it is for one owner.
std::string owner_fault(const EnteredWork& work, const WorkWriter& writer)
{
    const std::string& owner = writer.scope.owner;
    return owner.empty() || work.member("maitre_ouvrage") == owner
               ? std::string()
               : fmt::format("Ce jeton saisit les chantiers de « {} » seulement.", owner);
}

/// Columns whose value is known once a row is placed.
std::vector<std::string> communes_of(const datasets::IngestReport& report)
{
    std::set<std::string> communes;
    const auto& properties = report.manifest.properties;
    for (const auto& feature : report.first_features) {
        for (std::size_t i = 0; i < properties.size(); ++i) {
            const auto& value = feature.values[i];
            if (const auto* key = std::get_if<std::string>(&value);
                properties[i].name == "commune" && key != nullptr) {
                communes.insert(*key);
            } else if (const auto* parts = std::get_if<std::vector<datasets::Part>>(&value);
                       properties[i].name == "communes_parts" && parts != nullptr) {
                for (const auto& part : *parts) {
                    communes.insert(part.area);
                }
            }
        }
    }
    return {communes.begin(), communes.end()};
}

/// One of those that are counted, as long as it lives.
class OneOf {
public:
    explicit OneOf(std::atomic<int>& all) : m_all(all), m_count(++all) {}
    OneOf(const OneOf&) = delete;
    OneOf& operator=(const OneOf&) = delete;
    ~OneOf() { --m_all; }
    [[nodiscard]] int count() const { return m_count; }  ///< with itself, when it came

private:
    std::atomic<int>& m_all;
    int m_count;
};

/// A file that goes with what holds it.
class OneRow {
public:
    OneRow(fs::path file, const std::string& text) : m_file(std::move(file))
    {
        fs::create_directories(m_file.parent_path());
        std::ofstream out(m_file, std::ios::binary | std::ios::trunc);
        out << text << std::flush;
        if (!out) {
            throw StoreError(
                fmt::format("{} : écriture impossible (disque plein ?).", m_file.string()));
        }
    }
    OneRow(const OneRow&) = delete;
    OneRow& operator=(const OneRow&) = delete;
    ~OneRow()
    {
        std::error_code ignored;
        fs::remove(m_file, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return m_file; }

private:
    fs::path m_file;
};

}  // namespace

std::vector<std::string> WorkEntry::datasets(const WorkWriter* writer) const
{
    std::vector<std::string> ids;
    for (const auto& file : datasets::definition_files(m_site)) {
        const std::string id = file.stem().string();
        if (writer != nullptr && !writer->keeps &&
            std::ranges::find(writer->datasets, id) == writer->datasets.end()) {
            continue;
        }
        try {
            if (is_entered(datasets::read_definition(file, "etalab-2.0"))) {
                ids.push_back(id);
            }
        } catch (const Error&) {
            continue;  // ingest tells its keeper what is wrong with it
        }
    }
    return ids;
}

std::string WorkEntry::dataset_of(const std::string& named, const WorkWriter& writer) const
{
    const auto ids = datasets(&writer);
    if (named.empty()) {
        return ids.size() == 1 ? ids.front() : std::string();
    }
    return std::ranges::find(ids, named) == ids.end() ? std::string() : named;
}

DatasetDefinition WorkEntry::definition(const std::string& dataset,
                                        const datasets::Site& site) const
{
    return datasets::read_definition(m_site / "datasets" / (dataset + ".toml"),
                                     site.default_licence);
}

std::shared_ptr<const datasets::Territory> WorkEntry::territory()
{
    const std::scoped_lock own(m_territory_mutex);
    std::error_code ignored;
    const auto of = fs::last_write_time(m_site / "territory.toml", ignored);
    if (m_territory == nullptr || of != m_territory_of) {
        const auto site = datasets::read_site(m_site);
        auto fresh = std::make_shared<datasets::Territory>(datasets::read_territory(site));
        datasets::learn_levels(*fresh, datasets::Register(site.data()));
        m_territory = std::move(fresh);
        m_territory_of = of;
    }
    return m_territory;
}

/// Whether drafts of the work, and what it was as a draft, are for somebody to see. A coordinator
/// sees those that it might have entered itself, and no others.
bool WorkEntry::may_see_draft(const EnteredWork& work, const WorkWriter& writer)
{
    if (writer.keeps || is_author(work, writer)) {
        return true;
    }
    return writer.scope.coordinates && owner_fault(work, writer).empty() &&
           WorkReach(writer, *territory()).covers(work);
}

bool WorkEntry::may_see(const EnteredWork& work, const WorkWriter& writer)
{
    return work.shown || may_see_draft(work, writer);
}

/// Why a work may not be a phase of the one that its `chantier` names: whoever writes a phase
/// writes into the whole work, as pages and feeds tell it. Nothing where it may, or is no phase.
std::optional<WorkRefusal> WorkEntry::phase_fault(const DatasetDefinition& definition,
                                                  const datasets::Site& site,
                                                  const EnteredWork& work, const WorkWriter& writer)
{
    const std::string& whole_id = work.member("chantier");
    if (whole_id.empty()) {
        return std::nullopt;
    }
    EnteredWorks entered(site.data());
    const auto whole = entered.find(work.dataset, whole_id);
    if (!whole || !may_see(*whole, writer)) {
        return faulty_work({{"chantier", fmt::format("il n’y a pas de chantier saisi « {} » : "
                                                     "donnez le numéro d’un chantier, comme "
                                                     "2026-0018, ou laissez vide.",
                                                     datasets::shortened(whole_id))}});
    }
    const auto all = entered.all(work.dataset);
    const bool has_phases =
        !work.id.empty() && std::ranges::any_of(all, [&](const EnteredWork& other) {
            return other.member("chantier") == work.id;
        });
    if (whole->id == work.id || has_phases || !whole->member("chantier").empty() ||
        whole->step == WorkStep::cancelled) {
        return faulty_work(
            {{"chantier",
              whole->step == WorkStep::cancelled
                  ? fmt::format("le chantier {} est annulé.", whole->id)
              : whole->id == work.id ? std::string("un chantier n’est pas une phase de lui-même.")
              : has_phases
                  ? fmt::format("le chantier {} a des phases : il n’en est pas une.", work.id)
                  : fmt::format("le chantier {} est lui-même une phase de {}.", whole->id,
                                whole->member("chantier"))}});
    }
    std::vector<std::string> ignored;
    if (!writer.keeps && check(definition, site, *whole, writer, {}, ignored)) {
        const auto fault = fmt::format(
            "Ce jeton ne peut pas modifier le chantier {} : il ne lui ajoute pas de phase.",
            whole->id);
        return WorkRefusal{Kind::forbidden, fault, {{"chantier", fault}}};
    }
    return std::nullopt;
}

/// As ingest would take it, alone in a file.
std::optional<WorkRefusal> WorkEntry::check(const DatasetDefinition& definition,
                                            const datasets::Site& site, const EnteredWork& work,
                                            const WorkWriter& writer, WorkFaults faults,
                                            std::vector<std::string>& doubts)
{
    const auto add = [&](const std::string& name, std::string reason) {
        if (std::ranges::find(faults, name, &WorkFaults::value_type::first) == faults.end()) {
            faults.emplace_back(name, std::move(reason));
        }
    };
    if (work.member(datasets::geometry_member).empty()) {
        add("geometry", "où est le chantier ? Donnez un point, une ligne ou une surface.");
    }
    for (const char* needed : {"titre", "debut"}) {
        if (work.member(needed).empty()) {
            add(needed, "obligatoire.");
        }
    }
    EnteredWork named = work;
    if (auto fault = far_fault(work.member(datasets::geometry_member), *territory());
        !fault.empty()) {
        add("geometry", std::move(fault));
        named.members.erase("geometry");
    }
    named.id = work.id.empty() ? "0000-0000" : work.id;  // a row has to have one
    const OneRow row(definition.source.parent_path() /
                         fmt::format(".{}-{}.csv", definition.facts.id, ::getpid()),
                     datasets::entered_table({named}, true));
    DatasetDefinition alone = definition;
    alone.source = row.path();
    datasets::IngestReport report;
    try {
        report = datasets::check(alone, *territory(), {}, datasets::today(site, instant_now()));
    } catch (const datasets::RefusedSource& refused) {
        report = refused.report();
    }
    for (const auto& issue : report.first_issues) {
        // In a file it would be an empty cell and a doubt; who enters it is there to mend it.
        const bool of_member = issue.column != "geometrie" && work.members.contains(issue.column);
        if (issue.severity == datasets::Severity::warning && !of_member) {
            doubts.push_back(issue.message);
            continue;
        }
        if (issue.column.empty() && issue.code == "required_missing") {
            add("debut", "donnez au moins le premier jour, ou le dernier.");
            continue;
        }
        const bool of_place = issue.column.empty() || issue.column == "geometrie";
        add(of_place ? std::string("geometry") : issue.column, entered_words(issue));
    }
    if (auto refused = faulty_work(std::move(faults))) {
        return refused;
    }
    const auto communes = communes_of(report);
    if (report.manifest.counts.kept != 1 || communes.empty()) {
        return faulty_work({{"geometry", "le chantier n’est dans aucune commune du territoire."}});
    }
    if (auto fault = WorkReach(writer, *territory()).fault(communes); !fault.empty()) {
        return WorkRefusal{Kind::forbidden, fault, {{"geometry", fault}}};
    }
    if (auto fault = owner_fault(work, writer); !fault.empty()) {
        return WorkRefusal{Kind::forbidden, fault, {{"maitre_ouvrage", fault}}};
    }
    return std::nullopt;
}

void WorkEntry::publish(const DatasetDefinition& definition, const datasets::Site& site)
{
    const std::string& id = definition.facts.id;
    EnteredWorks entered(site.data());
    const auto last = entered.last_change(id);
    if (entered.any_shown(id)) {
        datasets::Register reg(site.data());
        publish::measure_old_comments(reg);
        write_entered(definition, site.data());
        static_cast<void>(datasets::ingest(definition, *territory(), reg, "upload", {},
                                           datasets::today(site, instant_now())));
        entered.settle(id, last);
        static_cast<void>(prune_datasets(site, reg, {id}));
        static_cast<void>(publish::review_comments(reg, {id}));
    } else {
        entered.settle(id, last);
    }
}

/// An ingest that somebody else runs is waited for, a little: who enters a work sees it at once.
void WorkEntry::publish_soon(const DatasetDefinition& definition, const datasets::Site& site)
{
    constexpr int tries = 8;
    for (int i = 1; i < tries; ++i) {
        try {
            return publish(definition, site);
        } catch (const BusyError&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(250));
        }
    }
    publish(definition, site);
}

WorkResult WorkEntry::write(WorkAsked asked, const WorkWriter& writer)
{
    // Half of the workers at most: the site is answered beside them.
    constexpr int most_waiting = 8;
    const OneOf waiting(m_waiting);
    if (waiting.count() > most_waiting) {
        throw BusyError("too many works are being written");
    }
    const std::scoped_lock own(m_mutex);
    const auto site = datasets::read_site(m_site);
    const std::string dataset = dataset_of(asked.dataset, writer);
    if (dataset.empty()) {
        const auto ids = datasets(&writer);
        return refused_work(Kind::unknown,
                            ids.empty()
                                ? std::string("Ce jeton n’est pas fait pour saisir des chantiers, "
                                              "ou le site n’a pas de jeu de chantiers saisis.")
                                : fmt::format("« dataset » : {}.", fmt::join(ids, ", ")));
    }
    choose_street(asked, site);
    const auto definition = this->definition(dataset, site);
    fs::create_directories(definition.source.parent_path());
    const auto lock = file_lock(definition.source.parent_path() / (dataset + ".lock"));
    EnteredWorks entered(site.data());
    EnteredWork work;
    work.dataset = dataset;
    work.author = writer.note.token;
    if (!asked.id.empty()) {
        const auto found = entered.find(dataset, asked.id);
        if (!found || !may_see(*found, writer)) {
            return no_such_work(asked.id);
        }
        work = *found;
        if (asked.seen && *asked.seen != work.revision) {
            return refused_work(
                Kind::stale,
                fmt::format("Le chantier {} a changé depuis que vous l’avez lu (révision "
                            "{}, vous aviez la {}). Relisez-le, puis recommencez.",
                            work.id, work.revision, *asked.seen));
        }
        // What it is now must be theirs, not only what it becomes.
        std::vector<std::string> ignored;
        if (auto refused = check(definition, site, work, writer, {}, ignored);
            refused && !writer.keeps && !is_own_and_unusable(*refused, work, writer)) {
            return *std::move(refused);
        }
        if (asked.action == WorkAction::reopen && !asked.members.contains("fin")) {
            asked.members["fin"] = end_before_ended(entered.history(dataset, work.id));
        }
    } else if (asked.publish) {
        work.step = WorkStep::published;
        work.shown = true;
    }
    const auto today = datasets::today(site, instant_now());
    const WorkMembers before = work.members;
    WorkFaults faults = asked.faults;
    if (auto refused = change_work(work, asked, writer, today, faults)) {
        if (refused->kind == Kind::unusable) {  // all that is wrong is said at once
            faults.insert(faults.end(), refused->fields.begin(), refused->fields.end());
            return *faulty_work(std::move(faults));
        }
        return *std::move(refused);
    }
    // What is written is checked whole, not only what changed: a draft's phase is told from now on.
    const bool writes = asked.action == WorkAction::change || asked.action == WorkAction::publish;
    const auto of_phase =
        writes ? phase_fault(definition, site, work, writer) : std::optional<WorkRefusal>();
    if (of_phase && of_phase->kind == Kind::unusable) {
        faults.insert(faults.end(), of_phase->fields.begin(), of_phase->fields.end());
    }
    WorkWritten written;
    if (auto refused = check(definition, site, work, writer, std::move(faults), written.doubts)) {
        return *std::move(refused);
    }
    if (of_phase) {
        return *of_phase;
    }
    if (asked.action == WorkAction::change && !asked.id.empty() && work.members == before) {
        written.work = std::move(work);  // sent twice, or sent as it was: nothing to note
        return written;
    }
    datasets::WorkNote note = writer.note;
    note.why = asked.why;
    if (asked.id.empty()) {
        work = entered.add(std::move(work), today.year, note);
    } else if (!entered.change(work, name_of(asked.action), note)) {
        return refused_work(Kind::stale,
                            "Le chantier vient de changer. Relisez-le, puis recommencez.");
    }
    try {
        publish_soon(definition, site);
    } catch (const std::exception& error) {  // the register has it: the next change publishes both
        log_failure("works", error.what());
        written.unsettled = "Le changement est enregistré, mais pas encore publié : il le sera au "
                            "prochain changement, ou au redémarrage du serveur.";
    }
    written.work = std::move(work);
    return written;
}

std::vector<EnteredWork> WorkEntry::works(const std::string& dataset, const WorkWriter& writer)
{
    auto works = EnteredWorks(m_site / "data").all(dataset);
    std::erase_if(works, [&](const EnteredWork& work) { return !may_see(work, writer); });
    return works;
}

std::optional<EnteredWork> WorkEntry::work(const std::string& dataset, const std::string& id,
                                           const WorkWriter& writer)
{
    auto work = EnteredWorks(m_site / "data").find(dataset, id);
    return work && may_see(*work, writer) ? std::move(work) : std::nullopt;
}

std::vector<datasets::WorkChange>
WorkEntry::history(const std::string& dataset, const std::string& id, const WorkWriter& writer)
{
    EnteredWorks entered(m_site / "data");
    const auto work = entered.find(dataset, id);
    if (!work || !may_see(*work, writer)) {
        return {};
    }
    auto changes = entered.history(dataset, id);
    if (!may_see_draft(*work, writer)) {
        std::erase_if(changes, [](const auto& one) { return one.step == WorkStep::draft; });
    }
    return changes;
}

void WorkEntry::settle_all()
{
    const std::scoped_lock own(m_mutex);
    try {
        const auto site = datasets::read_site(m_site);
        for (const std::string& id : datasets()) {
            const auto definition = this->definition(id, site);
            fs::create_directories(definition.source.parent_path());
            const auto lock = file_lock(definition.source.parent_path() / (id + ".lock"));
            EnteredWorks entered(site.data());
            if (entered.settled(id) != entered.last_change(id)) {
                publish(definition, site);
            }
        }
    } catch (const std::exception& error) {
        log_failure("works", error.what());
    }
}

}  // namespace parvis::service
