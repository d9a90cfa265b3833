// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/notice.hpp"

#include "publish/report/html.hpp"
#include "publish/site/address.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/qr_code.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_facts.hpp"
#include "publish/site/work_view.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>

namespace parvis::publish::works {

namespace {

using site::Data;

// What one sheet has room for, in letters.
constexpr std::size_t longest_title = 75, longest_text = 120, longest_line = 60,
                      longest_sentence = 120;

std::string short_text(const std::string& text, std::size_t most = longest_text)
{
    return site::first_line(site::capitalized(text), most);
}

/// What is said in two columns: label, value; nothing for what is not known.
class Lines {
public:
    explicit Lines(const site::Page& page) : m_page(&page) {}
    void add(std::string_view label, const std::string& value)
    {
        if (!value.empty()) {
            Data line;
            line.set("label", m_page->messages.text(label)).set("value", value);
            m_lines.push_back(std::move(line));
        }
    }
    [[nodiscard]] Data::List take() { return std::move(m_lines); }

private:
    const site::Page* m_page;
    Data::List m_lines;
};

/// The days of the work: of each of its phases where it has several, as far as the sheet goes.
std::string days_of(const site::Page& page, const Work& work, const Phase& own)
{
    constexpr std::size_t most = 3;
    if (work.phases.size() < 2) {
        return site::capitalized(site::dates_words(page, work, own));
    }
    std::string words;
    for (std::size_t i = 0; i < std::min(most, work.phases.size()); ++i) {
        const std::string dates = site::dates_words(page, work, work.phases[i]);
        if (!dates.empty()) {
            words += (words.empty() ? "" : " ; ") + dates;
        }
    }
    return site::capitalized(words) + (work.phases.size() > most ? " …" : "");
}

/// "Un sens barré, vers le sud · 1 file fermée sur 2 · 30 km/h".
std::string effect_of(const site::Page& page, const site::Row& row, const Phase& phase)
{
    std::string words = site::value_text(page, row, "effet");
    const auto add = [&](const std::string& part) {
        words += (words.empty() || part.empty() ? "" : ", ") + part;
    };
    add(site::way_words(page, phase.place));
    add(site::side_words(page, phase.place));
    add(site::lanes_words(page, phase.impact));
    add(site::value_text(page, row, "vitesse_kmh"));
    return short_text(words);
}

/// WeasyPrint does not know the colour of the text that an icon stands in.
std::string coloured(std::string icon, std::string_view look)
{
    constexpr std::string_view inherited = "currentColor";
    const std::string_view colour = look == "closed"    ? "#a8201a"
                                    : look == "partial" ? "#8a4b00"
                                    : look == "planned" ? "#4a4fb5"
                                                        : "#5f6670";
    for (auto at = icon.find(inherited); at != std::string::npos; at = icon.find(inherited, at)) {
        icon.replace(at, inherited.size(), colour);
    }
    return icon;
}

Data::List lines_of(const site::Page& page, const site::Row& row, const Work& work,
                    const Phase& phase)
{
    Lines lines(page);
    lines.add("work_dates", days_of(page, work, phase));
    lines.add("work_hours", short_text(site::hours_words(page, phase), longest_line));
    lines.add("work_sure", site::certainty_of(page, phase).sentence);
    lines.add("work_effect", effect_of(page, row, phase));
    lines.add("work_detour", short_text(phase.impact.detour));
    lines.add("notice_why", short_text(work.description.empty() ? work.nature : work.description));
    lines.add("notice_owner", short_text(work.owner, longest_line));
    lines.add("notice_contact", short_text(work.contact, longest_line));
    lines.add("notice_order", short_text(work.order, longest_line));
    return lines.take();
}

}  // namespace

std::string notice_html(const site::Page& page, const Snapshot& dataset, RowIndex index)
{
    const site::Row row(dataset, index);
    const Work work = work_of(dataset, index);
    const Phase& phase = *std::ranges::find(work.phases, dataset.feature_id(index), &Phase::row);
    const site::WorkView view = site::work_view(page, row);
    const std::string address = site::item_address(dataset.id(), dataset.feature_id(index));
    const std::string title = short_text(row.title(), longest_title);
    const std::string map = notice_map(page, dataset, index);
    Data data;
    data.set("lang", page.messages.language())
        .set("style", report::document_style("notice.css"))
        .set("title", title)
        .set("site_name", std::string(page.in_language(page.publication->site.name)))
        .set("sample", work.sample)
        .set("look", view.look)
        .set("icon", coloured(site::icon(view.look), view.look))
        .set("sentence",
             site::first_line(site::work_sentence_without_hours(page, view), longest_sentence))
        .set("where", site::first_line(site::work_where(view, title), longest_line))
        .set("lines", lines_of(page, row, work, phase))
        .set("stale", site::stale_words(page, dataset))
        .set("has_map", !map.empty())
        .set("map", map)
        .set("map_words", page.messages.format("notice_map", {{"title", title}}))
        .set("work_address", address)
        .set("pdf_address", address + "/notice?f=pdf")
        .set("qr", site::qr_code(page.context.base_url + address, page.messages.text("notice_qr")))
        .set("address", page.context.base_url + address)
        .set("as_of", page.messages.format(
                          "notice_as_of",
                          {{"date", site::full_date_text(page.publication->today, page.messages)}}))
        .set("publisher", page.publication->site.publisher);
    return site::render("notice", data, page.messages);
}

}  // namespace parvis::publish::works
