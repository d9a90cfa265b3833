// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace parvis::service {

/// Another run of this very program (never a fork of the threaded server): untrusted files and
/// long computations go there.
struct ChildResult {
    int exit_code = -1;  ///< -1: killed, or it could not be started
    std::string output;  ///< its standard output, at most 64 MB
    std::string errors;  ///< the last of its standard error
};

/// Runs `parvis` with these arguments, to its end or until `time` is up (then it is killed).
[[nodiscard]] ChildResult run_child(const std::vector<std::string>& arguments,
                                    std::chrono::seconds time);

/// Runs another program, found by PATH, with these words after its name and nothing of this
/// process's environment but PATH: `environment` has "NAME=value". At most `memory_mb` and
/// `cpu_seconds`, and `file_mb` in each file that it writes; killed when `time` is up. Exit code
/// 127: there is no such program.
struct ProgramLimits {
    unsigned memory_mb = 2'048, cpu_seconds = 120, file_mb = 64;
    std::chrono::seconds time{180};
};
[[nodiscard]] ChildResult run_program(const std::vector<std::string>& words,
                                      const std::vector<std::string>& environment,
                                      const ProgramLimits& limits);

/// One child that runs on its own, its output thrown away.
class BackgroundChild {
public:
    BackgroundChild() = default;
    ~BackgroundChild();
    BackgroundChild(const BackgroundChild&) = delete;
    BackgroundChild& operator=(const BackgroundChild&) = delete;

    [[nodiscard]] bool running() const { return m_process > 0; }
    bool start(const std::vector<std::string>& arguments);
    /// Its exit code once it has ended (-1 when killed), and only once.
    std::optional<int> poll();

private:
    pid_t m_process = 0;
};

}  // namespace parvis::service
