// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/data.hpp"
#include "publish/site/messages.hpp"
#include "publish/site/pages.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::site {

/// What every part of a page is made from. Lives as long as one call.
struct Page {
    const Publication* publication;  ///< null when nothing is published yet
    const PageContext& context;
    const Messages& messages;

    Page(const Publication* the_publication, const PageContext& the_context)
        : publication(the_publication), context(the_context),
          messages(Messages::in(the_context.language))
    {
    }
    /// The day that the page shows: the one asked for, else the site's today.
    [[nodiscard]] datasets::Date day() const { return context.day.value_or(publication->today); }
    [[nodiscard]] bool is_another_day() const
    {
        return publication != nullptr && context.day && *context.day != publication->today;
    }
    [[nodiscard]] std::string_view in_language(const datasets::Texts& texts) const
    {
        return datasets::text_in(texts, context.language);
    }
};

/// What stands around the body of a page.
struct Frame {
    std::string title;        ///< of the document; the site's name is added
    std::string description;  ///< one sentence for search engines
    std::string body;         ///< HTML
    std::string section;      ///< which entry of the menu is the current one: "works", "data" …
    std::vector<std::pair<std::string, std::string>> way;  ///< label, address of the pages above
    std::string note;                                      ///< the dataset's note, for the band
    bool sample = false;                                   ///< the page shows invented rows
    std::string feed{};  ///< address of the Atom feed that the page is of, "" for none
};

[[nodiscard]] std::string whole_page(const Page& page, const Frame& frame);

/// An icon of icons/, as SVG; decorative, so hidden from screen readers.
[[nodiscard]] std::string icon(std::string_view name);

}  // namespace parvis::publish::site
