// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/dataset_card.hpp"

#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

Data licence_data(const Page& page, const datasets::DatasetFacts& facts)
{
    static const std::map<std::string, std::string, std::less<>> addresses = {
        {"etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
        {"ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
        {"CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"}};
    const std::string* name = page.messages.find("licence_" + facts.licence);
    const auto known = addresses.find(facts.licence);
    Data data;
    data.set("name", name == nullptr ? facts.licence : *name)
        .set("address", !facts.licence_url.empty() ? facts.licence_url
                        : known != addresses.end() ? known->second
                                                   : std::string());
    return data;
}

Data::List input_list(const Page& page, const datasets::Manifest& manifest)
{
    Data::List list;
    for (const std::string& input : manifest.inputs) {  // "chantiers@3"
        const std::size_t at = input.rfind('@');
        const std::string id = input.substr(0, at);
        const auto dataset = page.publication->find(id);
        Data data;
        data.set("words",
                 page.messages.format(
                     "input_version",
                     {{"title", dataset
                                    ? std::string(page.in_language(dataset->manifest().facts.title))
                                    : id},
                      {"version", at == std::string::npos ? std::string() : input.substr(at + 1)}}))
            .set("address", dataset ? dataset_address(id) : std::string())
            .set("more", !list.empty());
        list.push_back(std::move(data));
    }
    return list;
}

Data::List dataset_cards(const Page& page)
{
    using datasets::Kind;
    struct Group {
        std::string_view id;
        std::vector<Kind> kinds;
        std::string_view icon;
    };
    const std::vector<Group> groups = {{"works", {Kind::road_works}, "works"},
                                       {"equipment", {Kind::equipment}, "equipment"},
                                       {"figures", {Kind::demographics, Kind::general}, "figures"},
                                       {"crossed", {Kind::communes, Kind::level}, "places"},
                                       {"crossings", {Kind::crossing}, "figures"}};
    Data::List list;
    for (const Group& group : groups) {
        Data::List entries;
        for (const Kind kind : group.kinds) {
            for (const auto& dataset : page.publication->of_kind(kind)) {
                const datasets::Manifest& manifest = dataset->manifest();
                Data entry;
                entry.set("title", page.in_language(manifest.facts.title))
                    .set("address", dataset_address(manifest.facts.id))
                    .set("description",
                         french_spacing(page.in_language(manifest.facts.description)))
                    .set("rows", page.messages.format(
                                     "rows", {{"n", static_cast<std::int64_t>(dataset->size())}}))
                    .set("source", source_text(page, *dataset))
                    .set("licence", licence_data(page, manifest.facts))
                    .set("commented", !dataset->general_comments().empty())
                    .set("sample", manifest.facts.sample);
                Data::List inputs =
                    kind == Kind::crossing ? input_list(page, manifest) : Data::List();
                entry.set("has_inputs", !inputs.empty()).set("inputs", std::move(inputs));
                entries.push_back(std::move(entry));
            }
        }
        if (!entries.empty()) {
            Data data;
            data.set("id", group.id)
                .set("icon", icon(group.icon))
                .set("title", page.messages.text("group_" + std::string(group.id)))
                .set("entries", std::move(entries));
            list.push_back(std::move(data));
        }
    }
    return list;
}

}  // namespace parvis::publish::site
