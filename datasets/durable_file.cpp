// SPDX-License-Identifier: EUPL-1.2
#include "datasets/durable_file.hpp"

#include "geo/error.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parvis::datasets {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const char* what)
{
    const int reason = errno;
    std::string text = file.string() + " : " + what + " impossible (" + std::strerror(reason) + ")";
    if (reason == ENOSPC || reason == EDQUOT) {
        text +=
            ". Libérez de la place sur le disque, puis recommencez ; rien de publié n'a changé.";
    } else if (reason == EFBIG) {
        text += ". Il serait trop gros : coupez la source, ou donnez une plus grande taille avec "
                "--file-mb.";
    }
    throw StoreError(text);
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept
{
    if (this != &other) {
        close();
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

FileDescriptor::~FileDescriptor() { close(); }

void FileDescriptor::close() noexcept
{
    if (is_open()) {
        ::close(std::exchange(m_descriptor, -1));
    }
}

DurableFile::DurableFile(std::filesystem::path file)
    : m_file(std::move(file)),
      m_descriptor(::open(m_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666))
{
    if (!m_descriptor.is_open()) {
        refuse(m_file, "création");
    }
    m_buffer.reserve(flush_at + flush_at / 8);
}

void DurableFile::append(std::string_view bytes)
{
    m_buffer += bytes;
    settle();
}

void DurableFile::flush()
{
    if (m_sending.valid()) {
        m_sending.get();
    }
    std::swap(m_buffer, m_leaving);
    m_buffer.clear();
    m_buffer.reserve(flush_at + flush_at / 8);
    // Summing and writing a mebibyte takes about as long as encoding one: the other core does it.
    try {
        m_sending = std::async(std::launch::async, [this] { send(m_leaving); });
    } catch (const std::system_error&) {
        send(m_leaving);  // no thread to be had
    }
}

void DurableFile::send(std::string_view bytes)
{
    m_sha256.add(bytes);
    m_written += bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor.get(), bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            refuse(m_file, "écriture");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    // The disk works while rows are still being encoded, so that the fsync at the end finds little
    // left to do. Only a hint: its failure is seen by that fsync.
    constexpr std::uint64_t send_at = std::uint64_t{8} << 20U;
    if (m_written - m_sent >= send_at) {
        static_cast<void>(::sync_file_range(m_descriptor.get(), static_cast<off64_t>(m_sent),
                                            static_cast<off64_t>(m_written - m_sent),
                                            SYNC_FILE_RANGE_WRITE));
        m_sent = m_written;
    }
}

VersionFile DurableFile::sum()
{
    if (m_sending.valid()) {
        m_sending.get();
    }
    send(m_buffer);
    m_buffer.clear();
    return {m_file.filename().string(), m_written, m_sha256.take_hex()};
}

void DurableFile::make_durable()
{
    // A version never changes; the mode says so to people and programs that look at the folder.
    struct stat status {};
    if (::fstat(m_descriptor.get(), &status) != 0 ||
        ::fchmod(m_descriptor.get(), status.st_mode & 0444U) != 0) {
        refuse(m_file, "protection");
    }
    if (::fsync(m_descriptor.get()) != 0) {
        refuse(m_file, "écriture sur le disque");
    }
    m_descriptor.close();
}

void sync_folder(const std::filesystem::path& folder)
{
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.is_open()) {
        refuse(folder, "ouverture");
    }
    if (::fsync(descriptor.get()) != 0) {
        refuse(folder, "écriture sur le disque");
    }
}

void make_folder(const std::filesystem::path& folder)
{
    if (std::filesystem::is_directory(folder)) {
        return;
    }
    const std::filesystem::path parent = folder.parent_path();
    if (!parent.empty()) {
        make_folder(parent);
    }
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
        refuse(folder, "création");
    }
    sync_folder(parent.empty() ? std::filesystem::path(".") : parent);
}

}  // namespace parvis::datasets
