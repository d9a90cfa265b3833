// SPDX-License-Identifier: EUPL-1.2
#include "service/body_file.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace parvis::service {

bool write_body(BodyReader& body, std::uint64_t length, const std::filesystem::path& file)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    std::vector<char> block(std::size_t{1} << 16U);
    while (length > 0 && out.good()) {
        const std::size_t got = body.read(
            block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(length, block.size())));
        if (got == 0) {
            return false;
        }
        out.write(block.data(), static_cast<std::streamsize>(got));
        length -= got;
    }
    out.close();
    if (!out.good()) {
        throw StoreError("un envoi ne peut pas être écrit : le disque est-il plein ?");
    }
    return true;
}

}  // namespace parvis::service
