// SPDX-License-Identifier: EUPL-1.2
#include "service/route_call.hpp"

#include "datasets/row_issue.hpp"
#include "datasets/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace parvis::service {

publish::site::PageContext RouteCall::page() const { return {"fr", base_url, request.raw_path}; }

std::optional<Problem>
RouteCall::refused_parameters(std::initializer_list<std::string_view> known) const
{
    Problem problem{ProblemKind::unknown_parameter, ""};
    const auto refuse = [&](const auto& parameter, const std::string& reason) {
        const auto& [name, value] = parameter;
        problem.parameters.push_back({name, value, reason});
        problem.detail +=
            fmt::format("{}« {} » : {}.", problem.detail.empty() ? "" : " ", name, reason);
    };
    for (auto at = request.query.begin(); at != request.query.end(); ++at) {
        if (std::find(known.begin(), known.end(), at->first) == known.end()) {
            refuse(*at, "ce paramètre n'existe pas à cette adresse");
        } else if (std::any_of(request.query.begin(), at,
                               [&](const auto& before) { return before.first == at->first; })) {
            problem.kind = ProblemKind::bad_parameter;
            refuse(*at, "ce paramètre est donné deux fois");
        }
    }
    if (problem.parameters.empty()) {
        return std::nullopt;
    }
    problem.detail += known.size() == 0
                          ? std::string(" Cette adresse ne prend aucun paramètre.")
                          : fmt::format(" Paramètres possibles : {}.", fmt::join(known, ", "));
    return problem;
}

Problem parameter_problem(const std::vector<publish::ParameterProblem>& problems)
{
    const bool all_unknown = std::all_of(problems.begin(), problems.end(),
                                         [](const auto& problem) { return problem.unknown; });
    Problem problem{all_unknown ? ProblemKind::unknown_parameter : ProblemKind::bad_parameter, ""};
    for (const auto& [name, value, reason, unknown] : problems) {
        // Some reasons end with a sentence of their own: a hint, a question.
        const bool ends = reason.ends_with('.') || reason.ends_with('?') || reason.ends_with("…");
        problem.detail += fmt::format("{}{} = « {} » : {}{}", problem.detail.empty() ? "" : " ",
                                      name, datasets::shortened(value), reason, ends ? "" : ".");
        problem.parameters.push_back({name, value, reason});
    }
    return problem;
}

Problem parameter_problem(const std::vector<publish::ParameterProblem>& problems,
                          const std::vector<publish::ParameterText>& possible)
{
    Problem problem = parameter_problem(problems);
    if (std::ranges::any_of(problems, &publish::ParameterProblem::unknown)) {
        std::string names;
        for (const auto& one : possible) {
            names += (names.empty() ? "" : ", ") + one.name;
        }
        problem.detail += " Paramètres possibles : " + names + ".";
    }
    return problem;
}

std::string RouteCall::publication_tag(Format format) const
{
    return fmt::format("{}-{}-{}", publication->tag, name_of(format),
                       hash_text(base_url + request.raw_path + '?' + request.raw_query));
}

std::string hash_text(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037U;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    }
    return fmt::format("{:x}", hash);
}

publish::Response response_with(std::string body, std::string_view media_type, std::string etag)
{
    publish::Response response;
    response.content_type = media_type;
    response.body = std::move(body);
    response.etag = std::move(etag);
    return response;
}

publish::Response page_with(std::string body, std::string etag)
{
    auto response = response_with(std::move(body), "text/html; charset=utf-8", std::move(etag));
    response.headers.emplace_back("Content-Language", "fr");
    return response;
}

Problem no_such_collection(const RouteCall& call, const std::string& id)
{
    std::vector<std::string> published;
    for (const auto& [known, dataset] : call.publication->datasets) {
        published.push_back(known);
    }
    const std::string near = datasets::nearest_spelling(id, published);
    return {ProblemKind::no_such_collection,
            fmt::format("Aucun jeu de données n'est publié sous le nom « {} ».{} La liste est à "
                        "l'adresse /collections.",
                        id, near.empty() ? "" : fmt::format(" Vouliez-vous dire « {} » ?", near)),
            {},
            {{"data", call.base_url + "/collections"}}};
}

Problem no_such_address(const RouteCall& call)
{
    return {ProblemKind::not_found,
            "Rien n'est publié à cette adresse. L'accueil mène à tout ce qui existe.",
            {},
            {{"start", call.base_url + "/"}}};
}

}  // namespace parvis::service
