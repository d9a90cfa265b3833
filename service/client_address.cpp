// SPDX-License-Identifier: EUPL-1.2
#include "service/client_address.hpp"

#include <algorithm>
#include <string>

#include <arpa/inet.h>

namespace parvis::service {

namespace {

constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t");
    return first == text.npos ? std::string_view{} : text.substr(first, last - first + 1);
}

}  // namespace

ClientAddress read_client_address(std::string_view text)
{
    ClientAddress address{};
    const std::string ended(text);
    if (::inet_pton(AF_INET, ended.c_str(), address.data() + mapped.size()) == 1) {
        std::ranges::copy(mapped, address.begin());
        return address;
    }
    if (::inet_pton(AF_INET6, ended.c_str(), address.data()) != 1) {
        return {};
    }
    if (!std::equal(mapped.begin(), mapped.end(), address.begin())) {
        std::fill(address.begin() + 8, address.end(), static_cast<unsigned char>(0));
    }
    return address;
}

ClientAddress client_address(const publish::Request& request, bool behind_proxy)
{
    if (behind_proxy) {
        const auto field =
            std::find_if(request.headers.rbegin(), request.headers.rend(),
                         [](const auto& header) { return header.first == "x-forwarded-for"; });
        if (field != request.headers.rend()) {
            std::string_view last = field->second;
            last.remove_prefix(last.find_last_of(',') + 1);  // npos + 1 is 0
            const auto address = read_client_address(trimmed(last));
            if (address != ClientAddress{}) {
                return address;
            }
        }
    }
    return read_client_address(request.peer);
}

}  // namespace parvis::service
