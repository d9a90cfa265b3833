// SPDX-License-Identifier: EUPL-1.2
#include "datasets/form_workbook.hpp"

#include "datasets/source.hpp"
#include "geo/cell_text.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace parvis::datasets {
namespace {

/// libxlsxwriter 1.1.4 copies the formula of each list once too often and never frees the first
/// copy: some 30 bytes a list. Programs that live long let a child write forms; leak checks are
/// told.
class KnownLeak {
public:
#ifdef __SANITIZE_ADDRESS__
    KnownLeak() { __lsan_disable(); }
    ~KnownLeak() { __lsan_enable(); }
#else
    KnownLeak() = default;
    ~KnownLeak() = default;
#endif
    KnownLeak(const KnownLeak&) = delete;
    KnownLeak& operator=(const KnownLeak&) = delete;
};

constexpr lxw_row_t last_row = 1'048'575;  ///< of a sheet, from 0
constexpr double narrow = 10, wide = 40;   ///< of columns, in characters

std::size_t letters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
    }));
}

/// "A", "Z", "AA": of a column counted from 0.
std::string column_letters(std::size_t column)
{
    std::string name;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return name;
}

/// A workbook being written; closing it writes the file.
class Workbook {
public:
    explicit Workbook(const std::filesystem::path& file) : m_file(file)
    {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        std::string folder = std::filesystem::temp_directory_path().string();
        options.tmpdir = folder.data();
        m_book = workbook_new_opt(m_file.c_str(), &options);
        if (m_book == nullptr) {
            refuse();
        }
    }
    ~Workbook()
    {
        if (m_book != nullptr) {
            workbook_close(m_book);  // a form that broke off: the library frees it no other way
        }
    }
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    [[nodiscard]] lxw_workbook* get() const { return m_book; }
    lxw_worksheet* add(std::string_view name)
    {
        lxw_worksheet* const sheet = workbook_add_worksheet(m_book, std::string(name).c_str());
        if (sheet == nullptr) {
            throw StoreError(fmt::format("{} : la feuille « {} » ne peut pas porter ce nom.",
                                         m_file.string(), name));
        }
        return sheet;
    }
    lxw_format* format() { return workbook_add_format(m_book); }
    void close()
    {
        const lxw_error error = workbook_close(std::exchange(m_book, nullptr));
        if (error != LXW_NO_ERROR) {
            throw StoreError(
                fmt::format("{} : écriture impossible ({})", m_file.string(), lxw_strerror(error)));
        }
    }

private:
    [[noreturn]] void refuse() const
    {
        throw StoreError(fmt::format("{} : écriture impossible", m_file.string()));
    }
    std::filesystem::path m_file;
    lxw_workbook* m_book = nullptr;
};

struct Looks {
    lxw_format *head, *head_required, *text, *day, *title, *wrapped, *top, *bold;

    explicit Looks(Workbook& book)
    {
        constexpr lxw_color_t ink = 0x1d3a4f, strong = 0x8a3b12, white = 0xffffff;
        const auto heading = [&](lxw_color_t colour) {
            lxw_format* const format = book.format();
            format_set_bold(format);
            format_set_font_color(format, white);
            format_set_bg_color(format, colour);
            format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
            return format;
        };
        head = heading(ink);
        head_required = heading(strong);
        text = book.format();
        format_set_num_format(text, "@");
        day = book.format();
        format_set_num_format(day, "dd/mm/yyyy");
        title = book.format();
        format_set_bold(title);
        format_set_font_size(title, 14);
        wrapped = book.format();
        format_set_text_wrap(wrapped);
        format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
        top = book.format();
        format_set_align(top, LXW_ALIGN_VERTICAL_TOP);
        bold = book.format();
        format_set_bold(bold);
    }
};

lxw_col_t at(std::size_t column) { return static_cast<lxw_col_t>(column); }

/// Nothing for an empty text: a cell of its own would look like a value.
/// @throws StoreError for one that no cell can hold
void write_text(lxw_worksheet* sheet, lxw_row_t row, std::size_t column, std::string_view text,
                lxw_format* look)
{
    if (text.empty()) {
        return;
    }
    const std::string written = geo::written_cell_text(text);
    const lxw_error error = worksheet_write_string(sheet, row, at(column), written.c_str(), look);
    if (error != LXW_NO_ERROR) {
        throw StoreError(fmt::format("la cellule {}{} ne peut pas être écrite : {}",
                                     column_letters(column), row + 1, lxw_strerror(error)));
    }
}

/// The first so many letters of a text at most, never half a character; they are taken off it.
std::string take_letters(std::string_view& text, std::size_t most)
{
    std::size_t end = 0, taken = 0;
    while (end < text.size()) {
        const bool starts = (static_cast<unsigned char>(text[end]) & 0xc0U) != 0x80;
        if (starts && taken++ == most) {
            break;
        }
        ++end;
    }
    std::string first(text.substr(0, end));
    text.remove_prefix(end);
    return first;
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, std::size_t column, const FormCell& cell,
                const Looks& looks)
{
    if (const auto* number = std::get_if<double>(&cell)) {
        worksheet_write_number(sheet, row, at(column), *number, nullptr);
    } else if (const auto* day = std::get_if<Date>(&cell)) {
        lxw_datetime time{day->year, day->month, day->day, 0, 0, 0};
        worksheet_write_datetime(sheet, row, at(column), &time, looks.day);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
        write_text(sheet, row, column, *text, looks.text);
    }
}

void write_head(lxw_worksheet* sheet, const std::vector<FormColumn>& columns, const Looks& looks)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const FormColumn& column = columns[i];
        lxw_format* const look = column.is_date     ? looks.day
                                 : column.is_number ? nullptr
                                                    : looks.text;
        const double width =
            std::clamp(static_cast<double>(letters(column.name)) + 4, narrow, wide);
        worksheet_set_column(sheet, at(i), at(i), width, look);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        write_text(sheet, 0, i, columns[i].name,
                   columns[i].required ? looks.head_required : looks.head);
    }
    worksheet_freeze_panes(sheet, 1, 0);
}

/// The cells of a column offer their list, which stands in a column of the third sheet.
void offer_choices(lxw_worksheet* sheet, std::size_t column, const FormColumn& of, std::size_t list)
{
    std::string formula = fmt::format("='{0}'!${1}$2:${1}${2}", list_sheet, column_letters(list),
                                      of.choices.size() + 1);
    std::string title = "Valeur hors de la liste";
    std::string message = of.closed ? "Choisissez une valeur de la liste."
                                    : "Cette valeur n’est pas de la liste : gardez-la si elle dit "
                                      "la même chose avec d’autres mots.";
    lxw_data_validation rule{};
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = formula.data();
    rule.error_type = static_cast<std::uint8_t>(of.closed ? LXW_VALIDATION_ERROR_TYPE_STOP
                                                          : LXW_VALIDATION_ERROR_TYPE_INFORMATION);
    rule.error_title = title.data();
    rule.error_message = message.data();
    [[maybe_unused]] const KnownLeak of_the_library;
    worksheet_data_validation_range(sheet, 1, at(column), last_row, at(column), &rule);
}

/// What stands above the columns of the help; the row behind it.
lxw_row_t write_words(lxw_worksheet* sheet, const FormTitle& title, std::uint64_t left_out,
                      const Looks& looks)
{
    lxw_row_t row = 0;
    write_text(sheet, row++, 0, title.title, looks.title);
    const auto say = [&](const std::string& sentence) {
        if (!sentence.empty()) {
            write_text(sheet, row++, 0, sentence, nullptr);
        }
    };
    say(fmt::format("Première feuille : une ligne pour {}. Gardez la première ligne telle quelle : "
                    "elle porte les noms des colonnes.",
                    title.row.empty() ? "chaque objet" : title.row));
    say("Complétez et corrigez, enregistrez le classeur, puis renvoyez-le par la page de dépôt. "
        "Vous verrez ce qui est compris avant que rien ne soit publié.");
    say("Une ligne que vous supprimez est une ligne que le fichier n’a plus.");
    say(title.published);
    if (left_out > 0) {
        say(fmt::format("{} lignes publiées que le dernier fichier n’avait plus ne sont pas "
                        "reprises ici : elles restent à confirmer.",
                        left_out));
    }
    if (!title.comments.empty()) {
        say(fmt::format(
            "Les explications signées de ce jeu ({}) sont dans la feuille « {} ». Elles "
            "accompagnent les chiffres ; ce que vous y changez n’est pas lu.",
            title.comments.size(), comment_sheet));
    }
    ++row;
    for (const auto& [name, value] : title.facts) {
        constexpr std::size_t of_a_cell = 32'000;
        std::string_view rest = value;
        for (bool first = true; first || !rest.empty(); first = false) {
            write_text(sheet, row, 0, first ? name : name + " (suite)", looks.bold);
            write_text(sheet, row++, 1, take_letters(rest, of_a_cell), nullptr);
        }
    }
    return row;
}

void write_help(lxw_worksheet* sheet, const std::vector<FormColumn>& columns,
                const FormTitle& title, std::uint64_t left_out, const Looks& looks)
{
    constexpr std::array<double, 6> widths{24, 34, 44, 10, 12, 60};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        worksheet_set_column(sheet, at(i), at(i), widths[i], nullptr);
    }
    lxw_row_t row = write_words(sheet, title, left_out, looks) + 1;
    constexpr std::array heads{"Colonne", "Ce que c’est", "Écriture",
                               "Unité",   "Obligatoire",  "Valeurs possibles"};
    for (std::size_t i = 0; i < heads.size(); ++i) {
        write_text(sheet, row, i, heads[i], looks.head);
    }
    ++row;
    for (const FormColumn& column : columns) {
        const std::string what =
            column.note.empty() ? column.label : column.label + " — " + column.note;
        std::string values;
        for (std::size_t i = 0; i < column.choices.size() && values.size() < 1'000; ++i) {
            values += (i == 0 ? "" : " ; ") + column.choices[i];
        }
        const std::array<std::string, 6> texts{
            column.name, what, column.writing, column.unit, column.required ? "oui" : "", values};
        for (std::size_t i = 0; i < texts.size(); ++i) {
            write_text(sheet, row, i, texts[i], looks.wrapped);
        }
        ++row;
    }
}

/// A row for each comment: what it speaks of, what it says, and who says it when.
void write_comments(lxw_worksheet* sheet, const std::vector<Comment>& comments, const Looks& looks)
{
    constexpr std::array<std::pair<const char*, double>, 11> heads{{{"Ligne", 16},
                                                                    {"Colonne", 16},
                                                                    {"Mesure", 12},
                                                                    {"Lieu", 12},
                                                                    {"Période", 12},
                                                                    {"Explication", 70},
                                                                    {"Auteur", 26},
                                                                    {"Fonction", 22},
                                                                    {"Date", 12},
                                                                    {"Statut", 18},
                                                                    {"Motif", 14}}};
    constexpr std::size_t text_column = 5, date_column = 8, of_a_cell = 32'000;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        worksheet_set_column(sheet, at(i), at(i), heads[i].second, nullptr);
    }
    for (std::size_t i = 0; i < heads.size(); ++i) {
        write_text(sheet, 0, i, heads[i].first, looks.head);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    lxw_row_t row = 1;
    for (const Comment& comment : comments) {
        const CommentTarget& target = comment.target;
        const bool on_all = target.key.empty() && target.column.empty() && target.measure.empty();
        const std::string status =
            comment.status.empty()
                ? std::string()
                : fmt::format("{} ({})", comment.status, status_label_fr(comment.status));
        const std::string_view motive =
            comment.motive.empty() ? std::string_view() : motive_label_fr(comment.motive);
        std::string_view rest = text_in(comment.text, "fr");
        // One that no cell can hold goes on in rows below, under the same target and name.
        for (bool first = true; first || !rest.empty(); first = false) {
            const std::string piece = take_letters(rest, of_a_cell);
            const std::array<std::string_view, 11> texts{on_all ? "(tout le jeu)"
                                                                : std::string_view(target.key),
                                                         target.column,
                                                         target.measure,
                                                         target.place,
                                                         target.period,
                                                         piece,
                                                         comment.author,
                                                         comment.role,
                                                         {},
                                                         status,
                                                         motive};
            for (std::size_t i = 0; i < texts.size(); ++i) {
                if (i == date_column) {
                    write_cell(sheet, row, i, FormCell{comment.date}, looks);
                } else {
                    write_text(sheet, row, i, texts[i],
                               i == text_column ? looks.wrapped : looks.top);
                }
            }
            ++row;
        }
    }
}

void write_lists(lxw_worksheet* sheet, const std::vector<const FormColumn*>& lists,
                 const Looks& looks)
{
    std::size_t longest = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        worksheet_set_column(sheet, at(i), at(i), wide, looks.text);
        longest = std::max(longest, lists[i]->choices.size());
    }
    // Row by row: the library keeps only the row that is being written.
    for (std::size_t row = 0; row <= longest; ++row) {
        for (std::size_t i = 0; i < lists.size(); ++i) {
            if (row > lists[i]->choices.size()) {
                continue;
            }
            const std::string& text = row == 0 ? lists[i]->name : lists[i]->choices[row - 1];
            write_text(sheet, static_cast<lxw_row_t>(row), i, text,
                       row == 0 ? looks.head : looks.text);
        }
    }
}

void describe(Workbook& book, const FormTitle& title)
{
    lxw_doc_properties properties{};
    std::string name = title.title, company = title.publisher;
    properties.title = name.data();
    properties.company = company.data();
    // Without it the library writes the time of now, and no two copies would be the same.
    const auto made = parse_instant(title.created);
    properties.created = made ? static_cast<time_t>(made->seconds) : time_t{946'684'800};
    workbook_set_properties(book.get(), &properties);
}

}  // namespace

std::uint64_t write_workbook(const std::filesystem::path& file, DatasetForm& form,
                             const FormTitle& title, std::uint64_t most_rows)
{
    Workbook book(file);
    describe(book, title);
    const Looks looks(book);
    const std::vector<FormColumn>& columns = form.columns();
    constexpr std::size_t longest_name = 31;
    lxw_worksheet* const sheet = book.add(title.sheet.substr(0, longest_name));
    std::vector<const FormColumn*> lists;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i].choices.empty()) {
            offer_choices(sheet, i, columns[i], lists.size());
            lists.push_back(&columns[i]);
        }
    }
    write_head(sheet, columns, looks);
    std::vector<FormCell> cells;
    std::uint64_t rows = 0;
    while (form.next(cells)) {
        if (++rows > most_rows) {
            throw SourceError(fmt::format("plus de {} lignes : trop pour ce tableau.", most_rows));
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            write_cell(sheet, static_cast<lxw_row_t>(rows), i, cells[i], looks);
        }
    }
    write_help(book.add(help_sheet), columns, title, form.left_out(), looks);
    if (!title.comments.empty()) {
        write_comments(book.add(comment_sheet), title.comments, looks);
    }
    if (!lists.empty()) {
        write_lists(book.add(list_sheet), lists, looks);
    }
    worksheet_activate(sheet);
    book.close();
    return rows;
}

}  // namespace parvis::datasets
