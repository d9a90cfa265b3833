// SPDX-License-Identifier: EUPL-1.2
#include "publish/parameter_reading.hpp"

#include <algorithm>

namespace parvis::publish {

std::vector<ParameterProblem> read_each(const Parameters& parameters, const ReadParameter& read)
{
    std::vector<ParameterProblem> problems;
    for (auto at = parameters.begin(); at != parameters.end(); ++at) {
        const auto& [name, text] = *at;
        const bool twice = std::any_of(parameters.begin(), at,
                                       [&](const auto& before) { return before.first == name; });
        if (twice) {
            problems.push_back({name, text, "ce paramètre est donné deux fois"});
        } else if (name != "f") {
            const auto reason = read(name, text);
            if (!reason) {
                problems.push_back({name, text, "ce paramètre n'existe pas à cette adresse", true});
            } else if (!reason->empty()) {
                problems.push_back({name, text, *reason});
            }
        }
    }
    return problems;
}

}  // namespace parvis::publish
