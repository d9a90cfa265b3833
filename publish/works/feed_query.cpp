// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/feed_query.hpp"

#include "publish/crs.hpp"
#include "publish/parameter_reading.hpp"
#include "publish/parameter_text.hpp"
#include "publish/store.hpp"
#include "publish/swapped_axes.hpp"
#include "publish/works/place_parameter.hpp"

#include <algorithm>
#include <string>

namespace parvis::publish::works {
namespace {

/// As ReadParameter.
std::optional<std::string> read_one(const std::string& name, const std::string& text,
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
    return read_place(name, text, publication, wanted.commune, wanted.areas);
}

}  // namespace

std::variant<WorksWanted, std::vector<ParameterProblem>>
parse_feed_query(const Parameters& parameters, const Publication& publication)
{
    WorksWanted wanted;
    auto problems = read_each(parameters, [&](const auto& name, const auto& text) {
        return read_one(name, text, publication, wanted);
    });
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
