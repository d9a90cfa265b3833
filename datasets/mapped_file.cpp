// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapped_file.hpp"

#include "geo/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace parvis::datasets {

namespace {

/// Closes on every way out of the constructor; the mapping outlives the descriptor.
class Descriptor {
public:
    explicit Descriptor(const char* path) : m_number(::open(path, O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

[[noreturn]] void refuse(const std::filesystem::path& file)
{
    throw StoreError(fmt::format("{} : lecture impossible ({}). Vérifiez que le dossier data est "
                                 "complet et lisible.",
                                 file.string(), std::strerror(errno)));
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& file)
{
    const Descriptor descriptor(file.c_str());
    struct stat facts {};
    if (descriptor.number() < 0 || ::fstat(descriptor.number(), &facts) != 0) {
        refuse(file);
    }
    if (facts.st_size == 0) {
        return;  // mmap refuses an empty range
    }
    const auto size = static_cast<std::size_t>(facts.st_size);
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
    if (address == MAP_FAILED) {
        refuse(file);
    }
    m_bytes = {static_cast<const char*>(address), size};
}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty()) {
        // munmap takes void*, though we only ever read.
        ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
    }
}

}  // namespace parvis::datasets
