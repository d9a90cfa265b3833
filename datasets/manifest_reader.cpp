// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_fault.hpp"
#include "datasets/manifest_members.hpp"
#include "geo/error.hpp"

#include <rapidjson/document.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace parvis::datasets {

namespace {

/// Rises when a member changes its meaning or goes; a reader refuses what is newer than itself.
constexpr std::uint64_t manifest_format = 1;

using Json = rapidjson::Value;

std::string_view view(const Json& text) { return {text.GetString(), text.GetStringLength()}; }

[[noreturn]] void refuse(const std::string& where, const std::string& what)
{
    throw StoreError("« " + where + " » : " + what);
}

/// One object of the manifest, read strictly: a member is there once and has its type, and no
/// member is left over, so that nothing is dropped in silence.
class Members {
public:
    Members(const Json& object, std::string where) : m_object(object), m_where(std::move(where))
    {
        if (!object.IsObject()) {
            refuse(m_where, "un objet était attendu");
        }
    }

    const Json& at(const char* name)
    {
        const auto found = m_object.FindMember(name);
        if (found == m_object.MemberEnd()) {
            refuse(path(name), "absent");
        }
        m_seen.insert(name);
        return found->value;
    }

    /// For members that only some objects carry.
    [[nodiscard]] bool has(const char* name) const { return m_object.HasMember(name); }

    std::string text(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsString(), name, "un texte");
        return std::string(view(value));
    }

    bool boolean(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsBool(), name, "vrai ou faux");
        return value.GetBool();
    }

    std::uint64_t count(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsUint64(), name, "un nombre entier positif");
        return value.GetUint64();
    }

    double number(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsNumber(), name, "un nombre");
        return value.GetDouble();
    }

    bool is_null(const char* name) { return at(name).IsNull(); }

    Texts texts(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsObject(), name, "un objet de textes par langue");
        Texts texts;
        for (const auto& member : value.GetObject()) {
            expect(member.value.IsString(), name, "un texte par langue");
            texts.emplace(view(member.name), view(member.value));
        }
        return texts;
    }

    std::vector<std::string> list(const char* name)
    {
        std::vector<std::string> list;
        for (const Json& value : array(name)) {
            expect(value.IsString(), name, "une liste de textes");
            list.emplace_back(view(value));
        }
        return list;
    }

    Json::ConstArray array(const char* name)
    {
        const Json& value = at(name);
        expect(value.IsArray(), name, "une liste");
        return value.GetArray();
    }

    [[nodiscard]] std::string path(const std::string& name) const
    {
        return m_where.empty() ? name : m_where + "." + name;
    }

    /// Refuses members that nobody asked for, and members that stand twice.
    void end() const
    {
        for (const auto& member : m_object.GetObject()) {
            if (m_seen.count(view(member.name)) == 0) {
                refuse(path(member.name.GetString()), "membre inconnu");
            }
        }
        if (m_object.MemberCount() != m_seen.size()) {
            refuse(m_where, "un membre y est deux fois");
        }
    }

private:
    void expect(bool fits, const char* name, const char* what) const
    {
        if (!fits) {
            refuse(path(name), std::string(what) + " était attendu");
        }
    }

    const Json& m_object;
    std::string m_where;
    std::set<std::string, std::less<>> m_seen;
};

geo::Box read_box(const Json::ConstArray& numbers)
{
    if (numbers.Size() != 4) {
        refuse("extent", "quatre nombres étaient attendus");
    }
    std::array<double, 4> sides{};
    for (rapidjson::SizeType i = 0; i < 4; ++i) {
        if (!numbers[i].IsNumber()) {
            refuse("extent", "quatre nombres étaient attendus");
        }
        sides[i] = numbers[i].GetDouble();
    }
    return {sides[0], sides[1], sides[2], sides[3]};
}

/// Reads each member that it is shown out of one object.
class Reading {
public:
    explicit Reading(Members& members) : m_members(members) {}

    void operator()(const char* name, std::string& text) { text = m_members.text(name); }
    void operator()(const char* name, bool& value) { value = m_members.boolean(name); }
    void operator()(const char* name, std::uint64_t& number) { number = m_members.count(name); }
    void operator()(const char* name, std::uint32_t& number)
    {
        const std::uint64_t read = m_members.count(name);
        if (read > UINT32_MAX) {
            refuse(m_members.path(name), "trop grand");
        }
        number = static_cast<std::uint32_t>(read);
    }
    void operator()(const char* name, Texts& texts) { texts = m_members.texts(name); }
    void operator()(const char* name, std::vector<std::string>& list)
    {
        list = m_members.list(name);
    }
    void operator()(const char* name, Kind& kind)
    {
        kind = known(name, kind_named(m_members.text(name)), "sorte de jeu inconnue");
    }
    void operator()(const char* name, ValueType& type)
    {
        type = known(name, value_type(m_members.text(name)), "type inconnu");
    }
    void operator()(const char* name, std::map<std::string, std::uint64_t>& counts)
    {
        const Json& json = m_members.at(name);
        Members members(json, m_members.path(name));
        for (const auto& member : json.GetObject()) {
            counts.emplace(view(member.name), members.count(member.name.GetString()));
        }
        members.end();
    }
    void operator()(const char* name, double& number) { number = m_members.number(name); }
    void operator()(const char* name, std::optional<double>& number)
    {
        if (!m_members.is_null(name)) {
            number = m_members.number(name);
        }
    }
    void operator()(const char* name, std::optional<geo::Box>& box)
    {
        if (!m_members.is_null(name)) {
            box = read_box(m_members.array(name));
        }
    }
    void unless_zero(const char* name, std::uint64_t& number)
    {
        if (m_members.has(name)) {
            number = m_members.count(name);
        }
    }
    template <class Member>
    void unless_empty(const char* name, Member& member)
    {
        if (m_members.has(name)) {
            (*this)(name, member);
        }
    }
    template <class Items, class Each>
    void list_unless_empty(const char* name, Items& items, Each each)
    {
        if (m_members.has(name)) {
            list(name, items, each);
        }
    }
    template <class Inside>
    void object(const char* name, Inside inside)
    {
        read(m_members.at(name), m_members.path(name), inside);
    }
    template <class Items, class Each>
    void list(const char* name, Items& items, Each each)
    {
        for (const Json& json : m_members.array(name)) {
            auto& item = items.emplace_back();
            read(json, m_members.path(name) + "[" + std::to_string(items.size()) + "]",
                 [&](Reading& reading) { each(item, reading); });
        }
    }

private:
    template <class Inside>
    static void read(const Json& json, std::string where, Inside inside)
    {
        Members members(json, std::move(where));
        Reading reading(members);
        inside(reading);
        members.end();
    }
    template <class Named>
    Named known(const char* name, const std::optional<Named>& named, const char* otherwise) const
    {
        if (!named) {
            refuse(m_members.path(name), otherwise);
        }
        return *named;
    }

    Members& m_members;
};

Manifest read_document(const Json& json)
{
    Members members(json, "");
    if (members.count("manifest_format") != manifest_format) {
        refuse("manifest_format", "écrit par une autre version de Parvis, plus récente");
    }
    Manifest manifest;
    Reading reading(members);
    each_member(manifest, reading);
    members.end();
    return manifest;
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        throw StoreError(file.string() + " : lecture impossible");
    }
    // Iterative: a damaged file of a million brackets must not overflow the stack.
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                               rapidjson::kParseValidateEncodingFlag;
    rapidjson::Document document;
    document.Parse<flags>(text.data(), text.size());
    if (document.HasParseError()) {
        throw StoreError(file.string() + " : JSON invalide à l'octet " +
                         std::to_string(document.GetErrorOffset()) + " (" +
                         std::string(json_fault(document.GetParseError())) + ")");
    }
    try {
        return read_document(document);
    } catch (const StoreError& error) {
        throw StoreError(file.string() + " : " + error.what());
    }
}

}  // namespace parvis::datasets
