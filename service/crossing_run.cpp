// SPDX-License-Identifier: EUPL-1.2
#include "service/crossing_run.hpp"

#include "datasets/crossing_definition.hpp"
#include "publish/cross/declared_crossing.hpp"
#include "publish/store.hpp"
#include "service/site_clock.hpp"

#include <chrono>
#include <exception>
#include <memory>

#include <fmt/format.h>

namespace parvis::service {

namespace {

/// The server crosses when the day changes, and an ingest at its end: whoever comes second waits.
constexpr std::chrono::seconds patience{30};

/// Calls `use` for each declared crossing with what is published; its fault becomes a sentence.
template <class Use>
void for_each_declared(const datasets::Site& site, RunOutcome& outcome, const Use& use)
{
    try {
        const auto files = datasets::crossing_files(site.folder);
        if (files.empty()) {
            return;
        }
        publish::Store store{site};
        if (const auto wrong = store.refresh(instant_now())) {
            outcome.errors.push_back(fmt::format("croisements déclarés : {}", *wrong));
        }
        const auto publication = store.current();
        for (const auto& file : files) {
            try {
                use(*publication, datasets::read_crossing(file));
            } catch (const std::exception& error) {
                outcome.errors.push_back(
                    fmt::format("croisement « {} » : {} Ce qui était publié le reste.",
                                file.stem().string(), error.what()));
            }
        }
    } catch (const std::exception& error) {
        outcome.errors.push_back(fmt::format("croisements déclarés : {}", error.what()));
    }
}

}  // namespace

void publish_declared(const datasets::Site& site, datasets::Register& reg, RunOutcome& outcome)
{
    for_each_declared(site, outcome,
                      [&](const publish::Publication& publication,
                          const datasets::CrossingDefinition& definition) {
                          auto written = publish::cross::publish_crossing(publication, definition,
                                                                          reg, patience);
                          if (written) {
                              outcome.crossed.push_back(*std::move(written));
                          }
                      });
}

void check_declared(const datasets::Site& site, RunOutcome& outcome)
{
    for_each_declared(site, outcome,
                      [&](const publish::Publication& publication,
                          const datasets::CrossingDefinition& definition) {
                          if (publication.communes() != nullptr) {
                              static_cast<void>(
                                  publish::cross::make_crossing(publication, definition));
                          }
                      });
}

}  // namespace parvis::service
