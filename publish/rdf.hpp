// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::rdf {

/// The name of a resource elsewhere, whole.
struct Iri {
    std::string address;
};

/// A text, with its language, or its datatype as "xsd:date"; one of both at most.
struct Literal {
    std::string text;
    std::string language{}, datatype{};
};

struct Resource;
using Object = std::variant<Iri, Literal, Resource>;

/// What is said of one resource, in the order in which it is written. Properties and types are
/// names with a prefix of prefixes().
struct Resource {
    std::string address;  ///< "" for one without a name
    std::vector<std::string_view> types;
    std::vector<std::pair<std::string_view, Object>> properties{};

    /// Nothing where the text is empty.
    void add(std::string_view property, std::string_view text, std::string_view language = {});
    void add_typed(std::string_view property, std::string_view text, std::string_view datatype);
    void add_iri(std::string_view property, std::string_view address);
    void add(std::string_view property, Resource resource);
};

/// Prefix and what it stands for.
[[nodiscard]] const std::vector<std::pair<std::string_view, std::string_view>>& prefixes();

/// The same graph in two notations.
[[nodiscard]] std::string turtle(const Resource& resource);
[[nodiscard]] std::string json_ld(const Resource& resource);

}  // namespace parvis::publish::rdf
