// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version.hpp"

#include "datasets/csv_text.hpp"
#include "datasets/durable_file.hpp"
#include "datasets/feature_geojson.hpp"
#include "datasets/register.hpp"
#include "datasets/sha256.hpp"
#include "datasets/version_check.hpp"
#include "geo/busy_error.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace parvis::datasets {

namespace {

namespace fs = std::filesystem;

/// What the dates of the rows span. Which properties bound a row in time is only known at the
/// end, so every pair of date properties is followed.
class RowDates {
public:
    explicit RowDates(const std::vector<Property>& properties)
    {
        for (std::size_t i = 0; i < properties.size(); ++i) {
            if (properties[i].type == ValueType::date || properties[i].type == ValueType::instant) {
                m_columns.push_back({i, properties[i].name, {}, {}, {}});
            }
        }
        for (Column& column : m_columns) {
            column.without.assign(m_columns.size(), false);
        }
    }

    void add(const std::vector<Value>& values)
    {
        for (Column& column : m_columns) {
            const std::optional<std::int32_t> day = day_of(values[column.index]);
            if (!day) {
                continue;
            }
            column.first = column.first ? std::min(*column.first, *day) : *day;
            column.last = column.last ? std::max(*column.last, *day) : *day;
            for (std::size_t other = 0; other < m_columns.size(); ++other) {
                if (std::holds_alternative<std::monostate>(values[m_columns[other].index])) {
                    column.without[other] = true;
                }
            }
        }
    }

    /// ISO days of the earliest start and the latest end; "" where a row is open on that side, or
    /// where nothing is known. Rows with neither date do not count.
    [[nodiscard]] std::pair<std::string, std::string> interval(const std::string& start,
                                                               const std::string& end) const
    {
        const Column* from = column(start);
        const Column* to = column(end);
        std::pair<std::string, std::string> days;
        const bool open_start = from != nullptr && to != nullptr && to->without[position(*from)];
        const bool open_end = from != nullptr && to != nullptr && from->without[position(*to)];
        if (from != nullptr && from->first && !open_start) {
            days.first = to_text(date_of_days(*from->first));
        }
        const Column* last = to != nullptr ? to : from;
        if (last != nullptr && last->last && !open_end) {
            days.second = to_text(date_of_days(*last->last));
        }
        return days;
    }

private:
    struct Column {
        std::size_t index;
        std::string name;
        std::optional<std::int32_t> first, last;
        std::vector<bool> without;  ///< whether a row has this date but not the other one
    };

    static std::optional<std::int32_t> day_of(const Value& value)
    {
        if (const auto* date = std::get_if<Date>(&value)) {
            return days(*date);
        }
        if (const auto* instant = std::get_if<Instant>(&value)) {
            constexpr std::int64_t day = 86'400;
            const std::int64_t shift = instant->seconds < 0 ? day - 1 : 0;
            return static_cast<std::int32_t>((instant->seconds - shift) / day);
        }
        return std::nullopt;
    }

    [[nodiscard]] const Column* column(const std::string& name) const
    {
        const auto found = std::find_if(m_columns.begin(), m_columns.end(),
                                        [&](const Column& c) { return c.name == name; });
        return found == m_columns.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::size_t position(const Column& column) const
    {
        return static_cast<std::size_t>(&column - m_columns.data());
    }

    std::vector<Column> m_columns;
};

bool fits(const Value& value, ValueType type)
{
    switch (type) {
    case ValueType::boolean:
        return std::holds_alternative<bool>(value);
    case ValueType::integer:
        return std::holds_alternative<std::int64_t>(value);
    case ValueType::number:
        return std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
    case ValueType::text:
        return std::holds_alternative<std::string>(value);
    case ValueType::date:
        return std::holds_alternative<Date>(value);
    case ValueType::instant:
        return std::holds_alternative<Instant>(value);
    case ValueType::list:
        return std::holds_alternative<std::vector<std::string>>(value);
    case ValueType::parts:
        return std::holds_alternative<std::vector<Part>>(value);
    }
    return false;
}

bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// A row that breaks what every version promises is broken code, not a bad row.
void check_row(const Feature& feature, const std::vector<Property>& properties)
{
    const auto refuse = [&](const std::string& why) {
        throw EncodingError("ligne « " + feature.id + " » : " + why);
    };
    if (feature.id.empty() || !std::all_of(feature.id.begin(), feature.id.end(), is_unreserved)) {
        refuse("identifiant vide ou impossible dans une adresse");
    }
    if (feature.values.size() != properties.size()) {
        refuse(std::to_string(feature.values.size()) + " valeurs pour " +
               std::to_string(properties.size()) + " propriétés");
    }
    for (std::size_t i = 0; i < properties.size(); ++i) {
        if (!std::holds_alternative<std::monostate>(feature.values[i]) &&
            !fits(feature.values[i], properties[i].type)) {
            refuse("la valeur de « " + properties[i].name + " » n'est pas du type " +
                   std::string(name_of(properties[i].type)));
        }
    }
}

void extend(std::optional<geo::Box>& extent, const geo::Geometry& geometry)
{
    const std::optional<geo::Box> box = geo::bounds(geometry);
    if (!box) {
        return;
    }
    if (!extent) {
        extent = box;
        return;
    }
    extent->west = std::min(extent->west, box->west);
    extent->south = std::min(extent->south, box->south);
    extent->east = std::max(extent->east, box->east);
    extent->north = std::max(extent->north, box->north);
}

FileDescriptor lock_dataset(const fs::path& folder, const std::string& dataset,
                            std::chrono::milliseconds patience)
{
    const fs::path file = folder / ".lock";
    FileDescriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!descriptor.is_open()) {
        throw StoreError(file.string() + " : ouverture impossible (" + std::strerror(errno) + ")");
    }
    constexpr std::chrono::milliseconds between_tries{50};
    const auto until = std::chrono::steady_clock::now() + patience;
    // flock goes with the process that holds it, however that process ends.
    while (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) {
            continue;
        }
        if (errno == EWOULDBLOCK) {
            if (std::chrono::steady_clock::now() < until) {
                std::this_thread::sleep_for(between_tries);
                continue;
            }
            throw BusyError(
                "le jeu « " + dataset +
                " » est en train d’être mis à jour : un autre dépôt, ou une mise à jour "
                "automatique. Attendez que ce soit fini, puis recommencez.");
        }
        throw StoreError(file.string() + " : verrou impossible (" + std::strerror(errno) + ")");
    }
    return descriptor;
}

fs::path versions_folder(const fs::path& data, const std::string& dataset)
{
    const bool valid = !dataset.empty() && std::all_of(dataset.begin(), dataset.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!valid) {
        throw StoreError(
            "« " + dataset +
            " » n'est pas un identifiant de jeu : lettres minuscules, chiffres et tirets");
    }
    return data / "versions" / dataset;
}

/// The entries of a folder whose names begin with `prefix`.
std::vector<fs::path> entries(const fs::path& folder, const std::string& prefix)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().rfind(prefix, 0) == 0) {
            found.push_back(entry.path());
        }
    }
    return found;
}

void remove_whole(const fs::path& path)
{
    std::error_code error;
    fs::remove_all(path, error);
    if (error) {
        throw StoreError(path.string() + " : suppression impossible (" + error.message() + ")");
    }
}

/// Folders that writers killed half-way left aside. Only the holder of the lock may call it.
void remove_left_over(const fs::path& folder)
{
    for (const fs::path& path : entries(folder, ".new-")) {
        remove_whole(path);
    }
}

/// Versions whose writer was killed between the rename and the register: nobody was told of them,
/// so they go. Folders without the mark stay, whatever the register says: it may be the register
/// that was lost.
void remove_unpublished(const fs::path& data, const std::string& dataset, const Register& reg)
{
    const std::vector<VersionRecord> records = reg.versions(dataset);
    const auto is_known = [&](std::uint32_t version) {
        return std::any_of(records.begin(), records.end(),
                           [&](const VersionRecord& record) { return record.version == version; });
    };
    for (const std::uint32_t version : versions_on_disk(data, dataset)) {
        if (fs::exists(pending_mark(data, dataset, version)) && !is_known(version)) {
            remove_whole(version_folder(data, dataset, version));
        }
    }
    for (const fs::path& mark : entries(data / "versions" / dataset, ".pending-")) {
        remove_whole(mark);
    }
}

std::string content_sum(Manifest content)
{
    // When and why the version was made is left out, so that the same source on another day is the
    // same content. The day a crossing holds for and the versions it was made from stay in: a
    // crossing with the same figures is still a new statement of what is true now.
    content.version = 0;
    content.created.clear();
    content.cause.clear();
    content.ended.clear();  // what went since the version before is true of one step only
    content.ended_rows = 0;
    return sha256_hex(to_json(content));
}

/// The sum of its content, whatever its file is called: the bytes are told by their SHA-256.
std::string nameless_sum(Manifest content)
{
    content.source.name.clear();
    return content_sum(std::move(content));
}

void check_counts(const Manifest& manifest, std::uint64_t written)
{
    const Counts& counts = manifest.counts;
    if (counts.rows() != written || counts.read != counts.kept + counts.outside + counts.rejected) {
        throw StoreError("jeu « " + manifest.facts.id + " » : les comptes ne tombent pas juste (" +
                         std::to_string(counts.read) + " lues, " + std::to_string(counts.kept) +
                         " gardées, " + std::to_string(counts.outside) + " hors territoire, " +
                         std::to_string(counts.rejected) + " refusées, " +
                         std::to_string(counts.carried) + " reprises, " + std::to_string(written) +
                         " écrites)");
    }
}

/// Whether a published version still lies on the disk as it was written; its files by their size,
/// for they may be large.
bool is_whole(const fs::path& folder, const VersionRecord& record,
              const std::vector<VersionFile>& files)
{
    std::error_code error;
    return fs::is_regular_file(folder / "manifest.json", error) &&
           sha256_hex_of_file(folder / "manifest.json") == record.manifest_sha256 &&
           std::all_of(files.begin(), files.end(), [&](const VersionFile& file) {
               const auto size = fs::file_size(folder / file.name, error);
               return !error && size == file.bytes;
           });
}

fs::path new_folder(const fs::path& folder)
{
    static std::atomic<unsigned> number{0};
    return folder / (".new-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
}

}  // namespace

struct VersionWriter::State {
    State(const fs::path& data_folder, const std::string& id, std::vector<Property> all)
        : data(data_folder), dataset(id), folder(versions_folder(data_folder, id)),
          properties(std::move(all)), keys(geojson_keys(properties)), dates(properties)
    {
    }

    ~State()
    {
        std::error_code ignored;
        if (!aside.empty()) {
            fs::remove_all(aside, ignored);
        }
    }

    State(const State&) = delete;
    State& operator=(const State&) = delete;

    fs::path data;
    std::string dataset;
    fs::path folder;
    std::vector<Property> properties;
    std::vector<std::string> keys;
    FileDescriptor held;
    fs::path aside;  ///< where this version is written; empty once it has its own name
    std::optional<DurableFile> features, table, issues;
    RowDates dates;
    std::optional<geo::Box> extent;
    std::uint64_t written = 0;
};

VersionWriter::VersionWriter(const fs::path& data, const std::string& dataset,
                             std::vector<Property> properties, std::chrono::milliseconds patience)
    : m_state(std::make_unique<State>(data, dataset, std::move(properties)))
{
    State& state = *m_state;
    make_folder(state.folder);
    state.held = lock_dataset(state.folder, dataset, patience);
    remove_left_over(state.folder);
    state.aside = new_folder(state.folder);
    make_folder(state.aside);
    state.features.emplace(state.aside / "features.geojsonl");
    state.table.emplace(state.aside / "table.csv");
    state.issues.emplace(state.aside / "issues.csv");
    append_csv_header(state.table->buffer(), state.properties);
    append_csv_issue_header(state.issues->buffer());
}

VersionWriter::VersionWriter(VersionWriter&&) noexcept = default;
VersionWriter& VersionWriter::operator=(VersionWriter&&) noexcept = default;
VersionWriter::~VersionWriter() = default;

void VersionWriter::write(const Feature& feature)
{
    State& state = *m_state;
    check_row(feature, state.properties);
    append_geojson_row(state.features->buffer(), feature, state.keys);
    state.features->buffer() += '\n';
    state.features->settle();
    append_csv_row(state.table->buffer(), feature);
    state.table->settle();
    state.dates.add(feature.values);
    extend(state.extent, feature.geometry);
    ++state.written;
}

void VersionWriter::write(const RowIssue& issue)
{
    append_csv_issue(m_state->issues->buffer(), issue);
    m_state->issues->settle();
}

std::optional<std::uint32_t> VersionWriter::commit(Manifest& manifest, Register& reg,
                                                   Publishing publishing)
{
    State& state = *m_state;
    if (manifest.facts.id != state.dataset) {
        throw StoreError("manifeste du jeu « " + manifest.facts.id + " » pour une version de « " +
                         state.dataset + " »");
    }
    check_counts(manifest, state.written);
    Manifest complete = manifest;
    complete.properties = state.properties;
    complete.extent = state.extent;
    std::tie(complete.interval_start, complete.interval_end) =
        state.dates.interval(manifest.facts.start_property, manifest.facts.end_property);
    complete.files = {state.features->sum(), state.table->sum(), state.issues->sum()};
    const std::string content = nameless_sum(complete);
    const std::string named = content_sum(complete);  // as versions until November 2026 have it
    const std::optional<VersionRecord> before = reg.published(state.dataset);
    // A damaged version is written anew: ingesting again is how anybody would try to repair it.
    const auto stands = [&](const VersionRecord& record) {
        return (record.content_sha256 == content || record.content_sha256 == named) &&
               is_whole(version_folder(state.data, state.dataset, record.version), record,
                        complete.files);
    };
    if (before && stands(*before)) {
        m_state.reset();
        return std::nullopt;
    }
    m_withdrawn = reg.withdrawn(state.dataset, content);
    if (!m_withdrawn) {
        m_withdrawn = reg.withdrawn(state.dataset, named);
    }
    if (m_withdrawn) {
        m_state.reset();
        return std::nullopt;
    }
    for (const VersionRecord& record : reg.versions(state.dataset)) {
        const bool waits = record.state == "checked" || record.state == "approved";
        if (waits && stands(record)) {
            if (publishing == Publishing::on_decision) {
                m_state.reset();
                return std::nullopt;
            }
            reg.release(state.dataset, record.version, {});
            manifest = read_manifest(version_folder(state.data, state.dataset, record.version) /
                                     "manifest.json");
            m_state.reset();
            return record.version;
        }
    }

    remove_unpublished(state.data, state.dataset, reg);
    complete.version = reg.next_version(state.dataset);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    complete.created =
        to_text(Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
    DurableFile manifest_file(state.aside / "manifest.json");
    manifest_file.append(to_json(complete));
    const VersionFile manifest_sum = manifest_file.sum();
    for (DurableFile* file : {&*state.features, &*state.table, &*state.issues, &manifest_file}) {
        file->make_durable();
    }
    sync_folder(state.aside);

    const fs::path mark = pending_mark(state.data, state.dataset, complete.version);
    DurableFile(mark).make_durable();
    sync_folder(state.folder);
    std::error_code error;
    fs::rename(state.aside, version_folder(state.data, state.dataset, complete.version), error);
    if (error) {
        throw StoreError(state.aside.string() + " : la version ne peut pas prendre son nom (" +
                         error.message() + ")");
    }
    state.aside.clear();
    sync_folder(state.folder);
    const VersionRecord record{state.dataset,         complete.version, {},
                               complete.created,      content,          manifest_sum.sha256,
                               complete.counts.rows()};
    if (publishing == Publishing::at_once) {
        reg.publish(record);
    } else {
        reg.keep(record);
    }

    // Registered. What follows is tidying that the next writer does too.
    fs::remove(mark, error);
    const std::uint32_t version = complete.version;
    manifest = std::move(complete);
    m_state.reset();
    return version;
}

}  // namespace parvis::datasets
