// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

/// An HTTP request as routes see it: no socket, no library type.
struct Request {
    std::string method;             ///< "GET", "HEAD", "POST", "OPTIONS"
    std::vector<std::string> path;  ///< segments, percent-decoded once, valid UTF-8; "/" is empty
    std::string raw_path;           ///< as sent, without the query
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
    std::string raw_query;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body_file;  ///< uploads: where the body lies on disk, or ""
    std::string body;       ///< small bodies only
    std::string peer;       ///< address of the client

    [[nodiscard]] std::string_view header(std::string_view lower_name) const;  ///< "" if absent
    [[nodiscard]] const std::string*
    parameter(std::string_view name) const;  ///< first one, or nullptr
};

/// Takes a piece of a body; pieces follow one another.
using BodySink = std::function<void(std::string_view)>;

struct Response {
    int status = 200;
    std::string content_type;  ///< with charset where it needs one
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;                                ///< small or made for this answer
    std::shared_ptr<const std::string> shared_body;  ///< or one that many answers share
    std::string file;                                ///< or a whole file to send, "" if none
    std::shared_ptr<const void> file_owner;          ///< keeps it there until it is open
    /// Or one too large for memory: called once at most, and not at all where nobody reads it.
    std::function<void(const BodySink&)> write_body;
    /// Or one that has to be made as a file: called once at most, with a folder of its own that is
    /// removed afterwards; gives the file in it.
    std::function<std::filesystem::path(const std::filesystem::path& folder)> make_file;
    /// When what is answered last became what it is, never earlier: seconds since 1970.
    std::optional<std::int64_t> last_modified;
    std::string etag;  ///< without quotes and without encoding suffix; "" for none

    [[nodiscard]] std::string_view bytes() const
    {
        return shared_body ? *shared_body : std::string_view(body);
    }
};

}  // namespace parvis::publish
