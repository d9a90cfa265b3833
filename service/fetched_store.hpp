// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "service/command_line.hpp"

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

namespace parvis::service {

/// What is known of a source on the web: data/fetched/<dataset>/last.json, and the file that was
/// received last, data/fetched/<dataset>/<sha256>/<name>.
struct FetchedSource {
    std::string url;
    std::string checked;         ///< RFC 3339 UTC: last time that the server was asked
    std::string received;        ///< last time that it gave the file
    std::filesystem::path file;  ///< "" where nothing was ever received
    std::string sha256, etag, last_modified;
    std::string fault;  ///< why the last try gave nothing; "" when all is well
    bool gone = false;  ///< the server says that there is no such file
};

/// @throws StoreError when it is no longer readable, or the file of it has gone.
[[nodiscard]] std::optional<FetchedSource> read_fetched(const std::filesystem::path& data,
                                                        const std::string& dataset);

/// `parvis fetch`: asks the server of each dataset that comes from the web (those named, else all)
/// and keeps what it gives, on the disk before anything is said of it. Opens no dataset and no
/// register: what is in the file is for `parvis ingest`, in its sandbox, to find out. What was
/// received before stays until another file is whole. The exit code: 1 when one gave nothing.
int fetch_sources(const Command& command, std::ostream& out, std::ostream& err);

}  // namespace parvis::service
