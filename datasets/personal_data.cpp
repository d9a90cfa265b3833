// SPDX-License-Identifier: EUPL-1.2
#include "datasets/personal_data.hpp"

#include "datasets/comment_text.hpp"
#include "datasets/number_text.hpp"
#include "datasets/territory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

namespace parvis::datasets {
namespace {

constexpr std::string_view mark = "…";
/// What is shorter stands in too many words.
constexpr std::size_t shortest_name = 3;

std::string lower(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool is_plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The last part of "properties.mail".
std::string_view last_name(std::string_view column)
{
    const auto dot = column.rfind('.');
    return dot == std::string_view::npos ? column : column.substr(dot + 1);
}

/// A text as names are compared: letters of the alphabet in lower case, a blank for all else; and
/// where each of them begins in the text, with its end.
struct Folded {
    std::string letters;
    std::vector<std::size_t> starts;
};

/// A letter beyond ASCII as plain ones; most are of Latin-1, and asking ICU of each takes long.
const std::string& plain_letter(std::string_view letter)
{
    thread_local std::map<std::string, std::string, std::less<>> known;
    constexpr std::size_t most = 1'000;
    auto found = known.find(letter);
    if (found == known.end()) {
        if (known.size() >= most) {
            known.clear();
        }
        found = known.emplace(letter, slug(letter)).first;
    }
    return found->second;
}

Folded folded(std::string_view text)
{
    Folded out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t next = at + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0U) == 0x80) {
            ++next;
        }
        const auto first = static_cast<unsigned char>(text[at]);
        const std::string words =
            first < 0x80 ? lower(text.substr(at, 1)) : plain_letter(text.substr(at, next - at));
        const bool is_word = !words.empty() && ((words[0] >= 'a' && words[0] <= 'z') ||
                                                (words[0] >= '0' && words[0] <= '9'));
        for (const char c : is_word ? words : std::string(" ")) {
            out.letters += c;
            out.starts.push_back(at);
        }
        at = next;
    }
    out.starts.push_back(text.size());
    return out;
}

using Parts = std::vector<std::pair<std::size_t, std::size_t>>;

/// Where `name` stands in a text as words of its own, however it is written.
void add_name(Parts& parts, const Folded& text, std::string_view name)
{
    const std::string wanted = folded(name).letters;
    const std::string& in = text.letters;
    for (std::size_t at = 0; (at = in.find(wanted, at)) != std::string::npos; at += wanted.size()) {
        const std::size_t end = at + wanted.size();
        if ((at == 0 || in[at - 1] == ' ') && (end == in.size() || in[end] == ' ')) {
            parts.emplace_back(text.starts[at], text.starts[end] - text.starts[at]);
        }
    }
}

/// A word of a text: letters, and what stands within names; where it begins.
struct Word {
    std::size_t at = 0;
    std::string_view text;
    std::string plain;  ///< lower case, without accents
    bool dotted = false;
    bool capital = false;
};

std::vector<Word> words_of(std::string_view text)
{
    const Folded letters = folded(text);
    std::vector<Word> words;
    for (std::size_t i = 0; i < letters.letters.size(); ++i) {
        if (letters.letters[i] == ' ') {
            continue;
        }
        std::size_t end = i;
        while (end < letters.letters.size() && letters.letters[end] != ' ') {
            ++end;
        }
        Word word;
        word.at = letters.starts[i];
        word.text = text.substr(word.at, letters.starts[end] - word.at);
        word.plain = letters.letters.substr(i, end - i);
        word.dotted = letters.starts[end] < text.size() && text[letters.starts[end]] == '.';
        // É and the like: 0xc3 0x80 to 0x9e.
        word.capital = (word.text[0] >= 'A' && word.text[0] <= 'Z') ||
                       (word.text.size() > 1 && word.text[0] == '\xc3' &&
                        static_cast<unsigned char>(word.text[1]) < 0x9f);
        words.push_back(std::move(word));
        i = end;
    }
    return words;
}

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

bool is_civility(const Word& word)
{
    constexpr std::array<std::string_view, 10> whole{
        "mme", "mmes",     "mlle",   "mlles",        "mr",
        "mrs", "monsieur", "madame", "mademoiselle", "messieurs"};
    return is_one_of(whole, word.plain) || (word.dotted && (word.text == "M" || word.text == "MM"));
}

/// "rue M. Berthelot", "école Mme de Sévigné": what bears a name is no person.
bool bears_names(const Word& word)
{
    constexpr std::array<std::string_view, 33> things{
        "rue",    "avenue",    "av",      "ave",    "boulevard", "bd",      "bld",
        "place",  "pl",        "quai",    "allee",  "allees",    "impasse", "imp",
        "chemin", "che",       "cours",   "square", "pont",      "passage", "route",
        "rte",    "ecole",     "college", "lycee",  "gymnase",   "stade",   "salle",
        "parc",   "residence", "cite",    "groupe", "rond"};
    return is_one_of(things, word.plain);
}

/// Whether only blanks, hyphens, a dot or an apostrophe stand between two words.
bool are_joined(std::string_view text, const Word& first, const Word& second)
{
    const std::size_t end = first.at + first.text.size();
    const std::string_view between = text.substr(end, second.at - end);
    return between.size() <= 4 && between.find_first_of(",;:()/\n\"!?") == std::string_view::npos;
}

/// Whether a civility may stand in a text at all: most texts have none.
bool may_name_someone(std::string_view text)
{
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if ((text[i] == 'M' || text[i] == 'm') &&
            std::string_view("aAeElLmMoOrR.").find(text[i + 1]) != std::string_view::npos &&
            (i == 0 || !is_plain_letter(text[i - 1]))) {
            return true;
        }
    }
    return false;
}

void add_persons(Parts& parts, std::string_view text, const std::vector<Word>& words)
{
    constexpr std::array<std::string_view, 9> particles{"de", "du",  "des", "d", "le",
                                                        "la", "van", "von", "l"};
    constexpr std::size_t most_names = 4;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (!is_civility(words[i]) ||
            (i > 0 && bears_names(words[i - 1]) && are_joined(text, words[i - 1], words[i]))) {
            continue;
        }
        std::size_t last = i, names = 0;
        bool titled = false;  // "Monsieur le Maire" is a function
        for (std::size_t j = i + 1;
             j < words.size() && names < most_names && are_joined(text, words[j - 1], words[j]);
             ++j) {
            titled = titled ||
                     (j == i + 1 && !words[j].capital &&
                      (words[j].plain == "le" || words[j].plain == "la" || words[j].plain == "l"));
            if (words[j].capital && words[j].plain.size() > 1 &&
                !is_one_of(particles, words[j].plain)) {
                last = j;
                ++names;
            } else if (!words[j].capital && !is_one_of(particles, words[j].plain)) {
                break;
            }
        }
        if (last > i && !titled) {
            parts.emplace_back(words[i].at, words[last].at + words[last].text.size() - words[i].at);
            i = last;
        }
    }
}

/// What services and organisations are called.
bool is_service(std::string_view word)
{
    constexpr std::array<std::string_view, 58> services{
        "accueil",      "agence",     "allo",        "agglomeration", "assainissement",
        "astreinte",    "atelier",    "ateliers",    "brigade",       "bureau",
        "cellule",      "centre",     "chantier",    "chantiers",     "circulation",
        "clientele",    "communaute", "commune",     "conciergerie",  "contact",
        "departement",  "depannage",  "direction",   "division",      "dst",
        "eau",          "eclairage",  "energie",     "entreprise",    "espaces",
        "exploitation", "guichet",    "infos",       "info",          "mairie",
        "metropole",    "municipal",  "numero",      "permanence",    "police",
        "pole",         "proximite",  "regie",       "region",        "relations",
        "reseau",       "reseaux",    "secretariat", "secteur",       "service",
        "services",     "standard",   "syndicat",    "technique",     "techniques",
        "travaux",      "ville",      "voirie"};
    return is_one_of(services, word);
}

/// Whether the words of a contact name a service, or one word names an organisation.
bool names_service(const std::vector<Word>& words)
{
    if (std::ranges::any_of(words, [](const Word& word) { return is_service(word.plain); })) {
        return true;
    }
    constexpr std::array<std::string_view, 8> labels{"tel", "telephone", "mail", "courriel",
                                                     "fax", "email",     "e",    "par"};
    const auto is_name = [&](const Word& word) {
        return word.plain.find_first_of("0123456789") == std::string::npos &&
               !is_one_of(labels, word.plain);
    };
    return std::ranges::count_if(words, is_name) == 1;
}

/// "voirie@ville.fr" is a service's, "jean.dupont@ville.fr" a person's, whoever stands beside it.
bool is_of_service(const Contact& contact, const std::vector<Word>& beside)
{
    if (contact.kind == Contact::Kind::telephone) {
        return names_service(beside);
    }
    const std::string_view address = contact.text;
    const auto local = words_of(address.substr(0, address.find('@')));
    return std::ranges::any_of(local, [](const Word& word) { return is_service(word.plain); }) ||
           (local.size() == 1 && names_service(beside));
}

void add_contacts(Parts& parts, std::string_view column, std::string_view text)
{
    const auto contacts = contacts_in(text);
    if (contacts.empty()) {
        return;
    }
    Parts found;
    std::string rest(text);
    for (std::size_t from = 0; const Contact& contact : contacts) {
        const std::size_t at = text.find(contact.text, from);
        found.emplace_back(at, contact.text.size());
        from = at + contact.text.size();
        rest.replace(at, contact.text.size(), std::string(contact.text.size(), ' '));
    }
    const auto beside = words_of(rest);
    const bool is_public = column == "contact_service" && parts.empty();
    for (std::size_t i = 0; i < contacts.size(); ++i) {
        if (!is_public || !is_of_service(contacts[i], beside)) {
            parts.push_back(found[i]);
        }
    }
}

/// In order, what overlaps as one.
void put_in_order(Parts& parts)
{
    std::ranges::sort(parts);
    Parts merged;
    for (const auto& [at, size] : parts) {
        if (!merged.empty() && at <= merged.back().first + merged.back().second) {
            auto& [first, length] = merged.back();
            length = std::max(length, at + size - first);
        } else {
            merged.emplace_back(at, size);
        }
    }
    parts = std::move(merged);
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> personal_parts(std::string_view column,
                                                                std::string_view text)
{
    Parts parts;
    if (may_name_someone(text)) {
        add_persons(parts, text, words_of(text));
    }
    add_contacts(parts, column, text);
    put_in_order(parts);
    return parts;
}

PersonalData::PersonalData(const DatasetDefinition& definition, const Source& source,
                           const std::vector<bool>& used)
    : m_active(definition.facts.kind == Kind::road_works), m_key(definition.facts.key)
{
    if (!m_active) {
        return;
    }
    constexpr std::array<std::string_view, 12> always{
        "prenom",    "prénom",    "mail",     "email",  "e-mail", "courriel",
        "telephone", "téléphone", "portable", "mobile", "tel",    "fax"};
    const auto& columns = source.columns();
    const auto named = [&](std::string_view name) {
        return std::ranges::any_of(
            columns, [&](const std::string& c) { return lower(last_name(c)) == name; });
    };
    // "nom" alone may be the name of a street or of the work.
    const bool has_persons = named("prenom") || named("prénom");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string name = lower(last_name(columns[i]));
        const bool personal =
            std::ranges::find(always, name) != always.end() || (has_persons && name == "nom");
        if (personal && !used[i]) {
            m_columns.push_back(i);
        }
    }
}

void PersonalData::take_out(const SourceRow& row, const std::vector<Property>& properties,
                            std::vector<Value>& values, std::vector<RowIssue>& issues) const
{
    if (!m_active) {
        return;
    }
    for (std::size_t i = 0; i < properties.size(); ++i) {
        auto* text = std::get_if<std::string>(&values[i]);
        // Numbers of files and orders are no telephones, codes are none of anybody's words.
        const bool free_text = text != nullptr && properties[i].values.empty() &&
                               properties[i].name != "arrete" &&
                               std::ranges::find(m_key, properties[i].name) == m_key.end();
        if (!free_text) {
            continue;
        }
        auto parts = personal_parts(properties[i].name, *text);
        if (!m_columns.empty()) {
            const Folded letters = folded(*text);
            for (const std::size_t column : m_columns) {
                const std::string_view word = trimmed(row.cells[column]);
                if (word.size() >= shortest_name) {
                    add_name(parts, letters, word);
                }
            }
            put_in_order(parts);
        }
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            const auto [at, size] = *part;
            text->replace(at, size, mark);
        }
        if (!parts.empty()) {
            issues.push_back(
                {row.line,
                 Severity::warning,
                 "person_removed",
                 properties[i].name,
                 {},
                 {},
                 fmt::format(
                     "Une adresse, un numéro de téléphone ou un nom de personne se trouvait "
                     "dans « {} » : il est retiré. Donnez un service plutôt qu’une "
                     "personne.",
                     text_in(properties[i].label, "fr"))});
        }
    }
}

}  // namespace parvis::datasets
