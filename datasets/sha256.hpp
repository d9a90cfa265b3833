// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// SHA-256 of bytes that come piece by piece (FIPS 180-4).
class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    void add(std::string_view bytes);
    /// The sum of all that was added, in lower-case hex; a new sum begins.
    [[nodiscard]] std::string take_hex();

private:
    struct Digest;
    std::unique_ptr<Digest> m_digest;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// Reads the file piece by piece. @throws StoreError when it cannot be read.
[[nodiscard]] std::string sha256_hex_of_file(const std::filesystem::path& file);

}  // namespace parvis::datasets
