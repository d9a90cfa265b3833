// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/version_used.hpp"

#include <algorithm>

namespace parvis::publish::report {

void add_version(const site::Page& page, const Snapshot& dataset, Report& report)
{
    const datasets::Manifest& manifest = dataset.manifest();
    const datasets::DatasetFacts& facts = manifest.facts;
    if (std::ranges::find(report.versions, facts.id, &VersionUsed::id) != report.versions.end()) {
        return;
    }
    VersionUsed used;
    used.id = facts.id;
    used.title = page.in_language(facts.title);
    used.licence = facts.licence;
    used.licence_url = facts.licence_url;
    used.producer = facts.producer;
    used.origin = facts.origin;
    used.created = manifest.created;
    used.updated = facts.updated;
    used.version = manifest.version;
    used.note = page.in_language(facts.note);
    used.sample = facts.sample;
    for (const datasets::VersionFile& file : manifest.files) {
        if (file.name == "features.geojsonl") {
            used.sha256 = file.sha256;
        }
    }
    report.sample = report.sample || facts.sample;
    report.versions.push_back(std::move(used));
}

}  // namespace parvis::publish::report
