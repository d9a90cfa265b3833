// SPDX-License-Identifier: EUPL-1.2
#include "service/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <netinet/in.h>

namespace parvis::service {

namespace {

struct Block {
    std::uint32_t first;
    unsigned bits;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array special_v4{
    Block{v4(0, 0, 0, 0), 8},      Block{v4(10, 0, 0, 0), 8},     Block{v4(100, 64, 0, 0), 10},
    Block{v4(127, 0, 0, 0), 8},    Block{v4(169, 254, 0, 0), 16}, Block{v4(172, 16, 0, 0), 12},
    Block{v4(192, 0, 0, 0), 24},   Block{v4(192, 0, 2, 0), 24},   Block{v4(192, 88, 99, 0), 24},
    Block{v4(192, 168, 0, 0), 16}, Block{v4(198, 18, 0, 0), 15},  Block{v4(198, 51, 100, 0), 24},
    Block{v4(203, 0, 113, 0), 24}, Block{v4(224, 0, 0, 0), 4},    Block{v4(240, 0, 0, 0), 4}};

bool is_public_v4(std::uint32_t address)
{
    return std::ranges::none_of(special_v4, [&](const Block& block) {
        return (address ^ block.first) >> (32U - block.bits) == 0;
    });
}

using Bytes = std::array<std::uint8_t, 16>;

std::uint32_t v4_at(const Bytes& bytes, std::size_t at)
{
    return v4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool is_public_v6(const Bytes& bytes)
{
    const auto starts = [&](std::initializer_list<std::uint8_t> prefix) {
        return std::equal(prefix.begin(), prefix.end(), bytes.begin());
    };
    if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}) ||
        starts({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
        return is_public_v4(v4_at(bytes, 12));
    }
    if (starts({0x20, 0x02})) {
        return is_public_v4(v4_at(bytes, 2));
    }
    // 2000::/3 is all of the global unicast space; 2001::/23 is for protocols (Teredo and others).
    const bool is_global = bytes[0] >> 5U == 1;
    const bool is_protocol = starts({0x20, 0x01}) && bytes[2] < 2;
    return is_global && !is_protocol && !starts({0x20, 0x01, 0x0d, 0xb8}) &&
           !(starts({0x3f, 0xff}) && bytes[2] < 0x10);
}

}  // namespace

bool is_public_address(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4_address{};
        std::memcpy(&v4_address, &address, sizeof v4_address);
        return is_public_v4(ntohl(v4_address.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6_address{};
        std::memcpy(&v6_address, &address, sizeof v6_address);
        Bytes bytes{};
        std::memcpy(bytes.data(), &v6_address.sin6_addr, bytes.size());
        return is_public_v6(bytes);
    }
    return false;  // a Unix socket, or something that nobody has thought of
}

}  // namespace parvis::service
