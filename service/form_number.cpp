// SPDX-License-Identifier: EUPL-1.2
#include "service/form_number.hpp"

#include "service/desk_door.hpp"

#include <charconv>

#include <fmt/format.h>
#include <sodium.h>

namespace parvis::service {

namespace {

constexpr std::int64_t lasts = 4 * 3600;  // a text takes its time

}  // namespace

FormNumbers::FormNumbers()
{
    static_assert(crypto_auth_KEYBYTES == 32);
    crypto_auth_keygen(m_key.data());
}

std::string FormNumbers::sum_of(std::string_view text) const
{
    std::array<unsigned char, crypto_auth_BYTES> sum{};
    const std::string bytes(text);
    crypto_auth(sum.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                m_key.data());
    std::string hex;
    for (const unsigned char byte : sum) {
        hex += fmt::format("{:02x}", byte);
    }
    return hex;
}

std::string FormNumbers::make(std::string_view purpose, std::int64_t now) const
{
    const std::string text = fmt::format("{}.{}", now + lasts, random_hex());
    return text + "." + sum_of(std::string(purpose) + " " + text);
}

FormNumbers::Verdict FormNumbers::take(std::string_view number, std::string_view purpose,
                                       std::int64_t now)
{
    const std::size_t dot = number.rfind('.');
    if (dot == std::string_view::npos ||
        !same_secret(number.substr(dot + 1),
                     sum_of(fmt::format("{} {}", purpose, number.substr(0, dot))))) {
        return Verdict::stale;
    }
    std::int64_t ends = 0;
    std::from_chars(number.data(), number.data() + dot, ends);
    if (ends <= now) {
        return Verdict::stale;
    }
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_taken, [&](const auto& one) { return one.second <= now; });
    return m_taken.emplace(number, ends).second ? Verdict::fresh : Verdict::taken;
}

}  // namespace parvis::service
