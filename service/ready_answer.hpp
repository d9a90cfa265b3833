// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/ready_files.hpp"
#include "service/route_call.hpp"

#include <string>

namespace parvis::service {

/// Repr-Digest (RFC 9530) of a SHA-256 in hex.
[[nodiscard]] std::string repr_digest(const std::string& sha256_hex);

/// A whole file that is made when first asked for: with its length, its sum, and byte ranges.
struct ReadyAnswer {
    std::string_view media_type;
    std::string file_name;  ///< what it is called on somebody's disk
    std::string key;        ///< all that its bytes depend on
};

/// 503 with Retry-After while it, or another, is being made. Where the client has it already,
/// nothing is made.
[[nodiscard]] Outcome ready_answer(const RouteCall& call, const ReadyAnswer& answer,
                                   const publish::ReadyFiles::Maker& maker);

}  // namespace parvis::service
