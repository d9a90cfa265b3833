// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_choice.hpp"
#include "datasets/cross.hpp"
#include "datasets/manifest.hpp"
#include "datasets/row_issue.hpp"
#include "publish/comment_query.hpp"
#include "publish/formats/difference.hpp"
#include "publish/returnables.hpp"
#include "publish/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::cross {
struct CrossTable;
}

namespace parvis::publish::site {

/// What every page needs besides the publication.
struct PageContext {
    std::string language = "fr";
    std::string base_url;  ///< "http://127.0.0.1:8080", no slash at the end
    std::string path;      ///< of this page, for "self" links: "/collections/chantiers"
    std::optional<datasets::Date> day{};  ///< the day asked for (`at`), if not today
    std::string today_address{};          ///< of this page without `at`
};

/// Rows of a dataset that a page shows, as the query found them.
struct ItemsView {
    std::vector<RowIndex> rows;
    std::uint64_t matched = 0;
    std::uint64_t first = 0;     ///< 1-based position of the first row shown, 0 if none
    std::string next, previous;  ///< addresses, "" if none
    std::vector<std::pair<std::string, std::string>> filters;  ///< property, value: as asked
    std::string json_address, csv_address;                     ///< the same rows in other formats
    std::string filter_note;                                   ///< why no row can fit, "" mostly
    Returnables wanted;                                        ///< which columns are shown
    /// The whole selection in a format by its name ("xlsx"): its address.
    std::vector<std::pair<std::string, std::string>> formats;

    /// How rows are sorted by a property now, and the address that turns it round.
    struct Sorting {
        std::string property;
        std::string address;
        std::string now;  ///< "ascending", "descending", "" where they are not
    };
    std::vector<Sorting> sortings;  ///< one a property that has an order
};

/// Which works the reader asked for on /works.
struct WorksFilter {
    static constexpr std::size_t page_size = 50, largest_limit = 1000;

    std::string commune;                                     ///< key, "" for all
    std::vector<std::pair<std::string, std::string>> areas;  ///< level id ("pole"), key of an area
    std::string state;                                       ///< a code that states_of() knows
    std::size_t page = 1;                                    ///< 1-based
    std::size_t limit = page_size;                           ///< works of a page

    std::string words;                ///< a place in the reader's words, "" for none
    std::optional<geo::LonLat> from;  ///< a position, where there are no words
    double metres = 500;              ///< how far around either
    /// First and last day of the period that works must touch; both known or both not.
    std::optional<datasets::Date> first_day, last_day;
    std::string period;  ///< "today" or "week", where that is what was asked
    /// Parameter, and what is wrong with it: then the form is shown again as it was typed, and no
    /// list.
    std::vector<std::pair<std::string, std::string>> faults, typed;
};
/// "" are those going on, paused ones too, and those to come; "en_cours" those going on and paused;
/// "tous" all; else one state by its code; nothing for any other text.
[[nodiscard]] std::optional<std::vector<datasets::WorkState>> states_of(std::string_view code);

/// Each gives a whole HTML page, UTF-8, every text from the message files, every value escaped.
[[nodiscard]] std::string home_page(const Publication& publication, const PageContext& context);
[[nodiscard]] std::string collections_page(const Publication& publication,
                                           const PageContext& context);
/// "/catalogue" for people: of each dataset what a harvester reads in DCAT.
[[nodiscard]] std::string catalogue_page(const Publication& publication,
                                         const PageContext& context);
[[nodiscard]] std::string dataset_page(const Publication& publication, const PageContext& context,
                                       const Snapshot& dataset, const ItemsView& items);
/// One row: a work, a piece of equipment, or any other.
[[nodiscard]] std::string feature_page(const Publication& publication, const PageContext& context,
                                       const Snapshot& dataset, RowIndex row);
/// The page of a commune (key "FR_76540") or of an area of a level; nothing when there is none.
[[nodiscard]] std::optional<std::string> place_page(const Publication& publication,
                                                    const PageContext& context,
                                                    std::string_view collection,
                                                    std::string_view key);
/// What a commune code meant over time, and where its ground is today. `perimeters` of the
/// publication must be there.
[[nodiscard]] std::string perimeter_page(const Publication& publication, const PageContext& context,
                                         std::string_view code);
[[nodiscard]] std::string works_page(const Publication& publication, const PageContext& context,
                                     const WorksFilter& filter);
[[nodiscard]] std::string search_page(const Publication& publication, const PageContext& context,
                                      std::string_view words);
/// A page of the comments that were asked for.
[[nodiscard]] std::string comments_page(const Publication& publication, const PageContext& context,
                                        const CommentQuery& query);
/// One comment, or the tombstone of one.
[[nodiscard]] std::string comment_page(const Publication& publication, const PageContext& context,
                                       const datasets::Comment& comment);

/// The form in which somebody explains a figure, with what was typed.
struct CommentFormView {
    datasets::CommentTarget target;
    std::string comment;   ///< id of the one that is written anew, "" for a new one
    std::string action;    ///< where it is sent
    std::string number;    ///< taken once
    bool at_desk = false;  ///< it signs with what is typed, and needs no token
    std::string text, motive, status, confidentiality, author, role;
    std::string error_title, error;
    std::string confirm;       ///< what a second press confirms, "" nothing
    std::string desk_address;  ///< of the same form at the desk, "" where that is closed
    std::string done;          ///< instead of the form, once it was taken
};
[[nodiscard]] std::string comment_form_page(const Publication& publication,
                                            const PageContext& context,
                                            const CommentFormView& view);
/// What waits for whoever has a token, each with a number of its own.
struct CommentReviewView {
    std::string number;      ///< of the form that asks for a token, where `who` is ""
    std::string who, token;  ///< whose token it is, and its id
    bool publishes = false;  ///< it may agree to drafts
    std::vector<datasets::Comment> waiting;
    std::vector<std::string> numbers;  ///< one for each
    std::size_t more = 0;              ///< that come when these are done
    std::vector<std::string> seen;     ///< what each says of its figure: doubt_tag()
    std::string error_title, error, done;
};
[[nodiscard]] std::string comment_review_page(const Publication& publication,
                                              const PageContext& context,
                                              const CommentReviewView& view);
/// "/comments/new?…" for a row, or for the figure that it is.
[[nodiscard]] std::string comment_form_address(const Snapshot& dataset, RowIndex row);
[[nodiscard]] std::string versions_page(const Publication& publication, const PageContext& context,
                                        const Snapshot& dataset,
                                        const std::vector<datasets::Manifest>& versions,
                                        const std::vector<datasets::VersionRecord>& pruned,
                                        const std::vector<datasets::VersionChange>& decisions);
/// What changed between two versions. `table_address` gives every row as CSV.
[[nodiscard]] std::string difference_page(const Publication& publication,
                                          const PageContext& context, const Snapshot& dataset,
                                          const DifferencePage& difference,
                                          const std::string& table_address);
/// An answer that programs read, for a person who opened its address: a table, or JSON that is laid
/// out, and the addresses of the formats.
struct AnswerView {
    /// Which of the texts of the messages file it has: "near", "around", "schema",
    /// "queryables", "sortables", "functions", "conformance".
    std::string kind;
    std::string csv, json;                   ///< the one or the other
    std::vector<std::string> row_addresses;  ///< of `csv`: where the first cell of each row leads
    std::vector<std::pair<std::string, std::string>> formats;  ///< name, address
    bool sample = false;                                       ///< made of invented rows
    std::string note;  ///< why it may not be what was meant, "" mostly
    /// What it is made from: shown with licence and comments even where there is no row.
    std::vector<std::shared_ptr<const Snapshot>> sources;
};
[[nodiscard]] std::string answer_page(const Publication& publication, const PageContext& context,
                                      const AnswerView& view);
/// "/cross": a form, the crossing it asks for, place by place, and every comment that goes with it.
[[nodiscard]] std::string
cross_page(const Publication& publication, const PageContext& context,
           const cross::CrossTable& table,
           const std::vector<std::pair<std::string, std::string>>& formats);
/// For developers: the addresses, one line to copy each.
[[nodiscard]] std::string api_page(const Publication& publication, const PageContext& context);
/// `publication` may be null (nothing is published yet).
[[nodiscard]] std::string error_page(const Publication* publication, const PageContext& context,
                                     int status, std::string_view title, std::string_view detail);

/// The clerk's page: drop a file, see what was understood and refused, confirm or cancel.
struct DepositView {
    std::string token;     ///< "" on the first page
    std::string form_key;  ///< against forged forms, in every form as the field "cle"
    std::string dataset;   ///< collection id chosen
    std::vector<std::pair<std::string, std::string>>
        choices;  ///< id, title of datasets one can drop a file for
    std::string file_name;
    std::string error;                    ///< one sentence when the file as a whole cannot be used
    std::string error_title;              ///< "" : « Le fichier ne peut pas être utilisé. »
    bool overtaken = false;               ///< another version was published since it was read
    bool publishing = false;              ///< confirmed, not done yet: the page loads itself again
    std::vector<std::string> understood;  ///< sentences
    datasets::Counts counts;
    std::vector<std::pair<std::string, std::uint64_t>> issue_counts;  ///< code, rows
    std::vector<datasets::RowIssue> issues;  ///< the first ones of each kind
    /// Rows that are published now and would be no more: how many, and the first, each with why.
    std::uint64_t gone_count = 0;
    std::vector<std::pair<std::string, std::string>> gone;
    std::vector<datasets::Property> properties;      ///< columns of the preview
    std::vector<std::vector<std::string>> rows;      ///< cells of the preview, as text
    std::string preview_geojson;                     ///< FeatureCollection of the first rows
    std::vector<datasets::FileColumn> file_columns;  ///< of the file, in its order
    std::vector<datasets::ColumnUse> uses;           ///< what the dataset reads, as it is now
    std::vector<datasets::ColumnChoice> chosen;      ///< in which that differs from the definition
    std::string done;  ///< after confirm: "version 4 publiée …"; after cancel: "dépôt annulé …"
};
/// Posts multipart to /depot (fields cle, jeu, fichier); then to /depot/<token>/confirmer,
/// /annuler, or /colonnes: there "colonne.<slot>" is the number of a column of the file from 1, 0
/// for none, "" for as it is.
[[nodiscard]] std::string deposit_page(const Publication* publication, const PageContext& context,
                                       const DepositView& view);

/// What pages need and nothing else, for the header Content-Security-Policy of every HTML answer.
/// The map's worker is a file of ours; its pictures are drawn in the page (data:, blob:).
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' "
    "data: "
    "blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'";

/// A file of the site's client: script, style, font. Names carry a content hash.
struct Asset {
    std::string_view name;  ///< "parvis.3f2a91c0.js"
    std::string_view content_type;
    std::string_view bytes;
};
[[nodiscard]] const Asset* asset(std::string_view name);

}  // namespace parvis::publish::site
