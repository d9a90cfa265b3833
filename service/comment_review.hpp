// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/site/pages.hpp"
#include "publish/store.hpp"
#include "service/comment_door.hpp"
#include "service/comment_form.hpp"
#include "service/form_number.hpp"
#include "service/http_server.hpp"

#include <optional>
#include <string>

namespace parvis::service {

/// The page where people agree to drafts and look at what has changed: /comments/review for a
/// browser. Whoever gives a token there is shown what waits for it, each with a number that stands
/// for that token and that comment, and is taken once: the token itself is never in a page.
class CommentReview {
public:
    /// `form` is where a text is written anew.
    CommentReview(publish::Store& store, CommentDoor& door, const CommentForm& form,
                  bool behind_proxy);

    /// A browser's request for it; programs with a token are the door's.
    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const std::string& base_url) const;
    [[nodiscard]] std::optional<FormRules> rules(const publish::Request& request,
                                                 const std::string& base_url) const;
    [[nodiscard]] publish::Response take(const publish::Request& request, const Form& form,
                                         const std::string& base_url);
    [[nodiscard]] publish::Response refuse(const publish::Request& request, const Refusal& refusal,
                                           const std::string& base_url) const;

private:
    using View = publish::site::CommentReviewView;
    [[nodiscard]] publish::Response page(const publish::Request& request,
                                         const std::string& base_url, const View& view,
                                         int status) const;
    void list(const publish::CommentWriter& writer, View& view) const;
    /// What is done with one comment; the status of the answer.
    [[nodiscard]] int act(const Form& form, const publish::CommentWriter& writer, View& view);

    [[nodiscard]] publish::Response edit(const publish::Request& request,
                                         const std::string& base_url,
                                         const publish::CommentWriter& writer,
                                         const std::string& id) const;

    publish::Store& m_store;
    CommentDoor& m_door;
    const CommentForm& m_form;
    bool m_behind_proxy;
    FormNumbers m_numbers;
};

}  // namespace parvis::service
