// SPDX-License-Identifier: EUPL-1.2
#include "service/given_text.hpp"

#include "geo/error.hpp"

#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

namespace parvis::service {

std::string given_text(const std::filesystem::path& file)
{
    if (file == "-") {
        return {std::istreambuf_iterator<char>(std::cin), {}};
    }
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        throw StoreError(fmt::format("{} : lecture impossible.", file.string()));
    }
    return text;
}

}  // namespace parvis::service
