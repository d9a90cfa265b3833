// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/site/pages.hpp"
#include "publish/store.hpp"
#include "service/comment_door.hpp"
#include "service/form_number.hpp"
#include "service/http_server.hpp"

#include <optional>
#include <string>

namespace parvis::service {

/// The form in which a person explains a figure: at /comments/new with a token that is typed in, at
/// /depot/commentaire (the desk, on this machine only) without. No cookie opens the first, so a
/// page of somebody else's has nothing to borrow; each form carries a number that is taken once.
class CommentForm {
public:
    CommentForm(publish::Store& store, CommentDoor& door, bool has_desk, bool behind_proxy);

    /// /comments/new, or its twin at the desk; whether the desk lets in is the caller's to ask.
    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    [[nodiscard]] static bool is_at_desk(const publish::Request& request);
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const std::string& base_url) const;
    /// How a form is taken in; nothing for one that another site's page sends.
    [[nodiscard]] std::optional<FormRules> rules(const publish::Request& request,
                                                 const std::string& base_url) const;
    [[nodiscard]] publish::Response take(const publish::Request& request, const Form& form,
                                         const std::string& base_url);
    [[nodiscard]] publish::Response refuse(const publish::Request& request, const Refusal& refusal,
                                           const std::string& base_url) const;
    /// The form with a comment in it, to be written anew, for somebody who may read it.
    [[nodiscard]] publish::Response edit(const publish::Request& request,
                                         const std::string& base_url,
                                         const datasets::Comment& comment) const;

private:
    using View = publish::site::CommentFormView;
    [[nodiscard]] publish::Response page(const publish::Request& request,
                                         const std::string& base_url, View view, int status) const;
    [[nodiscard]] std::optional<publish::CommentWriter> writer(const publish::Request& request,
                                                               const Form& form) const;

    publish::Store& m_store;
    CommentDoor& m_door;
    bool m_has_desk;
    bool m_behind_proxy;
    FormNumbers m_numbers;
};

}  // namespace parvis::service
