// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/sources.hpp"

#include "publish/api/facts.hpp"

namespace parvis::publish {

void write_sources(datasets::JsonText& json,
                   std::span<const std::shared_ptr<const Snapshot>> inputs)
{
    json.key("sources");
    json.start_array();
    for (const auto& input : inputs) {
        const auto& manifest = input->manifest();
        json.start_object();
        json.member("id", input->id());
        json.member("version", std::uint64_t{manifest.version});
        json.member("title", datasets::text_in(manifest.facts.title, "fr"));
        write_facts(json, manifest.facts);
        json.end_object();
    }
    json.end_array();
}

}  // namespace parvis::publish
