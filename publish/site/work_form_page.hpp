// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/entered_works.hpp"
#include "publish/site/pages.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::site {

/// What every page shows on which works are entered.
struct WorkPageView {
    std::string action;   ///< where its form is sent
    std::string number;   ///< taken once
    std::string token;    ///< id of the token that was given before, "" while one is to be typed
    std::string who;      ///< its name
    std::string dataset;  ///< as the address has it, "" mostly
    std::string error_title, error, done;
    bool closed = false;  ///< no works are entered on this site: nothing to fill in
};

/// The form of one work, new or kept, with what was typed.
struct WorkFormView : WorkPageView {
    std::optional<datasets::EnteredWork> work;  ///< as it is kept; nothing for a new one
    datasets::WorkMembers typed;                ///< in the form
    std::string place;                          ///< its geometry as it was typed
    std::string why;
    /// Member and what is wrong with it: French sentences.
    std::vector<std::pair<std::string, std::string>> faults;
    std::vector<std::string> doubts;
    std::string commune;  ///< of a published one: where its clashes are looked for, or ""
    std::vector<datasets::WorkChange> history;  ///< oldest first
};
[[nodiscard]] std::string work_form_page(const Publication& publication, const PageContext& context,
                                         const WorkFormView& view);

/// The works that a token may see, each with a button that opens it; without a token the form that
/// asks for one.
struct WorkListView : WorkPageView {
    std::vector<datasets::EnteredWork> works;
    std::vector<std::string> numbers;  ///< one each
    std::size_t more = 0;              ///< that are not shown
    std::string new_number;            ///< of the button for a new work
};
[[nodiscard]] std::string work_list_page(const Publication& publication, const PageContext& context,
                                         const WorkListView& view);

/// Whether works are entered on this site: pages then lead to the form.
[[nodiscard]] bool takes_works(const datasets::Site& site);
/// The columns that the form asks for, in its order: all that a work may have.
[[nodiscard]] const std::vector<std::string>& work_form_columns();

}  // namespace parvis::publish::site
