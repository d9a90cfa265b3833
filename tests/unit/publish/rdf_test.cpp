// SPDX-License-Identifier: EUPL-1.2
// Both notations of a graph say the same triples, whatever its texts hold: each is read back here
// by a reader that knows the grammar (W3C, "RDF 1.1 Turtle" and "JSON-LD 1.1") and not the writer.
// Another reader than ours looks at the whole catalogue in tests/http/catalogue.mjs.
#include "publish/rdf.hpp"

#include "tests/unit/datasets/parsed_json.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace rdf = parvis::publish::rdf;
using rdf::Resource;

namespace {

/// Statements as "subject predicate object"; one without a name stands as what is said of it.
using Graph = std::multiset<std::string>;

std::string nameless(const Graph& said)
{
    std::string text = "[";
    for (const std::string& statement : said) {
        text += statement + ";";
    }
    return text + "]";
}

std::string literal(const std::string& text, const std::string& language, const std::string& type)
{
    return "\"" + text + "\"@" + language + "^" + type;
}

std::string expanded(const std::map<std::string, std::string>& prefixes, const std::string& name)
{
    const std::size_t colon = name.find(':');
    const auto prefix = prefixes.find(name.substr(0, colon));
    BOOST_REQUIRE_MESSAGE(prefix != prefixes.end(), name);
    return prefix->second + name.substr(colon + 1);
}

/// As much of Turtle as has to be read: directives, statements, blank nodes, literals.
class Turtle {
public:
    explicit Turtle(const std::string& text) : m_text(text)
    {
        for (skip(); m_at < m_text.size(); skip()) {
            if (takes("@prefix")) {
                skip();
                const std::string name = until(':');
                skip();
                m_prefixes[name] = iri();
            } else {
                const std::string subject = "<" + iri() + ">";
                for (const std::string& said : statements()) {
                    m_graph.insert(subject + " " + said);
                }
            }
            expect('.');
        }
    }
    [[nodiscard]] const Graph& graph() const { return m_graph; }

private:
    void skip()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n')) {
            ++m_at;
        }
    }
    bool takes(const std::string& word)
    {
        const bool is_there = m_text.compare(m_at, word.size(), word) == 0;
        m_at += is_there ? word.size() : 0;
        return is_there;
    }
    void expect(char c)
    {
        skip();
        BOOST_REQUIRE_MESSAGE(m_at < m_text.size() && m_text[m_at] == c,
                              c << " expected at " << m_text.substr(m_at, 40));
        ++m_at;
    }
    std::string until(char end)
    {
        const std::size_t start = m_at;
        m_at = m_text.find(end, m_at);
        BOOST_REQUIRE(m_at != std::string::npos);
        return m_text.substr(start, m_at++ - start);
    }
    std::string iri()
    {
        expect('<');
        std::string text = until('>');
        for (const char c : text) {  // IRIREF
            const bool good = static_cast<unsigned char>(c) > 0x20 &&
                              std::string("<>\"{}|^`\\").find(c) == std::string::npos;
            BOOST_REQUIRE_MESSAGE(good, text);
        }
        return text;
    }
    std::string name()
    {
        const std::size_t start = m_at;
        m_at = m_text.find_first_of(" \n,;.]", m_at);
        return expanded(m_prefixes, m_text.substr(start, m_at - start));
    }
    /// What stands between two quotes: STRING_LITERAL_QUOTE with ECHAR and UCHAR.
    std::string quoted()
    {
        expect('"');
        std::string text;
        for (; m_text.at(m_at) != '"'; ++m_at) {
            const char c = m_text[m_at];
            BOOST_REQUIRE(c != '\n' && c != '\r');
            if (c != '\\') {
                text += c;
            } else if (const char next = m_text.at(++m_at); next == 'u') {
                const int code = std::stoi(m_text.substr(m_at + 1, 4), nullptr, 16);
                BOOST_REQUIRE(code < 0x80);
                text += static_cast<char>(code);
                m_at += 4;
            } else {
                BOOST_REQUIRE(next == '"' || next == '\\');
                text += next;
            }
        }
        ++m_at;
        return text;
    }
    std::string object()
    {
        skip();
        if (m_text[m_at] == '<') {
            return "<" + iri() + ">";
        }
        if (m_text[m_at] == '[') {
            ++m_at;
            const auto said = statements();
            expect(']');
            return nameless(Graph(said.begin(), said.end()));
        }
        if (m_text[m_at] != '"') {
            return "<" + name() + ">";
        }
        const std::string text = quoted();
        std::string language;
        if (takes("@")) {
            const std::size_t start = m_at;
            m_at = m_text.find_first_of(" \n,;.]", m_at);
            language = m_text.substr(start, m_at - start);
        }
        return literal(text, language, takes("^^") ? name() : "");
    }
    /// "predicate object" of one subject, up to what ends them.
    std::vector<std::string> statements()
    {
        std::vector<std::string> said;
        do {
            skip();
            const bool is_type = takes("a ");
            const std::string predicate = is_type ? "type" : name();
            do {
                said.push_back(predicate + " " + object());
                skip();
            } while (takes(","));
        } while (takes(";"));
        return said;
    }

    std::string m_text;
    std::size_t m_at = 0;
    std::map<std::string, std::string> m_prefixes;
    Graph m_graph;
};

/// A document of JSON-LD whose context has prefixes alone.
class Linked {
public:
    explicit Linked(const std::string& text)
    {
        const auto document = parvis::test::parsed(text);
        for (const auto& prefix : document["@context"].GetObject()) {
            m_prefixes[prefix.name.GetString()] = prefix.value.GetString();
        }
        node(document);
    }
    [[nodiscard]] const Graph& graph() const { return m_graph; }

private:
    std::string node(const rapidjson::Value& json)
    {
        using parvis::test::text_of;
        Graph said;
        for (const auto& [name, value] : json.GetObject()) {
            const std::string key = text_of(name);
            if (key == "@type") {
                for (const auto& type : value.GetArray()) {
                    said.insert("type <" + expanded(m_prefixes, type.GetString()) + ">");
                }
            } else if (!key.starts_with('@')) {
                for (const auto& one : value.GetArray()) {
                    said.insert(expanded(m_prefixes, key) + " " + object(one));
                }
            }
        }
        if (!json.HasMember("@id")) {
            return nameless(said);
        }
        const std::string subject = "<" + text_of(json["@id"]) + ">";
        for (const std::string& statement : said) {
            m_graph.insert(subject + " " + statement);
        }
        return subject;
    }
    std::string object(const rapidjson::Value& json)
    {
        using parvis::test::text_of;
        if (!json.HasMember("@value")) {
            return node(json);
        }
        return literal(
            text_of(json["@value"]), json.HasMember("@language") ? text_of(json["@language"]) : "",
            json.HasMember("@type") ? expanded(m_prefixes, json["@type"].GetString()) : "");
    }

    std::map<std::string, std::string> m_prefixes;
    Graph m_graph;
};

/// Texts that either notation has to escape, and addresses that are none.
class Drawn {
public:
    explicit Drawn(std::uint32_t seed) : m_random(seed) {}

    std::string text()
    {
        static const std::vector<std::string> pieces{
            "\"", "\\",   "\n",        "\r",     "\t",     "\x01", "\x7f", "é",   "\U0001F6A7",
            "'",  "\"\"", "\\u0041",   "@fr",    "^^xsd:", "<a>",  " .",   " ; ", "[",
            "]",  "\\\"", "</script>", "\u2028", "mot",    "%",    "\b\f"};
        std::string text;
        for (std::size_t i = below(6); i > 0; --i) {
            text += pieces[below(pieces.size())];
        }
        return text;
    }
    Resource resource(std::size_t depth)
    {
        static const std::vector<std::string_view> properties{"dct:title", "dcat:theme",
                                                              "rdfs:comment", "oa:hasBody"};
        // Each name once: two descriptions of one thing would be one in either notation.
        Resource made{below(3) == 0 ? "" : "http://a.fr/" + std::to_string(m_next++) + text(),
                      {"dcat:Dataset"}};
        if (below(4) == 0) {
            made.types.push_back("oa:Annotation");
        }
        for (std::size_t i = below(6); i > 0; --i) {
            const auto property = properties[below(properties.size())];
            switch (below(depth > 0 ? 4 : 3)) {
            case 0:
                made.add(property, text(), below(2) == 0 ? "" : "fr");
                break;
            case 1:
                made.add_typed(property, text(), "xsd:date");
                break;
            case 2:
                made.add_iri(property, "http://b.fr/" + text());
                break;
            default:
                made.add(property, resource(depth - 1));
            }
        }
        return made;
    }

private:
    std::size_t below(std::size_t end) { return m_random() % end; }
    std::mt19937 m_random;
    int m_next = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rdf_notations)

BOOST_AUTO_TEST_CASE(both_notations_say_the_same_of_any_graph)
{
    std::size_t statements = 0;
    for (std::uint32_t seed = 0; seed < 2000; ++seed) {
        Drawn drawn(seed);
        Resource graph = drawn.resource(3);
        graph.address = "http://a.fr/";
        BOOST_TEST_CONTEXT(rdf::turtle(graph))
        {
            const Graph one = Turtle(rdf::turtle(graph)).graph();
            BOOST_TEST_REQUIRE((one == Linked(rdf::json_ld(graph)).graph()));
            statements += one.size();
        }
    }
    BOOST_TEST(statements > 10'000U);
}

BOOST_AUTO_TEST_CASE(what_is_said_is_read_back_as_it_was)
{
    Resource graph{"http://a.fr/é b", {"dcat:Dataset"}};
    graph.add("dct:title", "Un \"mot\" \\ et\nune ligne", "fr");
    graph.add_typed("dct:modified", "2026-11-30", "xsd:date");
    graph.add("dct:title", "");  // nothing
    Resource inner{"", {"foaf:Agent"}};
    inner.add("foaf:name", "Ville");
    graph.add("dct:publisher", inner);
    const std::string dct = "http://purl.org/dc/terms/";
    const Graph expected{"<http://a.fr/é%20b> type <http://www.w3.org/ns/dcat#Dataset>",
                         "<http://a.fr/é%20b> " + dct + "title \"Un \"mot\" \\ et\nune ligne\"@fr^",
                         "<http://a.fr/é%20b> " + dct +
                             "modified \"2026-11-30\"@^http://www.w3.org/2001/XMLSchema#date",
                         "<http://a.fr/é%20b> " + dct +
                             "publisher [http://xmlns.com/foaf/0.1/name \"Ville\"@^;type "
                             "<http://xmlns.com/foaf/0.1/Agent>;]"};
    BOOST_TEST(Turtle(rdf::turtle(graph)).graph() == expected, boost::test_tools::per_element());
    BOOST_TEST(Linked(rdf::json_ld(graph)).graph() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
