// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/perimeters.hpp"

#include "publish/api/link.hpp"
#include "publish/exchange.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::publish {

namespace {

using datasets::CommunePerimeters;
using datasets::JsonText;
using datasets::Perimeter;

void write_day(JsonText& json, std::string_view name, const std::optional<datasets::Date>& day)
{
    json.key(name);
    day ? json.text(datasets::to_text(*day)) : json.null();
}

void write_movement(JsonText& json, std::string_view name, const std::string& mod)
{
    json.key(name);
    if (mod.empty()) {
        json.null();
        return;
    }
    json.start_object();
    json.member("mod", mod);
    json.member("label", datasets::movement_name(mod));
    json.end_object();
}

void write_others(JsonText& json, std::string_view name, const CommunePerimeters& perimeters,
                  const std::vector<std::uint32_t>& indexes)
{
    json.key(name);
    json.start_array();
    for (const std::uint32_t index : indexes) {
        const Perimeter& other = perimeters.history.perimeters()[index];
        json.start_object();
        json.member("key", perimeters.key_of(other.code));
        json.member("code", other.code);
        json.member("name", other.name);
        write_day(json, "from", other.from);
        write_day(json, "to", other.to);
        json.end_object();
    }
    json.end_array();
}

void write_perimeter(JsonText& json, const CommunePerimeters& perimeters, const Perimeter& one)
{
    json.start_object();
    json.member("name", one.name);
    write_day(json, "from", one.from);
    write_day(json, "to", one.to);
    write_movement(json, "began", one.began);
    write_movement(json, "ended", one.ended);
    write_others(json, "predecessors", perimeters, one.predecessors);
    write_others(json, "successors", perimeters, one.successors);
    json.end_object();
}

std::string names_of(const CommunePerimeters& perimeters, const std::vector<std::uint32_t>& indexes)
{
    std::vector<std::string> names;
    for (const std::uint32_t index : indexes) {
        names.push_back(perimeter_name(perimeters.history.perimeters()[index]));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// "2012-01-01 à 2013-12-31": the last day is the one before the movement.
std::string days_of(const Perimeter& one)
{
    const auto last =
        one.to ? std::optional{datasets::date_of_days(datasets::days(*one.to) - 1)} : std::nullopt;
    if (one.from && last) {
        return fmt::format("du {} au {}", datasets::to_text(*one.from), datasets::to_text(*last));
    }
    if (last) {
        return fmt::format("jusqu’au {}", datasets::to_text(*last));
    }
    return one.from ? fmt::format("depuis le {}", datasets::to_text(*one.from)) : "depuis toujours";
}

std::string sentence_of(const CommunePerimeters& perimeters, const Perimeter& one)
{
    std::string text = fmt::format("{} : {}.", days_of(one), perimeter_name(one));
    if (!one.began.empty()) {
        text += fmt::format(" Début : {}{}{}.", datasets::movement_name(one.began),
                            one.predecessors.empty() ? "" : ", avec le sol de ",
                            names_of(perimeters, one.predecessors));
    }
    if (!one.ended.empty()) {
        text += fmt::format(" Fin : {}{}{}.", datasets::movement_name(one.ended),
                            one.successors.empty() ? "" : ", son sol est allé à ",
                            names_of(perimeters, one.successors));
    }
    return text;
}

std::string never_moved(std::string_view code)
{
    return fmt::format("Le fichier des mouvements ne nomme pas le code {} : s’il désigne une "
                       "commune, elle a toujours eu le même périmètre (hors changements de nom).",
                       code);
}

}  // namespace

std::string perimeter_name(const Perimeter& perimeter)
{
    return perimeter.name.empty() ? perimeter.code
                                  : fmt::format("{} ({})", perimeter.name, perimeter.code);
}

std::string whereabouts_sentence(const CommunePerimeters& perimeters, std::string_view code)
{
    const auto found = perimeters.whereabouts(code);
    if (!found) {
        return never_moved(code);
    }
    const std::string day = datasets::to_text(perimeters.day);
    if (found->stands) {
        return fmt::format("{} est une commune de la liste du {}.", perimeter_name(*found->last),
                           day);
    }
    const std::string start = fmt::format(
        "{} n’est plus une commune depuis le {} ({})", perimeter_name(*found->last),
        datasets::to_text(*found->last->to), datasets::movement_name(found->last->ended));
    if (found->codes.empty()) {
        return start + ".";
    }
    std::vector<std::string> names;
    for (const std::string& now : found->codes) {
        const Perimeter* const one = perimeters.history.at(now, perimeters.day);
        names.push_back(one == nullptr ? now : perimeter_name(*one));
    }
    return fmt::format("{} : dans la liste du {}, son sol {} {}{}.", start, day,
                       found->codes.size() > 1 ? "est partagé entre" : "est dans",
                       fmt::join(names, ", "),
                       found->same_ground ? ", avec le même périmètre" : "");
}

std::vector<std::string> perimeter_sentences(const CommunePerimeters& perimeters,
                                             std::string_view code,
                                             std::optional<datasets::Date> at)
{
    if (!perimeters.history.moved(code)) {
        return {never_moved(code)};
    }
    if (at) {
        const Perimeter* const one = perimeters.history.at(code, *at);
        std::vector<std::string> sentences{
            one == nullptr ? fmt::format("Le {}, aucune commune n’avait le code {}.",
                                         datasets::to_text(*at), code)
                           : fmt::format("Le {}, {} désigne : {}", datasets::to_text(*at), code,
                                         sentence_of(perimeters, *one))};
        if (one != nullptr) {
            const auto now = perimeters.history.translate(code, *at, perimeters.day);
            sentences.push_back(fmt::format(
                "Ce sol est, dans la liste du {} : {}{}.", datasets::to_text(perimeters.day),
                now.codes.empty() ? "nulle part" : fmt::format("{}", fmt::join(now.codes, ", ")),
                now.same_ground        ? " (même périmètre)"
                : now.codes.size() > 1 ? " (partagé : aucun chiffre ne s’y répartit)"
                                       : " (périmètre changé)"));
        }
        return sentences;
    }
    std::vector<std::string> sentences{whereabouts_sentence(perimeters, code)};
    for (const Perimeter* one : perimeters.history.of(code)) {
        sentences.push_back(sentence_of(perimeters, *one));
    }
    return sentences;
}

std::string perimeters_json(const Publication& publication, std::string_view code,
                            const std::string& base_url)
{
    const CommunePerimeters& perimeters = *publication.perimeters;
    const std::string key = perimeters.key_of(code);
    const auto communes = publication.communes();
    const std::string id = communes ? communes->id() : "communes";
    const std::string self = fmt::format("{}/{}/{}/perimeters", base_url, id, key);
    std::vector<Link> links{{self, "self", media::json, "Ce document"},
                            {self + "?f=html", "alternate", media::html, "En page"}};
    const auto found = perimeters.whereabouts(code);
    std::vector<std::string> codes =
        found ? found->codes : std::vector<std::string>{std::string{code}};
    std::erase_if(codes, [&](const std::string& one) {
        return !communes || !communes->row_of(perimeters.key_of(one));
    });
    for (const std::string& one : codes) {
        links.push_back({fmt::format("{}/{}/{}", base_url, id, perimeters.key_of(one)),
                         one == code ? "canonical" : "successor-version", media::geojson,
                         "La commune où ce sol est aujourd’hui"});
    }
    JsonText json;
    json.start_object();
    json.member("key", key);
    json.member("code", code);
    json.member("list", datasets::to_text(perimeters.day));
    json.member("description", whereabouts_sentence(perimeters, code));
    json.member("exists", found ? found->stands : !codes.empty());
    json.key("today");
    json.start_array();
    for (const std::string& one :
         found ? found->codes : std::vector<std::string>{std::string{code}}) {
        json.start_object();
        json.member("key", perimeters.key_of(one));
        json.member("code", one);
        json.member("here", communes && communes->row_of(perimeters.key_of(one)).has_value());
        json.end_object();
    }
    json.end_array();
    json.member("sameGround", !found || found->same_ground);
    json.key("perimeters");
    json.start_array();
    for (const Perimeter* one : perimeters.history.of(code)) {
        write_perimeter(json, perimeters, *one);
    }
    json.end_array();
    write_links(json, links);
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
