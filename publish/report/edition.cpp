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
#include <tuple>

namespace parvis::publish::report {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view facts_file = "edition.json";

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
    std::ifstream stream(*file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return read_edition_facts(text, file->string());
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

std::vector<Shelved> shelved_reports(const fs::path& data)
{
    std::vector<Shelved> reports;
    for (const std::string& place : names_in(data / "reports")) {
        for (const std::string& year : names_in(data / "reports" / place)) {
            Shelved shelved;
            shelved.editions = editions(data, place, year);
            if (shelved.editions.empty()) {
                continue;
            }
            try {
                shelved.newest = edition_facts(data, place, year, shelved.editions.back());
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
    auto all = files;
    all.emplace_back(facts_file, to_json(facts));
    for (const auto& [name, bytes] : all) {
        datasets::DurableFile file(aside / name);
        file.append(bytes);
        static_cast<void>(file.sum());
        file.make_durable();
    }
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
