// SPDX-License-Identifier: EUPL-1.2
#include "service/cross_command.hpp"

#include "publish/cross/crossing.hpp"
#include "publish/formats/cross_table.hpp"
#include "publish/formats/near_rows.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ostream>

namespace parvis::service {

namespace {

int refuse(const std::vector<publish::ParameterProblem>& problems, std::ostream& errors)
{
    for (const auto& problem : problems) {
        errors << fmt::format("parvis : --{} « {} » : {}.\n", problem.name, problem.value,
                              problem.reason);
    }
    return 1;
}

/// Loads what is published at this moment; says on `errors` what cannot be.
bool open_now(publish::Store& store, std::ostream& errors)
{
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    if (const auto wrong = store.refresh({now.count()})) {
        errors << "parvis : " << *wrong << '\n';
        return false;
    }
    return true;
}

}  // namespace

int nearest_rows(const Command& command, std::ostream& out, std::ostream& errors)
{
    publish::Parameters parameters;
    for (const auto& [name, value] : {std::pair{"lon", &command.lon},
                                      {"lat", &command.lat},
                                      {"place", &command.place},
                                      {"where", &command.where},
                                      {"limit", &command.limit},
                                      {"at", &command.at}}) {
        if (!value->empty()) {
            parameters.emplace_back(name, *value);
        }
    }
    if (!command.datasets.empty()) {
        parameters.emplace_back("dataset", command.datasets.front());
    }
    publish::Store store{datasets::read_site(command.site)};
    if (!open_now(store, errors)) {
        return 1;
    }
    const auto query = publish::parse_near_query(parameters, *store.current());
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
        return refuse(*problems, errors);
    }
    const auto& asked = std::get<publish::NearQuery>(query);
    const auto rows = publish::nearest_rows(asked);
    if (command.format == "csv") {
        out << publish::near_csv(asked, rows);
    } else {
        out << publish::near_geojson(asked, rows, {}) << '\n';
    }
    return 0;
}

int cross_measures(const Command& command, std::ostream& out, std::ostream& errors)
{
    publish::Parameters parameters;
    for (const auto& measure : command.measures) {
        parameters.emplace_back("measure", measure);
    }
    for (const auto& [name, value] :
         {std::pair{"level", &command.level}, {"period", &command.period}, {"at", &command.at}}) {
        if (!value->empty()) {
            parameters.emplace_back(name, *value);
        }
    }
    publish::Store store{datasets::read_site(command.site)};
    if (!open_now(store, errors)) {
        return 1;
    }
    const auto publication = store.current();
    const auto query = publish::cross::parse_cross_query(parameters, *publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
        return refuse(*problems, errors);
    }
    const auto crossed =
        publish::cross::cross(*publication, std::get<publish::cross::CrossQuery>(query));
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed)) {
        return refuse(*problems, errors);
    }
    const auto& table = std::get<publish::cross::CrossTable>(crossed);
    if (command.format == "csv") {
        out << publish::cross_csv(table);
    } else {
        out << (command.format == "json" ? publish::cross_json(table, {})
                                         : publish::cross_geojson(table, {}))
            << '\n';
    }
    return 0;
}

}  // namespace parvis::service
