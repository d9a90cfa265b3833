// SPDX-License-Identifier: EUPL-1.2
#include "ingest_process.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace parvis::test {

IngestProcess::IngestProcess(const std::filesystem::path& parvis, const std::filesystem::path& site,
                             const std::filesystem::path& log)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    std::vector<std::string> words{parvis.string(), "ingest", "--site", site.string()};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const int failed =
        ::posix_spawn(&m_process, parvis.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw std::runtime_error(parvis.string() + " cannot be started");
    }
}

IngestProcess::~IngestProcess() { kill(); }

bool IngestProcess::runs()
{
    int status = 0;
    if (!m_status && ::waitpid(m_process, &status, WNOHANG) == m_process) {
        m_status = status;
    }
    return !m_status;
}

bool IngestProcess::kill()
{
    if (!runs()) {
        return false;
    }
    ::kill(m_process, SIGKILL);
    wait();
    return WIFSIGNALED(*m_status);
}

int IngestProcess::wait()
{
    int status = 0;
    if (!m_status && ::waitpid(m_process, &status, 0) == m_process) {
        m_status = status;
    }
    return m_status && WIFEXITED(*m_status) ? WEXITSTATUS(*m_status) : -1;
}

}  // namespace parvis::test
