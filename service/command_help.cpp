// SPDX-License-Identifier: EUPL-1.2
#include "service/command_help.hpp"

#include "service/command_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>

namespace parvis::service {

namespace {

/// An argument as the usage has it: "JEU", "[VERSION]", "[JEUX…]".
std::string in_usage(const CLI::Option& argument)
{
    std::string name = argument.get_name();
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    name = (name == "ANNEE" ? "ANNÉE" : name) + (argument.get_expected_max() > 1 ? "…" : "");
    return argument.get_required() ? " " + name : " [" + name + "]";
}

class FrenchHelp : public CLI::Formatter {
public:
    FrenchHelp()
    {
        label("OPTIONS", "options");
        label("SUBCOMMAND", "commande");
        label("SUBCOMMANDS", "commandes");
        label("Usage", "Emploi");
        label("Options", "Options");
        label("Positionals", "Arguments");
        label("Subcommands", "Commandes");
        column_width(28);
    }

    std::string make_usage(const CLI::App* app, std::string name) const override
    {
        if (name.empty() && app->get_parent() != nullptr) {
            name = app->get_parent()->get_name() + " " + app->get_name();
            if (const CLI::App* const top = app->get_parent()->get_parent(); top != nullptr) {
                name = top->get_name() + " " + name;
            }
        } else if (name.empty()) {
            name = app->get_name();
        }
        const bool chooses = !app->get_subcommands([](const CLI::App*) { return true; }).empty();
        const std::string what = chooses ? " COMMANDE" : "";
        std::string usage =
            "Emploi : " + name + what + (chooses ? " …" : " --site DOSSIER [options]");
        for (const CLI::Option* const argument :
             app->get_options([](const CLI::Option* option) { return option->get_positional(); })) {
            usage += in_usage(*argument);
        }
        return usage + "\n";
    }

    std::string make_option_opts(const CLI::Option* option) const override
    {
        std::string text;
        if (option->get_type_size() != 0 && option->get_items_expected_max() > 0) {
            text = " " + option_type_fr(option->get_type_name());
            text += option->get_expected_max() > 1 ? " …" : "";
            text += option->get_required() ? " obligatoire" : "";
        }
        for (const CLI::Option* const other : option->get_excludes()) {
            text += " (sans " + other->get_name() + ")";
        }
        return text;
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> french_help() { return std::make_shared<FrenchHelp>(); }

}  // namespace parvis::service
