// SPDX-License-Identifier: EUPL-1.2
#include "datasets/comment.hpp"

#include "datasets/number_text.hpp"
#include "datasets/spelling.hpp"
#include "datasets/token_text.hpp"
#include "datasets/toml_file.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

namespace parvis::datasets {

namespace {

namespace fs = std::filesystem;

using Label = std::pair<std::string_view, std::string_view>;

/// SDMX CL_OBS_STATUS.
constexpr std::array<Label, 17> statuses{{
    {"A", "valeur normale"},
    {"B", "rupture de série"},
    {"D", "définition différente"},
    {"E", "estimation"},
    {"F", "prévision"},
    {"G", "valeur expérimentale"},
    {"H", "jour férié ou vacances"},
    {"I", "valeur imputée"},
    {"J", "dérogation"},
    {"L", "non collecté"},
    {"M", "ne peut pas exister"},
    {"N", "non significatif"},
    {"O", "valeur manquante"},
    {"P", "provisoire"},
    {"Q", "valeur supprimée"},
    {"S", "événement particulier"},
    {"U", "peu fiable"},
}};

/// SDMX CL_CONF_STATUS.
constexpr std::array<Label, 5> confidentialities{{
    {"F", "libre de diffusion"},
    {"N", "non destiné à la publication"},
    {"C", "confidentiel"},
    {"D", "secret secondaire, posé par l'émetteur"},
    {"S", "secret secondaire, posé par le destinataire"},
}};

constexpr std::array<Label, 8> motives{{
    {"perimetre", "changement de périmètre"},
    {"methode", "méthode"},
    {"evenement", "événement"},
    {"correction", "correction"},
    {"loi", "loi ou règlement"},
    {"meteo", "météo"},
    {"travaux", "travaux"},
    {"autre", "autre"},
}};

std::string_view label_of(std::span<const Label> labels, std::string_view code)
{
    const auto found = std::find_if(labels.begin(), labels.end(),
                                    [&](const Label& label) { return label.first == code; });
    return found == labels.end() ? std::string_view() : found->second;
}

std::vector<std::string> codes_of(std::span<const Label> labels)
{
    std::vector<std::string> codes;
    for (const auto& [code, label] : labels) {
        codes.emplace_back(code);
    }
    return codes;
}

/// "" for a code of the list, or none; else what is wrong, with the list's letters.
std::string letter_fault(std::span<const Label> labels, std::string_view code,
                         std::string_view what)
{
    if (code.empty() || !label_of(labels, code).empty()) {
        return {};
    }
    std::string list;
    for (const auto& [letter, label] : labels) {
        list += (list.empty() ? "" : ", ") + std::string(letter);
    }
    return "« " + std::string(code) + " » n'est pas " + std::string(what) +
           ". Possibles : " + list + ".";
}

/// Without the spaces around each text.
Texts trimmed_texts(Texts texts)
{
    for (auto& [language, text] : texts) {
        text = std::string(trimmed(text));
    }
    return texts;
}

CommentTarget read_target(const TomlTable& entry)
{
    CommentTarget target;
    target.dataset = entry.required_text("dataset");
    target.column = entry.text_or("column", "");
    target.key = entry.text_or("key", "");
    target.measure = entry.text_or("measure", "");
    target.place = entry.text_or("place", "");
    target.period = entry.text_or("period", "");
    const bool figure = !target.measure.empty() || !target.place.empty() || !target.period.empty();
    if (figure && (target.measure.empty() || target.place.empty() || target.period.empty())) {
        const char* missing = target.measure.empty() ? "measure"
                              : target.place.empty() ? "place"
                                                     : "period";
        entry.fail(
            missing,
            "manque. Un chiffre se désigne par « measure », « place » et « period » ensemble.");
    }
    if (figure && (!target.key.empty() || !target.column.empty())) {
        entry.fail(target.key.empty() ? "column" : "key",
                   "ne va pas avec « measure », « place » et « period ». Gardez l'un ou l'autre.");
    }
    return target;
}

Comment read_comment(const TomlTable& entry)
{
    Comment comment;
    comment.id = entry.required_text("id");
    if (const std::string fault = comment_id_fault(comment.id); !fault.empty()) {
        entry.fail("id", "« " + comment.id + " » : " + fault);
    }
    comment.target = read_target(entry);
    comment.text = trimmed_texts(entry.required_languages("text"));
    if (comment.text["fr"].empty()) {
        entry.fail("text", "le texte français est vide.");
    }
    const auto read_code = [&](std::string_view key, std::string (*fault_of)(std::string_view)) {
        std::string code = entry.text_or(key, "");
        if (const std::string fault = fault_of(code); !fault.empty()) {
            entry.fail(key, fault);
        }
        return code;
    };
    comment.status = read_code("status", status_fault);
    comment.confidentiality = read_code("confidentiality", confidentiality_fault);
    comment.motive = read_code("motive", motive_fault);
    comment.author = entry.required_text("author");
    comment.role = entry.text_or("role", "");
    const std::optional<Date> date = entry.date("date");
    if (!date) {
        entry.fail("date", "manque. Donnez le jour du commentaire : date = 2026-11-22");
    }
    comment.date = *date;
    return comment;
}

std::vector<fs::path> toml_files(const fs::path& folder)
{
    std::vector<fs::path> files;
    if (!fs::exists(folder)) {  // a site without comments
        return files;
    }
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
        if (file.path().extension() == ".toml") {
            files.push_back(file.path());
        }
    }
    if (error) {
        throw SourceError(folder.string() + " : lecture du dossier impossible (" + error.message() +
                          ")");
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Reads the entries of one file after another.
class Reader {
public:
    void read(const fs::path& file)
    {
        const std::size_t before = m_files.faults.size();
        try {
            const TomlTable root = TomlTable::open(file);
            std::size_t number = 0;
            for (const TomlTable& entry : root.tables("comment")) {
                read(entry, ++number);
            }
            if (m_files.faults.size() == before) {
                root.refuse_unknown_keys();
            }
        } catch (const SourceError& error) {
            m_files.faults.emplace_back(error.what());
            m_files.unnamed = true;
        }
    }

    CommentFiles finish() { return std::move(m_files); }

private:
    void read(const TomlTable& entry, std::size_t number)
    {
        std::string id;
        try {
            id = entry.text_or("id", "");
            Comment comment = read_comment(entry);
            entry.refuse_unknown_keys();
            const std::string place =
                entry.file().filename().string() + ", ligne " + std::to_string(entry.line("id"));
            const auto [earlier, added] = m_places.emplace(comment.id, place);
            if (!added) {
                id.clear();  // the one above lives
                entry.fail("id", "« " + comment.id + " » est déjà donné dans " + earlier->second +
                                     ". Donnez un autre identifiant à l'un des deux.");
            }
            m_files.comments.push_back(std::move(comment));
        } catch (const SourceError& error) {
            m_files.faults.push_back(
                (id.empty() ? "entrée " + std::to_string(number) : "commentaire « " + id + " »") +
                " : " + error.what());
            m_files.unnamed |= id.empty();
            m_files.broken.insert(std::move(id));
        }
    }

    CommentFiles m_files;
    std::map<std::string, std::string> m_places;  // where each id was given
};

}  // namespace

std::vector<Comment> CommentFiles::beside(const std::vector<Comment>& published) const
{
    std::vector<Comment> all = comments;
    for (const Comment& old : published) {
        const bool read_now = std::any_of(comments.begin(), comments.end(),
                                          [&](const Comment& one) { return one.id == old.id; });
        if (!read_now && (unnamed || broken.contains(old.id))) {
            all.push_back(old);
        }
    }
    return all;
}

CommentFiles read_comments(const fs::path& folder)
{
    Reader reader;
    for (const fs::path& file : toml_files(folder)) {
        reader.read(file);
    }
    return reader.finish();
}

std::string comment_id_fault(std::string_view id)
{
    constexpr std::size_t longest = 100;
    const bool is_plain = std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
    if (id.empty() || id.size() > longest || !is_plain) {
        return "lettres sans accent, chiffres, point, tiret et souligné seulement, cent au plus.";
    }
    if (id == "new" || id == "review") {
        return "« new » et « review » sont des adresses du site. Choisissez un autre nom.";
    }
    return holds_token(id) ? "c'est un jeton : choisissez un autre nom, et révoquez-le (parvis "
                             "token revoke)."
                           : std::string();
}

std::string status_fault(std::string_view status)
{
    return letter_fault(statuses, status, "un statut SDMX");
}

std::string confidentiality_fault(std::string_view confidentiality)
{
    return letter_fault(confidentialities, confidentiality, "un statut de confidentialité SDMX");
}

std::string motive_fault(std::string_view motive)
{
    return motive.empty() || !motive_label_fr(motive).empty()
               ? std::string()
               : "« " + std::string(motive) + " » n'est pas un motif." +
                     spelling_hint(motive, codes_of(motives));
}

std::vector<std::string> status_codes() { return codes_of(statuses); }
std::vector<std::string> confidentiality_codes() { return codes_of(confidentialities); }
std::vector<std::string> motive_codes() { return codes_of(motives); }

std::string_view status_label_fr(std::string_view status) { return label_of(statuses, status); }

std::string_view motive_label_fr(std::string_view motive) { return label_of(motives, motive); }

std::string_view confidentiality_label_fr(std::string_view confidentiality)
{
    return label_of(confidentialities, confidentiality);
}

std::string_view name_of(CommentState state)
{
    switch (state) {
    case CommentState::draft:
        return "draft";
    case CommentState::published:
        return "published";
    case CommentState::to_review:
        return "to_review";
    case CommentState::withdrawn:
        break;
    }
    return "withdrawn";
}

std::string_view label_fr(CommentState state)
{
    switch (state) {
    case CommentState::draft:
        return "brouillon";
    case CommentState::published:
        return "publié";
    case CommentState::to_review:
        return "à revoir";
    case CommentState::withdrawn:
        break;
    }
    return "retiré";
}

}  // namespace parvis::datasets
