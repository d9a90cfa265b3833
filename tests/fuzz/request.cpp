// SPDX-License-Identifier: EUPL-1.2
// Any bytes are the head of a request, understood, or a refusal; what its target and its Accept say
// never leads out of what is offered.
#include "service/negotiation.hpp"
#include "service/request_head.hpp"

#include <array>
#include <cstdlib>

using namespace parvis;
using namespace parvis::service;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void refused(const Refusal& refusal)
{
    require(refusal.status >= 400 && refusal.status < 600 && !refusal.detail.empty());
}

bool is_clean(const std::string& text)
{
    return is_utf8(text) && text.find('\0') == std::string::npos;
}

void negotiate(const RequestHead& head, const Target& target)
{
    static constexpr std::array<Offer, 3> offers{
        {{Format::json, "application/json", ""},
         {Format::geojson, "application/geo+json", "application/vnd.geo+json"},
         {Format::html, "text/html; charset=utf-8", "application/xhtml+xml"}}};
    publish::Request request;
    request.method = head.method;
    request.path = target.path;
    request.query = target.query;
    request.headers = head.fields;
    const auto answer = negotiated(request, offers);
    if (const auto* problem = std::get_if<Problem>(&answer)) {
        const bool by_parameter = request.parameter("f") != nullptr;
        require(problem->kind ==
                (by_parameter ? ProblemKind::bad_parameter : ProblemKind::not_acceptable));
        require(!problem->detail.empty());
    } else {
        require(!std::get<Offer>(answer).media_type.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto too_long = refuse_unfinished(text)) {
        refused(*too_long);
    }
    const std::size_t length = head_length(text);
    require(length <= size);
    // However the bytes came in pieces, the head ends at the same place.
    for (std::size_t searched = 0; searched < std::min<std::size_t>(length, 64); ++searched) {
        require(head_length(text, searched) == length);
    }
    const auto read = read_head(text.substr(0, length == 0 ? size : length));
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        refused(*refusal);
        return 0;
    }
    const auto& head = std::get<RequestHead>(read);
    require(!head.method.empty() && head.fields.size() <= max_header_fields);
    require(!head.chunked || !head.content_length);
    const auto split = read_target(head.target);
    if (const auto* refusal = std::get_if<Refusal>(&split)) {
        refused(*refusal);
        return 0;
    }
    const auto& target = std::get<Target>(split);
    for (const std::string& segment : target.path) {
        require(is_clean(segment) && segment != "." && segment != "..");
    }
    for (const auto& [name, value] : target.query) {
        require(is_clean(name) && is_clean(value));
    }
    negotiate(head, target);
    return 0;
}
