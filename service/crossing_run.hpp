// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "service/ingest_run.hpp"

namespace parvis::service {

/// Makes every crossing that the site declares anew from what is published, and publishes those
/// that changed; one that is broken stops no other and leaves its last version. What happened goes
/// into `outcome`.
void publish_declared(const datasets::Site& site, datasets::Register& reg, RunOutcome& outcome);

/// The same without writing: what is wrong with the declarations. Nothing before the first ingest,
/// for then there is nothing to cross.
void check_declared(const datasets::Site& site, RunOutcome& outcome);

}  // namespace parvis::service
