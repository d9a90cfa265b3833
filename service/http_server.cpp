// SPDX-License-Identifier: EUPL-1.2
#include "service/http_server.hpp"

#include "geo/error.hpp"
#include "service/access_token.hpp"
#include "service/body_file.hpp"
#include "service/delivery.hpp"
#include "service/http_date.hpp"
#include "service/log.hpp"
#include "service/problem.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <sodium.h>
#include <sys/socket.h>

namespace parvis::service {

namespace {

/// What the library reads from and writes to instead of a socket: a request line with the fields
/// that frame the body, then the body itself; the response head goes into the exchange.
class ExchangeStream : public httplib::Stream {
public:
    explicit ExchangeStream(Exchange& exchange) : m_exchange(exchange)
    {
        const RequestHead& head = exchange.head;
        // Of the methods the library has to know two: one whose body it reads, one without a body
        // out.
        const bool known = head.method == "POST" || head.method == "HEAD";
        m_text = fmt::format("{} / HTTP/1.1\r\n", known ? head.method : "GET");
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
    ssize_t write(const char* from, std::size_t size) override
    {
        m_exchange.out.head.append(from, size);
        return static_cast<ssize_t>(size);
    }
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

/// The library hands its own request to our handlers, which have no place for ours: what a thread
/// is at lies here while the library runs.
thread_local Exchange* current_exchange = nullptr;
thread_local std::optional<FormRules> current_rules;
thread_local std::optional<std::uint64_t> current_body_limit;

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

std::variant<publish::Request, Refusal> request_of(const Exchange& exchange)
{
    publish::Request request;
    request.method = exchange.head.method;
    request.headers = exchange.head.fields;
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

/// The request as resources see it, which know nothing of encodings.
publish::Request without_encodings(const publish::Request& request)
{
    publish::Request plain = request;
    if (plain.method == "HEAD") {
        plain.method = "GET";  // the same head; the body is not sent
    }
    const Encoding encoding = encoding_for(request);
    for (auto header = plain.headers.begin(); header != plain.headers.end();) {
        if (header->first == "if-none-match") {
            header->second = tags_for(header->second, encoding);
        }
        const bool gone = header->first == "accept-encoding" || header->first == "range" ||
                          header->second.empty();
        header = gone ? plain.headers.erase(header) : header + 1;
    }
    return plain;
}

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
        return field.size() <= 8'192;
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
            return text.size() <= 8'192;
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
        set_keep_alive_timeout(config.limits.idle_time.count() / 1000);
        set_keep_alive_max_count(1'000'000);
        set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
            return route(response);
        });
        Post("/", [this](const httplib::Request& request, httplib::Response& response,
                         const httplib::ContentReader& content) {
            if (current_body_limit) {
                take_json(response, content);
            } else {
                take_form(request, response, content);
            }
        });
        m_loop = std::make_unique<ConnectionLoop>(
            svr_sock_, config.limits, [this](Exchange& e) { serve(e); },
            [](const Refusal& refusal) { return refusal_text(refusal); });
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
    HandlerResponse route(httplib::Response& response);
    void take_json(httplib::Response& to, const httplib::ContentReader& content);
    void take_form(const httplib::Request& from, httplib::Response& to,
                   const httplib::ContentReader& content);
    publish::Response guarded(const publish::Request& request,
                              const std::function<publish::Response()>& answer) const;
    void deliver(const publish::Request& request, publish::Response&& response,
                 httplib::Response& to);
    publish::Response take_body(Exchange& exchange, const publish::Request& request) const;
    void refuse_form(const publish::Request& request, const Refusal& refusal,
                     httplib::Response& to);
    static void refuse(const Refusal& refusal, httplib::Response& to, Dispatch& dispatch);

    Application m_application;
    Dispatch m_dispatch;
    int m_port = 0;
    std::unique_ptr<ConnectionLoop> m_loop;
};

void HttpServer::Edge::serve(Exchange& exchange)
{
    const auto start = std::chrono::steady_clock::now();
    ExchangeStream stream(exchange);
    current_exchange = &exchange;
    bool closed = false;
    try {
        process_request(stream, exchange.out.close, closed, nullptr);
    } catch (const std::exception& error) {
        log_failure("request", error.what());
        exchange.out.head.clear();
    }
    current_exchange = nullptr;
    current_rules.reset();
    current_body_limit.reset();
    if (exchange.out.head.empty()) {
        exchange.out.body = std::string();
        exchange.out.head =
            refusal_text({500, "Une erreur est survenue de notre côté. Réessayez."});
        exchange.out.close = true;
    }
    if (exchange.status == 304 || exchange.status == 204 || exchange.length_unknown) {
        // The library always writes a length; 204 must not have one, with 304 and HEAD it would
        // mean the whole answer.
        constexpr std::string_view length = "Content-Length: 0\r\n";
        if (const auto at = exchange.out.head.find(length); at != std::string::npos) {
            exchange.out.head.erase(at, length.size());
        }
    }
    if (logs_requests()) {
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - start;
        log_request(exchange.peer, exchange.head.method, without_secrets(exchange.head.target),
                    exchange.status, exchange.length, time.count());
    }
}

publish::Response HttpServer::Edge::guarded(const publish::Request& request,
                                            const std::function<publish::Response()>& answer) const
{
    try {
        return answer();
    } catch (const std::exception& error) {
        const std::string id = new_request_id();
        log_failure("failure",
                    fmt::format("{} {}: {}", request.method, request.raw_path, error.what()), id);
        return failure_response(id);
    }
}

httplib::Server::HandlerResponse HttpServer::Edge::route(httplib::Response& response)
{
    Exchange& exchange = *current_exchange;
    auto read = request_of(exchange);
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        refuse(*refusal, response, m_dispatch);
        return HandlerResponse::Handled;
    }
    const auto& request = std::get<publish::Request>(read);
    if (request.method == "POST" && m_application.body_limit) {
        if (const auto most = m_application.body_limit(request)) {
            if (const auto refusal = refuse_json_body(exchange.head, *most)) {
                refuse(*refusal, response, m_dispatch);
                return HandlerResponse::Handled;
            }
            current_body_limit = *most;
            return HandlerResponse::Unhandled;  // the library reads it: take_json()
        }
    }
    if (request.method == "POST" && m_application.form_rules) {
        const auto length = exchange.head.content_length;
        current_rules =
            length && !exchange.head.chunked ? m_application.form_rules(request) : std::nullopt;
        if (current_rules && *length <= current_rules->max_bytes) {
            return HandlerResponse::Unhandled;  // the library reads the form: take_form()
        }
        if (current_rules) {
            refuse_form(request,
                        {413, fmt::format("L’envoi dépasse {} Mo, la taille permise ici.",
                                          current_rules->max_bytes / 1'000'000)},
                        response);
            return HandlerResponse::Handled;
        }
    }
    if (request.method == "PUT" && m_application.plan_body) {
        deliver(request, guarded(request, [&] { return take_body(exchange, request); }), response);
        return HandlerResponse::Handled;
    }
    deliver(request,
            guarded(request, [&] { return m_application.answer(without_encodings(request)); }),
            response);
    return HandlerResponse::Handled;
}

publish::Response HttpServer::Edge::take_body(Exchange& exchange,
                                              const publish::Request& request) const
{
    auto planned = m_application.plan_body(without_encodings(request));
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

void HttpServer::Edge::take_json(httplib::Response& to, const httplib::ContentReader& content)
{
    auto read = request_of(*current_exchange);
    auto& request = std::get<publish::Request>(read);  // route() has read it already
    const bool whole = content([&](const char* bytes, std::size_t size) {
        request.body.append(bytes, size);
        return request.body.size() <= *current_body_limit;
    });
    if (!whole) {
        refuse({400, "L’envoi n’est pas arrivé entier. Recommencez."}, to, m_dispatch);
        return;
    }
    deliver(request,
            guarded(request, [&] { return m_application.answer(without_encodings(request)); }), to);
}

void HttpServer::Edge::take_form(const httplib::Request& from, httplib::Response& to,
                                 const httplib::ContentReader& content)
{
    const auto read = request_of(*current_exchange);
    const auto& request = std::get<publish::Request>(read);  // route() has read it already
    const auto form = read_form(*current_rules, from, content);
    if (!form) {
        refuse_form(request,
                    {400, "Le formulaire n’est pas arrivé entier. Rouvrez la page et recommencez."},
                    to);
        return;
    }
    deliver(request,
            guarded(request,
                    [&] { return m_application.answer_form(without_encodings(request), *form); }),
            to);
}

void HttpServer::Edge::refuse_form(const publish::Request& request, const Refusal& refusal,
                                   httplib::Response& to)
{
    current_rules.reset();  // what has come goes before anyone hears that it was refused
    deliver(request, guarded(request, [&] { return m_application.refuse_form(request, refusal); }),
            to);
}

void HttpServer::Edge::refuse(const Refusal& refusal, httplib::Response& to, Dispatch& dispatch)
{
    Delivery delivery = dispatch.deliver({}, refusal_response(refusal));
    to.status = delivery.status;
    for (const auto& [name, value] : delivery.headers) {
        to.headers.emplace(name, value);
    }
    to.set_content(std::get<std::string>(delivery.body), delivery.content_type);
    current_exchange->status = delivery.status;
    current_exchange->length = delivery.length;
}

void HttpServer::Edge::deliver(const publish::Request& request, publish::Response&& response,
                               httplib::Response& to)
{
    Delivery delivery;
    try {
        delivery = m_dispatch.deliver(request, std::move(response));
    } catch (const std::exception& error) {
        const std::string id = new_request_id();
        log_failure("failure",
                    fmt::format("{} {}: {}", request.method, request.raw_path, error.what()), id);
        delivery = m_dispatch.deliver(request, failure_response(id));
    }
    Exchange& exchange = *current_exchange;
    exchange.status = to.status = delivery.status;
    to.headers.emplace("Date", http_date(std::time(nullptr)));
    for (auto& [name, value] : delivery.headers) {
        to.headers.emplace(name, std::move(value));
    }
    if (!to.has_header("Accept-Ranges")) {
        to.headers.emplace("Accept-Ranges", "none");  // or the library says "bytes" by itself
    }
    if (delivery.length_unknown) {
        exchange.length_unknown = true;
        to.headers.emplace("Content-Type", delivery.content_type);
    }
    if (delivery.length == 0) {
        // The library names the type of what has a length only; lines of no row at all have one
        // too.
        if (delivery.status == 200 && !delivery.content_type.empty()) {
            to.headers.emplace("Content-Type", delivery.content_type);
        }
        return;
    }
    // The library is told the length and writes the head; the loop sends the body itself.
    to.set_content_provider(static_cast<std::size_t>(delivery.length), delivery.content_type,
                            [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
    if (request.method != "HEAD") {
        exchange.length = delivery.length;
        exchange.out.body = std::move(delivery.body);
    }
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
