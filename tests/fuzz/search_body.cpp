// SPDX-License-Identifier: EUPL-1.2
// Any bytes are the body of a search or the reason why not; what was read is written as a body that
// reads back the same, as a link to the next page has it.
#include "publish/search_body.hpp"
#include "publish/cql2/json.hpp"

#include <algorithm>
#include <cstdlib>

using namespace parvis::publish;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

/// A list, and a parameter that is none, as items have them.
const std::vector<ParameterText>& known()
{
    static const std::vector<ParameterText> all{{"bbox", "", "{}", true},
                                                {"sortby", "", "{}", true},
                                                {"properties", "", "{}", true},
                                                {"limit", "", "{}", false}};
    return all;
}

/// A filter in JSON that is none is refused before anyone writes it again.
bool is_written_again(const Parameters& parameters)
{
    const auto first = [&](std::string_view name) {
        return std::find_if(parameters.begin(), parameters.end(),
                            [&](const auto& pair) { return pair.first == name; });
    };
    const auto language = first("filter-lang");
    const auto filter = first("filter");
    const auto count = std::count_if(parameters.begin(), parameters.end(), [](const auto& pair) {
        return pair.first == "filter" || pair.first == "filter-lang";
    });
    return filter == parameters.end() ||
           (count == 2 && language != parameters.end() && language->second == "cql2-json" &&
            std::holds_alternative<cql2::Expression>(cql2::read_json(filter->second)));
}

/// Members of one name stand together in a body.
Parameters grouped(Parameters parameters)
{
    std::stable_sort(parameters.begin(), parameters.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return parameters;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto read = parse_search_body(text, known());
    if (const auto* problems = std::get_if<std::vector<ParameterProblem>>(&read)) {
        require(!problems->empty());
        for (const auto& problem : *problems) {
            require(!problem.reason.empty());
        }
        return 0;
    }
    const auto& parameters = std::get<Parameters>(read);
    if (!is_written_again(parameters)) {
        return 0;
    }
    auto again = parse_search_body(search_body(parameters), known());
    auto* same = std::get_if<Parameters>(&again);
    require(same != nullptr);
    auto before = grouped(parameters);
    auto after = grouped(std::move(*same));
    // The filter is written as JSON and read as such: what is in it is compared, not its blanks.
    const auto drop_filter = [](Parameters& all) {
        std::erase_if(all, [](const auto& pair) { return pair.first == "filter"; });
    };
    drop_filter(before);
    drop_filter(after);
    require(before == after);
    return 0;
}
