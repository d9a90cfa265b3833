// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace parvis::service {

/// Of what a command demands itself, in words of its own (command_fault).
inline constexpr const char* obligatory = " ; obligatoire";

/// The command line as CLI11 reads it, and the command that comes of it.
struct Commands {
    Command command;
    CLI::App app{"Parvis : publier les données des communes, vérifiées, situées et commentées.",
                 "parvis"};

    CLI::App* add(Task task, const char* name, const char* help)
    {
        auto* sub = app.add_subcommand(name, help);
        sub->group("Commandes");
        auto* site = sub->add_option("--site", command.site,
                                     "dossier du site (parvis.toml, territory.toml, datasets/)");
        // A file alone can be checked against a schema without one.
        site->required(task != Task::check);
        sub->set_help_flag("-h,--help", "afficher cette aide");
        sub->callback([this, task] { command.task = task; });
        return sub;
    }
    /// A command that has commands of its own.
    CLI::App* add_group(const char* name, const char* help)
    {
        auto* group = app.add_subcommand(name, help);
        group->require_subcommand(1);
        group->group("Commandes");
        group->set_help_flag("-h,--help", "afficher cette aide");
        return group;
    }
    CLI::App* add_to(CLI::App* group, const char* name, const char* help,
                     std::function<void()> chosen)
    {
        auto* sub = group->add_subcommand(name, help);
        sub->group("Commandes");
        sub->add_option("--site", command.site, "dossier du site")->required();
        sub->set_help_flag("-h,--help", "afficher cette aide");
        sub->callback(std::move(chosen));
        return sub;
    }
    void add_ends_with_parent(CLI::App* sub)
    {
        sub->add_flag("--ends-with-parent", command.ends_with_parent,
                      "s’arrêter avec le programme qui l’a lancé")
            ->group("");
    }
    void add_datasets(CLI::App* sub)
    {
        sub->add_option("jeux", command.datasets, "jeux de données ; sans rien, tous");
    }
    void add_one_dataset(CLI::App* sub)
    {
        // Not a list: it would take what follows it, too.
        sub->add_option_function<std::string>(
               "jeu", [this](const std::string& id) { command.datasets = {id}; }, "jeu de données")
            ->required();
    }
    void add_decision(CLI::App* sub, bool is_signed = false)
    {
        sub->add_option("--by", command.who,
                        std::string("qui en décide : une fonction ou un service") +
                            (is_signed ? obligatory : ""));
        sub->add_option("--why", command.why, "pourquoi");
    }
    void add_json(CLI::App* sub)
    {
        sub->add_flag(
            "--json", command.json,
            "compte rendu en JSON sur la sortie standard ; pour check et ingest, une ligne par "
            "événement, la dernière est le compte rendu");
    }
    void add_reading(CLI::App* sub)
    {
        sub->add_option("--file", command.file, "lire ce fichier au lieu de la source du jeu");
        sub->add_option("--column", command.columns,
                        "lire une propriété dans une autre colonne de ce fichier, telle que "
                        "\"debut=Date de début\" ; répétable")
            ->take_all();
        sub->add_option("--language", command.language, "langue de la ligne de comptes : fr ou en")
            ->check(CLI::IsMember({"fr", "en"}));
        add_limits(sub);
    }
    void add_limits(CLI::App* sub)
    {
        sub->add_option("--memory-mb", command.memory_mb,
                        "mémoire à ne pas dépasser, en Mio (4096)")
            ->check(CLI::Range(256U, 1U << 20U));
        sub->add_option("--cpu-seconds", command.cpu_seconds,
                        "temps de calcul à ne pas dépasser, en s (3600)")
            ->check(CLI::Range(1U, 1U << 20U));
        sub->add_option("--file-mb", command.file_mb,
                        "taille à ne pas dépasser par fichier écrit, en Mio (16384)")
            ->check(CLI::Range(1U, 1U << 24U));
        add_ends_with_parent(sub);
    }
};

// What has a subject of its own: reports, clashes of works, tokens, webhooks, comments, works.
void describe_report(Commands& all);
void describe_clashes(Commands& all);
void describe_tokens(Commands& all);
void describe_webhooks(Commands& all);
void describe_comments(Commands& all);
void describe_works(Commands& all);

}  // namespace parvis::service
