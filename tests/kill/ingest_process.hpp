// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <optional>

#include <sys/types.h>

namespace parvis::test {

/// One running `parvis` process; killed and waited for when it goes.
class IngestProcess {
public:
    /// Starts `parvis ingest --site …`; what it says goes to `log`.
    IngestProcess(const std::filesystem::path& parvis, const std::filesystem::path& site,
                  const std::filesystem::path& log);
    IngestProcess(const IngestProcess&) = delete;
    IngestProcess& operator=(const IngestProcess&) = delete;
    ~IngestProcess();

    [[nodiscard]] bool runs();
    /// SIGKILL; false when it had ended by itself before.
    bool kill();
    /// Waits for its own end. Exit code, or -1 after a signal.
    int wait();

private:
    pid_t m_process = -1;
    std::optional<int> m_status;
};

}  // namespace parvis::test
