// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::service {

enum class Task {
    check,
    ingest,
    cross,
    near,
    perimeter,
    serve,
    versions,
    diff,
    approve,
    publish,
    rollback,
    confirm,
    fetch,
    prune,
    doctor,
    token_new,
    token_list,
    token_revoke,
    comment,
    work,
    form,
    report,
    clashes,
    webhook
};

/// What `webhook` was given.
struct HookWords {
    std::string action;  ///< "add", "list", "remove", "retry", "deliver"
    std::string id, url;
    std::vector<std::string> filters;  ///< "commune=FR_76540"
    bool allow_loopback = false;
};

/// What `comment` was given.
struct CommentWords {
    std::string action;  ///< "list", "show", "add", "edit", "approve", "confirm", "withdraw", "log"
    std::string id, state;
    std::string dataset, column, key, measure, place, period;
    std::string text, german, english;  ///< `text` is the French one
    std::filesystem::path text_file;    ///< read instead of `text`; "-" is standard input
    std::string status, confidentiality, motive, author, role;
    bool confirm_personal = false;
};

/// What `work` was given.
struct WorkWords {
    std::string action;  ///< "add", "list", "history", or the name of a WorkAction
    std::string id, dataset;
    std::filesystem::path file;    ///< members as JSON; "-" is standard input
    std::vector<std::string> set;  ///< "titre=Réfection": members, after those of the file
    std::string day, end;  ///< of a start or an end; of `extend`, `reopen`: the new last day
    bool publish = false;  ///< `add` publishes at once
};

/// What the command line asked for, checked as far as it can be without opening the site.
struct Command {
    Task task = Task::check;
    std::filesystem::path site;
    std::vector<std::string> datasets;  ///< none: all of them
    std::filesystem::path schema;       ///< `check` of a file against it, without a site; or ""
    std::filesystem::path file;         ///< read instead of the dataset's source, or ""
    std::string cause = "ingest";
    /// Chosen for `file` alone: "debut=Date de début", "cout_eur=" for none.
    std::vector<std::string> columns;
    bool list_columns = false;           ///< `check` says with --json which columns the file has
    std::string token, name;             ///< of `token`: its id; who has it
    unsigned days = 365;                 ///< of `token new`: how long it is worth something
    std::string role = "source", title;  ///< of `token new`: what it may; how it signs
    std::vector<std::string> communes;   ///< of `token new`: keys
    CommentWords comment;
    HookWords hook;
    WorkWords work;
    std::vector<std::string> areas;     ///< of `token new`: ids of poles …
    std::string owner;                  ///< of `token new`: whose works alone
    bool coordinates = false;           ///< of `token new`: sees the drafts of others
    std::filesystem::path out;          ///< of `template`: where it goes, or ""
    std::vector<std::string> measures;  ///< of `cross`; none: the crossed collections are made anew
    std::string level, period, at;      ///< of `cross`, as the parameters of /cross; `perimeter`
    std::string year;                   ///< of `report`, with `place`: "2025"
    std::string report_format = "html";  ///< of `report`: "html", "pdf", "odt" or "csv"
    bool publishes = false;              ///< `report` makes an edition
    bool without_pdf = false;            ///< … that has none
    std::string first_day, last_day, commune, pole, clash_kind, severity,
        metres;        ///< of `clashes`, as the parameters of /works/clashes; with `format`
    std::string code;  ///< of `perimeter`: "76095" or "FR_76095"
    std::string format = "csv";  ///< of `cross` with measures: "csv", "json" or "geojson"
    std::string lon, lat, place, where,
        limit;                          ///< of `near`, as the parameters of /near; with `at`
    bool draft = false;                 ///< `ingest` keeps the new versions without publishing them
    std::string diff_format = "texte";  ///< of `diff`: "csv", "json" or "texte"
    std::uint32_t from = 0, to = 0;     ///< of `diff`; 0: the published one and the one before it
    std::uint32_t version = 0;          ///< of `approve` and `publish`; 0: the newest that waits
    std::string who, why;               ///< of a decision on a version or on rows
    std::vector<std::string> rows;      ///< of `confirm`: ids
    bool accept_shrink = false;         ///< `ingest` believes a file that lacks many rows
    bool removed = false, kept = false;  ///< of `confirm`: what became of them
    bool json = false;
    std::string language = "fr";  ///< of the line of counts: "fr" or "en"
    std::uint64_t memory_mb = 4096;
    std::uint64_t cpu_seconds = 3600;
    std::uint64_t file_mb = 16'384;
    bool ends_with_parent = false;  ///< started by the server: dies when the server dies
    std::string host = "127.0.0.1";
    int port = 8080;
    unsigned workers = 0;       ///< 0: as many as there are cores, at least four
    bool desk = false;          ///< the page where a clerk drops a file, on this machine only
    bool behind_proxy = false;  ///< X-Forwarded-Proto and X-Forwarded-Host say how it was asked for
    bool log = false;
    std::optional<std::uint32_t> rate_limit;  ///< requests a minute from one address; 0: no limit
    std::uint64_t upload_limit_mb = 100;
    unsigned streams = 4'096;           ///< clients of /works/stream at a time
    unsigned streams_per_address = 64;  ///< and of these from one address
};

/// Reads the arguments of `parvis`. An exit code (0 after --help, 2 for a usage error, the reason
/// on stderr) when there is nothing to run.
[[nodiscard]] std::variant<Command, int> read_command_line(int argc, const char* const* argv);

}  // namespace parvis::service
