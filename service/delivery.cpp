// SPDX-License-Identifier: EUPL-1.2
#include "service/delivery.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "service/answer_head.hpp"
#include "service/byte_range.hpp"
#include "service/http_date.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parvis::service {

namespace {

constexpr std::size_t worth_compressing = 1'000;

std::string_view title_of(int status)
{
    switch (status) {
    case 400:
        return "Requête invalide";
    case 403:
        return "Accès refusé";
    case 405:
        return "Méthode non prise en charge ici";
    case 406:
        return "Codage indisponible";
    case 408:
        return "Requête trop lente";
    case 411:
        return "Longueur manquante";
    case 413:
        return "Envoi trop volumineux";
    case 414:
        return "Adresse trop longue";
    case 415:
        return "Type d’envoi refusé";
    case 416:
        return "Plage d’octets invalide";
    case 431:
        return "En-têtes trop longs";
    case 501:
        return "Non pris en charge";
    case 503:
        return "Service momentanément indisponible";
    case 505:
        return "Version de HTTP non prise en charge";
    default:
        return "Erreur interne";
    }
}

std::string quoted(std::string_view etag, Encoding encoding)
{
    return fmt::format("\"{}{}\"", etag, suffix_of(encoding));
}

struct OpenFile {
    std::shared_ptr<const int> descriptor;
    std::uint64_t size = 0;
};

OpenFile open_file(const std::string& path)
{
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (number < 0) {
        throw StoreError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    }
    OpenFile file;
    file.descriptor = owned_file(number);
    struct stat facts {};
    if (::fstat(number, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        throw StoreError(fmt::format("{} is not a file", path));
    }
    file.size = static_cast<std::uint64_t>(facts.st_size);
    return file;
}

/// A file without a name, for what is too large for memory: gone with its descriptor. Nothing when
/// the room does not suffice for the whole of it.
std::optional<FileSlice> spooled(const std::function<void(const publish::BodySink&)>& write_body,
                                 const std::shared_ptr<SpoolRoom>& room)
{
    struct NoRoom {};
    const std::string folder = std::filesystem::temp_directory_path();
    std::string name = folder + "/parvis-XXXXXX";
    const int number = ::mkostemp(name.data(), O_CLOEXEC);
    if (number < 0) {
        throw StoreError(fmt::format("cannot make a file in {}: {}", folder, std::strerror(errno)));
    }
    ::unlink(name.c_str());
    const auto share = std::make_shared<SpoolShare>(room);
    FileSlice slice{owned_file(number, share), 0, 0};
    const auto write = [&](std::string_view piece) {
        if (!share->take(piece.size())) {
            throw NoRoom();
        }
        while (!piece.empty()) {
            const ssize_t written = ::write(number, piece.data(), piece.size());
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                throw StoreError(
                    fmt::format("cannot write into {}: {}", folder, std::strerror(errno)));
            }
            slice.length += static_cast<std::uint64_t>(written);
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
    };
    try {
        write_body(write);
    } catch (const NoRoom&) {
        return std::nullopt;
    }
    return slice;
}

Delivery head_of(publish::Response& response)
{
    Delivery delivery;
    delivery.status = response.status;
    delivery.content_type = std::move(response.content_type);
    delivery.headers = std::move(response.headers);
    // In the second in which something changed its date would lie ahead of Date: it is not said.
    if (response.last_modified && *response.last_modified <= std::time(nullptr)) {
        delivery.headers.emplace_back("Last-Modified", http_date(*response.last_modified));
    }
    return delivery;
}

/// RFC 9110, 13.1.3: the date counts only where there is no If-None-Match, and only to read.
bool is_unmodified(const publish::Request& request, const publish::Response& response)
{
    const auto asked = request.header("if-modified-since");
    if (asked.empty() || response.status != 200 || !response.last_modified ||
        (request.method != "GET" && request.method != "HEAD") ||
        !request.header("if-none-match").empty()) {
        return false;
    }
    const auto since = read_http_date(asked, std::time(nullptr));
    return since && *response.last_modified <= *since;
}

/// The same head without what only a body has.
void leave_unmodified(Delivery& delivery)
{
    delivery.status = 304;
    delivery.content_type.clear();
    delivery.body = std::string();
    delivery.length = 0;
}

Delivery deliver_file(const publish::Request& request, publish::Response& response)
{
    Delivery delivery = head_of(response);
    const OpenFile file = open_file(response.file);
    const std::string tag = response.etag.empty() ? "" : quoted(response.etag, Encoding::identity);
    if (!tag.empty()) {
        delivery.headers.emplace_back("ETag", tag);
    }
    delivery.headers.emplace_back("Accept-Ranges", "bytes");
    FileSlice slice{file.descriptor, 0, file.size};
    const std::string_view if_range = request.header("if-range");
    // RFC 9110, 14.2: only GET has parts.
    if (request.method != "HEAD" && delivery.status == 200 &&
        (if_range.empty() || if_range == tag)) {
        const auto range = read_range(request.header("range"), file.size);
        if (const auto* part = std::get_if<ByteRange>(&range)) {
            slice.offset = part->first;
            slice.length = part->length;
            delivery.status = 206;
            delivery.headers.emplace_back("Content-Range",
                                          fmt::format("bytes {}-{}/{}", part->first,
                                                      part->first + part->length - 1, file.size));
        } else if (std::holds_alternative<UnsatisfiableRange>(range)) {
            Delivery refused = Dispatch().deliver(
                request,
                refusal_response({416, fmt::format("Le fichier a {} octets.", file.size)}));
            refused.headers.emplace_back("Content-Range", fmt::format("bytes */{}", file.size));
            return refused;
        }
    }
    delivery.length = slice.length;
    delivery.body = std::move(slice);
    return delivery;
}

}  // namespace

Encoding encoding_for(const publish::Request& request)
{
    return negotiate(request.header("accept-encoding")).value_or(Encoding::identity);
}

void Dispatch::encode(const publish::Request& request, Encoding encoding, Delivery& delivery,
                      const std::string& etag)
{
    const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&delivery.body);
    const std::string& bytes = shared != nullptr ? **shared : std::get<std::string>(delivery.body);
    delivery.headers.emplace_back("Content-Encoding", name_of(encoding));
    if (etag.empty()) {
        delivery.body = encoded(bytes, encoding);
        delivery.length = std::get<std::string>(delivery.body).size();
        return;
    }
    // All that links are made of; a hash in the ETag is not enough where strangers choose the text.
    const std::string key = fmt::format(
        "{}{}\n{}\n{}\n{}\n{}\n{}\n{}", etag, suffix_of(encoding), delivery.content_type,
        request.header("host"), request.header("x-forwarded-proto"),
        request.header("x-forwarded-host"), request.raw_path, request.raw_query);
    auto body = m_compressed.find(key);
    if (!body) {
        body = std::make_shared<const std::string>(encoded(bytes, encoding));
        m_compressed.insert(key, body, body->size());
    }
    delivery.length = body->size();
    delivery.body = std::move(body);
}

Delivery Dispatch::deliver_filed(const publish::Request& request, publish::Response& response)
{
    Delivery delivery = head_of(response);
    if (!response.etag.empty()) {
        delivery.headers.emplace_back("ETag", quoted(response.etag, Encoding::identity));
    }
    if (request.method == "HEAD") {
        delivery.length_unknown = true;  // RFC 9110, 9.3.2: not worth making it
        return delivery;
    }
    auto slice =
        response.make_file ? m_made.make(response.make_file) : spooled(response.write_body, m_room);
    if (!slice) {
        Delivery busy =
            deliver(request, refusal_response({503, "D’autres fichiers sont en train d’être "
                                                    "préparés ou envoyés ; réessayez dans quelques "
                                                    "secondes."}));
        busy.headers.emplace_back("Retry-After", "5");
        return busy;
    }
    delivery.length = slice->length;
    delivery.body = std::move(*slice);
    return delivery;
}

Delivery Dispatch::deliver(const publish::Request& request, publish::Response&& response)
{
    const bool unmodified = is_unmodified(request, response);
    if (unmodified && (response.make_file || response.write_body || !response.file.empty())) {
        Delivery delivery = head_of(response);
        if (!response.etag.empty()) {
            delivery.headers.emplace_back("ETag", quoted(response.etag, Encoding::identity));
        }
        leave_unmodified(delivery);
        return delivery;
    }
    if ((response.make_file || response.write_body) && response.status == 200) {
        return deliver_filed(request, response);
    }
    if (!response.file.empty()) {
        return deliver_file(request, response);
    }
    Delivery delivery = head_of(response);
    const std::string_view accepted = request.header("accept-encoding");
    const std::size_t size = response.bytes().size();
    const auto best = negotiate(accepted);
    const bool compressible = size > 0 && is_compressible(delivery.content_type);
    const bool identity_allowed = accepts_identity(accepted);
    if (size > 0 && delivery.status == 200 && !identity_allowed && (!compressible || !best)) {
        return deliver(
            {}, refusal_response(
                    {406, "Aucun des codages acceptés (Accept-Encoding) n’est disponible ici."}));
    }
    Encoding encoding = Encoding::identity;
    if (delivery.status == 304) {
        // The client holds the one it named, see tags_for().
        const Encoding wanted = best.value_or(Encoding::identity);
        const bool held = matches(request.header("if-none-match"),
                                  response.etag + std::string(suffix_of(wanted)));
        encoding = held ? wanted : Encoding::identity;
    } else if (compressible && best && (size >= worth_compressing || !identity_allowed)) {
        encoding = *best;
    }
    if (!response.etag.empty()) {
        delivery.headers.emplace_back("ETag", quoted(response.etag, encoding));
    }
    if (unmodified) {
        leave_unmodified(delivery);
        return delivery;
    }
    delivery.length = size;
    if (response.shared_body) {
        delivery.body = std::move(response.shared_body);
    } else {
        delivery.body = std::move(response.body);
    }
    if (encoding != Encoding::identity && size > 0) {
        encode(request, encoding, delivery, response.etag);
    }
    return delivery;
}

publish::Response refusal_response(const Refusal& refusal)
{
    datasets::JsonText json;
    json.start_object();
    json.member("type", "about:blank");
    json.member("title", title_of(refusal.status));
    json.member("status", std::int64_t{refusal.status});
    json.member("detail", refusal.detail);
    json.end_object();
    publish::Response response;
    response.status = refusal.status;
    response.content_type = "application/problem+json";
    response.headers.emplace_back("Content-Language", "fr");
    response.body = json.take();
    return response;
}

std::string refusal_text(const Refusal& refusal)
{
    const auto response = refusal_response(refusal);
    return fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Language: fr\r\nContent-Length: {}\r\n"
        "Access-Control-Allow-Origin: *\r\nX-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n{}",
        refusal.status, reason_phrase(refusal.status), response.content_type, response.body.size(),
        response.body);
}

}  // namespace parvis::service
