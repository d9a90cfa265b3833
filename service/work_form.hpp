// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/site/work_form_page.hpp"
#include "publish/store.hpp"
#include "service/form_number.hpp"
#include "service/http_server.hpp"
#include "service/work_door.hpp"

#include <optional>
#include <string>

namespace parvis::service {

/// Works for people, with a token that is typed in: /works/new enters one, /works/{id}/edit changes
/// it and says how far it is, /works/mine lists them. No cookie opens them, so a page of somebody
/// else's has nothing to borrow. A page that knows the token carries its id, which is no secret,
/// and a number that is taken once and good for that token, work and revision alone.
class WorkForm {
public:
    WorkForm(publish::Store& store, WorkEntry& entry, WorkDoor& door, bool behind_proxy);

    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const std::string& base_url) const;
    /// How a form is taken in; nothing for one that another site's page sends.
    [[nodiscard]] std::optional<FormRules> rules(const publish::Request& request,
                                                 const std::string& base_url) const;
    [[nodiscard]] publish::Response take(const publish::Request& request, const Form& form,
                                         const std::string& base_url);
    [[nodiscard]] publish::Response refuse(const publish::Request& request, const Refusal& refusal,
                                           const std::string& base_url) const;

private:
    using View = publish::site::WorkFormView;
    struct Call;

    [[nodiscard]] publish::Response form_page(const Call& call, View view, int status) const;
    [[nodiscard]] publish::Response list_page(const Call& call, const WorkWriter* writer,
                                              const Refusal& refusal) const;
    void list(publish::site::WorkListView& view, const WorkWriter& writer) const;
    /// The form, or where that is not for everybody the question for a token.
    [[nodiscard]] publish::Response again(const Call& call, const Refusal& refusal) const;
    [[nodiscard]] publish::Response act(const Call& call, const WorkWriter& writer);
    /// What is kept of a work, for whoever may see it.
    [[nodiscard]] std::string commune_of(const datasets::EnteredWork& work) const;
    void fill(View& view, const datasets::EnteredWork& work, const WorkWriter& writer) const;

    publish::Store& m_store;
    WorkEntry& m_entry;
    WorkDoor& m_door;
    bool m_behind_proxy;
    FormNumbers m_numbers;
};

}  // namespace parvis::service
