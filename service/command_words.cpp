// SPDX-License-Identifier: EUPL-1.2
#include "service/command_words.hpp"

#include "datasets/spelling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>

namespace parvis::service {

namespace {

using Halves = std::optional<std::pair<std::string_view, std::string_view>>;

/// What stands before and behind a piece of a text; nothing where it is not in it.
Halves around(std::string_view text, std::string_view piece)
{
    const std::size_t at = text.find(piece);
    return at == std::string_view::npos
               ? std::nullopt
               : Halves(std::in_place, text.substr(0, at), text.substr(at + piece.size()));
}

/// An option as it is typed, an argument between quotes.
std::string named(std::string_view name)
{
    return name.starts_with('-') ? std::string(name) : fmt::format("« {} »", name);
}

/// "256 - 1048576" or "0 to 65535".
std::string bounds(std::string_view text)
{
    for (const std::string_view between : {" - ", " to "}) {
        if (const auto ends = around(text, between)) {
            return fmt::format("de {} à {}", ends->first, ends->second);
        }
    }
    return std::string(text);
}

std::string command_missing(std::string_view given, const std::vector<std::string>& commands)
{
    const std::string there_are = fmt::format("Il y a {}.", fmt::join(commands, ", "));
    if (given.empty() || given.starts_with('-')) {
        return fmt::format("il manque la commande. {}", there_are);
    }
    const std::string near = datasets::nearest_spelling(given, commands);
    return fmt::format("« {} » n’est pas une commande. {}", given,
                       near.empty() ? there_are : fmt::format("Vouliez-vous dire « {} » ?", near));
}

/// A fault of one option: "--port: Value 99999 not in range 0 to 65535".
std::string option_fault(std::string_view name, std::string_view fault)
{
    if (const auto range = around(fault, " not in range ")) {
        const auto value = around(range->first, "Value ");
        return fmt::format("{} demande un nombre {}, pas « {} ».", named(name),
                           bounds(range->second), value ? value->second : range->first);
    }
    if (const auto list = around(fault, " not in {")) {
        std::string_view values = list->second;
        values = values.substr(0, values.rfind('}'));
        return fmt::format("{} ne peut pas être « {} ». Possibles : {}.", named(name), list->first,
                           values);
    }
    if (fault.find(" missing") != std::string_view::npos) {
        return fmt::format("{} demande une valeur.", named(name));
    }
    if (fault.find("At Most") != std::string_view::npos ||
        fault.find("at most") != std::string_view::npos) {
        return fmt::format("{} ne se donne qu’une fois.", named(name));
    }
    return fmt::format("{} n’est pas compris ({}).", named(name), fault);
}

}  // namespace

std::string command_fault_fr(std::string_view english, std::string_view given,
                             const std::vector<std::string>& commands)
{
    if (english.starts_with("A subcommand is required")) {
        return command_missing(given, commands);
    }
    if (const auto name = around(english, " is required")) {
        return fmt::format("il manque {}.", named(name->first));
    }
    if (english.find("not expected: ") != std::string_view::npos) {
        return fmt::format("{} n’est pas attendu ici.",
                           named(around(english, "not expected: ")->second));
    }
    if (const auto two = around(english, " excludes ")) {
        return fmt::format("{} et {} ne vont pas ensemble.", two->first, two->second);
    }
    if (const auto rest = around(english, "Could not convert: ")) {
        const auto value = around(rest->second, " = ");
        return value ? fmt::format("{} demande un nombre, pas « {} ».", named(value->first),
                                   value->second)
                     : fmt::format("{} n’est pas compris.", named(rest->second));
    }
    if (const auto option = around(english, ": ")) {
        return option_fault(option->first, option->second);
    }
    return fmt::format("la ligne de commande n’est pas comprise ({}).", english);
}

std::string option_type_fr(std::string_view type)
{
    if (const auto list = around(type, ":{")) {
        return fmt::format("{{{}", list->second);
    }
    if (const auto range = around(type, " in [")) {
        std::string_view ends = range->second;
        ends = ends.substr(0, ends.rfind(']'));
        return "NOMBRE " + bounds(ends);
    }
    return type == "INT" || type == "UINT" || type == "FLOAT" ? "NOMBRE" : "TEXTE";
}

}  // namespace parvis::service
