// SPDX-License-Identifier: EUPL-1.2
#include "service/form_shelf.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

/// Thrown over MadeFiles, which knows of files alone.
struct NoForm {};

ShelvedForm form_of(std::shared_ptr<const std::string> body)
{
    const auto state = body ? ShelvedForm::State::there : ShelvedForm::State::cannot_be;
    return {state, std::move(body)};
}

std::string content_of(const FileSlice& slice)
{
    std::string text(slice.length, '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t got = ::pread(*slice.descriptor, text.data() + done, text.size() - done,
                                    static_cast<off_t>(slice.offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            throw StoreError(
                fmt::format("cannot read a form that was just made: {}", std::strerror(errno)));
        }
        done += static_cast<std::size_t>(got);
    }
    return text;
}

}  // namespace

ShelvedForm FormShelf::get(const std::string& dataset, const std::string& tag, const Maker& maker)
{
    if (const auto kept = find(dataset, tag)) {
        return *kept;
    }
    Entry entry{tag, nullptr, {}, 0};
    try {
        const auto slice = m_files.make([&](const fs::path& folder) {
            const fs::path file = folder / "modele.xlsx";
            if (!maker(file)) {
                throw NoForm{};
            }
            return file;
        });
        if (!slice) {
            return {};
        }
        entry.body = std::make_shared<const std::string>(content_of(*slice));
    } catch (const NoForm&) {
        entry.body = nullptr;
    }
    entry.made = Clock::now();
    ShelvedForm form = form_of(entry.body);
    keep(dataset, std::move(entry));
    return form;
}

std::optional<ShelvedForm> FormShelf::find(const std::string& dataset, const std::string& tag)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_entries.find(dataset);
    if (found == m_entries.end() || found->second.tag != tag ||
        (!found->second.body && Clock::now() - found->second.made > patience)) {
        return std::nullopt;
    }
    found->second.used = ++m_requests;
    return form_of(found->second.body);
}

void FormShelf::keep(const std::string& dataset, Entry entry)
{
    const auto size_of = [](const Entry& one) { return one.body ? one.body->size() : 0; };
    const std::scoped_lock lock(m_mutex);
    if (const auto before = m_entries.find(dataset); before != m_entries.end()) {
        m_bytes -= size_of(before->second);
        m_entries.erase(before);
    }
    if (size_of(entry) > m_budget) {
        return;
    }
    m_bytes += size_of(entry);
    entry.used = ++m_requests;
    m_entries.emplace(dataset, std::move(entry));
    while (m_bytes > m_budget) {
        const auto oldest =
            std::min_element(m_entries.begin(), m_entries.end(), [&](const auto& a, const auto& b) {
                // What has no bytes makes no room.
                return std::pair(!a.second.body, a.second.used) <
                       std::pair(!b.second.body, b.second.used);
            });
        m_bytes -= size_of(oldest->second);
        m_entries.erase(oldest);
    }
}

}  // namespace parvis::service
