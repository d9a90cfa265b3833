// SPDX-License-Identifier: EUPL-1.2
#include "service/token_command.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/cross.hpp"
#include "datasets/dataset_definition.hpp"
#include "datasets/entered_works.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "datasets/spelling.hpp"
#include "datasets/territory.hpp"
#include "geo/error.hpp"
#include "publish/snapshot.hpp"
#include "service/access_token.hpp"
#include "service/site_clock.hpp"
#include "service/version_list.hpp"
#include "service/work_reach.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <algorithm>

namespace parvis::service {

namespace {

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::size_t longest_name = 120;

std::string state_of(const datasets::Token& token, std::string_view now)
{
    if (!token.revoked.empty()) {
        return "retiré le " + token.revoked;
    }
    return is_in_force(token, now) ? "valable jusqu’au " + token.expires
                                   : "échu depuis le " + token.expires;
}

bool is_asked(const Command& command, const datasets::Token& token)
{
    return command.datasets.empty() ||
           std::ranges::find(token.datasets, command.datasets.front()) != token.datasets.end();
}

/// A name that pages show: what would not be let into a comment is not let into its signature.
void check_signature(const std::string& text, std::string_view option)
{
    const std::string fault =
        text.size() > longest_name ? fmt::format("{} caractères au plus.", longest_name)
        : !datasets::contacts_in(text).empty()
            ? "une adresse ou un numéro s’y lit, que les pages montreraient : donnez une fonction "
              "ou un service."
            : datasets::comment_text_fault(text);
    if (!fault.empty() || text.find('\n') != std::string::npos) {
        throw StoreError(fmt::format("{} : {}", option, fault.empty() ? "une ligne." : fault));
    }
}

/// A token for comments may be for anything that is published, crossings among them.
void check_reach(const datasets::Register& reg, const Command& command)
{
    std::vector<std::string> published;
    for (const auto& record : reg.published()) {
        published.push_back(record.dataset);
    }
    for (const std::string& id : command.datasets) {
        if (std::ranges::find(published, id) == published.end()) {
            throw StoreError(fmt::format("le jeu « {} » n’est pas publié.{}", id,
                                         datasets::spelling_hint(id, published)));
        }
    }
    const auto communes = reg.published("communes");
    if (command.communes.empty() || !communes) {
        return;
    }
    const publish::Snapshot places(
        datasets::version_folder(reg.data(), "communes", communes->version), {}, 0);
    std::vector<std::string> keys;
    for (publish::RowIndex row = 0; row < places.size(); ++row) {
        keys.emplace_back(places.feature_id(row));
    }
    for (const std::string& key : command.communes) {
        if (!places.row_of(key)) {
            throw StoreError(fmt::format("« {} » n’est pas la clé d’une commune du site.{}", key,
                                         datasets::spelling_hint(key, keys)));
        }
    }
}

/// The area of a level that a text names: its id, or "level/id" where two levels have it.
/// @throws StoreError
std::string area_named(const std::string& text, const datasets::Territory& territory)
{
    std::vector<std::string> ids, found;
    for (const auto& level : territory.levels) {
        for (const auto& area : level.areas) {
            const std::string full = area_key(level, area);
            ids.push_back(area.id);
            if (text == area.id || text == full) {
                found.push_back(full);
            }
        }
    }
    if (found.empty()) {
        throw StoreError(fmt::format("« {} » n’est pas une zone du site.{}", text,
                                     datasets::spelling_hint(text, ids)));
    }
    if (found.size() > 1) {
        throw StoreError(fmt::format("« {} » désigne plusieurs zones : donnez {}.", text,
                                     fmt::join(found, " ou ")));
    }
    return found.front();
}

/// Communes and areas of a token for works must be of the territory: a slip would let nobody in.
/// Areas are named with their level from here on.
void check_places(Command& command, const datasets::Site& site)
{
    if (command.communes.empty() && command.areas.empty()) {
        return;
    }
    auto territory = datasets::read_territory(site);
    datasets::learn_levels(territory, datasets::Register(site.data()));
    for (const std::string& key : command.communes) {
        if (territory.commune(key) == nullptr) {
            throw StoreError(fmt::format("« {} » n’est pas la clé d’une commune du site.", key));
        }
    }
    for (std::string& area : command.areas) {
        area = area_named(area, territory);
    }
}

/// Whether datasets have no files, but works that people enter.
bool are_entered(const std::vector<std::string>& datasets, const datasets::Site& site)
{
    return !datasets.empty() && std::ranges::all_of(datasets, [&](const std::string& dataset) {
        return is_entered(datasets::read_definition(site.folder / "datasets" / (dataset + ".toml"),
                                                    site.default_licence));
    });
}

/// What the token would be for, checked. @throws StoreError, SourceError.
datasets::TokenRole checked_role(Command& command, const datasets::Site& site,
                                 const datasets::Register& reg)
{
    const auto role = datasets::token_role(command.role).value_or(datasets::TokenRole::source);
    if (role != datasets::TokenRole::source) {
        if (role == datasets::TokenRole::contributor && command.datasets.empty() &&
            command.communes.empty()) {
            throw StoreError("un jeton de contribution (contributor) vaut pour des jeux ou des "
                             "communes : --dataset JEU, --commune FR_76540 (répétables).");
        }
        check_reach(reg, command);
        return role;
    }
    const bool all_entered = are_entered(command.datasets, site);
    const bool is_scoped = !command.communes.empty() || !command.areas.empty() ||
                           !command.owner.empty() || command.coordinates;
    if (command.datasets.empty() || !command.title.empty() || (is_scoped && !all_entered)) {
        throw StoreError("un jeton de dépôt (source) vaut pour les fichiers d’un jeu, ou pour "
                         "saisir ses chantiers : --dataset JEU ; --title va avec --role "
                         "contributor ou publisher ; --commune, --area, --owner et --coordinator "
                         "avec eux ou avec un jeu de chantiers saisis.");
    }
    check_places(command, site);
    return role;
}

/// What a token for works is for beside its datasets and communes.
std::string scope_words(const datasets::EnteringScope& scope)
{
    std::string words;
    for (const std::string& area : scope.areas) {
        words += ", la zone " + area;
    }
    if (!scope.owner.empty()) {
        words += fmt::format(", les chantiers de « {} » seulement", scope.owner);
    }
    return words + (scope.coordinates ? ", brouillons des autres compris" : "");
}

/// Whether a token is for works; a dataset whose definition went by now is not.
bool enters_works(const datasets::Token& token, const datasets::Site& site)
{
    try {
        return token.role == datasets::TokenRole::source && are_entered(token.datasets, site);
    } catch (const Error&) {
        return false;
    }
}

std::string_view use_of(datasets::TokenRole role)
{
    return role == datasets::TokenRole::source        ? "dépose des fichiers"
           : role == datasets::TokenRole::contributor ? "écrit des commentaires"
                                                      : "écrit et approuve des commentaires";
}

}  // namespace

int make_token(const Command& asked, std::ostream& out, std::ostream& err)
{
    Command command = asked;
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    const auto site = datasets::read_site(command.site);
    if (command.name.empty() || command.name.size() > longest_name) {
        throw StoreError(fmt::format(
            "--name dit qui se sert du jeton, en {} caractères au plus : « Service voirie ».",
            longest_name));
    }
    check_signature(command.name, "--name");
    check_signature(command.title, "--title");
    datasets::Register reg(site.data());
    const auto role = checked_role(command, site, reg);
    const FreshToken fresh = make_token();
    const datasets::Instant now = instant_now();
    datasets::Token token;
    token.id = fresh.id;
    token.role = role;
    token.datasets = command.datasets;
    token.communes = command.communes;
    token.title = command.title;
    token.name = command.name;
    token.sha256 = fresh.sha256;
    token.made = datasets::to_text(now);
    token.expires = datasets::to_text(
        datasets::Instant{now.seconds + std::int64_t{command.days} * seconds_a_day});
    const datasets::EnteringScope scope{command.areas, command.owner, command.coordinates};
    if (!command.areas.empty() || !command.owner.empty() || command.coordinates) {
        datasets::EnteredWorks(site.data()).set_scope(token.id, scope);
    }
    reg.add_token(token);
    const bool enters = enters_works(token, site);
    err << fmt::format(
        "Jeton {} de « {} » ({}) pour {}, valable jusqu’au {}. Il n’est montré que "
        "cette fois ; il ne se donne que dans l’en-tête Authorization{}, par https "
        ":\n",
        token.id, token.name, enters ? "saisit des chantiers" : use_of(role),
        reach_of(token) + scope_words(scope), token.expires,
        role == datasets::TokenRole::source && !enters ? "" : " ou dans le formulaire du site");
    out << fresh.text << '\n';
    return 0;
}

int list_tokens(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const datasets::Register reg = open_register(site);
    const std::string now = datasets::to_text(instant_now());
    datasets::EnteredWorks scopes(site.data());
    if (command.json) {
        datasets::JsonText json;
        json.start_array();
        for (const datasets::Token& token : reg.tokens()) {
            if (!is_asked(command, token)) {
                continue;
            }
            json.start_object();
            json.member("id", token.id);
            json.member("role", datasets::name_of(token.role));
            json.member("datasets", token.datasets);
            json.member("communes", token.communes);
            if (enters_works(token, site)) {
                const auto scope = scopes.scope(token.id);
                json.member("areas", scope.areas);
                json.member("owner", scope.owner);
                json.member("coordinator", scope.coordinates);
            }
            json.member("name", token.name);
            json.member("title", token.title);
            json.member("made", token.made);
            json.member("expires", token.expires);
            json.member("revoked", token.revoked);
            json.member("used", token.used);
            json.member("in_force", is_in_force(token, now));
            json.end_object();
        }
        json.end_array();
        out << json.take() << '\n';
        return 0;
    }
    bool any = false;
    for (const datasets::Token& token : reg.tokens()) {
        if (is_asked(command, token)) {
            any = true;
            const bool enters = enters_works(token, site);
            out << fmt::format(
                "{} : {}, {}, « {} », fait le {}, {}, {}\n", token.id,
                reach_of(token) + (enters ? scope_words(scopes.scope(token.id)) : ""),
                enters ? "saisit des chantiers" : use_of(token.role), token.name, token.made,
                token.used.empty() ? "jamais utilisé" : "utilisé le " + token.used,
                state_of(token, now));
        }
    }
    if (!any) {
        out << "Aucun jeton. Pour en faire un : parvis token new --site … --dataset JEU --name "
               "\"Service voirie\"\n";
    }
    return 0;
}

int revoke_token(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    datasets::Register reg = open_register(site);
    reg.revoke_token(command.token);
    const auto token = reg.token(command.token);
    out << fmt::format("Le jeton {} de « {} » pour {} ne vaut plus rien.\n", token->id, token->name,
                       reach_of(*token));
    return 0;
}

}  // namespace parvis::service
