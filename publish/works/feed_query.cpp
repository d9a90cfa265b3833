// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/feed_query.hpp"

#include "publish/crs.hpp"
#include "publish/parameter_text.hpp"
#include "publish/store.hpp"
#include "publish/swapped_axes.hpp"
#include "publish/works/place_parameter.hpp"

#include <algorithm>
#include <string>

namespace parvis::publish::works {
namespace {

/// "" or why the parameter cannot be used.
std::string read_one(const std::string& name, const std::string& text,
                     const Publication& publication, WorksWanted& wanted)
{
    if (name == "bbox") {
        auto box = parse_bbox(text, crs_list().front());
        if (const auto* reason = std::get_if<std::string>(&box)) {
            return *reason;
        }
        wanted.box = std::get<AskedBox>(box).box;
        return are_axes_swapped(publication, *wanted.box)
                   ? "ce rectangle est loin du territoire, mais y serait avec longitude et "
                     "latitude "
                     "échangées : donnez ouest, sud, est, nord"
                   : "";
    }
    return read_place(name, text, publication, wanted.commune, wanted.areas)
        .value_or("ce paramètre n'existe pas à cette adresse");
}

bool exists(const std::string& name, const Publication& publication)
{
    return std::ranges::any_of(feed_parameters(publication),
                               [&](const ParameterText& one) { return one.name == name; });
}

}  // namespace

std::variant<WorksWanted, std::vector<ParameterProblem>>
parse_feed_query(const Parameters& parameters, const Publication& publication)
{
    WorksWanted wanted;
    std::vector<ParameterProblem> problems;
    for (auto at = parameters.begin(); at != parameters.end(); ++at) {
        const auto& [name, text] = *at;
        const bool twice = std::any_of(parameters.begin(), at,
                                       [&](const auto& before) { return before.first == name; });
        std::string reason;
        if (twice) {
            reason = "ce paramètre est donné deux fois";
        } else if (name != "f") {
            reason = read_one(name, text, publication, wanted);
        }
        if (!reason.empty()) {
            problems.push_back(
                {name, text, std::move(reason), name != "f" && !exists(name, publication)});
        }
    }
    if (!problems.empty()) {
        return problems;
    }
    return wanted;
}

std::vector<ParameterText> feed_parameters(const Publication& publication)
{
    std::vector<ParameterText> all{{"commune",
                                    "Clé d'une commune : les chantiers dont une partie s'y trouve",
                                    R"({"type":"string"})"}};
    for (const auto& level : publication.levels()) {
        const auto& facts = level->manifest().facts;
        all.push_back({facts.level,
                       "Clé d'un lieu de « " + std::string(datasets::text_in(facts.title, "fr")) +
                           " » : les chantiers dont une partie s'y trouve",
                       R"({"type":"string"})"});
    }
    ParameterText bbox{"bbox", "Ouest, sud, est, nord : les chantiers dont une partie s'y trouve",
                       R"({"type":"array","items":{"type":"number"},"minItems":4,"maxItems":6})"};
    bbox.list = true;
    all.push_back(std::move(bbox));
    return all;
}

}  // namespace parvis::publish::works
