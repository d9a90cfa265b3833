// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/download_list.hpp"

#include "publish/formats/vector_export.hpp"
#include "publish/own_file.hpp"
#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

#include <string>
#include <utility>

namespace parvis::publish::site {

Data::List download_list(const Page& page, const datasets::Manifest& manifest, bool is_current)
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
    const auto add_made = [&](std::string_view kind, std::string name, std::string address) {
        Data entry;
        entry.set("name", std::move(name))
            .set("words", page.messages.text("file_" + std::string(kind)))
            .set("size", page.messages.text("file_made"))
            .set("date", iso_date_text(manifest.created, page.messages))
            .set("sha256", "")
            .set("address", std::move(address));
        list.push_back(std::move(entry));
    };
    if (has_ready_geopackage(manifest)) {
        const auto name = manifest.facts.id + ".gpkg";
        add_made("gpkg", name, download_address(manifest, name));
    }
    if (is_current && manifest.extent) {
        add_made("pmtiles", manifest.facts.id + ".pmtiles",
                 "/collections/" + manifest.facts.id + "/tiles/WebMercatorQuad?f=pmtiles");
    }
    if (is_current && has_own_file(*page.publication, manifest.facts.id)) {
        add_made("form", "modele-" + manifest.facts.id + ".xlsx",
                 "/datasets/" + percent_encoded(manifest.facts.id) + "/model.xlsx");
    }
    return list;
}

}  // namespace parvis::publish::site
