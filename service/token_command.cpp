// SPDX-License-Identifier: EUPL-1.2
#include "service/token_command.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "service/access_token.hpp"
#include "service/site_clock.hpp"
#include "service/version_list.hpp"

#include <fmt/format.h>
#include <sodium.h>

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
    return command.datasets.empty() || command.datasets.front() == token.dataset;
}

}  // namespace

int make_token(const Command& command, std::ostream& out, std::ostream& err)
{
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    const auto site = datasets::read_site(command.site);
    const std::string& dataset = command.datasets.front();
    const auto definition = datasets::read_definition(
        site.folder / "datasets" / (dataset + ".toml"), site.default_licence);
    if (command.name.empty() || command.name.size() > longest_name) {
        throw StoreError(fmt::format(
            "--name dit qui se sert du jeton, en {} caractères au plus : « Service voirie ».",
            longest_name));
    }
    const FreshToken fresh = make_token();
    const datasets::Instant now = instant_now();
    datasets::Token token;
    token.id = fresh.id;
    token.dataset = dataset;
    token.name = command.name;
    token.sha256 = fresh.sha256;
    token.made = datasets::to_text(now);
    token.expires = datasets::to_text(
        datasets::Instant{now.seconds + std::int64_t{command.days} * seconds_a_day});
    datasets::Register(site.data()).add_token(token);
    err << fmt::format("Jeton {} de « {} » pour le jeu « {} » ({}), valable jusqu’au {}. Il n’est "
                       "montré que cette "
                       "fois ; il ne se donne que dans l’en-tête Authorization, par https :\n",
                       token.id, token.name, dataset,
                       datasets::text_in(definition.facts.title, "fr"), token.expires);
    out << fresh.text << '\n';
    return 0;
}

int list_tokens(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const datasets::Register reg = open_register(site);
    const std::string now = datasets::to_text(instant_now());
    if (command.json) {
        datasets::JsonText json;
        json.start_array();
        for (const datasets::Token& token : reg.tokens()) {
            if (!is_asked(command, token)) {
                continue;
            }
            json.start_object();
            json.member("id", token.id);
            json.member("dataset", token.dataset);
            json.member("name", token.name);
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
            out << fmt::format("{} : {}, « {} », fait le {}, {}, {}\n", token.id, token.dataset,
                               token.name, token.made,
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
    out << fmt::format("Le jeton {} de « {} » pour « {} » ne vaut plus rien.\n", token->id,
                       token->name, token->dataset);
    return 0;
}

}  // namespace parvis::service
