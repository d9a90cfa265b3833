// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/download_list.hpp"

#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

Data::List download_list(const Page& page, const datasets::Manifest& manifest)
{
    Data::List list;
    for (const datasets::VersionFile& file : manifest.files) {
        const std::string* words = page.messages.find("file_" + file.name);
        Data entry;
        entry.set("name", file.name)
            .set("words", words == nullptr ? file.name : *words)
            .set("size", size_text(file.bytes, page.messages))
            .set("date", iso_date_text(manifest.created, page.messages))
            .set("sha256", file.sha256)
            .set("address", download_address(manifest, file.name));
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace parvis::publish::site
