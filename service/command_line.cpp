// SPDX-License-Identifier: EUPL-1.2
#include "service/command_line.hpp"

#include "datasets/site.hpp"
#include "service/command_fault.hpp"
#include "service/command_help.hpp"
#include "service/command_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

/// Of what a command demands itself, in words of its own (command_fault).
constexpr const char* obligatory = " ; obligatoire";

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

void describe_report(Commands& all)
{
    auto* report = all.add(Task::report, "report",
                           "faire le rapport d’activité d’une commune, d’un pôle ou du territoire");
    report
        ->add_option("lieu", all.command.place,
                     "clé du lieu : FR_76540, val-de-seine, ou « territoire »")
        ->required();
    report->add_option("annee", all.command.year, "année, telle que 2025")
        ->required()
        ->check(CLI::Range(1000, 9999));
    report->add_option("--format", all.command.report_format, "html, pdf, odt ou csv (html)")
        ->check(CLI::IsMember({"html", "pdf", "odt", "csv"}));
    report->add_option("--out", all.command.out, "fichier à écrire (rapport-LIEU-ANNÉE.html)");
    auto* draft = report->add_flag("--draft", all.command.draft,
                                   "faire un brouillon même si des variations sont inexpliquées");
    report
        ->add_flag("--publish", all.command.publishes,
                   "publier une édition, que rien ne change ensuite")
        ->excludes(draft);
    report->add_flag("--without-pdf", all.command.without_pdf,
                     "avec --publish : publier une édition sans PDF, qui n’en aura jamais");
    all.add_decision(report);
}

void describe_clashes(Commands& all)
{
    Command& command = all.command;
    auto* clashes =
        all.add(Task::clashes, "clashes", "lister les chantiers qui se gênent, à coordonner");
    clashes->add_option("--from", command.first_day,
                        "premier jour, tel que 2026-12-01 (aujourd’hui)");
    clashes->add_option("--to", command.last_day, "dernier jour");
    clashes->add_option("--commune", command.commune, "clé d’une commune (FR_76540)");
    clashes->add_option("--pole", command.pole, "clé d’un pôle");
    clashes->add_option("--kind", command.clash_kind, "une sorte, telle que meme_lieu");
    clashes->add_option("--severity", command.severity,
                        "gravité, au moins : faible, moyenne, forte");
    clashes->add_option("--metres", command.metres, "distance entre deux chantiers, en m (25)");
    clashes->add_flag_callback(
        "--csv", [&command] { command.format = "csv"; }, "en CSV");
    clashes->add_flag_callback(
        "--json", [&command] { command.format = "json"; }, "en JSON");
    clashes->preparse_callback([&command](std::size_t) { command.format = "texte"; });
}

void describe_tokens(Commands& all)
{
    auto* token = all.add_group("token", "jetons pour déposer les fichiers d’un jeu, écrire des "
                                         "commentaires ou saisir des chantiers");
    const auto add = [&](Task task, const char* name, const char* help) {
        return all.add_to(token, name, help, [&all, task] { all.command.task = task; });
    };
    const auto add_dataset = [&](CLI::App* sub) {
        return sub->add_option_function<std::string>(
            "--dataset", [&all](const std::string& id) { all.command.datasets = {id}; },
            "jeu de données");
    };
    auto* make = add(Task::token_new, "new", "faire un jeton ; il n’est montré qu’une fois");
    make->add_option("--dataset", all.command.datasets, "jeu de données ; répétable")->take_all();
    make->add_option("--role", all.command.role,
                     "source (déposer les fichiers d’un jeu), contributor (écrire des "
                     "commentaires) ou publisher (les approuver aussi)")
        ->check(CLI::IsMember({"source", "contributor", "publisher"}));
    make->add_option("--commune", all.command.communes,
                     "clé d’une commune dont il commente les lignes (FR_76540) ; répétable")
        ->take_all();
    make->add_option("--area", all.command.areas,
                     "pôle (ou autre zone) dont il saisit les chantiers ; répétable")
        ->take_all();
    make->add_option("--owner", all.command.owner,
                     "maître d’ouvrage dont il saisit les chantiers, et eux seuls");
    make->add_flag("--coordinator", all.command.coordinates,
                   "il voit aussi les brouillons des autres");
    make->add_option("--title", all.command.title,
                     "fonction qui signe les commentaires avec le nom : « directrice »");
    make->add_option("--name", all.command.name, "qui s’en sert : « Service voirie »")->required();
    make->add_option("--days", all.command.days, "durée, en jours (365)")
        ->check(CLI::Range(1U, 3650U));
    auto* list = add(Task::token_list, "list", "lister les jetons, sans leur secret");
    add_dataset(list);
    all.add_json(list);
    auto* revoke = add(Task::token_revoke, "revoke", "retirer un jeton : il ne vaut plus rien");
    revoke->add_option("jeton", all.command.token, "son nom, que montre « parvis token list »")
        ->required();
}

void describe_webhooks(Commands& all)
{
    auto* webhook = all.app.add_subcommand(
        "webhook", "adresses prévenues, par des envois signés, de chaque changement de chantier");
    webhook->group("Commandes");
    webhook->require_subcommand(1);
    webhook->set_help_flag("-h,--help", "afficher cette aide");
    HookWords& words = all.command.hook;
    const auto add = [&](const char* name, const char* help) {
        auto* sub = webhook->add_subcommand(name, help);
        sub->group("Commandes");
        sub->add_option("--site", all.command.site, "dossier du site")->required();
        sub->set_help_flag("-h,--help", "afficher cette aide");
        sub->callback([&all, name] {
            all.command.task = Task::webhook;
            all.command.hook.action = name;
        });
        return sub;
    };
    auto* make = add("add", "ajouter une adresse ; le secret qui signe n’est montré qu’une fois");
    make->add_option("url", words.url, "adresse https qui reçoit les envois")->required();
    make->add_option("--filter", words.filters,
                     "lesquels : commune=FR_76540, pole=…, bbox=O,S,E,N ; répétable")
        ->take_all();
    make->add_flag("--allow-loopback", words.allow_loopback,
                   "permettre http et cette machine même : pour des essais");
    all.add_json(add("list", "lister les adresses, et celles qui ne reçoivent plus"));
    for (auto* sub : {add("remove", "supprimer une adresse"),
                      add("retry", "reprendre les envois arrêtés, là où ils en étaient")}) {
        sub->add_option("webhook", words.id, "son nom, que montre « parvis webhook list »")
            ->required();
    }
    auto* deliver = add("deliver", "envoyer ce qui attend : le serveur le fait");
    deliver->group("");
    deliver->add_flag("--ends-with-parent", all.command.ends_with_parent)->group("");
}

void add_said(Commands& all, CLI::App* sub)
{
    CommentWords& words = all.command.comment;
    sub->add_option("--text", words.text,
                    "texte en français, en Markdown ; lui ou --text-file est obligatoire");
    sub->add_option("--text-file", words.text_file, "fichier où il est, « - » : l’entrée standard");
    sub->add_option("--text-de", words.german, "le même en allemand");
    sub->add_option("--text-en", words.english, "le même en anglais");
    sub->add_option("--status", words.status, "statut SDMX : B (rupture), E (estimation) …");
    sub->add_option("--confidentiality", words.confidentiality, "confidentialité SDMX : F, N, C …");
    sub->add_option("--motive", words.motive,
                    "perimetre, methode, evenement, correction, loi, meteo, travaux ou autre");
    sub->add_option("--author", words.author,
                    std::string("qui signe : une fonction ou un service") + obligatory);
    sub->add_option("--role", words.role, "sa fonction");
    sub->add_flag("--confirm-personal", words.confirm_personal,
                  "publier les adresses et numéros que le texte contient");
}

void describe_comments(Commands& all)
{
    auto* comment =
        all.add_group("comment", "écrire, relire et retirer les commentaires des chiffres");
    CommentWords& words = all.command.comment;
    const auto add = [&](const char* name, const char* help) {
        auto* sub = all.add_to(comment, name, help, [&all, name] {
            all.command.task = Task::comment;
            all.command.comment.action = name;
        });
        all.add_json(sub);
        return sub;
    };
    auto* list = add("list", "lister les commentaires et leur état");
    list->add_option("--dataset", words.dataset, "jeu de données");
    list->add_option("--state", words.state,
                     "brouillon, publie, a_revoir ou retire (ou comme en JSON : draft, published, "
                     "to_review, withdrawn)")
        ->transform(CLI::Transformer(std::map<std::string, std::string>{{"brouillon", "draft"},
                                                                        {"publie", "published"},
                                                                        {"publié", "published"},
                                                                        {"a_revoir", "to_review"},
                                                                        {"à_revoir", "to_review"},
                                                                        {"retire", "withdrawn"},
                                                                        {"retiré", "withdrawn"}}))
        ->check(CLI::IsMember({"draft", "published", "to_review", "withdrawn"}));
    auto* make = add("add", "écrire un commentaire sur un jeu, une colonne, une ligne, une cellule "
                            "ou un chiffre");
    make->add_option("--dataset", words.dataset, "jeu de données")->required();
    make->add_option("--column", words.column, "colonne");
    make->add_option("--key", words.key, "clé de la ligne");
    make->add_option("--measure", words.measure,
                     "indicateur d’un chiffre, avec --place et --period");
    make->add_option("--place", words.place, "son lieu (FR_76540)");
    make->add_option("--period", words.period, "sa période (2025)");
    make->add_option("--id", words.id, "nom du commentaire ; sans lui, il en reçoit un");
    make->add_flag("--draft", all.command.draft, "le garder sans le publier");
    add_said(all, make);
    const auto add_one = [&](const char* name, const char* help) {
        auto* sub = add(name, help);
        sub->add_option("commentaire", words.id, "nom du commentaire")->required();
        return sub;
    };
    static_cast<void>(add_one("show", "montrer un commentaire et son histoire"));
    add_said(all, add_one("edit", "récrire un commentaire ; il garde ce dont il parle"));
    for (auto* sub : {add_one("approve", "publier un brouillon"),
                      add_one("confirm", "dire qu’un commentaire à revoir vaut pour le chiffre "
                                         "d’aujourd’hui"),
                      add_one("withdraw", "retirer un commentaire ; il en reste une trace")}) {
        all.add_decision(sub, true);
    }
    static_cast<void>(add("log", "lister les écritures, acceptées et refusées"));
}

void describe_works(Commands& all)
{
    auto* work = all.add_group("work", "saisir et suivre des chantiers");
    WorkWords& words = all.command.work;
    const auto add = [&](const char* name, const char* help) {
        auto* sub = all.add_to(work, name, help, [&all, name] {
            all.command.task = Task::work;
            all.command.work.action = name;
        });
        sub->add_option("--dataset", words.dataset,
                        "jeu de chantiers saisis, s’il y en a plus d’un");
        all.add_json(sub);
        return sub;
    };
    const auto add_one = [&](const char* name, const char* help) {
        auto* sub = add(name, help);
        sub->add_option("chantier", words.id, "son numéro")->required();
        return sub;
    };
    static_cast<void>(add("list", "lister les chantiers saisis"));
    static_cast<void>(add_one("history", "montrer qui a changé quoi, quand et pourquoi"));
    auto* make = add("add", "saisir un chantier, en brouillon");
    make->add_flag("--publish", words.publish, "le publier tout de suite");
    auto* change = add_one("change", "modifier un chantier");
    for (auto* sub : {make, change}) {
        sub->add_option("--file", words.file,
                        "fichier JSON du chantier, « - » : l’entrée standard");
        sub->add_option("--set", words.set, "un membre, tel que \"titre=Réfection\" ; répétable")
            ->take_all();
    }
    auto* extend = add_one("extend", "prolonger un chantier");
    extend->add_option("--end", words.end, "nouveau dernier jour, tel que 2026-12-31")->required();
    auto* start = add_one("start", "dire qu’un chantier a commencé, ou reprend");
    auto* end = add_one("end", "dire qu’un chantier est terminé");
    for (auto* sub : {start, end}) {
        sub->add_option("--day", words.day, "quel jour ; sans lui, aujourd’hui");
    }
    for (auto* sub : {make, change, extend, start, end, add_one("publish", "publier un brouillon"),
                      add_one("pause", "suspendre un chantier"),
                      add_one("cancel", "annuler un chantier qui n’a pas commencé")}) {
        all.add_decision(sub);
    }
}

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
