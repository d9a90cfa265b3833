// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <string>

namespace parvis::service {

/// A sentence of check or ingest as a clerk may see it in a page: files by their name in the site
/// and never by their path on this machine, the uploaded file by its own name; and where the
/// sentence asks for a change to the site's settings, who can make it.
class ClerkWords {
public:
    ClerkWords(std::filesystem::path site, std::filesystem::path uploaded);

    [[nodiscard]] std::string operator()(std::string text) const;

private:
    std::filesystem::path m_site, m_uploaded;
};

}  // namespace parvis::service
