// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/notice.hpp"

#include "publish/report/html.hpp"
#include "publish/site/address.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/qr_code.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_facts.hpp"
#include "publish/site/work_history.hpp"
#include "publish/site/work_view.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>

namespace parvis::publish::works {

namespace {

using site::Data;

// What one sheet has room for, in letters.
constexpr std::size_t longest_title = 75, longest_text = 120, longest_line = 60,
                      longest_sentence = 160;

std::string short_text(const std::string& text, std::size_t most = longest_text)
{
    return site::first_line(site::capitalized(text), most);
}

double printed_lines(const std::string& text, std::size_t letters_a_line)
{
    const auto letters = static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
    return static_cast<double>((letters + letters_a_line - 1) / letters_a_line);
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
            m_height += printed_lines(value, letters_a_line) + between;
        }
    }
    [[nodiscard]] Data::List take() { return std::move(m_lines); }
    /// On paper, in lines of text, on the safe side.
    [[nodiscard]] double height() const { return m_height; }

private:
    static constexpr std::size_t letters_a_line = 52;
    static constexpr double between = 0.45;

    const site::Page* m_page;
    Data::List m_lines;
    double m_height = 0;
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

/// Why a work that is entered here was changed last; "" for others.
std::string last_reason(const site::Page& page, const site::Row& row)
{
    for (const Data& change : site::row_history_list(page, row)) {
        for (const auto& [name, value] : std::get<Data::Fields>(change.value())) {
            const auto* why = std::get_if<std::string>(&value.value());
            if (name == "why" && why != nullptr && !why->empty()) {
                return *why;
            }
        }
    }
    return {};
}

/// What the sheet says, texts cut to so many letters.
Lines lines_of(const site::Page& page, const site::WorkView& view, const Work& work,
               const Phase& phase, std::size_t most)
{
    const bool over =
        view.state == datasets::WorkState::ended || view.state == datasets::WorkState::cancelled;
    Lines lines(page);
    lines.add("work_dates", days_of(page, work, phase));
    if (!over) {  // nothing of this is true any more
        lines.add("work_hours",
                  short_text(site::hours_words(page, phase), std::min(most, longest_line)));
        lines.add("work_sure", site::certainty_of(page, phase).sentence);
        lines.add("work_effect", effect_of(page, view.row, phase));
        lines.add("work_detour", short_text(phase.impact.detour, most));
    }
    if (view.state == datasets::WorkState::cancelled) {
        lines.add("notice_cancelled_why", short_text(last_reason(page, view.row), most));
    }
    lines.add("notice_why",
              short_text(work.description.empty() ? work.nature : work.description, most));
    lines.add("notice_owner", short_text(work.owner, longest_line));
    lines.add("notice_contact", short_text(work.contact, longest_line));
    lines.add("notice_order", short_text(work.order, longest_line));
    return lines;
}

/// As many letters of each text as the sheet has room for: what stands above takes more or less of
/// it, and so does each other text. `above` is what is there besides the least, in lines.
Data::List fitting_lines(const site::Page& page, const site::WorkView& view, const Work& work,
                         const Phase& phase, double above)
{
    constexpr double room = 25;  // between head and foot
    for (const std::size_t most : {600U, 450U, 320U, 240U, 180U}) {
        Lines lines = lines_of(page, view, work, phase, most);
        if (lines.height() + above <= room) {
            return lines.take();
        }
    }
    return lines_of(page, view, work, phase, longest_text).take();
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
    const std::string sentence =
        site::first_line(site::work_sentence_without_hours(page, view), longest_sentence);
    const std::string stale = site::stale_words(page, dataset);
    constexpr double note = 3, title_line = 1.5;
    const double above = title_line * (printed_lines(title, 38) - 1) +
                         1.2 * (printed_lines(sentence, 48) - 1) + (work.sample ? note : 0) +
                         (stale.empty() ? 0 : note);
    Data data;
    data.set("lang", page.messages.language())
        .set("style", report::document_style("notice.css"))
        .set("title", title)
        .set("site_name", std::string(page.in_language(page.publication->site.name)))
        .set("sample", work.sample)
        .set("look", view.look)
        .set("icon", coloured(site::icon(view.look), view.look))
        .set("sentence", sentence)
        .set("where", site::first_line(site::work_where(view, title), longest_line))
        .set("lines", fitting_lines(page, view, work, phase, above))
        .set("stale", stale)
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
