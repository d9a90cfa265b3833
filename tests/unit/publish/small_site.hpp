// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/version.hpp"
#include "publish/store.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::test {

/// A site in a folder that goes with the test: works, places and communes drawn at random but the
/// same for every run, published as real versions. Its day is 2026-11-22.
class SmallSite {
public:
    SmallSite();

    /// Publishes a version of the dataset with these rows; what the store serves changes with
    /// refresh().
    void publish(const datasets::DatasetFacts& facts,
                 const std::vector<datasets::Property>& properties,
                 const std::vector<datasets::Feature>& rows);
    void comment(const std::vector<datasets::Comment>& comments);
    void refresh();

    [[nodiscard]] const datasets::Site& site() const { return m_site; }
    [[nodiscard]] publish::Store& store() { return *m_store; }
    [[nodiscard]] const datasets::Register& registered() const { return m_register; }
    [[nodiscard]] std::shared_ptr<const publish::Snapshot> snapshot(const std::string& id) const;

    static datasets::DatasetFacts works_facts();
    static std::vector<datasets::Property> works_properties();
    /// Points, lines, polygons and rows without geometry, about 1.0 to 1.2 E, 49.4 to 49.6 N.
    static std::vector<datasets::Feature> works(std::size_t count, std::uint32_t seed);

    static datasets::DatasetFacts communes_facts();
    static std::vector<datasets::Property> communes_properties();
    static std::vector<datasets::Feature> communes();

private:
    ScratchFolder m_folder;
    datasets::Site m_site;
    datasets::Register m_register;
    std::unique_ptr<publish::Store> m_store;
};

}  // namespace parvis::test
