// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>
#include <vector>

namespace parvis::publish::site {

/// A file that the build put into the binary.
struct EmbeddedFile {
    std::string_view name;  ///< "templates/home.mustache", "assets/site.js"
    std::string_view bytes;
};

[[nodiscard]] const std::vector<EmbeddedFile>& embedded_files();
/// The bytes of one file. @throws EncodingError when the build embedded no such file.
[[nodiscard]] std::string_view embedded(std::string_view name);

}  // namespace parvis::publish::site
