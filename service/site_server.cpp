// SPDX-License-Identifier: EUPL-1.2
#include "service/site_server.hpp"

#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "publish/temporary_folder.hpp"
#include "service/address_asked.hpp"
#include "service/comment_body.hpp"
#include "service/comment_door.hpp"
#include "service/comment_form.hpp"
#include "service/comment_review.hpp"
#include "service/deposit.hpp"
#include "service/http_server.hpp"
#include "service/live_works.hpp"
#include "service/log.hpp"
#include "service/problem.hpp"
#include "service/rate_limit.hpp"
#include "service/routes.hpp"
#include "service/site_clock.hpp"
#include "service/source_door.hpp"
#include "service/stream_loop.hpp"
#include "service/upload_store.hpp"
#include "service/work_door.hpp"
#include "service/work_form.hpp"
#include "service/work_members.hpp"
#include "service/works_door.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

namespace parvis::service {

namespace {

publish::Response options_response(const publish::Request& request)
{
    const std::string allowed(allowed_methods(request));
    publish::Response response;
    response.status = 204;
    // Pages of other sites read here; they do not write.
    response.headers = {
        {"Allow", WorkDoor::takes(request)      ? std::string(WorkDoor::allowed(request))
                  : CommentDoor::takes(request) ? std::string(CommentDoor::allowed(request))
                                                : allowed},
        {"Access-Control-Allow-Methods", allowed},
        {"Access-Control-Allow-Headers", "Accept, Content-Type, If-Modified-Since, If-None-Match, "
                                         "If-Range, Range"},
        {"Access-Control-Max-Age", "86400"}};
    return response;
}

publish::Response wrong_method(std::string_view allowed)
{
    Problem problem;
    problem.kind = ProblemKind::wrong_method;
    problem.detail = fmt::format("Cette adresse se lit : elle accepte {}.", allowed);
    problem.headers = {{"Allow", std::string(allowed)}};
    return problem_response(problem);
}

const Refusal& strange_form()
{
    static const Refusal refusal{403, "Le formulaire ne vient pas d’une page de ce site, ou par "
                                      "une adresse non chiffrée."};
    return refusal;
}

class SiteApplication {
public:
    SiteApplication(publish::Store& store, std::string own_address, bool behind_proxy, Desk* desk,
                    SourceDoor& door, LiveWorks& works, const std::filesystem::path& site,
                    std::uint32_t rate_limit)
        : m_store(store), m_own_address(std::move(own_address)), m_behind_proxy(behind_proxy),
          m_desk(desk), m_door(door), m_comments(store, site, behind_proxy),
          m_form(store, m_comments, desk != nullptr, behind_proxy),
          m_review(store, m_comments, m_form, behind_proxy), m_works(store, works, behind_proxy),
          m_entry(site), m_entry_door(store, m_entry, site, behind_proxy),
          m_work_form(store, m_entry, m_entry_door, behind_proxy)
    {
        if (rate_limit > 0) {
            m_limit = std::make_unique<RateLimit>(rate_limit);
        }
        m_entry.settle_all();
    }

    [[nodiscard]] publish::Response answer(const publish::Request& request)
    {
        if (!is_limited(request)) {
            return unlimited_answer(request);
        }
        const auto verdict = take(request);
        if (!verdict.allowed) {
            return m_limit->refusal(verdict);
        }
        auto response = unlimited_answer(request);
        m_limit->add_headers(verdict, response);
        return response;
    }

    [[nodiscard]] std::optional<FormRules> form_rules(const publish::Request& request) const
    {
        if (WorkForm::is_path_of(request)) {
            return m_work_form.rules(request, base_url(request));
        }
        if (CommentReview::is_path_of(request)) {
            return m_review.rules(request, base_url(request));
        }
        if (CommentForm::is_path_of(request)) {
            return may_open(request) ? m_form.rules(request, base_url(request)) : std::nullopt;
        }
        return m_desk != nullptr ? m_desk->rules(request) : std::nullopt;
    }

    [[nodiscard]] publish::Response answer_form(const publish::Request& request, const Form& form)
    {
        const bool works = WorkForm::is_path_of(request);
        const bool reviews = CommentReview::is_path_of(request);
        if (!works && !reviews && !CommentForm::is_path_of(request)) {
            return m_desk->take(request, form, base_url(request));
        }
        if (is_limited(request)) {
            if (const auto verdict = take(request); !verdict.allowed) {
                return m_limit->refusal(verdict);
            }
        }
        return works     ? m_work_form.take(request, form, base_url(request))
               : reviews ? m_review.take(request, form, base_url(request))
                         : m_form.take(request, form, base_url(request));
    }

    [[nodiscard]] publish::Response refuse_form(const publish::Request& request,
                                                const Refusal& refusal) const
    {
        return WorkForm::is_path_of(request)
                   ? m_work_form.refuse(request, refusal, base_url(request))
               : CommentReview::is_path_of(request)
                   ? m_review.refuse(request, refusal, base_url(request))
               : CommentForm::is_path_of(request)
                   ? m_form.refuse(request, refusal, base_url(request))
                   : m_desk->refuse_form(request, refusal, base_url(request));
    }

    [[nodiscard]] std::variant<BodyPlan, publish::Response>
    plan_body(const publish::Request& request)
    {
        if (!SourceDoor::is_path_of(request)) {
            return answer(request);
        }
        if (is_limited(request)) {
            if (const auto verdict = take(request); !verdict.allowed) {
                return m_limit->refusal(verdict);
            }
        }
        return m_door.plan(request, base_url(request));
    }

    [[nodiscard]] std::variant<StreamPlan, publish::Response>
    plan_stream(const publish::Request& request)
    {
        if (is_limited(request)) {
            if (const auto verdict = take(request); !verdict.allowed) {
                return m_limit->refusal(verdict);
            }
        }
        return m_works.plan(request);
    }

    [[nodiscard]] std::string base_url(const publish::Request& request) const
    {
        const auto publication = m_store.current();
        if (publication && !publication->site.base_url.empty()) {
            return publication->site.base_url;
        }
        return address_asked(request, m_behind_proxy).value_or(m_own_address);
    }

private:
    /// Whoever watches over the server is always told; the desk has its own door.
    [[nodiscard]] bool is_limited(const publish::Request& request) const
    {
        return m_limit != nullptr &&
               !(request.path.size() == 1 && request.path.front() == "health") &&
               !(m_desk != nullptr && Desk::is_path_of(request));
    }

    [[nodiscard]] RateLimit::Verdict take(const publish::Request& request) const
    {
        return m_limit->take(client_address(request, m_behind_proxy), RateLimit::Clock::now());
    }

    /// Below the desk, where alone browsers send its cookie.
    [[nodiscard]] static bool is_webhooks(const publish::Request& request)
    {
        return request.path.size() == 2 && request.path[0] == "depot" &&
               request.path[1] == "webhooks";
    }

    /// The form at the desk is for whoever the desk lets in.
    [[nodiscard]] bool may_open(const publish::Request& request) const
    {
        return !CommentForm::is_at_desk(request) || (m_desk != nullptr && m_desk->admits(request));
    }

    [[nodiscard]] publish::Response unlimited_answer(const publish::Request& request)
    {
        const bool readable = request.method == "GET" || request.method == "POST";
        if (readable && CommentForm::is_path_of(request) && may_open(request)) {
            return request.method == "GET"
                       ? m_form.show(request, base_url(request))
                       : m_form.refuse(request, strange_form(), base_url(request));
        }
        if (CommentReview::is_path_of(request)) {
            return request.method == "GET"
                       ? m_review.show(request, base_url(request))
                       : m_review.refuse(request, strange_form(), base_url(request));
        }
        if (m_desk != nullptr && request.method == "GET" && is_webhooks(request) &&
            m_desk->admits(request)) {
            return m_works.show_webhooks(request, base_url(request));
        }
        if (WorkForm::is_path_of(request)) {
            return request.method == "GET"
                       ? m_work_form.show(request, base_url(request))
                       : m_work_form.refuse(request, strange_form(), base_url(request));
        }
        if (m_desk != nullptr && readable && Desk::is_path_of(request)) {
            return m_desk->show(request, base_url(request));
        }
        if (SourceDoor::is_path_of(request)) {
            return SourceDoor::answer(request);
        }
        if (request.method == "OPTIONS") {
            return options_response(request);
        }
        if (WorkDoor::takes(request)) {
            return m_entry_door.answer(request, base_url(request));
        }
        if (CommentDoor::takes(request)) {
            return m_comments.answer(request, base_url(request));
        }
        if (WorksDoor::takes(request)) {
            return m_works.answer(request, base_url(request));
        }
        if (request.method != "GET" && !(request.method == "POST" && takes_body(request))) {
            return wrong_method(allowed_methods(request));
        }
        return service::answer(request, m_store, base_url(request));
    }

    publish::Store& m_store;
    std::string m_own_address;
    bool m_behind_proxy;
    Desk* m_desk;  ///< nullptr while it is closed
    SourceDoor& m_door;
    CommentDoor m_comments;
    CommentForm m_form;
    CommentReview m_review;
    WorksDoor m_works;
    WorkEntry m_entry;
    WorkDoor m_entry_door;
    WorkForm m_work_form;
    std::unique_ptr<RateLimit> m_limit;  ///< nullptr: as many requests as come
};

std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 65'536));
}

sigset_t stop_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

LoopLimits limits_for(const Command& command)
{
    LoopLimits limits;
    // More than cores: a few heavy questions must not keep a short one, or /health, waiting.
    constexpr unsigned least_workers = 16;
    limits.workers = command.workers > 0
                         ? command.workers
                         : std::max(least_workers, 4 * std::thread::hardware_concurrency());
    const std::size_t descriptors = raise_descriptor_limit();
    constexpr std::size_t for_files = 256;
    limits.connections = descriptors > 2 * for_files ? descriptors - for_files : descriptors / 2;
    return limits;
}

}  // namespace

int serve_site(const Command& command)
{
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    start_log(command.log);
    std::signal(SIGPIPE, SIG_IGN);
    publish::TemporaryFolder::remove_left();
    // Blocked before any thread is made, so that the one below is the only one to hear them.
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto site = datasets::read_site(command.site);
    publish::Store store(site);
    if (command.desk) {
        store.take_comments();
    }
    if (const auto error = store.refresh(instant_now())) {
        log_failure("refresh", *error);
    }
    ServerConfig config;
    config.host = command.host;
    config.port = command.port;
    config.limits = limits_for(command);

    const std::string shown_host =
        command.host.find(':') == std::string::npos ? command.host : "[" + command.host + "]";
    const std::uint64_t max_upload = command.upload_limit_mb * 1'000'000;
    DepositRun runs(command.site);
    SourceDoorRules source_rules;
    source_rules.max_bytes = max_upload;
    // Half of the workers at most wait for files: the site is answered beside them.
    source_rules.most_open = static_cast<int>(std::clamp(config.limits.workers / 2, 1U, 4U));
    source_rules.behind_proxy = command.behind_proxy;
    SourceDoor door(command.site, source_rules, runs);
    std::unique_ptr<Desk> desk;
    if (command.desk) {
        desk = std::make_unique<Desk>(store, command.site, max_upload, runs);
        config.max_body = max_upload + 65'536;
    }
    std::unique_ptr<SiteApplication> application;
    Application handlers;
    handlers.answer = [&](const publish::Request& request) { return application->answer(request); };
    handlers.plan_body = [&](const publish::Request& request) {
        return application->plan_body(request);
    };
    handlers.body_limit = [](const publish::Request& request) {
        return WorkDoor::takes_body(request)      ? std::optional(largest_work_body)
               : CommentDoor::takes_body(request) ? std::optional(largest_comment_body)
               : takes_body(request)              ? std::optional(largest_body)
                                                  : std::nullopt;
    };
    config.max_body = std::max(config.max_body, largest_body);
    handlers.form_rules = [&](const publish::Request& request) {
        return application->form_rules(request);
    };
    handlers.answer_form = [&](const publish::Request& request, const Form& form) {
        return application->answer_form(request, form);
    };
    handlers.refuse_form = [&](const publish::Request& request, const Refusal& refusal) {
        return application->refuse_form(request, refusal);
    };
    handlers.is_stream = WorksDoor::is_stream;
    handlers.plan_stream = [&](const publish::Request& request) {
        return application->plan_stream(request);
    };
    StreamLimits stream_limits;
    stream_limits.streams = std::min<std::size_t>(command.streams, config.limits.connections / 2);
    stream_limits.per_address = command.streams_per_address;
    config.limits.connections -= stream_limits.streams;
    StreamLoop streams;
    config.streams = &streams;
    HttpServer server(config, std::move(handlers));
    if (desk) {
        desk->open();
    }
    remove_unfinished_uploads(command.site / "data");
    const std::string address = fmt::format("http://{}:{}", shown_host, server.port());
    LiveWorks works(store, command.site, streams, stream_limits);
    application = std::make_unique<SiteApplication>(store, address, command.behind_proxy,
                                                    desk.get(), door, works, command.site,
                                                    command.rate_limit.value_or(site.rate_limit));

    const SiteClock clock(store, command.site);
    std::thread stopper([&server, signals] {
        int received = 0;
        sigwait(&signals, &received);
        server.stop();
    });
    std::cout << "Parvis est prêt : " << address << "/" << std::endl;
    if (desk) {
        // Where it listens on every address, the loopback one is where the desk opens.
        std::cout << "Page de dépôt : http://" << (command.host == "::1" ? "[::1]" : "127.0.0.1")
                  << ":" << server.port() << desk->address() << std::endl;
    }
    server.run();
    streams.stop();
    stopper.join();
    return 0;
}

}  // namespace parvis::service
