// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/durable_file.hpp"
#include "publish/exchange.hpp"
#include "service/deposit_run.hpp"
#include "service/http_server.hpp"
#include "service/problem.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

namespace parvis::service {

struct SourceDoorRules {
    std::uint64_t max_bytes = 100'000'000;
    int most_open = 4;          ///< bodies at the same time: each holds a worker of the server
    bool behind_proxy = false;  ///< one proxy stands in front, and says how it was reached
};

/// PUT /datasets/{id}/source: a program brings the file of a dataset, with a token (RFC 6750). The
/// body is the file itself. Who may is asked before a byte of it is read; a file that cannot be
/// used changes nothing; one that can is on the disk for good before the answer says so.
class SourceDoor {
public:
    SourceDoor(std::filesystem::path site, const SourceDoorRules& rules, DepositRun& runs);
    ~SourceDoor();
    SourceDoor(const SourceDoor&) = delete;
    SourceDoor& operator=(const SourceDoor&) = delete;

    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    /// Of that path, for every method but PUT.
    [[nodiscard]] static publish::Response answer(const publish::Request& request);
    /// What is to become of a PUT's body, or why it is not read.
    [[nodiscard]] std::variant<BodyPlan, publish::Response> plan(const publish::Request& request,
                                                                 const std::string& base_url);

private:
    /// What the head of a request asks for.
    struct Asked {
        HandedFile file;
        std::string base_url;
    };
    class OpenBodies;
    [[nodiscard]] std::optional<std::string> fault_of_definition(const std::string& dataset) const;
    [[nodiscard]] std::optional<Problem> admit(const publish::Request& request,
                                               HandedFile& file) const;
    [[nodiscard]] std::shared_ptr<const UploadFolder> new_folder();
    [[nodiscard]] publish::Response take(Asked asked) const;

    std::filesystem::path m_site;
    SourceDoorRules m_rules;
    DepositRun& m_runs;
    std::mutex m_mutex;
    datasets::FileDescriptor m_lock;  ///< on the folder of this process, below data/incoming
    std::filesystem::path m_folder;   ///< "" until the first file comes
    std::shared_ptr<OpenBodies> m_open;
};

}  // namespace parvis::service
