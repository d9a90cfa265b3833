// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/rdf.hpp"
#include "publish/store.hpp"

#include <string>

namespace parvis::publish {

/// Of each dataset as many comments stand in the catalogue, newest first, beside those on the whole
/// dataset; it names the address of them all.
inline constexpr std::size_t most_catalogue_comments = 100;

/// "/catalogue": the site's datasets after DCAT-AP, with their distributions, publishers, licences,
/// and what is said of them as quality annotations (DQV, Web Annotation).
[[nodiscard]] rdf::Resource catalogue(const Publication& publication, const std::string& base_url);

}  // namespace parvis::publish
