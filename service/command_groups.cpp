// SPDX-License-Identifier: EUPL-1.2
#include "service/command_groups.hpp"

#include <string>

namespace parvis::service {

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
                     "pôle (ou autre zone) dont il saisit les chantiers, comme val-de-seine ou "
                     "pole/val-de-seine ; répétable")
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

namespace {

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

}  // namespace

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
                     "brouillon, publie, a_revoir ou retire (en JSON : draft, published, "
                     "to_review, withdrawn)")
        ->check(CLI::IsMember({"brouillon", "publie", "a_revoir", "retire", "draft", "published",
                               "to_review", "withdrawn"}));
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
    auto* reopen = add_one("reopen", "rouvrir un chantier dit terminé par erreur, ou qui reprend");
    reopen->add_option("--end", words.end, "nouveau dernier jour ; sans lui, celui d’avant");
    auto* start = add_one("start", "dire qu’un chantier a commencé, ou reprend");
    auto* end = add_one("end", "dire qu’un chantier est terminé");
    for (auto* sub : {start, end}) {
        sub->add_option("--day", words.day, "quel jour ; sans lui, aujourd’hui");
    }
    for (auto* sub :
         {make, change, extend, reopen, start, end, add_one("publish", "publier un brouillon"),
          add_one("pause", "suspendre un chantier"),
          add_one("cancel", "annuler un chantier qui n’a pas commencé")}) {
        all.add_decision(sub);
    }
}

}  // namespace parvis::service
