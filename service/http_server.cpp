// SPDX-License-Identifier: EUPL-1.2
#include "service/http_server.hpp"

#include "geo/error.hpp"
#include "service/access_token.hpp"
#include "service/answer_head.hpp"
#include "service/body_file.hpp"
#include "service/delivery.hpp"
#include "service/log.hpp"
#include "service/problem.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <sodium.h>
#include <sys/socket.h>

namespace parvis::service {

namespace {

/// What the library reads a body from instead of a socket: a request line with the fields that
/// frame the body, then the body itself. What it would answer is our business.
class BodyStream : public httplib::Stream {
public:
    explicit BodyStream(Exchange& exchange) : m_exchange(exchange)
    {
        const RequestHead& head = exchange.head;
        m_text = "POST / HTTP/1.1\r\n";
        if (head.content_length) {
            m_text += fmt::format("Content-Length: {}\r\n", *head.content_length);
        }
        if (const auto type = head.field("content-type"); !type.empty()) {
            m_text += fmt::format("Content-Type: {}\r\n", type);
        }
        m_text += "\r\n";
    }

    bool is_readable() const override { return true; }
    bool is_writable() const override { return true; }
    ssize_t read(char* to, std::size_t size) override
    {
        if (m_read < m_text.size()) {
            const std::size_t taken = std::min(size, m_text.size() - m_read);
            std::memcpy(to, m_text.data() + m_read, taken);
            m_read += taken;
            return static_cast<ssize_t>(taken);
        }
        return static_cast<ssize_t>(m_exchange.body->read(to, size));
    }
    ssize_t write(const char*, std::size_t size) override { return static_cast<ssize_t>(size); }
    void get_remote_ip_and_port(std::string& ip, int& port) const override
    {
        ip = m_exchange.peer, port = 0;
    }
    void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
    socket_t socket() const override { return 0; }

private:
    Exchange& m_exchange;
    std::string m_text;
    std::size_t m_read = 0;
};

/// A request whose body the library reads.
struct BodyWanted {
    publish::Request& request;
    std::optional<FormRules> form;            ///< a form by these rules, or
    std::optional<std::uint64_t> json_bytes;  ///< JSON of at most so many bytes
    std::optional<Delivery> answer;           ///< once it is read
};

/// The library hands its own request to our handlers, which have no place for ours: what a thread
/// is at lies here while the library runs.
thread_local BodyWanted* current_body = nullptr;

std::string new_request_id()
{
    std::array<unsigned char, 8> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string id;
    for (const unsigned char byte : bytes) {
        id += fmt::format("{:02x}", byte);
    }
    return id;
}

std::variant<publish::Request, Refusal> request_of(Exchange& exchange)
{
    publish::Request request;
    request.method = exchange.head.method;
    if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
        request.headers = exchange.head.fields;  // what is to read the body looks at them too
    } else {
        request.headers = std::move(exchange.head.fields);
    }
    request.peer = exchange.peer;
    if (exchange.head.target == "*" && request.method == "OPTIONS") {
        return request;
    }
    auto target = read_target(exchange.head.target);
    if (const auto* refusal = std::get_if<Refusal>(&target)) {
        return *refusal;
    }
    auto& found = std::get<Target>(target);
    request.path = std::move(found.path);
    request.raw_path = std::move(found.raw_path);
    request.raw_query = std::move(found.raw_query);
    request.query = std::move(found.query);
    return request;
}

/// While it lives, the request is as resources see it, which know nothing of encodings, ranges and
/// HEAD.
class PlainRequest {
public:
    explicit PlainRequest(publish::Request& request) : m_request(request), m_method(request.method)
    {
        if (request.method == "HEAD") {
            request.method = "GET";  // the same head; the body is not sent
        }
        const Encoding encoding = encoding_for(request);
        for (auto& [name, value] : request.headers) {
            if (name == "if-none-match") {
                auto tags = tags_for(value, encoding);
                m_taken.emplace_back(&value, std::exchange(value, std::move(tags)));
            } else if (name == "accept-encoding" || name == "range") {
                m_taken.emplace_back(&value, std::exchange(value, {}));
            }
        }
    }
    ~PlainRequest()
    {
        m_request.method = std::move(m_method);
        for (auto& [value, taken] : m_taken) {
            *value = std::move(taken);
        }
    }
    PlainRequest(const PlainRequest&) = delete;
    PlainRequest& operator=(const PlainRequest&) = delete;

private:
    publish::Request& m_request;
    std::string m_method;
    std::vector<std::pair<std::string*, std::string>> m_taken;
};

publish::Response failure_response(const std::string& request_id)
{
    Problem problem;
    problem.kind = ProblemKind::failure;
    problem.detail =
        "Une erreur est survenue de notre côté. Réessayez ; si elle revient, signalez ce numéro.";
    problem.request_id = request_id;
    return problem_response(problem);
}

/// Reads the parts of a form as they come: fields to memory, the file to disk.
class FormReader {
public:
    explicit FormReader(const FormRules& rules) : m_rules(rules) {}

    bool start(const httplib::MultipartFormData& part)
    {
        m_name = part.name;
        m_to_file = !part.filename.empty();
        if (!m_to_file) {
            m_form.fields[m_name].clear();
            return m_form.fields.size() <= 20;
        }
        if (!m_rules.folder || m_form.folder) {
            return false;
        }
        m_form.folder = m_rules.folder;
        m_form.file = m_form.folder->path() / ".incoming";
        m_form.file_name = part.filename;
        m_file.open(m_form.file, std::ios::binary | std::ios::trunc);
        return m_file.good();
    }
    bool add(const char* bytes, std::size_t size)
    {
        m_bytes += size;
        if (m_bytes > m_rules.max_bytes) {
            return false;
        }
        if (m_to_file) {
            return m_file.write(bytes, static_cast<std::streamsize>(size)).good();
        }
        std::string& field = m_form.fields[m_name];
        field.append(bytes, size);
        return field.size() <= m_rules.max_field_bytes;
    }
    /// name=value&…, as a form without a file is sent.
    bool read_urlencoded(const std::string& text)
    {
        const auto target = read_target("/?" + text);
        if (const auto* found = std::get_if<Target>(&target)) {
            for (const auto& [name, value] : found->query) {
                m_form.fields[name] = value;
            }
            return true;
        }
        return false;
    }
    Form finish()
    {
        m_file.close();
        return std::move(m_form);
    }

private:
    const FormRules& m_rules;
    Form m_form;
    std::string m_name;
    std::ofstream m_file;
    bool m_to_file = false;
    std::uint64_t m_bytes = 0;
};

std::optional<Form> read_form(const FormRules& rules, const httplib::Request& request,
                              const httplib::ContentReader& content)
{
    FormReader reader(rules);
    bool whole = false;
    if (request.is_multipart_form_data()) {
        whole =
            content([&](const httplib::MultipartFormData& part) { return reader.start(part); },
                    [&](const char* bytes, std::size_t size) { return reader.add(bytes, size); });
    } else {
        std::string text;
        whole = content([&](const char* bytes, std::size_t size) {
            text.append(bytes, size);
            return text.size() <= rules.max_field_bytes;
        });
        whole = whole && reader.read_urlencoded(text);
    }
    return whole ? std::optional(reader.finish()) : std::nullopt;
}

}  // namespace

class HttpServer::Edge : public httplib::Server {
public:
    Edge(const ServerConfig& config, Application application)
        : m_application(std::move(application))
    {
        set_socket_options([](socket_t socket) {
            const int on = 1;  // not SO_REUSEPORT: a second server on the port has to be an error
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        });
        set_payload_max_length(static_cast<std::size_t>(config.max_body));
        m_port = config.port == 0 ? bind_to_any_port(config.host) : config.port;
        if (m_port <= 0 || (config.port != 0 && !bind_to_port(config.host, config.port))) {
            throw Error(fmt::format(
                "impossible d’écouter sur {}:{} : le port est pris, ou l’adresse n’est pas de "
                "cette machine ; choisissez-en un autre avec --port.",
                config.host, config.port));
        }
        constexpr int backlog = 4096;
        ::listen(svr_sock_, backlog);
        ::fcntl(svr_sock_, F_SETFL, ::fcntl(svr_sock_, F_GETFL) | O_NONBLOCK);
        m_idle = std::chrono::duration_cast<std::chrono::seconds>(config.limits.idle_time);
        Post("/", [this](const httplib::Request& request, httplib::Response&,
                         const httplib::ContentReader& content) {
            BodyWanted& wanted = *current_body;
            wanted.answer =
                wanted.form ? take_form(wanted, request, content) : take_json(wanted, content);
        });
        m_loop = std::make_unique<ConnectionLoop>(
            svr_sock_, config.limits, [this](Exchange& e) { serve(e); },
            [](const Refusal& refusal) { return refusal_text(refusal); }, config.streams);
        m_has_streams = config.streams != nullptr;
    }
    ~Edge() override
    {
        m_loop.reset();
        ::close(svr_sock_);
    }
    Edge(const Edge&) = delete;
    Edge& operator=(const Edge&) = delete;

    [[nodiscard]] int port() const { return m_port; }
    ConnectionLoop& loop() { return *m_loop; }

private:
    void serve(Exchange& exchange);
    Delivery delivery_for(Exchange& exchange);
    std::optional<Delivery> answer_without_body(Exchange& exchange, publish::Request& request,
                                                BodyWanted& wanted);
    std::optional<Delivery> begin_stream(Exchange& exchange, publish::Request& request);
    Delivery read_and_answer(Exchange& exchange, BodyWanted& wanted);
    Delivery take_json(BodyWanted& wanted, const httplib::ContentReader& content);
    Delivery take_form(BodyWanted& wanted, const httplib::Request& from,
                       const httplib::ContentReader& content);
    template <typename Answer>
    Delivery guarded(publish::Request& request, Answer&& answer);
    publish::Response take_body(Exchange& exchange, publish::Request& request) const;
    Delivery refused_form(publish::Request& request, const Refusal& refusal);
    Delivery refused(const Refusal& refusal)
    {
        return m_dispatch.deliver({}, refusal_response(refusal));
    }

    Application m_application;
    Dispatch m_dispatch;
    int m_port = 0;
    bool m_has_streams = false;
    std::chrono::seconds m_idle{};
    std::unique_ptr<ConnectionLoop> m_loop;
};

void HttpServer::Edge::serve(Exchange& exchange)
{
    const auto start = std::chrono::steady_clock::now();
    try {
        Delivery delivery = delivery_for(exchange);
        exchange.status = delivery.status;
        exchange.out.head =
            answer_head(delivery, exchange.out.close ? std::nullopt : std::optional(m_idle));
        if (exchange.head.method != "HEAD" && delivery.length > 0) {
            exchange.length = delivery.length;
            exchange.out.body = std::move(delivery.body);
        }
    } catch (const std::exception& error) {
        log_failure("request", error.what());
        exchange.status = 500;
        exchange.out.body = std::string();
        exchange.out.head =
            refusal_text({500, "Une erreur est survenue de notre côté. Réessayez."});
        exchange.out.close = true;
    }
    if (logs_requests()) {
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - start;
        log_request(exchange.peer, exchange.head.method, without_secrets(exchange.head.target),
                    exchange.status, exchange.length, time.count());
    }
}

Delivery HttpServer::Edge::delivery_for(Exchange& exchange)
{
    auto read = request_of(exchange);
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        return refused(*refusal);
    }
    auto& request = std::get<publish::Request>(read);
    if (auto begun = begin_stream(exchange, request)) {
        return std::move(*begun);
    }
    BodyWanted wanted{request, {}, {}, {}};
    if (auto delivery = answer_without_body(exchange, request, wanted)) {
        return std::move(*delivery);
    }
    return read_and_answer(exchange, wanted);
}

/// The answer and its delivery; where either throws, a 500 that says nothing of it.
template <typename Answer>
Delivery HttpServer::Edge::guarded(publish::Request& request, Answer&& answer)
{
    try {
        return m_dispatch.deliver(request, answer());
    } catch (const std::exception& error) {
        const std::string id = new_request_id();
        log_failure("failure",
                    fmt::format("{} {}: {}", request.method, request.raw_path, error.what()), id);
        return m_dispatch.deliver(request, failure_response(id));
    }
}

/// The head of a stream, which closes the connection when it ends; or the answer that says why
/// there is none. Nothing for what is no stream.
std::optional<Delivery> HttpServer::Edge::begin_stream(Exchange& exchange,
                                                       publish::Request& request)
{
    if (!m_has_streams || request.method != "GET" || !m_application.is_stream ||
        !m_application.is_stream(request)) {
        return std::nullopt;
    }
    std::optional<StreamPlan> plan;
    Delivery answer = guarded(request, [&] {
        auto planned = m_application.plan_stream(request);
        if (auto* const response = std::get_if<publish::Response>(&planned)) {
            return std::move(*response);
        }
        plan = std::get<StreamPlan>(std::move(planned));
        return publish::Response();
    });
    if (!plan) {
        return answer;
    }
    Delivery head;
    head.content_type = plan->content_type;
    head.headers = std::move(plan->headers);
    head.length_unknown = true;
    exchange.out.close = true;
    exchange.out.stream = std::move(plan->stream);
    return head;
}

/// Nothing where the body has to be read first, in the way that `wanted` then says.
std::optional<Delivery> HttpServer::Edge::answer_without_body(Exchange& exchange,
                                                              publish::Request& request,
                                                              BodyWanted& wanted)
{
    const bool may_bring_json =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (may_bring_json && m_application.body_limit) {
        if (const auto most = m_application.body_limit(request)) {
            if (const auto refusal = refuse_json_body(exchange.head, *most)) {
                return refused(*refusal);
            }
            wanted.json_bytes = most;
            return std::nullopt;
        }
    }
    if (request.method == "POST" && m_application.form_rules) {
        const auto length = exchange.head.content_length;
        wanted.form =
            length && !exchange.head.chunked ? m_application.form_rules(request) : std::nullopt;
        if (wanted.form && *length <= wanted.form->max_bytes) {
            return std::nullopt;
        }
        if (wanted.form) {
            const Refusal refusal{413, fmt::format("L’envoi dépasse {} Mo, la taille permise ici.",
                                                   wanted.form->max_bytes / 1'000'000)};
            wanted.form.reset();  // what has come goes before anyone hears that it was refused
            return refused_form(request, refusal);
        }
    }
    return guarded(request, [&] {
        if (request.method == "PUT" && m_application.plan_body) {
            return take_body(exchange, request);
        }
        const PlainRequest plain(request);
        return m_application.answer(request);
    });
}

Delivery HttpServer::Edge::read_and_answer(Exchange& exchange, BodyWanted& wanted)
{
    BodyStream stream(exchange);
    current_body = &wanted;
    bool closed = false;
    try {
        process_request(stream, true, closed, nullptr);
    } catch (...) {
        current_body = nullptr;
        throw;
    }
    current_body = nullptr;
    if (wanted.answer) {
        return std::move(*wanted.answer);
    }
    return refused({400, "L’envoi n’est pas arrivé entier. Recommencez."});
}

publish::Response HttpServer::Edge::take_body(Exchange& exchange, publish::Request& request) const
{
    const PlainRequest plain(request);
    auto planned = m_application.plan_body(request);
    if (auto* const answer = std::get_if<publish::Response>(&planned)) {
        return std::move(*answer);
    }
    const auto& plan = std::get<BodyPlan>(planned);
    const auto length = exchange.head.content_length;
    if (exchange.head.chunked || !length) {
        return plan.refused(
            {411, "La longueur de l’envoi manque (Content-Length) : envoyez le fichier d’un bloc, "
                  "pas par morceaux (« curl -T FICHIER » le fait)."});
    }
    if (*length > plan.max_bytes) {
        return plan.refused({413, fmt::format("L’envoi dépasse {} Mo, la taille permise ici.",
                                              plan.max_bytes / 1'000'000)});
    }
    return write_body(*exchange.body, *length, plan.file)
               ? plan.whole()
               : plan.refused({400, "L’envoi n’est pas arrivé entier : rien n’en est gardé. "
                                    "Recommencez."});
}

Delivery HttpServer::Edge::take_json(BodyWanted& wanted, const httplib::ContentReader& content)
{
    auto& request = wanted.request;
    const bool whole = content([&](const char* bytes, std::size_t size) {
        request.body.append(bytes, size);
        return request.body.size() <= *wanted.json_bytes;
    });
    if (!whole) {
        return refused({400, "L’envoi n’est pas arrivé entier. Recommencez."});
    }
    return guarded(request, [&] {
        const PlainRequest plain(request);
        return m_application.answer(request);
    });
}

Delivery HttpServer::Edge::take_form(BodyWanted& wanted, const httplib::Request& from,
                                     const httplib::ContentReader& content)
{
    const auto form = read_form(*wanted.form, from, content);
    if (!form) {
        wanted.form.reset();  // what has come goes before anyone hears that it was refused
        return refused_form(wanted.request, {400, "Le formulaire n’est pas arrivé entier. Rouvrez "
                                                  "la page et recommencez."});
    }
    return guarded(wanted.request, [&] {
        const PlainRequest plain(wanted.request);
        return m_application.answer_form(wanted.request, *form);
    });
}

Delivery HttpServer::Edge::refused_form(publish::Request& request, const Refusal& refusal)
{
    return guarded(request, [&] { return m_application.refuse_form(request, refusal); });
}

HttpServer::HttpServer(const ServerConfig& config, Application application)
    : m_edge(std::make_unique<Edge>(config, std::move(application)))
{
}

HttpServer::~HttpServer() = default;

int HttpServer::port() const { return m_edge->port(); }
void HttpServer::run() { m_edge->loop().run(); }
void HttpServer::stop() noexcept { m_edge->loop().stop(); }

}  // namespace parvis::service
