// SPDX-License-Identifier: EUPL-1.2
#include "service/bearer.hpp"

#include "service/access_token.hpp"
#include "service/desk_door.hpp"
#include "service/site_clock.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using publish::Request;

Problem unauthorized(std::string detail, std::string challenge)
{
    return {ProblemKind::unauthorized,
            std::move(detail),
            {},
            {},
            {{"WWW-Authenticate", "Bearer realm=\"parvis\"" + std::move(challenge)},
             {"Cache-Control", "no-store"}}};
}

constexpr std::string_view scheme = "bearer ";

bool has_scheme(std::string_view field)
{
    return field.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), field.begin(), [](char wanted, char c) {
               return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
           });
}

/// The token of the one Authorization field; "" where there is none, nothing where it is no Bearer.
std::optional<std::string> bearer(const Request& request)
{
    std::string_view field;
    int fields = 0;
    for (const auto& [name, value] : request.headers) {
        if (name == "authorization") {
            field = value;
            ++fields;
        }
    }
    if (fields == 0) {
        return std::string();
    }
    if (fields > 1 || !has_scheme(field)) {
        return std::nullopt;
    }
    field.remove_prefix(scheme.size());
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    return std::string(field);
}

}  // namespace

Problem refused_token()
{
    return unauthorized("Le jeton n’est pas connu, a été retiré ou est échu. La personne qui tient "
                        "le site peut en faire un autre (parvis token new).",
                        ", error=\"invalid_token\"");
}

Problem insufficient_token(std::string detail)
{
    return {ProblemKind::forbidden,
            std::move(detail),
            {},
            {},
            {{"WWW-Authenticate", "Bearer realm=\"parvis\", error=\"insufficient_scope\""},
             {"Cache-Control", "no-store"}}};
}

bool is_bearer(const Request& request)
{
    return std::ranges::any_of(request.headers, [](const auto& field) {
        return field.first == "authorization" && has_scheme(field.second);
    });
}

BearerFound bearer_token(const datasets::Register& reg, const Request& request)
{
    const auto text = bearer(request);
    if (!text || text->empty()) {
        return {{},
                unauthorized(text ? "Cet envoi demande un jeton : Authorization: Bearer …"
                                  : "L’en-tête Authorization ne porte pas un jeton (Bearer …).",
                             text ? "" : ", error=\"invalid_request\"")};
    }
    auto token = find_token(reg, *text);
    if (!token || !is_in_force(*token, datasets::to_text(instant_now()))) {
        return {std::move(token), refused_token()};
    }
    return {std::move(token), {}};
}

bool is_secret_way(const Request& request, bool behind_proxy)
{
    return behind_proxy ? request.header("x-forwarded-proto") == "https"
                        : is_loopback(request.peer);
}

std::optional<Problem> unsafe_token(const Request& request, bool behind_proxy,
                                    std::string_view what_to_do, std::string_view taken)
{
    if (is_token_in_address(request)) {
        return Problem{ProblemKind::bad_request, std::string(token_in_address_sentence)};
    }
    if (!is_secret_way(request, behind_proxy)) {
        return Problem{
            ProblemKind::forbidden,
            fmt::format("Un jeton ne voyage que chiffré : {} à l’adresse https du site. (Sans "
                        "https, Parvis ne prend de {} que de sa propre machine ; derrière un "
                        "relais : serve --behind-proxy.)",
                        what_to_do, taken)};
    }
    return std::nullopt;
}

bool is_token_in_address(const Request& request)
{
    const bool in_query =
        holds_token(request.raw_query) || std::ranges::any_of(request.query, [](const auto& one) {
            return holds_token(one.first) || holds_token(one.second);
        });
    return in_query || request.parameter("access_token") != nullptr ||
           request.parameter("token") != nullptr;
}

}  // namespace parvis::service
