// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/embedded.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <string>

extern "C" {
#include "embedded_symbols.inc"
}

namespace parvis::publish::site {

namespace {

struct Row {
    std::string_view name;
    const char* begin;
    const char* end;
};

const Row embedded_rows[] = {
#include "embedded_rows.inc"
};

std::vector<EmbeddedFile> list_files()
{
    std::vector<EmbeddedFile> files;
    for (const Row& row : embedded_rows) {
        files.push_back(
            {row.name, std::string_view(row.begin, static_cast<std::size_t>(row.end - row.begin))});
    }
    std::sort(files.begin(), files.end(),
              [](const EmbeddedFile& a, const EmbeddedFile& b) { return a.name < b.name; });
    return files;
}

}  // namespace

const std::vector<EmbeddedFile>& embedded_files()
{
    static const std::vector<EmbeddedFile> files = list_files();
    return files;
}

std::string_view embedded(std::string_view name)
{
    const auto& files = embedded_files();
    const auto found = std::lower_bound(
        files.begin(), files.end(), name,
        [](const EmbeddedFile& file, std::string_view n) { return file.name < n; });
    if (found == files.end() || found->name != name) {
        throw EncodingError("no file '" + std::string(name) +
                            "' in the binary: list it in "
                            "publish/site/embedded.cmake");
    }
    return found->bytes;
}

}  // namespace parvis::publish::site
