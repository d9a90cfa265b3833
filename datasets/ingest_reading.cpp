// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest_reading.hpp"

#include "datasets/model_column.hpp"
#include "datasets/source_series.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

namespace parvis::datasets {
namespace {

constexpr std::size_t rows_per_batch = 2'048;
constexpr std::size_t batches_ahead = 4;
constexpr std::string_view illegible = "encoding_invalid";

std::unique_ptr<Source> open_sources(const DatasetDefinition& definition)
{
    const SourceOptions options{definition.source,   definition.format,    definition.layer,
                                definition.encoding, definition.separator, definition.records};
    if (definition.more_sources.empty()) {
        return open_source(options);
    }
    std::vector<std::filesystem::path> files{definition.source};
    files.insert(files.end(), definition.more_sources.begin(), definition.more_sources.end());
    return std::make_unique<SourceSeries>(options, files);
}

std::vector<Property> joined(std::vector<Property> first, const std::vector<Property>& second,
                             const DatasetDefinition& definition)
{
    std::set<std::string> names;
    first.insert(first.end(), second.begin(), second.end());
    for (const Property& property : first) {
        if (!names.insert(property.name).second) {
            throw SourceError(fmt::format("{} : la propriété « {} » porte le nom d’une propriété "
                                          "que Parvis ajoute ; donnez-lui un "
                                          "autre nom.",
                                          definition.file.string(), property.name));
        }
    }
    return first;
}

std::vector<Property> added(std::vector<Property> properties, const DatasetDefinition& definition)
{
    if (definition.absent == AbsentRule::confirm) {
        properties.push_back(absent_property());  // of rows that are in the file: always nothing
    }
    if (definition.facts.sample) {
        properties.push_back(sample_property());
    }
    return properties;
}

/// Where a property stands that the definition names under `key`.
std::size_t position_of(const DatasetDefinition& definition, std::string_view key,
                        const std::string& name, const std::vector<Property>& properties)
{
    const auto found = std::ranges::find(properties, name, &Property::name);
    if (found == properties.end()) {
        throw SourceError(fmt::format(
            "{} : « {} » nomme la propriété « {} », qui n’existe pas dans ce jeu de données.",
            definition.file.string(), key, name));
    }
    return static_cast<std::size_t>(found - properties.begin());
}

std::vector<std::size_t> key_positions(const DatasetDefinition& definition,
                                       const std::vector<Property>& properties)
{
    std::vector<std::size_t> positions;
    for (const std::string& name : definition.facts.key) {
        positions.push_back(position_of(definition, "key", name, properties));
    }
    return positions;
}

bool has(const std::vector<RowIssue>& issues, Severity severity)
{
    return std::any_of(issues.begin(), issues.end(),
                       [=](const RowIssue& issue) { return issue.severity == severity; });
}

/// Hands batches from the thread that reads to the one that writes, in order, a few ahead.
class BatchQueue {
public:
    using Batch = IngestReading::Batch;

    /// An empty batch to fill; nothing when the other side has given up.
    Batch* take_free()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_written - m_used < batches_ahead || m_stopped; });
        return m_stopped ? nullptr : &m_batches[m_written % batches_ahead];
    }
    void publish()
    {
        const std::lock_guard lock(m_mutex);
        ++m_written;
        m_changed.notify_all();
    }
    /// The next full batch; nothing at the end. @throws what broke the other side.
    const Batch* take_full()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_written > m_used || m_ended; });
        if (m_written > m_used) {
            return &m_batches[m_used % batches_ahead];
        }
        if (m_broken) {
            std::rethrow_exception(m_broken);
        }
        return nullptr;
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        ++m_used;
        m_changed.notify_all();
    }
    void end(std::exception_ptr broken)
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_broken = std::move(broken);
        m_changed.notify_all();
    }
    void stop() noexcept
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Batch> m_batches = std::vector<Batch>(batches_ahead);
    std::size_t m_written = 0;
    std::size_t m_used = 0;
    bool m_ended = false;
    bool m_stopped = false;
    std::exception_ptr m_broken;
};

}  // namespace

IngestReading::IngestReading(const DatasetDefinition& definition, const Territory& territory,
                             Date today)
    : m_definition(definition), m_source(open_sources(definition)),
      m_mapping(definition, *m_source, today), m_place(definition, *m_source),
      m_join(definition, *m_source, territory, m_place.is_given(), m_place.may_have_extent(),
             m_place.in_degrees(), m_place.column()),
      m_places(&territory.locator()),
      m_properties(
          joined(m_mapping.properties(), added(m_join.properties(), definition), definition)),
      m_ids(key_positions(definition, m_properties))
{
    if (!definition.sample_column.empty()) {
        // Not one that the join adds: those are known too late.
        m_sample = position_of(definition, "sample_where", definition.sample_column,
                               m_mapping.properties());
        if (m_properties[*m_sample].type != ValueType::text) {
            throw SourceError(fmt::format(
                "{} : « sample_where » a besoin d’une colonne de texte ; « {} » n’en est pas une.",
                definition.file.string(), definition.sample_column));
        }
    }
    std::set<std::string> used{definition.commune_code, definition.commune_country_column};
    for (const auto& [level, column] : definition.level_columns) {
        used.insert(column);
    }
    for (const std::string& column : m_mapping.not_published()) {
        if (!used.contains(column)) {
            m_not_published.push_back(column);
        }
    }
    if (!definition.schema.empty()) {
        open_schema();
    }
}

void IngestReading::open_schema()
{
    m_schema = read_schema(m_definition.schema);
    const auto* const table = std::get_if<TableSchema>(&m_schema->rules);
    if (table != nullptr && !table->foreign_keys.empty()) {
        // Known after the last row only, when the rows before it are written already.
        throw SourceError(fmt::format(
            "{} : le schéma a des clés étrangères, qui ne se vérifient que sur le fichier entier : "
            "lancez « parvis check FICHIER --schema {} », et retirez-les du schéma du jeu.",
            m_definition.schema.string(), m_definition.schema.filename().string()));
    }
    m_schema_check = make_check(*m_schema, m_source->columns());
    for (RowIssue issue : m_schema_check->header_issues()) {
        if (m_definition.schema_rejects && issue.severity == Severity::rejected) {
            throw SourceError(fmt::format("{} : {} (schéma « {} »)", m_definition.source.string(),
                                          issue.message, m_schema->name));
        }
        issue.severity = Severity::warning;
        issue.line = 1;
        m_header_issues.push_back(std::move(issue));
    }
}

void IngestReading::look_at_schema()
{
    const std::size_t before = m_issues.size();
    m_schema_check->look_at(m_row, m_issues);
    for (std::size_t i = before; i < m_issues.size() && !m_definition.schema_rejects; ++i) {
        m_issues[i].severity = Severity::warning;
    }
}

void IngestReading::for_each_batch(const std::function<void(const Batch&)>& use)
{
    BatchQueue queue;
    // Declared after the queue, so joined before it goes.
    const std::jthread reader([&] {
        std::exception_ptr broken;
        try {
            while (Batch* batch = queue.take_free()) {
                if (!read_batch(*batch)) {
                    break;
                }
                queue.publish();
            }
        } catch (...) {
            broken = std::current_exception();
        }
        queue.end(broken);
    });
    try {
        while (const Batch* batch = queue.take_full()) {
            use(*batch);
            queue.release();
        }
    } catch (...) {
        queue.stop();
        throw;
    }
}

bool IngestReading::read_batch(Batch& batch)
{
    batch.size = 0;
    batch.issues.clear();
    batch.not_kept.clear();
    batch.counts = {};
    std::ranges::move(std::exchange(m_header_issues, {}), std::back_inserter(batch.issues));
    bool more = true;
    while (batch.counts.read < rows_per_batch && (more = m_source->next(m_row))) {
        read_row(batch);
    }
    if (!more) {
        m_source->check_unchanged();
    }
    batch.share_read = m_source->share_read();
    return batch.counts.read > 0;
}

void IngestReading::read_row(Batch& batch)
{
    if (batch.features.size() == batch.size) {
        batch.features.emplace_back();
        batch.features.back().values.resize(m_properties.size());
        if (m_definition.facts.sample) {
            batch.features.back().values.back() = true;  // mapping and join do not reach it
        }
    }
    Feature& feature = batch.features[batch.size];
    m_issues.clear();
    ++batch.counts.read;
    m_illegible_rows +=
        std::ranges::find(m_row.issues, illegible, &RowIssue::code) != m_row.issues.end() ? 1U : 0U;
    Placement placement = Placement::placed;
    bool has_own_id = false;
    feature.id.clear();
    if (!has(m_row.issues, Severity::rejected)) {
        m_mapping.read(m_row, feature.values, m_issues);
        feature.geometry = m_place.read(m_row, m_issues);
        if (m_sample) {
            const auto* word = std::get_if<std::string>(&feature.values[*m_sample]);
            feature.values.back() = word != nullptr && *word == m_definition.sample_value;
        }
        // Where the place itself cannot be read there is nothing to join.
        const bool place_refused = geo::is_empty(feature.geometry) && !m_issues.empty() &&
                                   m_place.refused(m_issues.back());
        if (!place_refused) {
            placement = m_join.read(m_row, feature.geometry, feature.values,
                                    m_mapping.properties().size(), m_issues);
        }
        if (m_schema_check) {
            look_at_schema();
        }
        has_own_id = m_ids.read(feature.values, m_row.line, feature.id);
    }
    const bool outside =
        placement == Placement::far_away ||
        (placement == Placement::outside && m_definition.outside == OutsideRule::count_apart);
    if (outside) {
        // What else is doubtful about a row that concerns other towns is theirs to mend.
        std::erase_if(m_issues, [](const RowIssue& i) { return i.severity != Severity::outside; });
        m_row.issues.clear();
        ++batch.counts.outside;
    }
    if (has_own_id &&
        (outside || has(m_issues, Severity::rejected) || has(m_row.issues, Severity::rejected))) {
        batch.not_kept.push_back({feature.id, outside});
    }
    m_issues.insert(m_issues.begin(), std::make_move_iterator(m_row.issues.begin()),
                    std::make_move_iterator(m_row.issues.end()));
    if (!outside && has(m_issues, Severity::rejected)) {
        ++batch.counts.rejected;
    } else if (!outside) {
        if (m_ids.has_key() && !has_own_id) {
            m_issues.push_back(
                {m_row.line,
                 Severity::warning,
                 "key_missing",
                 {},
                 {},
                 {},
                 fmt::format("L’identifiant manque : la ligne reçoit « {} », qui changera "
                             "si les lignes se déplacent. Complétez-le.",
                             feature.id)});
        }
        const std::string id = m_ids.has_key() ? feature.id : std::string();
        if (m_ids.make_unique(feature.id) && m_ids.has_key()) {
            m_issues.push_back(
                {m_row.line,
                 Severity::warning,
                 "key_duplicate",
                 {},
                 id,
                 {},
                 fmt::format("L’identifiant « {} » sert déjà plus haut : la ligne reçoit "
                             "« {} ». Donnez à chaque ligne son identifiant.",
                             id, feature.id)});
        }
        ++batch.counts.kept;
        batch.counts.unplaced += placement == Placement::unplaced ? 1U : 0U;
        batch.counts.with_issues += m_issues.empty() ? 0U : 1U;
        ++batch.size;
    }
    settle(m_issues);
    for (RowIssue& issue : m_issues) {
        issue.line = m_row.line;
        issue.value = shortened(issue.value);
        if (!m_row.file.empty()) {
            issue.message = fmt::format("{} : {}", m_row.file, issue.message);
        }
        if (has_own_id) {
            issue.row_key = feature.id;
        }
        batch.issues.push_back(std::move(issue));
    }
}

SourceInfo IngestReading::source_info() const
{
    SourceInfo info = m_source->info();
    info.guessed.insert(info.guessed.begin(), m_definition.doubts.begin(),
                        m_definition.doubts.end());
    info.guessed.insert(info.guessed.begin(), m_definition.chosen.begin(),
                        m_definition.chosen.end());
    if (!m_source->doubt().empty()) {
        info.guessed.insert(info.guessed.begin(), m_source->doubt());
    }
    m_place.describe(info);
    if (m_schema) {
        info.schema = m_schema->name;
        info.schema_version = m_schema->version;
        info.schema_sha256 = m_schema->sha256;
    }
    if (!m_ids.has_key()) {
        info.guessed.emplace_back("aucune clé indiquée (« key ») : les identifiants suivent le "
                                  "numéro de ligne et ne sont pas "
                                  "stables d’une version à l’autre");
    } else if (m_ids.tells_few_apart()) {
        info.guessed.emplace_back(
            fmt::format("la clé indiquée (« key » : {}) ne distingue pas les lignes : plus de la "
                        "moitié portent "
                        "un identifiant déjà pris plus haut ; indiquez une autre colonne",
                        fmt::join(m_definition.facts.key, ", ")));
    }
    return info;
}

std::string IngestReading::proposed_crs() const
{
    return propose_crs(m_place.sample().positions(), m_place.crs(), *m_places);
}

std::vector<std::string> IngestReading::hints() const
{
    std::vector<std::string> hints = m_mapping.hints();
    if (auto crs = proposed_crs(); !crs.empty()) {
        hints.insert(hints.begin(), std::move(crs));
    }
    return hints;
}

void IngestReading::check_letters(std::uint64_t rows) const
{
    // One bad byte costs its row a letter; letters lost all over are another encoding, and what is
    // published of them cannot be mended by the reader.
    constexpr std::uint64_t rows_forgiven = 3;
    constexpr std::uint64_t rows_for_one_forgiven = 100;
    if (m_illegible_rows <= rows_forgiven || m_illegible_rows * rows_for_one_forgiven <= rows) {
        return;
    }
    throw SourceError(fmt::format(
        "{} : des lettres sont illisibles dans {} lignes sur {} ; rien n’est publié, ce qui "
        "l’était le reste. Enregistrez le fichier en « CSV UTF-8 », et déposez-le de nouveau.{}",
        m_definition.source.string(), m_illegible_rows, rows,
        m_source->doubt().empty() ? std::string()
                                  : fmt::format(" Autre remède : {}.", m_source->doubt())));
}

void IngestReading::check_outcome(const Counts& counts, const std::vector<RowIssue>& issues) const
{
    const std::string name = m_definition.source.string();
    if (m_place.lacks_crs()) {
        const std::string proposal = proposed_crs();
        throw SourceError(fmt::format(
            "{} : un DXF ne dit pas dans quel système sont ses coordonnées ; écrivez « crs = … » "
            "dans la définition.{}{}",
            name, proposal.empty() ? "" : " Possible, ", proposal));
    }
    if (counts.read == 0) {
        throw SourceError(fmt::format("{} : le fichier ne contient que son en-tête, aucune ligne "
                                      "de données ; refaites l’export.",
                                      name));
    }
    check_letters(counts.read);
    const double share = static_cast<double>(counts.rejected) / static_cast<double>(counts.read);
    if (counts.kept > 0 && share <= m_definition.max_rejected_share) {
        return;
    }
    std::string example;
    const auto refused = std::find_if(issues.begin(), issues.end(), [](const RowIssue& issue) {
        return issue.severity == Severity::rejected;
    });
    if (refused != issues.end()) {
        example =
            fmt::format(" Première cause, ligne {}{} : {}", refused->line,
                        refused->column.empty() ? std::string()
                                                : fmt::format(", colonne « {} »", refused->column),
                        refused->message);
    }
    if (const std::string proposal = proposed_crs(); !proposal.empty()) {
        example += fmt::format(" Peut-être, {}.", proposal);
    }
    if (counts.kept == 0) {
        throw SourceError(fmt::format(
            "{} : aucune ligne à garder, sur {} ({} refusées, {} hors du territoire) ; rien n’est "
            "publié, ce qui l’était le reste.{}",
            name, counts.read, counts.rejected, counts.outside, example));
    }
    throw SourceError(fmt::format(
        "{} : {} lignes refusées sur {}, plus que permis ({:.0f} %) ; rien n’est publié.{}", name,
        counts.rejected, counts.read, m_definition.max_rejected_share * 100, example));
}

}  // namespace parvis::datasets
