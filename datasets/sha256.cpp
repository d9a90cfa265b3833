// SPDX-License-Identifier: EUPL-1.2
#include "datasets/sha256.hpp"

#include "geo/error.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

namespace parvis::datasets {

// OpenSSL and not libsodium: it uses the processor's SHA instructions, six times as fast, and every
// byte of a version is summed while it is written.
struct Sha256::Digest {
    struct Free {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };

    Digest() : context(EVP_MD_CTX_new())
    {
        if (!context) {
            throw std::bad_alloc();
        }
        begin();
    }

    void begin() const { check(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr)); }

    static void check(int done)
    {
        if (done != 1) {
            throw Error("SHA-256 n'est pas disponible dans OpenSSL");
        }
    }

    std::unique_ptr<EVP_MD_CTX, Free> context;
};

Sha256::Sha256() : m_digest(std::make_unique<Digest>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes)
{
    Digest::check(EVP_DigestUpdate(m_digest->context.get(), bytes.data(), bytes.size()));
}

std::string Sha256::take_hex()
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned length = 0;
    Digest::check(EVP_DigestFinal_ex(m_digest->context.get(), sum.data(), &length));
    m_digest->begin();
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += hex[sum[i] >> 4U];
        text += hex[sum[i] & 0x0FU];
    }
    return text;
}

std::string sha256_hex(std::string_view bytes)
{
    Sha256 sum;
    sum.add(bytes);
    return sum.take_hex();
}

std::string sha256_hex_of_file(const std::filesystem::path& file)
{
    struct Close {
        void operator()(std::FILE* stream) const noexcept
        {
            static_cast<void>(std::fclose(stream));
        }
    };
    const auto refuse = [&] {
        throw StoreError(file.string() + " : lecture impossible (" + std::strerror(errno) + ")");
    };
    const std::unique_ptr<std::FILE, Close> stream(std::fopen(file.c_str(), "rbe"));
    if (!stream) {
        refuse();
    }
    Sha256 sum;
    std::vector<char> buffer(std::size_t{1} << 20U);
    while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), stream.get())) {
        sum.add({buffer.data(), read});
    }
    if (std::ferror(stream.get()) != 0) {
        refuse();
    }
    return sum.take_hex();
}

}  // namespace parvis::datasets
