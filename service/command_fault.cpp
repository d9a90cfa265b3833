// SPDX-License-Identifier: EUPL-1.2
#include "service/command_fault.hpp"

namespace parvis::service {

namespace {

/// What a command on comments lacks; "" where nothing does.
std::string comment_fault(const Command& command)
{
    if (command.task != Task::comment) {
        return {};
    }
    const CommentWords& words = command.comment;
    const bool says = words.action == "add" || words.action == "edit";
    if (says && words.text.empty() == words.text_file.empty()) {
        return "comment " + words.action + " demande --text ou --text-file : le texte en français.";
    }
    if (says && words.author.empty()) {
        return "comment " + words.action +
               " demande --author : qui signe, une fonction ou un service.";
    }
    const bool decides =
        words.action == "approve" || words.action == "confirm" || words.action == "withdraw";
    if (decides && command.who.empty()) {
        return "comment " + words.action + " demande --by : qui en décide.";
    }
    return {};
}

std::string check_fault(const Command& command)
{
    if (command.task != Task::check) {
        return {};
    }
    if (command.schema.empty()) {
        return command.site.empty() ? "check demande --site, ou un fichier et --schema.\nVoir "
                                      "« parvis --help » pour les commandes et leurs options."
                                    : "";
    }
    const bool is_one_file =
        command.site.empty() && command.file.empty() && command.datasets.size() == 1;
    return is_one_file ? ""
                       : "check --schema vérifie un seul fichier, sans --site ni --file : parvis "
                         "check FICHIER --schema SCHÉMA";
}

}  // namespace

std::string command_fault(const Command& command)
{
    if (std::string fault = check_fault(command); !fault.empty()) {
        return fault;
    }
    if (!command.file.empty() && command.datasets.size() != 1) {
        return "--file demande le nom d’un seul jeu de données.";
    }
    if (!command.columns.empty() && command.file.empty()) {
        return "--column vaut pour un fichier donné : ajoutez --file.";
    }
    if (command.task == Task::confirm && command.removed == command.kept) {
        return "confirm demande --removed (elles sont finies) ou --kept (elles durent).";
    }
    if (std::string fault = comment_fault(command); !fault.empty()) {
        return fault;
    }
    if (command.task == Task::confirm && command.who.empty()) {
        return "confirm demande --by : qui le dit, une fonction ou un service.";
    }
    if (command.task == Task::near && command.datasets.size() > 1) {
        return "near cherche dans un jeu de données, ou dans tous ceux d’équipements si aucun "
               "n’est nommé.";
    }
    if (command.desk && command.behind_proxy) {
        return "--desk et --behind-proxy ne vont pas ensemble : la page de dépôt ne s’ouvre jamais "
               "à travers un serveur frontal. Pour déposer des fichiers, lancez un autre « parvis "
               "serve --desk » sur un autre port.";
    }
    return {};
}

}  // namespace parvis::service
