// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "service/connection_loop.hpp"
#include "service/upload_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// A form that was sent: its fields, and the one file with it, on disk.
struct Form {
    std::map<std::string, std::string, std::less<>> fields;
    std::shared_ptr<const UploadFolder> folder;  ///< holds the file; the last to let go removes it
    std::filesystem::path file;                  ///< "" without one
    std::string file_name;                       ///< as the client called it: never a path to open

    /// "" for one that was not sent.
    [[nodiscard]] std::string field(std::string_view name) const
    {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    }
};

/// How a form may be taken in.
struct FormRules {
    std::uint64_t max_bytes = 8'192;
    /// Where a file goes; without, none is taken.
    std::shared_ptr<const UploadFolder> folder{};
    std::uint64_t max_field_bytes = 8'192;  ///< of each field; of all, in a form without a file
};

/// What is to become of the body of a PUT.
struct BodyPlan {
    std::uint64_t max_bytes = 0;
    std::filesystem::path file;  ///< where it is written, in a folder that goes with the plan
    /// Answers once all of it is there.
    std::function<publish::Response()> whole;
    /// Answers where it was not taken in: too long (413), of unknown length (411), cut short (400).
    std::function<publish::Response(const Refusal&)> refused;
};

/// A stream that answers a request: its head, and what is to be sent as it comes.
struct StreamPlan {
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<EventStream> stream;
};

/// What the server does with requests. Called by several threads at once.
struct Application {
    /// Answers what has no body. An exception becomes a 500 that says nothing of it.
    std::function<publish::Response(const publish::Request&)> answer;
    /// How many bytes the JSON body of this POST or PUT may have, to be answered by answer() with
    /// the body in the request; nothing for an address that takes none.
    std::function<std::optional<std::uint64_t>(const publish::Request&)> body_limit;
    /// Rules for a POST, or nothing: then answer() says why not, and the body is never read.
    std::function<std::optional<FormRules>(const publish::Request&)> form_rules;
    std::function<publish::Response(const publish::Request&, const Form&)> answer_form;
    /// Says in the page's own way why a form was not taken in.
    std::function<publish::Response(const publish::Request&, const Refusal&)> refuse_form;
    /// The plan for a PUT, or the answer that says why there is none: then the body is never read.
    std::function<std::variant<BodyPlan, publish::Response>(const publish::Request&)> plan_body;
    /// Whether a GET of this address is answered by a stream, where the server has a loop of them.
    std::function<bool(const publish::Request&)> is_stream;
    /// The plan for it, or the answer that says why there is none.
    std::function<std::variant<StreamPlan, publish::Response>(const publish::Request&)> plan_stream;
};

struct ServerConfig {
    std::string host = "127.0.0.1";
    int port = 8080;  ///< 0: any free one
    LoopLimits limits;
    std::uint64_t max_body = 8'192;
    StreamLoop* streams = nullptr;  ///< sends what goes on; outlives the server
};

/// The HTTP edge: our own loop keeps the connections (PLATFORM.md 1-5), request_head reads heads
/// and answer_head writes them; cpp-httplib reads the bodies of POSTs, forms with files among them,
/// and sees nothing of a request but the fields that frame its body.
class HttpServer {
public:
    /// Binds and starts to listen. @throws Error when the address is taken or unknown.
    HttpServer(const ServerConfig& config, Application application);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] int port() const;
    void run();            ///< until stop()
    void stop() noexcept;  ///< answers what was asked, then run() returns

private:
    class Edge;
    std::unique_ptr<Edge> m_edge;
};

}  // namespace parvis::service
