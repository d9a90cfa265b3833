// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register.hpp"
#include "geo/error.hpp"
#include "service/clash_route.hpp"
#include "service/command_line.hpp"
#include "service/comment_command.hpp"
#include "service/confirm_command.hpp"
#include "service/cross_command.hpp"
#include "service/event_lines.hpp"
#include "service/fetched_store.hpp"
#include "service/form_file.hpp"
#include "service/ingest_run.hpp"
#include "service/outcome_report.hpp"
#include "service/perimeter_command.hpp"
#include "service/pruning.hpp"
#include "service/report_command.hpp"
#include "service/run_follower.hpp"
#include "service/sandbox.hpp"
#include "service/schema_command.hpp"
#include "service/site_server.hpp"
#include "service/token_command.hpp"
#include "service/version_decision.hpp"
#include "service/version_list.hpp"
#include "service/webhook_command.hpp"
#include "service/work_command.hpp"

#include <cstdio>
#include <iostream>

namespace {

using namespace parvis;

int run_reading(const service::Command& command)
{
    service::enter_sandbox({command.memory_mb << 20U, command.cpu_seconds, command.file_mb << 20U,
                            command.ends_with_parent});
    if (!command.schema.empty()) {
        return service::check_schema(command, std::cout);
    }
    const auto follower = service::follower_for(command);
    const auto outcome = service::run_ingest(command, follower.get());
    std::cout << (command.json ? service::report_json(outcome) + "\n"
                               : service::report_text(outcome));
    return outcome.succeeded() ? 0 : 1;
}

int run(const service::Command& command)
{
    switch (command.task) {
    case service::Task::check:
    case service::Task::ingest:
        return run_reading(command);
    case service::Task::cross:
        return command.measures.empty() ? run_reading(command)
                                        : service::cross_measures(command, std::cout, std::cerr);
    case service::Task::near:
        return service::nearest_rows(command, std::cout, std::cerr);
    case service::Task::perimeter:
        return service::tell_perimeter(command, std::cout, std::cerr);
    case service::Task::serve:
        return service::serve_site(command);
    case service::Task::versions:
        return service::list_versions(command, std::cout);
    case service::Task::diff:
        return service::show_difference(command, std::cout);
    case service::Task::approve:
    case service::Task::publish:
    case service::Task::rollback:
        return service::decide(command, std::cout);
    case service::Task::fetch:
        if (command.ends_with_parent) {
            service::end_with_parent();
        }
        return service::fetch_sources(command, std::cout, std::cerr);
    case service::Task::prune:
        return service::prune_site(command, std::cout);
    case service::Task::confirm:
        return service::confirm_rows(command, std::cout);
    case service::Task::token_new:
        return service::make_token(command, std::cout, std::cerr);
    case service::Task::token_list:
        return service::list_tokens(command, std::cout);
    case service::Task::token_revoke:
        return service::revoke_token(command, std::cout);
    case service::Task::comment:
        return service::comment_site(command, std::cout);
    case service::Task::work:
        return service::work_site(command, std::cout);
    case service::Task::form:
        return service::write_form(command, std::cout);
    case service::Task::webhook:
        return service::keep_webhooks(command, std::cout, std::cerr);
    case service::Task::report:
        return service::make_report(command, std::cout, std::cerr);
    case service::Task::clashes:
        return service::list_clashes(command, std::cout, std::cerr);
    case service::Task::doctor:
        return service::examine(command, std::cout);
    }
    return 2;
}

/// With `--json`, what ends a run is an event too.
int run_asked(const service::Command& command)
{
    const bool tells_events =
        command.json && (command.task == service::Task::ingest ||
                         (command.task == service::Task::check && command.schema.empty()) ||
                         (command.task == service::Task::cross && command.measures.empty()));
    try {
        return run(command);
    } catch (const std::exception& error) {
        if (tells_events) {
            std::cout << service::error_event(error.what()) << '\n';
        }
        throw;
    }
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        const auto command = service::read_command_line(argc, argv);
        if (const int* const code = std::get_if<int>(&command)) {
            return *code;
        }
        return run_asked(std::get<service::Command>(command));
    } catch (const std::exception& error) {
        std::cerr << "parvis : " << error.what() << '\n';
        return 1;
    }
}
