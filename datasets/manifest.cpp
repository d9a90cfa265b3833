// SPDX-License-Identifier: EUPL-1.2
#include "datasets/manifest.hpp"

#include "datasets/json_text.hpp"
#include "datasets/manifest_members.hpp"

#include <array>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 7> kind_names{{
    {Kind::road_works, "road_works"},
    {Kind::equipment, "equipment"},
    {Kind::demographics, "demographics"},
    {Kind::general, "general"},
    {Kind::communes, "communes"},
    {Kind::level, "level"},
    {Kind::crossing, "crossing"},
}};

/// Writes each member that it is shown into an object that is open.
class Writing {
public:
    explicit Writing(JsonText& json) : m_json(json) {}

    template <class Member>
    void operator()(const char* name, const Member& member)
    {
        m_json.member(name, member);
    }
    void operator()(const char* name, Kind kind) { m_json.member(name, name_of(kind)); }
    void operator()(const char* name, ValueType type) { m_json.member(name, name_of(type)); }
    void operator()(const char* name, std::uint32_t number)
    {
        m_json.member(name, std::uint64_t{number});
    }
    void operator()(const char* name, const Texts& texts) { write_object(name, texts); }
    void operator()(const char* name, const std::map<std::string, std::uint64_t>& counts)
    {
        write_object(name, counts);
    }
    void operator()(const char* name, double number)
    {
        m_json.key(name);
        m_json.number(number);
    }
    void operator()(const char* name, const std::optional<double>& number)
    {
        m_json.key(name);
        number ? m_json.number(*number) : m_json.null();
    }
    void operator()(const char* name, const std::optional<geo::Box>& box)
    {
        m_json.key(name);
        if (!box) {
            m_json.null();
            return;
        }
        m_json.start_array();
        for (const double side : {box->west, box->south, box->east, box->north}) {
            m_json.number(side);
        }
        m_json.end_array();
    }
    void unless_zero(const char* name, std::uint64_t number)
    {
        if (number != 0) {
            m_json.member(name, number);
        }
    }
    template <class Member>
    void unless_empty(const char* name, const Member& member)
    {
        if (!member.empty()) {
            (*this)(name, member);
        }
    }
    template <class Items, class Each>
    void list_unless_empty(const char* name, const Items& items, Each each)
    {
        if (!items.empty()) {
            list(name, items, each);
        }
    }
    template <class Inside>
    void object(const char* name, Inside inside)
    {
        m_json.key(name);
        m_json.start_object();
        inside(*this);
        m_json.end_object();
    }
    template <class Items, class Each>
    void list(const char* name, const Items& items, Each each)
    {
        m_json.key(name);
        m_json.start_array();
        for (const auto& item : items) {
            m_json.start_object();
            each(item, *this);
            m_json.end_object();
        }
        m_json.end_array();
    }

private:
    template <class Entries>
    void write_object(const char* name, const Entries& entries)
    {
        object(name, [&](Writing&) {
            for (const auto& [key, value] : entries) {
                m_json.member(key, value);
            }
        });
    }

    JsonText& m_json;
};

}  // namespace

void write_boundaries(JsonText& json, const Manifest& manifest)
{
    Writing writing(json);
    each_boundary(manifest, writing);
}

void write_counts(JsonText& json, const Counts& counts)
{
    json.start_object();
    Writing writing(json);
    each_count(counts, writing);
    json.end_object();
}

std::string_view name_of(Kind kind)
{
    for (const auto& [known, name] : kind_names) {
        if (known == kind) {
            return name;
        }
    }
    return "";
}

std::optional<Kind> kind_named(std::string_view name)
{
    for (const auto& [kind, known] : kind_names) {
        if (known == name) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string to_json(const Manifest& manifest)
{
    JsonText json(2);
    json.start_object();
    json.member("manifest_format", std::int64_t{1});  // as manifest_reader.cpp expects
    Writing writing(json);
    each_member(manifest, writing);
    json.end_object();
    return json.take() + "\n";
}

}  // namespace parvis::datasets
