// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"
#include "publish/api/perimeters.hpp"
#include "service/encoding.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;

constexpr std::array offers{Offer{Format::json, media::json, media::geojson},
                            Offer{Format::html, media::html, "application/xhtml+xml"}};

/// Whether the first segment names the collection of communes.
bool names_communes(const RouteCall& call)
{
    const auto communes = call.publication->communes();
    return communes && communes->id() == call.segment(0);
}

/// The codes of the site's communes that a ground lies in.
std::vector<std::string> here(const RouteCall& call, const std::vector<std::string>& codes)
{
    std::vector<std::string> keys;
    for (const std::string& code : codes) {
        const auto key = call.publication->perimeters->key_of(code);
        if (call.publication->communes()->row_of(key)) {
            keys.push_back(key);
        }
    }
    return keys;
}

}  // namespace

/// /communes/{key}/perimeters
Outcome answer_perimeters(const RouteCall& call)
{
    if (!names_communes(call)) {
        return no_such_address(call);
    }
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    if (!call.publication->perimeters) {
        return Problem{ProblemKind::not_found,
                       "Ce site ne dit pas ce que les codes de communes ont désigné : il ne nomme "
                       "aucun fichier des mouvements de communes."};
    }
    const auto& perimeters = *call.publication->perimeters;
    const std::string code{perimeters.code_of(call.segment(1))};
    if (!perimeters.history.moved(code) &&
        !call.publication->communes()->row_of(perimeters.key_of(code))) {
        return Problem{
            ProblemKind::no_such_feature,
            fmt::format("« {} » n'est le code d'aucune commune, d'aujourd'hui ni d'avant.",
                        call.segment(1))};
    }
    if (std::get<Offer>(offer).format == Format::html) {
        return page_with(publish::site::perimeter_page(*call.publication, call.page(), code),
                         call.publication_tag(Format::html));
    }
    return response_with(publish::perimeters_json(*call.publication, code, call.base_url),
                         media::json, call.publication_tag(Format::json));
}

std::optional<Outcome> answer_moved_commune(const RouteCall& call)
{
    if (!names_communes(call) || !call.publication->perimeters) {
        return std::nullopt;
    }
    const auto& perimeters = *call.publication->perimeters;
    const std::string code{perimeters.code_of(call.segment(1))};
    if (const auto key = perimeters.key_of(code); call.publication->communes()->row_of(key)) {
        publish::Response whole_key;  // "76540" was asked for, "FR_76540" is meant
        whole_key.status = 301;
        whole_key.headers.emplace_back(
            "Location", fmt::format("{}/{}/{}", call.base_url, call.segment(0), key));
        return whole_key;
    }
    const auto found = perimeters.whereabouts(code);
    const auto keys = found ? here(call, found->codes) : std::vector<std::string>{};
    if (keys.empty()) {
        return found ? std::optional<Outcome>{Problem{
                           ProblemKind::no_such_feature,
                           publish::whereabouts_sentence(perimeters, code) +
                               " Ce n'est pas une commune de ce territoire.",
                           {},
                           {{"collection", call.base_url + "/collections/" + call.segment(0)}}}}
                     : std::nullopt;
    }
    const auto offer = negotiated(call.request, offers);
    const auto* chosen = std::get_if<Offer>(&offer);
    const bool html = chosen != nullptr && chosen->format == Format::html;
    auto response =
        html ? page_with(publish::site::perimeter_page(*call.publication, call.page(), code), "")
             : response_with(publish::perimeters_json(*call.publication, code, call.base_url),
                             media::json, "");
    if (keys.size() == 1 && found->codes.size() == 1) {
        // The same ground under another code has moved for good; a commune that took others in is
        // another resource, and such a merger may be undone one day.
        response.status = found->same_ground ? 301 : 303;
        const auto* format = call.request.parameter("f");
        response.headers.emplace_back(
            "Location", fmt::format("{}/{}/{}{}", call.base_url, call.segment(0), keys.front(),
                                    format == nullptr ? "" : "?f=" + *format));
    } else {
        response.status = 300;
    }
    return response;
}

}  // namespace parvis::service
