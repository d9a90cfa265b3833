// SPDX-License-Identifier: EUPL-1.2
#include "service/command_line.hpp"

#include "datasets/site.hpp"
#include "service/command_fault.hpp"
#include "service/command_groups.hpp"
#include "service/command_help.hpp"
#include "service/command_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

void describe(Commands& all)
{
    CLI::App& app = all.app;
    app.require_subcommand(1);
    app.set_help_flag("-h,--help", "afficher cette aide");
    app.formatter(french_help());

    auto* check = all.add(Task::check, "check", "lire et vérifier les sources, sans rien publier");
    all.add_datasets(check);
    check->add_option("--schema", all.command.schema,
                      "vérifier un fichier, donné à la place du jeu, selon ce schéma (Table Schema "
                      "ou JSON Schema), sans site");
    all.add_json(check);
    all.add_reading(check);
    check
        ->add_flag("--columns", all.command.list_columns,
                   "dire avec --json quelles colonnes le fichier a, et lesquelles sont lues")
        ->group("");

    auto* ingest = all.add(Task::ingest, "ingest", "lire, vérifier, situer et publier les sources");
    all.add_datasets(ingest);
    all.add_json(ingest);
    all.add_reading(ingest);
    ingest
        ->add_option("--cause", all.command.cause,
                     "pourquoi cette version : ingest, upload ou refresh")
        ->check(CLI::IsMember({"ingest", "upload", "refresh"}));
    ingest->add_flag("--accept-shrink", all.command.accept_shrink,
                     "publier aussi un fichier qui a perdu beaucoup de lignes");
    ingest->add_flag("--draft", all.command.draft,
                     "garder les nouvelles versions sans les publier (parvis publish le fera)");

    auto* cross =
        all.add(Task::cross, "cross",
                "croiser des mesures par lieu ; sans mesure, refaire les collections croisées");
    cross->add_option("--measure", all.command.measures,
                      "mesure, telle que \"1000 * count(equipements) / population\" ; répétable");
    cross->add_option("--level", all.command.level,
                      "niveau : communes, poles, territoire, tailles ou un jeu de surfaces");
    cross->add_option("--period", all.command.period, "jour ou intervalle (2025-01-01/2025-12-31)");
    cross->add_option("--at", all.command.at, "jour qui compte pour l’état des chantiers");
    cross->add_option("--format", all.command.format, "csv, json ou geojson")
        ->check(CLI::IsMember({"csv", "json", "geojson"}));
    all.add_json(cross);
    all.add_limits(cross);

    auto* near =
        all.add(Task::near, "near", "trouver les objets les plus proches d’un point ou d’un lieu");
    all.add_datasets(near);
    near->add_option("--lon", all.command.lon, "longitude en degrés (WGS 84)");
    near->add_option("--lat", all.command.lat, "latitude en degrés (WGS 84)");
    near->add_option("--place", all.command.place,
                     "clé d’une commune ou d’un lieu, au lieu de --lon et --lat (FR_76540)");
    near->add_option("--where", all.command.where, "condition, telle que \"type = 'Piscine'\"");
    near->add_option("--limit", all.command.limit, "combien d’objets (5)");
    near->add_option("--at", all.command.at, "jour qui compte pour l’état des chantiers");
    near->add_option("--format", all.command.format, "csv ou geojson")
        ->check(CLI::IsMember({"csv", "geojson"}));
    auto* perimeter = all.add(Task::perimeter, "perimeter",
                              "dire ce qu’un code de commune a désigné, et où est son sol");
    perimeter->add_option("code", all.command.code, "code de commune, tel que 76095")->required();
    perimeter->add_option("--at", all.command.at, "ce jour seulement, tel que 2013-06-01");

    auto* serve = all.add(Task::serve, "serve", "répondre sur le web");
    serve->add_option("--host", all.command.host, "adresse d’écoute (127.0.0.1)");
    serve->add_option("--port", all.command.port, "port d’écoute (8080) ; 0 en choisit un libre")
        ->check(CLI::Range(0, 65535));
    serve->add_option("--workers", all.command.workers, "fils de travail")
        ->check(CLI::Range(1U, 256U));
    serve->add_flag("--desk", all.command.desk,
                    "ouvrir la page de dépôt, sur cette machine seulement");
    serve
        ->add_option("--upload-limit-mb", all.command.upload_limit_mb,
                     "taille maximale d’un dépôt, en Mo (100)")
        ->check(CLI::Range(1U, 4096U));
    serve->add_flag("--behind-proxy", all.command.behind_proxy,
                    "croire X-Forwarded-Proto et X-Forwarded-Host : seulement derrière un "
                    "serveur frontal qui les écrit lui-même");
    serve
        ->add_option("--rate-limit", all.command.rate_limit,
                     "requêtes par minute et par adresse ; 0 : sans limite (rate_limit de "
                     "parvis.toml)")
        ->check(CLI::Range(0U, datasets::largest_rate_limit));
    serve->add_option("--streams", all.command.streams, "flux /works/stream à la fois (4096)")
        ->check(CLI::Range(1U, 60'000U));
    serve
        ->add_option("--streams-per-address", all.command.streams_per_address,
                     "dont depuis une même adresse (64)")
        ->check(CLI::Range(1U, 60'000U));
    serve->add_flag("--log", all.command.log,
                    "écrire une ligne par requête sur la sortie d’erreur");

    auto* versions = all.add(Task::versions, "versions", "lister les versions et les décisions");
    all.add_datasets(versions);
    all.add_json(versions);

    auto* diff = all.add(Task::diff, "diff",
                         "dire ce qui change entre deux versions : lignes ajoutées, supprimées, "
                         "modifiées");
    all.add_one_dataset(diff);
    diff->add_option("de", all.command.from, "version de départ ; sans elle, celle d’avant");
    diff->add_option("a", all.command.to, "version d’arrivée ; sans elle, celle qui est publiée");
    all.add_json(diff);
    diff->add_option("--format", all.command.diff_format, "csv, json ou texte (texte)")
        ->check(CLI::IsMember({"csv", "json", "texte"}));

    auto* approve =
        all.add(Task::approve, "approve", "approuver une version qui attend d’être publiée");
    auto* publish = all.add(Task::publish, "publish",
                            "publier une version : celle qui attend, une plus ancienne ou une "
                            "version retirée");
    for (auto* sub : {approve, publish}) {
        all.add_one_dataset(sub);
        sub->add_option("version", all.command.version,
                        "numéro ; sans lui, la plus récente qui attend");
        all.add_decision(sub);
    }

    auto* rollback = all.add(Task::rollback, "rollback",
                             "retirer la version publiée et revenir à celle d’avant");
    all.add_one_dataset(rollback);
    all.add_decision(rollback);

    auto* confirm = all.add(Task::confirm, "confirm",
                            "dire ce que sont devenues des lignes absentes du dernier fichier");
    all.add_one_dataset(confirm);
    confirm->add_option("lignes", all.command.rows, "identifiants des lignes")->required();
    confirm->add_flag("--removed", all.command.removed,
                      "elles sont finies : elles ne seront plus publiées");
    confirm->add_flag("--kept", all.command.kept, "elles durent : elles restent publiées");
    all.add_decision(confirm, true);

    auto* fetch = all.add(Task::fetch, "fetch",
                          "lire les sources du web, sans rien publier (parvis ingest le fera)");
    all.add_datasets(fetch);
    all.add_ends_with_parent(fetch);
    auto* prune = all.add(Task::prune, "prune",
                          "supprimer les versions au-delà de celles que « keep_versions » garde");
    all.add_datasets(prune);

    all.add(Task::doctor, "doctor",
            "vérifier le registre, chaque version et chaque édition de rapport sur le disque");

    auto* form = all.add(Task::form, "template",
                         "écrire le classeur à remplir d’un jeu : ses colonnes, ses listes et les "
                         "lignes publiées");
    all.add_one_dataset(form);
    form->add_option("--out", all.command.out, "fichier à écrire (modele-JEU.xlsx)");
    all.add_ends_with_parent(form);
    describe_report(all);
    describe_clashes(all);
    describe_tokens(all);
    describe_comments(all);
    describe_webhooks(all);
    describe_works(all);
}

/// What is wrong with a command line; `wrong` says it in English.
std::string fault_words(const CLI::ParseError& wrong, const CLI::App& app, int argc,
                        const char* const* argv)
{
    // The command that has commands of its own, where one of them was called.
    const CLI::App* group = &app;
    int at = 1;
    if (argc > 1) {
        for (const CLI::App* const sub :
             app.get_subcommands([](const CLI::App*) { return true; })) {
            const bool has_own =
                !sub->get_subcommands([](const CLI::App*) { return true; }).empty();
            if (has_own && sub->get_name() == argv[1]) {
                group = sub;
                at = 2;
            }
        }
    }
    std::vector<std::string> names;
    for (const CLI::App* const sub : group->get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return command_fault_fr(wrong.what(), at < argc ? argv[at] : "", names);
}

}  // namespace

std::variant<Command, int> read_command_line(int argc, const char* const* argv)
{
    Commands all;
    describe(all);
    try {
        all.app.parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help
        return all.app.exit(asked);
    } catch (const CLI::ParseError& wrong) {
        std::cerr << "parvis : " << fault_words(wrong, all.app, argc, argv)
                  << "\nVoir « parvis --help » pour les commandes et leurs options.\n";
        return 2;
    }
    if (const std::string fault = command_fault(all.command); !fault.empty()) {
        std::cerr << "parvis : " << fault << '\n';
        return 2;
    }
    return all.command;
}

}  // namespace parvis::service
