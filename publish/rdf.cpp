// SPDX-License-Identifier: EUPL-1.2
#include "publish/rdf.hpp"

#include "datasets/json_text.hpp"
#include "geo/visit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish::rdf {

namespace {

using datasets::JsonText;

/// An IRI without the letters that IRIREF of Turtle must not have.
std::string iri_text(std::string_view address)
{
    std::string out;
    for (const char letter : address) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte <= 0x20 ||
            std::string_view("<>\"{}|^`\\").find(letter) != std::string_view::npos) {
            out += fmt::format("%{:02X}", byte);
        } else {
            out += letter;
        }
    }
    return out;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\u{:04X}", byte);
        } else {
            out += letter;
        }
    }
    return out + '"';
}

void append_properties(std::string& out, const Resource& resource, std::size_t depth);

void append_object(std::string& out, const Object& object, std::size_t depth)
{
    std::visit(geo::Overloaded{
                   [&](const Iri& iri) { out += fmt::format("<{}>", iri_text(iri.address)); },
                   [&](const Literal& literal) {
                       out += quoted(literal.text);
                       out += literal.language.empty() ? "" : "@" + literal.language;
                       out += literal.datatype.empty() ? "" : "^^" + literal.datatype;
                   },
                   [&](const Resource& resource) {
                       // A named one is described further down.
                       if (!resource.address.empty()) {
                           out += fmt::format("<{}>", iri_text(resource.address));
                           return;
                       }
                       out += '[';
                       append_properties(out, resource, depth + 1);
                       out += fmt::format("\n{}]", std::string(2 * depth, ' '));
                   },
               },
               object);
}

void append_properties(std::string& out, const Resource& resource, std::size_t depth)
{
    const std::string line = "\n" + std::string(2 * depth, ' ');
    out += line + "a ";
    for (const auto type : resource.types) {
        out += type == resource.types.front() ? "" : ", ";
        out += type;
    }
    for (const auto& [property, object] : resource.properties) {
        out += fmt::format(" ;{}{} ", line, property);
        append_object(out, object, depth);
    }
}

/// A named resource, then the named ones that it has.
void append_statements(std::string& out, const Resource& resource)
{
    if (!resource.address.empty()) {
        out += fmt::format("\n<{}>", iri_text(resource.address));
        append_properties(out, resource, 1);
        out += " .\n";
    }
    for (const auto& [property, object] : resource.properties) {
        if (const auto* inner = std::get_if<Resource>(&object)) {
            append_statements(out, *inner);
        }
    }
}

void write_resource(JsonText& json, const Resource& resource);

void write_object(JsonText& json, const Object& object)
{
    if (const auto* resource = std::get_if<Resource>(&object)) {
        json.start_object();
        write_resource(json, *resource);
        json.end_object();
        return;
    }
    json.start_object();
    if (const auto* iri = std::get_if<Iri>(&object)) {
        json.member("@id", iri_text(iri->address));
    } else if (const auto* literal = std::get_if<Literal>(&object)) {
        json.member("@value", literal->text);
        if (!literal->language.empty()) {
            json.member("@language", literal->language);
        }
        if (!literal->datatype.empty()) {
            json.member("@type", literal->datatype);
        }
    }
    json.end_object();
}

void write_resource(JsonText& json, const Resource& resource)
{
    if (!resource.address.empty()) {
        json.member("@id", iri_text(resource.address));
    }
    json.member("@type", std::vector<std::string>(resource.types.begin(), resource.types.end()));
    std::vector<std::string_view> written;
    for (const auto& [property, object] : resource.properties) {
        if (std::ranges::find(written, property) != written.end()) {
            continue;
        }
        written.push_back(property);
        json.key(property);
        json.start_array();
        for (const auto& [other, value] : resource.properties) {
            if (other == property) {
                write_object(json, value);
            }
        }
        json.end_array();
    }
}

}  // namespace

void Resource::add(std::string_view property, std::string_view text, std::string_view language)
{
    if (!text.empty()) {
        properties.emplace_back(property, Literal{std::string(text), std::string(language)});
    }
}

void Resource::add_typed(std::string_view property, std::string_view text,
                         std::string_view datatype)
{
    if (!text.empty()) {
        properties.emplace_back(property, Literal{std::string(text), {}, std::string(datatype)});
    }
}

void Resource::add_iri(std::string_view property, std::string_view to)
{
    if (!to.empty()) {
        properties.emplace_back(property, Iri{std::string(to)});
    }
}

void Resource::add(std::string_view property, Resource resource)
{
    properties.emplace_back(property, std::move(resource));
}

const std::vector<std::pair<std::string_view, std::string_view>>& prefixes()
{
    static const std::vector<std::pair<std::string_view, std::string_view>> known{
        {"dcat", "http://www.w3.org/ns/dcat#"},
        {"dct", "http://purl.org/dc/terms/"},
        {"dqv", "http://www.w3.org/ns/dqv#"},
        {"foaf", "http://xmlns.com/foaf/0.1/"},
        {"geosparql", "http://www.opengis.net/ont/geosparql#"},
        {"oa", "http://www.w3.org/ns/oa#"},
        {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
        {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
        {"sdmx-attribute", "http://purl.org/linked-data/sdmx/2009/attribute#"},
        {"vcard", "http://www.w3.org/2006/vcard/ns#"},
        {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
    return known;
}

std::string turtle(const Resource& resource)
{
    std::string out;
    for (const auto& [prefix, address] : prefixes()) {
        out += fmt::format("@prefix {}: <{}> .\n", prefix, address);
    }
    append_statements(out, resource);
    return out;
}

std::string json_ld(const Resource& resource)
{
    JsonText json;
    json.start_object();
    json.key("@context");
    json.start_object();
    for (const auto& [prefix, address] : prefixes()) {
        json.member(prefix, address);
    }
    json.end_object();
    write_resource(json, resource);
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish::rdf
