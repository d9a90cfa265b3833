// SPDX-License-Identifier: EUPL-1.2
#include "datasets/site.hpp"

#include "datasets/desk_settings.hpp"
#include "datasets/report_settings.hpp"
#include "datasets/toml_file.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace parvis::datasets {

namespace {

bool is_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void read_addresses(const TomlTable& file, Site& site)
{
    site.base_url = file.text_or("base_url", "");
    if (!site.base_url.empty()) {
        if (!site.base_url.starts_with("http://") && !site.base_url.starts_with("https://")) {
            file.fail("base_url", "l'adresse « " + site.base_url +
                                      " » doit commencer par https:// ou http://.");
        }
        while (site.base_url.ends_with('/')) {
            site.base_url.pop_back();
        }
    }
    site.contact = file.text_or("contact", "");
    site.contact_url = file.text_or("contact_url", "");
    const bool known_scheme =
        site.contact_url.empty() || site.contact_url.starts_with("https://") ||
        site.contact_url.starts_with("http://") || site.contact_url.starts_with("mailto:");
    if (!known_scheme) {
        file.fail("contact_url",
                  "« " + site.contact_url + " » doit commencer par https://, http:// ou mailto:.");
    }
}

void read_publisher(const TomlTable& file, Site& site)
{
    site.publisher = file.required_text("publisher");
    site.publisher_siren = file.text_or("publisher_siren", "");
    if (!site.publisher_siren.empty() &&
        (site.publisher_siren.size() != 9 || !is_digits(site.publisher_siren))) {
        file.fail("publisher_siren", "un numéro SIREN a neuf chiffres sans espace, pas « " +
                                         site.publisher_siren + " ».");
    }
}

void read_languages(const TomlTable& file, Site& site)
{
    if (!file.has("languages")) {
        return;
    }
    site.languages = file.texts("languages");
    if (std::ranges::find(site.languages, "fr") == site.languages.end()) {
        file.fail("languages", "le français (« fr ») doit être dans la liste.");
    }
    for (const std::string& language : site.languages) {
        const bool letters = language.size() == 2 && std::ranges::all_of(language, [](char c) {
                                 return c >= 'a' && c <= 'z';
                             });
        if (!letters) {
            file.fail("languages",
                      "« " + language + " » n'est pas un code de langue de deux lettres.");
        }
    }
}

void read_river(const TomlTable& file, Site& site)
{
    const std::optional<std::filesystem::path> river = file.path("river", site.folder);
    if (!river) {
        return;
    }
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(*river, ignored)) {
        file.fail("river", "le fichier « " + river->string() +
                               " » n'existe pas. Corrigez le chemin ou retirez cette clé.");
    }
    site.river = river->string();
}

/// Where the fifteen classes of the dotation globale de fonctionnement begin (CGCT L2334-3).
constexpr std::array<std::int64_t, 14> dgf_bounds{500,    1'000,  2'000,   3'500,  5'000,
                                                  7'500,  10'000, 15'000,  20'000, 35'000,
                                                  50'000, 75'000, 100'000, 200'000};

void read_size_classes(const TomlTable& file, Site& site)
{
    if (file.is_text("size_classes")) {
        if (file.text_or("size_classes", "") != "dgf") {
            file.fail("size_classes", "des nombres d'habitants croissants sont attendus, par "
                                      "exemple [2000, 4500, 10000], ou \"dgf\".");
        }
        site.dgf_classes = true;
        site.size_classes.assign(dgf_bounds.begin(), dgf_bounds.end());
        return;
    }
    site.size_classes = file.integers("size_classes");
    const bool ascending = std::ranges::adjacent_find(site.size_classes, std::greater_equal{}) ==
                           site.size_classes.end();
    if (!ascending || (!site.size_classes.empty() && site.size_classes.front() < 1)) {
        file.fail("size_classes", "des nombres d'habitants croissants sont attendus, par exemple "
                                  "[2000, 4500, 10000].");
    }
}

}  // namespace

Site read_site(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
        throw SourceError{folder.string() +
                          " : ce dossier de site n'existe pas. Donnez avec --site "
                          "le dossier qui contient parvis.toml."};
    }
    Site site;
    site.folder = folder;
    const TomlTable file = TomlTable::open(folder / "parvis.toml");
    site.name = file.required_languages("name");
    site.sentence = file.languages("sentence");
    site.notice = file.languages("notice");
    read_publisher(file, site);
    read_addresses(file, site);
    read_languages(file, site);
    site.default_licence = file.text_or("default_licence", site.default_licence);
    site.zone = file.text_or("zone", site.zone);
    try {
        static_cast<void>(Zone(site.zone));
    } catch (const SourceError& error) {
        file.fail("zone", error.what());
    }
    site.reference_date = file.date("reference_date");
    read_river(file, site);
    read_size_classes(file, site);
    if (const auto kept = file.integer("keep_versions")) {
        if (*kept < 1) {
            file.fail("keep_versions", "au moins une version est gardée : celle qui est publiée.");
        }
        site.keep_versions = static_cast<std::uint32_t>(std::min<std::int64_t>(*kept, 1'000'000));
    }
    if (const auto limit = file.integer("rate_limit")) {
        if (*limit < 0 || *limit > largest_rate_limit) {
            file.fail("rate_limit", "un nombre de requêtes par minute et par adresse est attendu, "
                                    "de 1 à 1000000, ou 0 pour aucune limite.");
        }
        site.rate_limit = static_cast<std::uint32_t>(*limit);
    }
    if (const auto comments = file.table("comments")) {
        site.comment_approval = comments->boolean("approval").value_or(false);
    }
    site.home_measures = file.texts("home_measures");
    for (const std::string& measure : site.home_measures) {
        const std::size_t dot = measure.find('.');
        if (dot == 0 || dot == std::string::npos || dot + 1 == measure.size()) {
            file.fail("home_measures", "« " + measure +
                                           " » doit nommer une collection et une propriété, par "
                                           "exemple « communes.population ».");
        }
    }
    static_cast<void>(read_report_settings(file));  // read where they are used, checked here
    static_cast<void>(read_desk_settings(file));
    file.refuse_unknown_keys();
    return site;
}

Date today(const Site& site, Instant now)
{
    if (site.reference_date) {
        return *site.reference_date;
    }
    return Zone(site.zone).date_of(now);
}

}  // namespace parvis::datasets
