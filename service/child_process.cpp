// SPDX-License-Identifier: EUPL-1.2
#include "service/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace parvis::service {

namespace {

constexpr std::size_t max_output = std::size_t{64} << 20U;
constexpr std::size_t max_errors = 8'192;

struct Pipe {
    int read_end = -1, write_end = -1;
    Pipe()
    {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
            read_end = ends[0];
            write_end = ends[1];
        }
    }
    ~Pipe()
    {
        close_write();
        if (read_end >= 0) {
            ::close(read_end);
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close_write()
    {
        if (write_end >= 0) {
            ::close(write_end);
            write_end = -1;
        }
    }
};

std::vector<char*> pointers(std::vector<std::string>& words)
{
    std::vector<char*> list;
    for (auto& word : words) {
        list.push_back(word.data());
    }
    list.push_back(nullptr);
    return list;
}

/// Starts a program; standard output and error go to the descriptors, or nowhere (-1).
pid_t spawn_program(const char* file, std::vector<std::string> words, char* const* environment,
                    int output, int errors)
{
    std::vector<char*> argv = pointers(words);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (const auto& [from, to] :
         {std::pair{output, STDOUT_FILENO}, std::pair{errors, STDERR_FILENO}}) {
        if (from >= 0) {
            posix_spawn_file_actions_adddup2(&actions, from, to);
        } else {
            posix_spawn_file_actions_addopen(&actions, to, "/dev/null", O_WRONLY, 0);
        }
    }
    // The server blocks SIGTERM and SIGINT in all of its threads; the child must not inherit that.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t process = 0;
    const int answer =
        ::posix_spawn(&process, file, &actions, &attributes, argv.data(), environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return answer == 0 ? process : 0;
}

/// This program again.
pid_t spawn(const std::vector<std::string>& arguments, int output, int errors)
{
    std::vector<std::string> words{"parvis"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return spawn_program("/proc/self/exe", std::move(words), environ, output, errors);
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

/// Appends what is there; false at the end of the pipe.
bool read_some(int from, std::string& to, std::size_t most, bool keep_end)
{
    std::array<char, 65'536> block{};
    const ssize_t got = ::read(from, block.data(), block.size());
    if (got < 0) {
        return errno == EINTR;
    }
    if (to.size() < most || keep_end) {
        to.append(block.data(), static_cast<std::size_t>(got));
    }
    if (keep_end && to.size() > most) {
        to.erase(0, to.size() - most);
    }
    return got > 0;
}

}  // namespace

namespace {

/// `start` gets the ends to write to and gives the process.
template <class Start>
ChildResult run_to_end(const Start& start, std::chrono::seconds time)
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + time;
    ChildResult result;
    Pipe output;
    Pipe errors;
    const pid_t process = start(output.write_end, errors.write_end);
    output.close_write();
    errors.close_write();
    if (process <= 0) {
        result.errors = "le programme n’a pas pu être lancé";
        return result;
    }
    std::array<pollfd, 2> ends{{{output.read_end, POLLIN, 0}, {errors.read_end, POLLIN, 0}}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0 || ::poll(ends.data(), ends.size(),
                                static_cast<int>(std::min<std::int64_t>(left, 60'000))) < 0) {
            ::kill(process, SIGKILL);
            break;
        }
        if (ends[0].revents != 0 && !read_some(ends[0].fd, result.output, max_output, false)) {
            ends[0].fd = -1;
        }
        if (ends[1].revents != 0 && !read_some(ends[1].fd, result.errors, max_errors, true)) {
            ends[1].fd = -1;
        }
    }
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    result.exit_code = exit_code_of(status);
    return result;
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& arguments, std::chrono::seconds time)
{
    return run_to_end([&](int output, int errors) { return spawn(arguments, output, errors); },
                      time);
}

ChildResult run_program(const std::vector<std::string>& words,
                        const std::vector<std::string>& environment, const ProgramLimits& limits)
{
    // A limit cannot be set on a process that is spawned; the shell sets it on itself.
    std::vector<std::string> all{"sh", "-c",
                                 "ulimit -v \"$1\" && ulimit -t \"$2\" && ulimit -f \"$3\" && "
                                 "shift 3 && exec \"$@\"",
                                 "sh", std::to_string(std::uint64_t{limits.memory_mb} << 10U),
                                 std::to_string(limits.cpu_seconds),
                                 // In POSIX's blocks of 512 bytes.
                                 std::to_string(std::uint64_t{limits.file_mb} << 11U)};
    all.insert(all.end(), words.begin(), words.end());
    const char* const path = std::getenv("PATH");
    std::vector<std::string> values{std::string("PATH=") +
                                    (path == nullptr ? "/usr/bin:/bin" : path)};
    values.insert(values.end(), environment.begin(), environment.end());
    std::vector<char*> envp = pointers(values);
    return run_to_end(
        [&](int output, int errors) {
            return spawn_program("/bin/sh", all, envp.data(), output, errors);
        },
        limits.time);
}

BackgroundChild::~BackgroundChild()
{
    if (m_process > 0) {
        ::kill(m_process, SIGTERM);
        int status = 0;
        ::waitpid(m_process, &status, 0);
    }
}

bool BackgroundChild::start(const std::vector<std::string>& arguments)
{
    m_process = spawn(arguments, -1, STDERR_FILENO);
    return m_process > 0;
}

std::optional<int> BackgroundChild::poll()
{
    int status = 0;
    if (m_process <= 0 || ::waitpid(m_process, &status, WNOHANG) == 0) {
        return std::nullopt;
    }
    m_process = 0;
    return exit_code_of(status);
}

}  // namespace parvis::service
