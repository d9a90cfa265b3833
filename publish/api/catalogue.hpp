// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/rdf.hpp"
#include "publish/store.hpp"

#include <span>
#include <string>
#include <string_view>

namespace parvis::publish {

/// Of each dataset as many comments stand in the catalogue, newest first, beside those on the whole
/// dataset; it names the address of them all.
inline constexpr std::size_t most_catalogue_comments = 100;

/// A format in which the catalogue offers the items of every dataset.
struct CatalogueFormat {
    std::string_view format;  ///< value of `f`
    std::string_view title;   ///< French
    std::string_view media_type;
    std::string_view file_type;  ///< name in the EU's list of file types
};
[[nodiscard]] std::span<const CatalogueFormat> catalogue_formats();

/// "/catalogue": the site's datasets after DCAT-AP, with their distributions, publishers, licences,
/// and what is said of them as quality annotations (DQV, Web Annotation).
[[nodiscard]] rdf::Resource catalogue(const Publication& publication, const std::string& base_url);

}  // namespace parvis::publish
