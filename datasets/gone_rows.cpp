// SPDX-License-Identifier: EUPL-1.2
#include "datasets/gone_rows.hpp"

#include "datasets/stored_features.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <functional>

namespace parvis::datasets {

namespace {

std::uint64_t hash_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

}  // namespace

GoneRows::GoneRows(const DatasetDefinition& definition, const Register& reg)
{
    const auto published = reg.published(definition.facts.id);
    if (!published || definition.facts.key.empty()) {
        return;
    }
    m_folder = version_folder(reg.data(), definition.facts.id, published->version);
    try {
        m_before = read_manifest(m_folder / "manifest.json");
        StoredFeatures rows(m_folder, m_before, {});
        StoredFeatures::Row row;
        while (rows.next(row)) {
            m_hashes.push_back(hash_of(row.id));
        }
    } catch (const StoreError&) {
        m_hashes.clear();  // a new version is what mends a damaged one: it must not wait for it
    }
    std::ranges::sort(m_hashes);
    m_fates.resize(m_hashes.size(), Fate::not_in_file);
}

void GoneRows::mark(std::string_view id, Fate fate)
{
    const auto found = std::ranges::lower_bound(m_hashes, hash_of(id));
    if (found != m_hashes.end() && *found == hash_of(id)) {
        Fate& known = m_fates[static_cast<std::size_t>(found - m_hashes.begin())];
        known = std::max(known, fate);
    }
}

void GoneRows::settle(Manifest& manifest) const
{
    manifest.ended_rows = static_cast<std::uint64_t>(
        std::ranges::count_if(m_fates, [](Fate fate) { return fate != Fate::kept; }));
    if (manifest.ended_rows == 0) {
        return;
    }
    StoredFeatures rows(m_folder, m_before, {});
    StoredFeatures::Row row;
    while (manifest.ended.size() < std::min<std::uint64_t>(manifest.ended_rows, ended_named) &&
           rows.next(row)) {
        const auto found = std::ranges::lower_bound(m_hashes, hash_of(row.id));
        const Fate fate = m_fates[static_cast<std::size_t>(found - m_hashes.begin())];
        if (fate != Fate::kept) {
            manifest.ended.push_back({row.id, fate == Fate::rejected  ? "rejected"
                                              : fate == Fate::outside ? "outside"
                                                                      : "not_in_file"});
        }
    }
}

}  // namespace parvis::datasets
