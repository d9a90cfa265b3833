// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/facts.hpp"
#include "publish/optional_member.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parvis::publish {

namespace {

struct Licence {
    std::string_view id, title, address;
};

constexpr std::array licences{
    Licence{"etalab-2.0", "Licence Ouverte 2.0",
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence"},
    Licence{"ODbL-1.0", "Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/"},
    Licence{"CC-BY-4.0", "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/"},
    Licence{"CC0-1.0", "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/"},
    Licence{"dl-de-by-2.0", "Datenlizenz Deutschland Namensnennung 2.0",
            "https://www.govdata.de/dl-de/by-2-0"},
    Licence{"notspecified", "licence non précisée", ""},
};

const Licence* known_licence(std::string_view id)
{
    const auto found = std::find_if(licences.begin(), licences.end(),
                                    [&](const Licence& licence) { return licence.id == id; });
    return found == licences.end() ? nullptr : &*found;
}

}  // namespace

std::string_view licence_title(std::string_view licence)
{
    const auto* known = known_licence(licence);
    return known != nullptr ? known->title : licence;
}

std::string_view licence_address(const datasets::DatasetFacts& facts)
{
    if (!facts.licence_url.empty()) {
        return facts.licence_url;
    }
    const auto* known = known_licence(facts.licence);
    return known != nullptr ? known->address : std::string_view{};
}

std::string_view sample_warning(const datasets::DatasetFacts& facts)
{
    const bool crossed = facts.kind == datasets::Kind::communes ||
                         facts.kind == datasets::Kind::level ||
                         facts.kind == datasets::Kind::crossing;
    return crossed
               ? "Données d'exemple : une partie de ces chiffres est calculée sur des lignes "
                 "inventées pour la démonstration."
               : "Données d'exemple : les lignes dont « donnee_exemple » est vrai sont inventées "
                 "pour la démonstration.";
}

std::string attribution(const datasets::DatasetFacts& facts)
{
    std::string text{datasets::text_in(facts.title, "fr")};
    if (!facts.producer.empty()) {
        text = fmt::format("{} — {}", facts.producer, text);
    }
    if (!facts.updated.empty()) {
        text += fmt::format(", mise à jour du {}", facts.updated);
    }
    return text + fmt::format(", {}", licence_title(facts.licence));
}

std::vector<std::pair<std::string, std::string>> fact_lines(const datasets::DatasetFacts& facts)
{
    std::vector<std::pair<std::string, std::string>> lines;
    const auto add = [&](const char* name, std::string_view value) {
        if (!value.empty()) {
            lines.emplace_back(name, value);
        }
    };
    add("Jeu de données", datasets::text_in(facts.title, "fr"));
    add("Ce qu'est une ligne", datasets::text_in(facts.row, "fr"));
    add("Description", datasets::text_in(facts.description, "fr"));
    add("À citer", attribution(facts));
    add("Producteur", facts.producer);
    add("Origine", facts.origin);
    add("Licence", licence_title(facts.licence));
    add("Texte de la licence", licence_address(facts));
    add("Dernière mise à jour de la source", facts.updated);
    return lines;
}

void write_facts(datasets::JsonText& json, const datasets::DatasetFacts& facts)
{
    write_unless_empty(json, "licence", facts.licence);
    write_unless_empty(json, "licenceUrl", licence_address(facts));
    write_unless_empty(json, "producer", facts.producer);
    write_unless_empty(json, "origin", facts.origin);
    write_unless_empty(json, "updated", facts.updated);
    json.member("attribution", attribution(facts));
    write_unless_empty(json, "note", datasets::text_in(facts.note, "fr"));
    if (facts.sample) {
        json.member("sample", true);
        json.member("avertissement", sample_warning(facts));
    }
}

}  // namespace parvis::publish
