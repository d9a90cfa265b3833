// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/made_file.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace parvis::service {

/// A form, or why there is none now.
struct ShelvedForm {
    enum class State {
        there,
        cannot_be,  ///< this dataset has none: it was tried a while ago, or just now
        busy        ///< others are being made
    };
    State state = State::busy;
    std::shared_ptr<const std::string> body{};  ///< of `there`
};

/// The last form of each dataset. Making one costs a core for seconds, and anybody may ask: one is
/// made at a time, nobody waits for it, and what was made is kept for those who ask later. For
/// several threads.
class FormShelf {
public:
    /// Bytes of the forms that are kept; those asked for last stay.
    static constexpr std::size_t most_bytes = std::size_t{64} << 20U;
    /// How long a dataset is not tried again that has no form: what failed may have been the disk.
    static constexpr std::chrono::minutes patience{5};

    explicit FormShelf(std::size_t budget = most_bytes) : m_budget(budget) {}

    /// Writes the form into this file; false where the dataset cannot have one.
    using Maker = std::function<bool(const std::filesystem::path& file)>;
    /// The form of `dataset` that `tag` names: another tag, another form.
    /// @throws StoreError, and what the maker does
    [[nodiscard]] ShelvedForm get(const std::string& dataset, const std::string& tag,
                                  const Maker& maker);

private:
    using Clock = std::chrono::steady_clock;
    struct Entry {
        std::string tag;
        std::shared_ptr<const std::string> body;  ///< nullptr: it cannot be
        Clock::time_point made;
        std::uint64_t used = 0;  ///< when it was asked for last, counted in requests
    };

    [[nodiscard]] std::optional<ShelvedForm> find(const std::string& dataset,
                                                  const std::string& tag);
    void keep(const std::string& dataset, Entry entry);

    std::size_t m_budget;
    MadeFiles m_files{std::make_shared<SpoolRoom>(), 1};
    std::mutex m_mutex;  ///< of what is below; never held while a form is made
    std::map<std::string, Entry> m_entries;
    std::size_t m_bytes = 0;
    std::uint64_t m_requests = 0;
};

}  // namespace parvis::service
