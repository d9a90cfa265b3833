// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/lru_cache.hpp"
#include "service/connection_loop.hpp"
#include "service/encoding.hpp"
#include "service/made_file.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// An answer as it goes out: what is its own of the response head (answer_head() adds what all
/// have), and the body for it.
struct Delivery {
    int status = 200;
    std::string content_type;  ///< "" without a body
    std::vector<std::pair<std::string, std::string>> headers;
    std::variant<std::string, std::shared_ptr<const std::string>, FileSlice> body;
    std::uint64_t length = 0;
    bool length_unknown = false;  ///< the head of a body that nobody has made
};

/// Turns answers into deliveries: encoding, one ETag for each encoding, conditions, byte ranges of
/// whole files. For several threads.
class Dispatch {
public:
    /// `spooled` are the bytes that all answers under way may have on the disk together, see
    /// SpoolRoom.
    explicit Dispatch(std::uint64_t spooled = SpoolRoom::usual)
        : m_compressed(std::size_t{64} << 20U), m_room(std::make_shared<SpoolRoom>(spooled)),
          m_made(m_room)
    {
    }
    [[nodiscard]] Delivery deliver(const publish::Request& request, publish::Response&& response);

private:
    void encode(const publish::Request& request, Encoding encoding, Delivery& delivery,
                const std::string& etag);
    [[nodiscard]] Delivery deliver_filed(const publish::Request& request,
                                         publish::Response& response);
    publish::LruCache<std::string> m_compressed;
    std::shared_ptr<SpoolRoom> m_room;
    MadeFiles m_made;
};

/// Which encoding a compressible answer to this request would have.
[[nodiscard]] Encoding encoding_for(const publish::Request& request);

/// A whole answer for a request that never became one: status line, headers and a problem body.
[[nodiscard]] std::string refusal_text(const Refusal& refusal);
/// The same as a response.
[[nodiscard]] publish::Response refusal_response(const Refusal& refusal);

}  // namespace parvis::service
