// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/exact.hpp"

#include <cmath>

namespace parvis::publish::cross {

std::optional<Exact> to_exact(double value)
{
    constexpr double largest = 1e24;  // leaves room for sums of more rows than memory holds
    if (!(std::abs(value) <= largest)) {
        return std::nullopt;
    }
    const auto exact = static_cast<Exact>(std::round(static_cast<long double>(value) * 1e6L));
    // Less than half a millionth is not nothing: it cannot be kept, and is not told as 0.
    return exact == 0 && value != 0 ? std::nullopt : std::optional{exact};
}

double to_double(Exact value)
{
    return static_cast<double>(static_cast<long double>(value) / 1e6L);
}

}  // namespace parvis::publish::cross
