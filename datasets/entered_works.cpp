// SPDX-License-Identifier: EUPL-1.2
#include "datasets/entered_works.hpp"

#include "datasets/csv_text.hpp"
#include "datasets/durable_file.hpp"
#include "datasets/json_cursor.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register_handle.hpp"
#include "datasets/road_works.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include <unistd.h>

namespace parvis::datasets {
namespace {

constexpr std::string_view entered_word = "entered";
constexpr std::string_view geometry_column = "geometrie";
constexpr std::string_view work_columns =
    "SELECT dataset, id, revision, step, shown, author, members FROM entered_work ";

EnteredWork work_of(const Sqlite::Statement& row)
{
    EnteredWork work;
    work.dataset = row.text(0);
    work.id = row.text(1);
    work.revision = static_cast<std::uint32_t>(row.integer(2));
    work.step = work_step(row.text(3)).value_or(WorkStep::draft);
    work.shown = row.integer(4) != 0;
    work.author = row.text(5);
    work.members = members_of(row.text(6));
    return work;
}

/// The register with this program's schema, on a connection of its own.
Sqlite opened(const std::filesystem::path& data)
{
    const Register migrated(data);
    return Sqlite(data / "register.sqlite");
}

/// What the dataset says of the state: the step decides, and an authorisation where there is one.
std::string_view declared_of(const EnteredWork& work)
{
    switch (work.step) {
    case WorkStep::started:
        return "en_cours";
    case WorkStep::paused:
        return "suspendu";
    case WorkStep::ended:
        return "termine";
    case WorkStep::cancelled:
        return "annule";
    case WorkStep::draft:
    case WorkStep::published:
        break;
    }
    return work.members.contains("arrete") ? "accorde" : "prevu";
}

}  // namespace

const std::string& EnteredWork::member(std::string_view name) const
{
    static const std::string nothing;
    const auto found = members.find(name);
    return found == members.end() ? nothing : found->second;
}

std::string members_json(const WorkMembers& members)
{
    JsonText json;
    json.start_object();
    for (const auto& [name, value] : members) {
        json.member(name, std::string_view(value));
    }
    json.end_object();
    return json.take();
}

WorkMembers members_of(std::string_view text)
{
    WorkMembers members;
    const JsonCursor cursor(text);
    cursor.each_member(cursor.skip_space(0), [&](const std::string& name, std::size_t at) {
        cursor.append_string(at, members[name]);
        return true;
    });
    return members;
}

EnteredWorks::EnteredWorks(const std::filesystem::path& data) : m_sqlite(opened(data)) {}

std::vector<EnteredWork> EnteredWorks::all(const std::string& dataset)
{
    static const std::string sql = std::string(work_columns) + "WHERE dataset = ?1 ORDER BY id";
    std::vector<EnteredWork> works;
    auto rows = m_sqlite.statement(sql);
    rows.bind(1, dataset);
    while (rows.next()) {
        works.push_back(work_of(rows));
    }
    return works;
}

std::optional<EnteredWork> EnteredWorks::find(const std::string& dataset, const std::string& id)
{
    static const std::string sql = std::string(work_columns) + "WHERE dataset = ?1 AND id = ?2";
    auto rows = m_sqlite.statement(sql);
    rows.bind(1, dataset).bind(2, id);
    return rows.next() ? std::optional(work_of(rows)) : std::nullopt;
}

std::vector<WorkChange> EnteredWorks::history(const std::string& dataset, const std::string& id)
{
    std::vector<WorkChange> changes;
    auto rows = m_sqlite.statement(
        "SELECT revision, at, action, step, who, token, way, why, members FROM entered_change "
        "WHERE dataset = ?1 AND work = ?2 ORDER BY revision");
    rows.bind(1, dataset).bind(2, id);
    while (rows.next()) {
        changes.push_back({static_cast<std::uint32_t>(rows.integer(0)),
                           rows.text(1),
                           rows.text(2),
                           work_step(rows.text(3)).value_or(WorkStep::draft),
                           {rows.text(4), rows.text(5), rows.text(6), rows.text(7)},
                           members_of(rows.text(8))});
    }
    return changes;
}

bool EnteredWorks::any_shown(const std::string& dataset)
{
    auto rows =
        m_sqlite.statement("SELECT 1 FROM entered_work WHERE dataset = ?1 AND shown = 1 LIMIT 1");
    return rows.bind(1, dataset).next();
}

void EnteredWorks::note(const EnteredWork& work, std::string_view action, const WorkNote& note)
{
    m_sqlite
        .statement("INSERT INTO entered_change (dataset, work, revision, at, action, step, who, "
                   "token, way, why, members) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
        .bind(1, work.dataset)
        .bind(2, work.id)
        .bind(3, std::int64_t{work.revision})
        .bind(4, now_text())
        .bind(5, action)
        .bind(6, name_of(work.step))
        .bind(7, note.who)
        .bind(8, note.token)
        .bind(9, note.way)
        .bind(10, note.why)
        .bind(11, members_json(work.members))
        .run();
}

EnteredWork EnteredWorks::add(EnteredWork work, int year, const WorkNote& why)
{
    Sqlite::Transaction transaction(m_sqlite);
    {
        // Works never go, so that their number names the next one.
        auto rows = m_sqlite.statement("SELECT count(*) FROM entered_work WHERE dataset = ?1");
        rows.bind(1, work.dataset).next();
        work.id = fmt::format("{}-{:04}", year, rows.integer(0) + 1);
    }
    work.revision = 1;
    m_sqlite
        .statement("INSERT INTO entered_work (dataset, id, revision, step, shown, author, members) "
                   "VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)")
        .bind(1, work.dataset)
        .bind(2, work.id)
        .bind(3, name_of(work.step))
        .bind(4, std::int64_t{work.shown ? 1 : 0})
        .bind(5, work.author)
        .bind(6, members_json(work.members))
        .run();
    note(work, "add", why);
    transaction.commit();
    return work;
}

bool EnteredWorks::change(EnteredWork& work, std::string_view action, const WorkNote& why)
{
    Sqlite::Transaction transaction(m_sqlite);
    const auto now = find(work.dataset, work.id);
    if (!now || now->revision != work.revision) {
        return false;
    }
    ++work.revision;
    m_sqlite
        .statement("UPDATE entered_work SET revision = ?3, step = ?4, shown = ?5, members = ?6 "
                   "WHERE dataset = ?1 AND id = ?2")
        .bind(1, work.dataset)
        .bind(2, work.id)
        .bind(3, std::int64_t{work.revision})
        .bind(4, name_of(work.step))
        .bind(5, std::int64_t{work.shown ? 1 : 0})
        .bind(6, members_json(work.members))
        .run();
    note(work, action, why);
    transaction.commit();
    return true;
}

std::int64_t EnteredWorks::last_change(const std::string& dataset)
{
    auto rows = m_sqlite.statement(
        "SELECT coalesce(max(number), 0) FROM entered_change WHERE dataset = ?1");
    rows.bind(1, dataset).next();
    return rows.integer(0);
}

std::int64_t EnteredWorks::settled(const std::string& dataset)
{
    auto rows = m_sqlite.statement("SELECT number FROM entered_settled WHERE dataset = ?1");
    return rows.bind(1, dataset).next() ? rows.integer(0) : 0;
}

void EnteredWorks::settle(const std::string& dataset, std::int64_t change)
{
    Sqlite::Transaction transaction(m_sqlite);
    m_sqlite
        .statement("INSERT INTO entered_settled (dataset, number) VALUES (?1, ?2) "
                   "ON CONFLICT (dataset) DO UPDATE SET number = max(number, ?2)")
        .bind(1, dataset)
        .bind(2, change)
        .run();
    transaction.commit();
}

void EnteredWorks::set_scope(const std::string& token, const EnteringScope& scope)
{
    std::string areas;
    for (const std::string& area : scope.areas) {
        areas += (areas.empty() ? "" : " ") + area;
    }
    Sqlite::Transaction transaction(m_sqlite);
    m_sqlite
        .statement("INSERT OR REPLACE INTO entering_scope (token, areas, owner, coordinates) "
                   "VALUES (?1, ?2, ?3, ?4)")
        .bind(1, token)
        .bind(2, areas)
        .bind(3, scope.owner)
        .bind(4, std::int64_t{scope.coordinates ? 1 : 0})
        .run();
    transaction.commit();
}

EnteringScope EnteredWorks::scope(const std::string& token)
{
    EnteringScope scope;
    auto rows =
        m_sqlite.statement("SELECT areas, owner, coordinates FROM entering_scope WHERE token = ?1");
    if (rows.bind(1, token).next()) {
        std::istringstream words(rows.text(0));
        scope.areas = {std::istream_iterator<std::string>(words), {}};
        scope.owner = rows.text(1);
        scope.coordinates = rows.integer(2) != 0;
    }
    return scope;
}

bool is_entered(const DatasetDefinition& definition)
{
    return definition.source_text == entered_word;
}

void settle_entered(DatasetDefinition& definition, const std::filesystem::path& site)
{
    if (definition.facts.kind != Kind::road_works || !definition.columns.empty()) {
        throw SourceError(fmt::format(
            "{} : source = \"entered\" est pour un jeu de chantiers (kind = \"road_works\") sans "
            "[columns] : ses colonnes sont celles du modèle.",
            definition.file.string()));
    }
    definition.source = site / "data" / "entered" / (definition.facts.id + ".csv");
    definition.format = "csv";
    definition.encoding = "UTF-8";
    definition.separator = ",";
    definition.decimal = ".";
    definition.crs = "OGC:CRS84";
    definition.geojson = geometry_column;
    definition.facts.key = {"numero"};
    definition.facts.title_property = "titre";
    definition.absent = AbsentRule::removed;  // the register forgets none
    for (const ModelColumn& model : road_works_columns()) {
        ColumnMapping column;
        column.property = model.property;
        column.from = model.property.name;
        column.typed = true;
        column.required = model.required || column.from == "numero" || column.from == "titre";
        definition.columns.push_back(std::move(column));
    }
}

std::optional<WorkStep> possible_step(const EnteredWork& work, WorkAction action, Date today)
{
    if (work.step == WorkStep::published && action == WorkAction::end) {
        const auto first = parse_date(work.member("debut"));
        if (!first || *first > today) {
            return std::nullopt;
        }
    }
    return step_after(work.step, action);
}

std::string end_before_ended(const std::vector<WorkChange>& history)
{
    for (auto change = history.rbegin(); change != history.rend(); ++change) {
        if (change->step != WorkStep::ended) {
            const auto found = change->members.find("fin");
            return found == change->members.end() ? std::string() : found->second;
        }
    }
    return {};
}

bool is_set_by_steps(std::string_view column)
{
    return column == "numero" || column == "etat_declare" || column == "debut_confirme" ||
           column == "fin_confirmee";
}

std::string entered_table(const std::vector<EnteredWork>& works, bool with_drafts)
{
    std::string text;
    for (const ModelColumn& model : road_works_columns()) {
        text += model.property.name + ",";
    }
    text += geometry_column;
    text += "\n";
    for (const EnteredWork& work : works) {
        if (!work.shown && !with_drafts) {
            continue;
        }
        const auto append = [&](std::string_view name) {
            if (const auto found = work.members.find(name); found != work.members.end()) {
                append_csv_text(text, found->second);
            }
        };
        for (const ModelColumn& model : road_works_columns()) {
            const std::string& name = model.property.name;
            if (name == "numero") {
                text += work.id;
            } else if (name == "etat_declare") {
                text += declared_of(work);
            } else {
                append(name);
            }
            text += ',';
        }
        append(geometry_member);
        text += '\n';
    }
    return text;
}

void write_entered(const DatasetDefinition& definition, const std::filesystem::path& data)
{
    const std::string text = entered_table(EnteredWorks(data).all(definition.facts.id));
    make_folder(definition.source.parent_path());
    const std::filesystem::path fresh =
        fmt::format("{}.{}", definition.source.string(), ::getpid());
    {
        std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
        out << text << std::flush;
        if (!out) {
            throw StoreError(
                fmt::format("{} : écriture impossible (disque plein ?).", fresh.string()));
        }
    }
    std::filesystem::rename(fresh, definition.source);
}

}  // namespace parvis::datasets
