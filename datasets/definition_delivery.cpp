// SPDX-License-Identifier: EUPL-1.2
#include "datasets/definition_delivery.hpp"

#include "datasets/spelling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

bool is_web(std::string_view source)
{
    return source.starts_with("http://") || source.starts_with("https://");
}

/// The last part of an address, as a name for the file: "https://x.fr/a/b.csv?c" gives "b.csv".
std::string name_in(std::string_view url)
{
    url = url.substr(0, url.find_first_of("?#"));
    url = url.substr(url.find("//") + 2);
    const std::size_t slash = url.rfind('/');
    return slash == std::string_view::npos || slash + 1 == url.size()
               ? "source"
               : std::string(url.substr(slash + 1));
}

void read_web_source(const TomlTable& root, const std::filesystem::path& site,
                     DatasetDefinition& definition)
{
    const std::string& url = definition.source_text;
    const std::string_view host = std::string_view(url).substr(url.find("//") + 2);
    if (host.substr(0, host.find('/')).find('@') != std::string_view::npos) {
        root.fail("source", "une adresse avec un mot de passe n’est pas lue : il serait publié "
                            "avec la source");
    }
    definition.source_url = url;
    // Where nothing lies before the first fetch; only the name's ending counts until then.
    definition.source =
        site / "data" / "fetched" / definition.facts.id / name_in(definition.source_url);
}

/// Days, hours, minutes or seconds between two looks at the source, or a time of day.
void read_refresh(const TomlTable& root, DatasetDefinition& definition)
{
    const std::string refresh = root.text_or("refresh", "");
    definition.refresh = parse_refresh(refresh);
    if (!refresh.empty() && !definition.refresh) {
        root.fail("refresh", fmt::format("« {} » n’est pas compris ; écrivez par exemple \"every "
                                         "6h\" (s, min, h, d) ou \"daily at 03:00\"",
                                         refresh));
    }
    definition.allow_private = root.boolean("allow_private").value_or(false);
    if (const auto most = root.integer("max_mb")) {
        if (*most < 1 || *most > 65'536) {
            root.fail("max_mb", "une taille de 1 à 65536 Mio");
        }
        definition.max_bytes = static_cast<std::uint64_t>(*most) << 20U;
    }
    if (const auto limit = root.integer("timeout_s")) {
        if (*limit < 1 || *limit > 86'400) {
            root.fail("timeout_s", "un temps de 1 à 86400 secondes");
        }
        definition.timeout_s = static_cast<std::uint32_t>(*limit);
    }
    const auto share = root.number("shrink_alert");
    if (share && !(*share > 0 && *share <= 1)) {
        root.fail("shrink_alert", "une part entre 0 et 1, par exemple 0.3");
    }
    constexpr double usual_share = 0.3;
    const bool arrives =
        definition.refresh || !definition.source_url.empty() || !definition.source_pattern.empty();
    definition.shrink_alert = share ? share : arrives ? std::optional(usual_share) : std::nullopt;
    definition.watched = arrives;
}

/// Road works end when somebody says so, not when a file forgets them.
void read_absent(const TomlTable& root, DatasetDefinition& definition)
{
    const bool has_key = !definition.facts.key.empty();
    const bool usual = definition.facts.kind == Kind::road_works && has_key;
    const std::string rule = root.text_or("absent", usual ? "confirm" : "removed");
    const std::vector<std::string> rules{"removed", "confirm"};
    if (std::ranges::find(rules, rule) == rules.end()) {
        root.fail("absent", fmt::format("« {} » n’est pas possible ici.{}", rule,
                                        spelling_hint(rule, rules)));
    }
    if (rule == "confirm" && !has_key) {
        root.fail("absent", "sans « key », une ligne ne peut pas être reconnue d’un fichier à "
                            "l’autre ; indiquez la colonne qui l’identifie");
    }
    definition.absent = rule == "confirm" ? AbsentRule::confirm : AbsentRule::removed;
}

}  // namespace

void read_delivery(const TomlTable& root, const std::filesystem::path& site,
                   DatasetDefinition& definition)
{
    const std::vector<std::string> sources = root.texts("source");
    definition.source_text =
        sources.size() > 1 ? fmt::format("{}", fmt::join(sources, ", "))
                           : (sources.empty() ? root.required_text("source") : sources.front());
    if (sources.size() > 1 && std::ranges::any_of(sources, is_web)) {
        root.fail("source", "une adresse du web est seule : plusieurs sources sont des fichiers");
    }
    definition.source_pattern = root.text_or("pattern", "");
    if (is_web(definition.source_text)) {
        read_web_source(root, site, definition);
    } else {
        const auto files = root.paths("source", site);
        definition.source = files.front();
        definition.more_sources.assign(files.begin() + 1, files.end());
    }
    if (!definition.source_pattern.empty()) {
        if (!definition.source_url.empty() || !definition.more_sources.empty()) {
            root.fail("pattern",
                      "il choisit un fichier d’un dossier : « source » nomme ce dossier");
        }
        if (definition.source_pattern.find('/') != std::string::npos) {
            root.fail("pattern", "un nom de fichier, tel que \"chantiers-*.csv\", sans dossier");
        }
        definition.source_folder = definition.source;
        definition.source /= definition.source_pattern;
    }
    read_refresh(root, definition);
    read_absent(root, definition);
    if (const auto kept = root.integer("keep_versions")) {
        if (*kept < 1) {
            root.fail("keep_versions", "au moins une version est gardée : celle qui est publiée");
        }
        definition.keep_versions =
            static_cast<std::uint32_t>(std::min<std::int64_t>(*kept, 1'000'000));
    }
}

}  // namespace parvis::datasets
