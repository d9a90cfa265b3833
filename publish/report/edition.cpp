// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/edition.hpp"

#include "datasets/durable_file.hpp"
#include "geo/error.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>

namespace parvis::publish::report {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view facts_file = "edition.json";
constexpr std::string_view facts_sum_file = "edition.json.sha256";

bool is_key(std::string_view text)
{
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

fs::path folder_of(const fs::path& data, std::string_view place, std::string_view year)
{
    return data / "reports" / place / year;
}

std::optional<unsigned> number_of(const std::string& name)
{
    unsigned number = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, number);
    return error == std::errc() && rest == end && number > 0 && name.front() != '0'
               ? std::optional(number)
               : std::nullopt;
}

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code none;
    for (fs::directory_iterator at(folder, none), end; !none && at != end; at.increment(none)) {
        names.push_back(at->path().filename().string());
    }
    return names;
}

/// Heads of newest editions. No edition changes once it is there, so one is read once; its time
/// tells one that was removed from another that took its number.
class ReadHeads {
public:
    EditionHead get(const fs::path& data, const std::string& place, const std::string& year,
                    unsigned edition)
    {
        const fs::path folder = folder_of(data, place, year);
        std::error_code none;
        const auto written =
            fs::last_write_time(folder / std::to_string(edition) / facts_file, none);
        const std::scoped_lock lock(m_mutex);
        Read& read = m_read[folder.string()];
        if (read.head.edition != edition || read.written != written) {
            read.head = {};
            read.head = edition_facts(data, place, year, edition);
            read.written = written;
        }
        return read.head;
    }

private:
    struct Read {
        EditionHead head;
        fs::file_time_type written;
    };
    std::mutex m_mutex;
    std::map<std::string, Read> m_read;
};

std::string text_of(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// As `sha256sum -c` reads it.
std::string facts_sum(std::string_view sha256)
{
    return fmt::format("{}  {}\n", sha256, facts_file);
}

void check_edition(const fs::path& data, const std::string& place, const std::string& year,
                   unsigned edition, EditionFindings& findings)
{
    const auto sentence = [&](std::string_view what) {
        return fmt::format("Rapport {} {}, édition {} : {}", place, year, edition, what);
    };
    const auto say = [&](std::string_view what) { findings.faults.push_back(sentence(what)); };
    try {
        const EditionFacts facts = edition_facts(data, place, year, edition);
        // No edition is ever written again: those of before stay without sums.
        const auto sum = edition_file(data, place, year, edition, facts_sum_file);
        if (facts.files.empty() && !sum) {
            findings.notes.push_back(
                sentence("publiée avant que Parvis ne garde la somme de ses fichiers ; rien ne dit "
                         "qu’ils sont intacts."));
        } else if (!sum) {
            findings.notes.push_back(sentence("sa fiche, edition.json, n’a pas de somme ; rien ne "
                                              "dit qu’elle est intacte."));
        } else if (text_of(*sum) !=
                   facts_sum(datasets::sha256_hex_of_file(sum->parent_path() / facts_file))) {
            say("sa fiche, edition.json, n’est plus celle qui a été publiée.");
        }
        for (const datasets::VersionFile& file : facts.files) {
            const auto found = fs::path(file.name).has_parent_path()
                                   ? std::nullopt  // a fiche names nothing outside its folder
                                   : edition_file(data, place, year, edition, file.name);
            if (!found) {
                say(fmt::format("le fichier {} manque.", file.name));
            } else if (datasets::sha256_hex_of_file(*found) != file.sha256) {
                say(fmt::format("le fichier {} n’est plus celui qui a été publié.", file.name));
            }
        }
    } catch (const StoreError& error) {
        say(error.what());
    }
}

}  // namespace

std::vector<unsigned> editions(const fs::path& data, std::string_view place, std::string_view year)
{
    std::vector<unsigned> numbers;
    if (!is_key(place) || !is_key(year)) {
        return numbers;
    }
    for (const std::string& name : names_in(folder_of(data, place, year))) {
        if (const auto number = number_of(name)) {
            numbers.push_back(*number);
        }
    }
    std::ranges::sort(numbers);
    return numbers;
}

std::optional<fs::path> edition_file(const fs::path& data, std::string_view place,
                                     std::string_view year, unsigned edition, std::string_view name)
{
    if (!is_key(place) || !is_key(year)) {
        return std::nullopt;
    }
    const fs::path file = folder_of(data, place, year) / std::to_string(edition) / name;
    std::error_code none;
    return fs::is_regular_file(file, none) ? std::optional(file) : std::nullopt;
}

EditionFacts edition_facts(const fs::path& data, std::string_view place, std::string_view year,
                           unsigned edition)
{
    const auto file = edition_file(data, place, year, edition, facts_file);
    if (!file) {
        throw StoreError(
            fmt::format("l’édition {} du rapport {} {} n’a pas de fiche.", edition, place, year));
    }
    return read_edition_facts(text_of(*file), file->string());
}

std::vector<std::string> report_years(const fs::path& data, std::string_view place)
{
    std::vector<std::string> years =
        is_key(place) ? names_in(data / "reports" / place) : std::vector<std::string>();
    std::erase_if(years,
                  [&](const std::string& year) { return editions(data, place, year).empty(); });
    std::ranges::sort(years, std::greater{});
    return years;
}

bool has_reports(const fs::path& data)
{
    return std::ranges::any_of(names_in(data / "reports"), is_key);
}

std::vector<Shelved> shelved_reports(const fs::path& data)
{
    static ReadHeads heads;
    std::vector<Shelved> reports;
    for (const std::string& place : names_in(data / "reports")) {
        for (const std::string& year : names_in(data / "reports" / place)) {
            Shelved shelved;
            shelved.editions = editions(data, place, year);
            if (shelved.editions.empty()) {
                continue;
            }
            try {
                shelved.newest = heads.get(data, place, year, shelved.editions.back());
                reports.push_back(std::move(shelved));
            } catch (const StoreError&) {
                continue;  // one broken folder must not hide the others
            }
        }
    }
    std::ranges::sort(reports, [](const Shelved& a, const Shelved& b) {
        return a.newest.year != b.newest.year
                   ? a.newest.year > b.newest.year
                   : site::folded(a.newest.name) < site::folded(b.newest.name);
    });
    return reports;
}

EditionFindings check_editions(const fs::path& data)
{
    EditionFindings findings;
    for (const std::string& place : names_in(data / "reports")) {
        for (const std::string& year : names_in(data / "reports" / place)) {
            for (const unsigned edition : editions(data, place, year)) {
                check_edition(data, place, year, edition, findings);
            }
        }
    }
    std::ranges::sort(findings.faults);
    std::ranges::sort(findings.notes);
    return findings;
}

void write_edition(const fs::path& data, const EditionFacts& facts,
                   const std::vector<std::pair<std::string, std::string>>& files)
{
    if (!is_key(facts.place) || !is_key(facts.year)) {
        throw StoreError("« " + facts.place + " » n’est pas la clé d’un lieu.");
    }
    const fs::path above = folder_of(data, facts.place, facts.year);
    datasets::make_folder(above);
    const fs::path aside = above / fmt::format(".{}.new", facts.edition);
    const fs::path whole = above / std::to_string(facts.edition);
    std::error_code error;
    fs::remove_all(aside, error);  // of a run that was killed
    datasets::make_folder(aside);
    EditionFacts whole_facts = facts;
    const auto write = [&](const std::string& name, const std::string& bytes) {
        datasets::DurableFile file(aside / name);
        file.append(bytes);
        whole_facts.files.push_back(file.sum());
        file.make_durable();
    };
    for (const auto& [name, bytes] : files) {
        write(name, bytes);
    }
    write(std::string(facts_file), to_json(whole_facts));
    write(std::string(facts_sum_file), facts_sum(whole_facts.files.back().sha256));
    datasets::sync_folder(aside);
    // rename() would replace an empty folder only: an edition is never empty, so never lost.
    if (std::rename(aside.c_str(), whole.c_str()) != 0) {
        throw StoreError(fmt::format("l’édition {} ne peut pas être écrite : {} existe déjà, ou le "
                                     "disque refuse.",
                                     facts.edition, whole.string()));
    }
    datasets::sync_folder(above);
}

}  // namespace parvis::publish::report
