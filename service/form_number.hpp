// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace parvis::service {

/// Numbers that forms carry, so that each is taken once and none is made up elsewhere. A number
/// holds when it ends, and a sum over that with a key of this process: those that are given out
/// cost no memory, only those that were taken do, until they end. One that was made for a purpose
/// is good for no other.
class FormNumbers {
public:
    /// @pre libsodium has started.
    FormNumbers();

    enum class Verdict {
        fresh,  ///< and from now on taken
        taken,  ///< the same form came before
        stale   ///< too old, of another start of the server, or made up
    };
    /// `now`: seconds since 1970.
    [[nodiscard]] std::string make(std::string_view purpose, std::int64_t now) const;
    [[nodiscard]] Verdict take(std::string_view number, std::string_view purpose, std::int64_t now);

private:
    [[nodiscard]] std::string sum_of(std::string_view text) const;

    std::array<unsigned char, 32> m_key{};
    std::mutex m_mutex;
    std::map<std::string, std::int64_t, std::less<>> m_taken;  ///< with the second when each ends
};

}  // namespace parvis::service
