// SPDX-License-Identifier: EUPL-1.2
#include "publish/temporary_folder.hpp"

#include "geo/error.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace parvis::publish {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder()
{
    std::string name =
        fmt::format("{}/{}{}-XXXXXX", fs::temp_directory_path().string(), prefix, ::getpid());
    if (::mkdtemp(name.data()) == nullptr) {
        throw StoreError(fmt::format("cannot make a folder {}: {}", name, std::strerror(errno)));
    }
    m_path = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

void TemporaryFolder::remove_left()
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), error)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix)) {
            continue;
        }
        int process = 0;
        const char* const digits = name.data() + prefix.size();
        std::from_chars(digits, name.data() + name.size(), process);
        // Our own number is one that was given before: nothing has been made yet.
        const bool gone =
            process == ::getpid() || (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH);
        if (gone) {
            std::error_code ignored;
            fs::remove_all(entry.path(), ignored);
        }
    }
}

}  // namespace parvis::publish
