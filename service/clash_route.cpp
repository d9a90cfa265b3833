// SPDX-License-Identifier: EUPL-1.2
#include "service/clash_route.hpp"

#include "publish/api/link.hpp"
#include "publish/works/clash_list.hpp"
#include "publish/works/clash_page.hpp"
#include "publish/works/clash_shelf.hpp"
#include "service/encoding.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

std::string tag_of(const RouteCall& call, const works::Book& book, const works::ClashQuery& query,
                   Format format)
{
    return fmt::format("{}-{}-clashes-{}", book.tag, name_of(format),
                       hash_text(fmt::format("{}\n{}\n{}", call.base_url, call.request.raw_query,
                                             works::finding_tag(book, query))));
}

publish::Response written(const RouteCall& call, const works::ClashList& list, Format format)
{
    if (format == Format::html) {
        return page_with(works::clashes_page(list, call.page()), {});
    }
    if (format == Format::json) {
        return response_with(works::clashes_json(list, call.base_url), media::json, {});
    }
    auto response = response_with(works::clashes_csv(list, call.base_url), media::csv, {});
    if (list.query.page < list.pages()) {  // a table has no place for it
        response.headers.emplace_back(
            "Link",
            fmt::format("<{}/works/clashes{}>; rel=\"next\"", call.base_url,
                        publish::query_text(list.query.parameters(list.query.page + 1, "csv"))));
    }
    return response;
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
    for (const std::string& sentence : list.finding->desk.uncomputed) {
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
    auto parsed = works::parse_clash_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems, works::clash_parameters(*call.publication));
    }
    auto& query = std::get<works::ClashQuery>(parsed);
    const auto format = std::get<Offer>(offer).format;
    const auto* limit = call.request.parameter("limit");
    if (format != Format::csv) {
        query.cut_limit(works::ClashQuery::largest_limit);
    } else if (limit == nullptr || limit->empty()) {
        query.limit = works::ClashQuery::csv_limit;
    } else {
        query.cut_limit(works::ClashQuery::csv_limit);
    }
    const auto book = call.store.works().book(call.publication, call.store, instant_now());
    const auto tag = tag_of(call, *book, query, format);
    publish::Response response;
    if (!matches(call.request.header("if-none-match"), tag)) {  // else routes turn it into 304
        const auto finding = call.store.works().clashes().find(book, query);
        if (finding == nullptr) {
            Problem problem{ProblemKind::unavailable,
                            "D'autres demandes sont en train d'être comparées. Réessayez dans "
                            "quelques secondes."};
            problem.headers = {{"Retry-After", "5"}};
            return problem;
        }
        response = written(call, *works::list_clashes(finding, query), format);
    }
    response.etag = tag;
    // It changes when a work begins or ends too, without a new publication.
    response.last_modified = std::max(call.publication->since, book->moment.seconds);
    return response;
}

int list_clashes(const Command& command, std::ostream& out, std::ostream& errors)
{
    publish::Store store{datasets::read_site(command.site)};
    if (const auto wrong = store.refresh(instant_now())) {
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
    auto parsed = works::parse_clash_query(parameters, *store.current());
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        for (const auto& problem : *problems) {
            errors << fmt::format("parvis : --{} « {} » : {}.\n", problem.name, problem.value,
                                  problem.reason);
        }
        return 1;
    }
    auto& query = std::get<works::ClashQuery>(parsed);
    if (command.format == "csv") {
        query.limit = 1'000'000'000;  // a file has no pages
    }
    const auto list = works::list_clashes(
        works::examine(store.works().book(store.current(), store, instant_now()), query), query);
    out << (command.format == "csv"
                ? works::clashes_csv(*list, list->book->publication->site.base_url)
            : command.format == "json"
                ? works::clashes_json(*list, list->book->publication->site.base_url) + '\n'
                : text_of(*list));
    return 0;
}

}  // namespace parvis::service
