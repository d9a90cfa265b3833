// SPDX-License-Identifier: EUPL-1.2
#include "service/clash_route.hpp"

#include "publish/api/link.hpp"
#include "publish/works/clash_list.hpp"
#include "publish/works/clash_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <ostream>
#include <variant>
#include <vector>

namespace parvis::service {
namespace {

namespace media = publish::media;
namespace works = publish::works;

constexpr std::array clash_offers{Offer{Format::json, media::json, ""},
                                  Offer{Format::csv, media::csv, ""},
                                  Offer{Format::html, media::html, "application/xhtml+xml"}};

datasets::Instant now()
{
    return {std::chrono::duration_cast<std::chrono::seconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

std::string tag_of(const RouteCall& call, const works::ClashList& list, Format format)
{
    const works::ClashRules& rules = list.desk.rules;
    std::string text = fmt::format("{}\n{}\n{}\n{}\n{}", call.base_url, call.request.raw_query,
                                   rules.metres, rules.sensitive_metres, list.desk.things.size());
    for (const std::string& sentence : list.desk.uncomputed) {
        text += '\n' + sentence;
    }
    return fmt::format("{}-{}-clashes-{}", list.book->tag, name_of(format), hash_text(text));
}

/// A block for each, as people read them.
std::string text_of(const works::ClashList& list)
{
    std::string text = fmt::format("{} points à coordonner\n", list.wanted.size());
    for (const works::Clash* clash : list.wanted) {
        text += fmt::format("\n{} (gravité {})\n  {}\n  {}\n", works::title_of(clash->kind),
                            works::code_of(clash->severity), works::sentence_of(list, *clash),
                            works::days_words(list, *clash));
    }
    if (!list.incomparable.empty()) {
        text += fmt::format("\n{} chantiers ou phases qu’on ne peut pas comparer (début, fin ou "
                            "lieu à compléter).\n",
                            list.incomparable.size());
    }
    for (const std::string& sentence : list.desk.uncomputed) {
        text += "\nNon examiné. " + sentence + '\n';
    }
    return text;
}

}  // namespace

Outcome answer_clashes(const RouteCall& call)
{
    const auto offer = negotiated(call.request, clash_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto query = works::parse_clash_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
        return parameter_problem(*problems);
    }
    const auto list =
        works::list_clashes(call.store.works().book(call.publication, call.store, now()),
                            std::get<works::ClashQuery>(query));
    const auto format = std::get<Offer>(offer).format;
    const auto tag = tag_of(call, *list, format);
    publish::Response response =
        format == Format::html ? page_with(works::clashes_page(*list, call.page()), tag)
        : format == Format::csv
            ? response_with(works::clashes_csv(*list, call.base_url), media::csv, tag)
            : response_with(works::clashes_json(*list, call.base_url), media::json, tag);
    // It changes when a work begins or ends too, without a new publication.
    response.last_modified = std::max(call.publication->since, list->book->moment.seconds);
    return response;
}

int list_clashes(const Command& command, std::ostream& out, std::ostream& errors)
{
    publish::Store store{datasets::read_site(command.site)};
    if (const auto wrong = store.refresh(now())) {
        errors << "parvis : " << *wrong << '\n';
        return 1;
    }
    publish::Parameters parameters;
    for (const auto& [name, value] : {std::pair{"from", &command.first_day},
                                      {"to", &command.last_day},
                                      {"commune", &command.commune},
                                      {"pole", &command.pole},
                                      {"kind", &command.clash_kind},
                                      {"severity", &command.severity},
                                      {"metres", &command.metres}}) {
        if (!value->empty()) {
            parameters.emplace_back(name, *value);
        }
    }
    const auto query = works::parse_clash_query(parameters, *store.current());
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
        for (const auto& problem : *problems) {
            errors << fmt::format("parvis : --{} « {} » : {}.\n", problem.name, problem.value,
                                  problem.reason);
        }
        return 1;
    }
    const auto list = works::list_clashes(store.works().book(store.current(), store, now()),
                                          std::get<works::ClashQuery>(query));
    out << (command.format == "csv"
                ? works::clashes_csv(*list, list->book->publication->site.base_url)
            : command.format == "json"
                ? works::clashes_json(*list, list->book->publication->site.base_url) + '\n'
                : text_of(*list));
    return 0;
}

}  // namespace parvis::service
