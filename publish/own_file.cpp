// SPDX-License-Identifier: EUPL-1.2
#include "publish/own_file.hpp"

#include <filesystem>
#include <system_error>

namespace parvis::publish {

bool has_own_file(const Publication& publication, const std::string& id)
{
    std::error_code ignored;
    // Only what is published is looked for: an id from an address may be a path.
    return publication.find(id) != nullptr &&
           std::filesystem::exists(publication.site.folder / "datasets" / (id + ".toml"),
                                   ignored) &&
           !takes_entered_works(publication, id);
}

bool takes_entered_works(const Publication& publication, const std::string& id)
{
    std::error_code ignored;  // ingest writes what was entered before it publishes it
    return publication.find(id) != nullptr &&
           std::filesystem::exists(publication.site.data() / "entered" / (id + ".csv"), ignored);
}

}  // namespace parvis::publish
