// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_fault.hpp"

#include "datasets/number_text.hpp"
#include "datasets/row_issue.hpp"
#include "publish/site/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::publish {

namespace {

bool is_language(std::string_view code)
{
    return code.size() == 2 &&
           std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// What is wrong with the text in one language; "" where nothing is.
std::string text_fault(const std::string& language, const std::string& text)
{
    if (!is_language(language)) {
        return fmt::format("« {} » n’est pas un code de langue de deux lettres.", language);
    }
    std::string fault = datasets::comment_text_fault(text);
    return fault.empty() ? site::markdown_fault(text) : fault;
}

/// What is wrong with a name or function that signs; "" where nothing is.
std::string name_fault(const std::string& name)
{
    constexpr std::size_t longest = 120;
    if (datasets::trimmed(name).empty()) {
        return "il est vide : un commentaire est signé d’une fonction ou d’un service.";
    }
    if (name.size() > longest || name.find('\n') != std::string::npos) {
        return fmt::format("une ligne de {} octets au plus.", longest);
    }
    if (!datasets::contacts_in(name).empty()) {
        return "une adresse ou un numéro s’y lit : un commentaire est signé d’une fonction ou d’un "
               "service.";
    }
    return datasets::comment_text_fault(name);
}

/// As it may stand in a sentence, and in the log.
std::string claim(const std::string& name)
{
    return datasets::comment_text_fault(name).empty() ? datasets::shortened(name) : "…";
}

}  // namespace

std::string forged(const CommentAsked& asked, const CommentWriter& writer)
{
    if (asked.author && *asked.author != writer.name) {
        return fmt::format("Ce jeton signe « {} » : il ne peut pas écrire au nom de « {} ». "
                           "Laissez « author » de côté.",
                           writer.name, claim(*asked.author));
    }
    if (asked.role && *asked.role != writer.title) {
        return fmt::format("Ce jeton signe avec la fonction « {} », pas « {} ». Laissez « role » "
                           "de côté.",
                           writer.title, claim(*asked.role));
    }
    return {};
}

std::optional<CommentRefusal> refused_text(const CommentAsked& asked, const CommentWriter& writer)
{
    CommentRefusal refused;
    const auto add = [&](std::string field, std::string fault) {
        if (!fault.empty()) {
            refused.sentence +=
                fmt::format("{}« {} » : {}", refused.sentence.empty() ? "" : " ", field, fault);
            refused.fields.emplace_back(std::move(field), std::move(fault));
        }
    };
    const auto french = asked.text.find("fr");
    if (french == asked.text.end() || datasets::trimmed(french->second).empty()) {
        add("text", "le texte français est vide : dites pourquoi ce chiffre est ce qu’il est.");
    }
    for (const auto& [language, text] : asked.text) {
        add("text." + language, text_fault(language, text));
    }
    add("author", name_fault(writer.name));
    if (!writer.title.empty()) {
        add("role", name_fault(writer.title));
    }
    add("status", datasets::status_fault(asked.status));
    add("confidentiality", datasets::confidentiality_fault(asked.confidentiality));
    add("motive", datasets::motive_fault(asked.motive));
    if (!refused.fields.empty()) {
        return refused;
    }
    if (asked.confirm_personal) {
        return std::nullopt;
    }
    for (const auto& [language, text] : asked.text) {
        for (auto& contact : datasets::contacts_in(text)) {
            refused.contacts.push_back({language, std::move(contact)});
        }
    }
    if (refused.contacts.empty()) {
        return std::nullopt;
    }
    refused.kind = CommentRefusal::Kind::contacts;
    std::vector<std::string> words;
    for (const auto& [language, contact] : refused.contacts) {
        words.push_back(
            fmt::format("{} « {} » (texte {}, caractère {})",
                        contact.kind == datasets::Contact::Kind::email ? "l’adresse" : "le numéro",
                        contact.text, language, contact.at + 1));
    }
    refused.sentence = fmt::format("Ce texte sera public, et on y lit {}. Est-ce voulu ? "
                                   "Retirez-le, ou confirmez.",
                                   fmt::join(words, ", "));
    return refused;
}

}  // namespace parvis::publish
