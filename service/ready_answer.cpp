// SPDX-License-Identifier: EUPL-1.2
#include "service/ready_answer.hpp"

#include "service/encoding.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <vector>

namespace parvis::service {

std::string repr_digest(const std::string& sha256_hex)
{
    std::vector<unsigned char> bytes(sha256_hex.size() / 2);
    std::size_t size = 0;
    sodium_hex2bin(bytes.data(), bytes.size(), sha256_hex.data(), sha256_hex.size(), nullptr, &size,
                   nullptr);
    std::string text(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), size, sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the zero that ends it
    return "sha-256=:" + text + ":";
}

Outcome ready_answer(const RouteCall& call, const ReadyAnswer& answer,
                     const publish::ReadyFiles::Maker& maker)
{
    auto response =
        response_with({}, answer.media_type,
                      fmt::format("{}-{}", call.publication->start_tag, hash_text(answer.key)));
    if (matches(call.request.header("if-none-match"), response.etag)) {
        return response;  // routes turn it into 304
    }
    const auto file = call.store.ready_files().get(answer.key, maker);
    if (!file) {
        Problem problem{ProblemKind::unavailable,
                        "Ce fichier, ou un autre, est en train d'être préparé. Réessayez dans "
                        "quelques secondes."};
        problem.headers = {{"Retry-After", "5"}};
        return problem;
    }
    response.file = file->path().string();
    response.file_owner = file;
    response.headers = {
        {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", answer.file_name)},
        {"Repr-Digest", repr_digest(file->sha256())}};
    return response;
}

}  // namespace parvis::service
