// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/odt_body.hpp"

#include "publish/report/html.hpp"
#include "publish/site/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace parvis::publish::report {

namespace {

/// A tag of a report's HTML.
struct Tag {
    std::string_view name, attributes;
    bool closes = false;

    [[nodiscard]] std::string_view attribute(std::string_view key) const
    {
        return site::attribute(attributes, key);
    }
};

/// What stands in a report's HTML and in no other form of it: the way through the page, and what
/// each page of the PDF has at its foot.
bool is_of_the_page(const Tag& tag)
{
    constexpr std::array<std::string_view, 4> classes{"skip", "bar-top", "contents", "cover-foot"};
    return tag.name == "head" ||
           std::ranges::find(classes, tag.attribute("class")) != classes.end();
}

std::string_view style_of(std::string_view of_class)
{
    static const std::map<std::string_view, std::string_view> styles{
        {"said", "Explication"},    {"most-why", "Explication"}, {"small", "Petit"},
        {"small counted", "Petit"}, {"said-by", "Petit"},        {"drawing-words", "Petit"},
        {"value", "Valeur"},        {"key-value", "Valeur"},     {"key-label", "Tete"},
        {"key-change", "Texte"},    {"invented", "Encadre"},     {"said-review", "Tete"},
        {"said-about", "Tete"},     {"missing", "Tete"},         {"draft-mark", "Tete"},
        {"beside-title", "Tete"},   {"cover-lead", "Chapeau"},   {"lead", "Chapeau"},
        {"number", "Nombre"}};
    const auto found = styles.find(of_class);
    return found == styles.end() ? std::string_view() : found->second;
}

class Walk {
public:
    explicit Walk(std::string_view html) : m_html(html)
    {
        while (m_at < m_html.size()) {
            const std::size_t next = std::min(m_html.find('<', m_at), m_html.size());
            add_text(m_html.substr(m_at, next - m_at));
            m_at = next;
            if (m_at < m_html.size()) {
                add_tag(read_tag());
            }
        }
        end_paragraph();
    }
    [[nodiscard]] OdtBody take() { return {std::move(m_text), std::move(m_drawings)}; }

private:
    Tag read_tag()
    {
        const std::size_t end = std::min(m_html.find('>', m_at), m_html.size());
        std::string_view inner = m_html.substr(m_at + 1, end - m_at - 1);
        m_at = std::min(end + 1, m_html.size());
        Tag tag;
        tag.closes = inner.starts_with('/');
        inner.remove_prefix(tag.closes ? 1 : 0);
        tag.name = inner.substr(0, inner.find_first_of(" /"));
        tag.attributes = inner.substr(tag.name.size());
        return tag;
    }

    /// Goes on behind the end of an element that has just been opened.
    void skip(const Tag& tag)
    {
        for (int depth = 1; depth > 0 && m_at < m_html.size();) {
            m_at = std::min(m_html.find('<', m_at), m_html.size());
            const Tag inner = m_at < m_html.size() ? read_tag() : Tag{};
            depth += inner.name != tag.name ? 0 : inner.closes ? -1 : 1;
        }
    }

    void start_paragraph(std::string_view style)
    {
        end_paragraph();
        m_text += fmt::format("<text:p text:style-name=\"{}\">", style);
        m_open = "</text:p>";
        m_after_space = true;
    }
    void end_paragraph()
    {
        end_link();
        m_text += m_open;
        m_open = {};
    }

    /// Only to an address that leads there from anywhere: what is of the page or of the site is
    /// words here.
    void start_link(std::string_view target)
    {
        end_link();
        if (target.starts_with("https://") || target.starts_with("http://") ||
            target.starts_with("mailto:")) {
            need_paragraph();
            // Escaped already: what our HTML escapes is what XML does.
            m_text += fmt::format("<text:a xlink:type=\"simple\" xlink:href=\"{}\">", target);
            m_in_link = true;
        }
    }
    void end_link()
    {
        m_text += m_in_link ? "</text:a>" : "";
        m_in_link = false;
    }

    /// Where no paragraph is open, one that looks as what is around it.
    void need_paragraph()
    {
        if (m_open.empty()) {
            const auto style = std::ranges::find_if(m_styles.rbegin(), m_styles.rend(),
                                                    [](auto name) { return !name.empty(); });
            start_paragraph(style == m_styles.rend() ? "Standard" : *style);
        }
    }

    /// Lines and spaces as they are; the end of the last line ends nothing.
    void add_lines(std::string_view text)
    {
        for (const char c : text) {
            if (c == '\n') {
                ++m_line_ends;
                continue;
            }
            need_paragraph();
            for (; m_line_ends > 0; --m_line_ends) {
                m_text += "<text:line-break/>";
            }
            if (c == ' ') {
                m_text += "<text:s/>";
            } else if (c == '\t') {
                m_text += "<text:tab/>";
            } else if (c != '\r') {
                m_text += c;
            }
        }
    }

    void add_text(std::string_view text)
    {
        if (m_in_lines) {
            add_lines(text);
            return;
        }
        for (const char c : text) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (space && (m_open.empty() || m_after_space)) {
                continue;
            }
            need_paragraph();
            m_text += space ? ' ' : c;  // entities of our HTML are those of XML
            m_after_space = space;
        }
    }

    void add_tag(const Tag& tag)
    {
        if (tag.name.starts_with('!')) {
            return;
        }
        if (!tag.closes && is_of_the_page(tag)) {
            end_paragraph();
            skip(tag);
        } else if (!add_inline(tag) && !add_table_part(tag)) {
            add_block(tag);
        }
    }

    bool add_inline(const Tag& tag)
    {
        const std::string_view name = tag.name;
        if (name == "strong" || name == "em" || name == "b" || name == "i") {
            need_paragraph();
            m_text += tag.closes ? "</text:span>"
                                 : fmt::format("<text:span text:style-name=\"{}\">",
                                               name == "em" || name == "i" ? "Italique" : "Gras");
        } else if (name == "br") {
            need_paragraph();
            m_text += "<text:line-break/>";
            m_after_space = true;
        } else if (name == "a") {
            tag.closes ? end_link() : start_link(tag.attribute("href"));
        } else if (name == "svg") {
            add_drawing();
        } else {
            constexpr std::array<std::string_view, 5> plain{"span", "data", "time", "code", "del"};
            return std::ranges::find(plain, name) != plain.end();
        }
        return true;
    }

    /// As wide as it stands in the PDF.
    void add_drawing()
    {
        const std::size_t start = m_html.rfind("<svg", m_at);
        const std::size_t end = std::min(m_html.find("</svg>", m_at), m_html.size());
        std::string drawing(m_html.substr(start + 4, end - start - 4));
        m_at = std::min(end + 6, m_html.size());
        const Tag tag{"svg", std::string_view(drawing).substr(0, drawing.find('>')), false};
        const std::string_view kind = tag.attribute("class"), box = tag.attribute("viewBox");
        double wide = 1, tall = 1;
        if (const std::size_t at = box.rfind(' '), before = box.rfind(' ', at - 1);
            box.starts_with("0 0 ")) {
            std::from_chars(box.data() + before + 1, box.data() + at, wide);
            std::from_chars(box.data() + at + 1, box.data() + box.size(), tall);
        }
        const double width = kind == "spark" ? 2.6 : kind == "bars" ? 13 : 10;
        need_paragraph();
        m_text += fmt::format(
            "<draw:frame draw:name=\"Dessin {0}\" text:anchor-type=\"as-char\" "
            "svg:width=\"{1:.2f}cm\" svg:height=\"{2:.2f}cm\"><draw:image "
            "xlink:href=\"Pictures/{0}.svg\" xlink:type=\"simple\" xlink:show=\"embed\" "
            "xlink:actuate=\"onLoad\"/>{3}</draw:frame>",
            m_drawings.size() + 1, width, width * tall / wide,
            m_caption.empty() ? std::string()
                              : "<svg:desc>" + site::escaped(m_caption) + "</svg:desc>");
        m_drawings.push_back("<svg xmlns=\"http://www.w3.org/2000/svg\"" + drawing + "</svg>");
    }

    bool add_table_part(const Tag& tag)
    {
        const std::string_view name = tag.name;
        if (name == "table" && !tag.closes) {
            m_table_waits = true;
        } else if (name == "table") {
            m_text += "</table:table>";
        } else if (name == "caption") {  // it stands above, as a paragraph
            end_paragraph();
            if (!tag.closes) {
                start_paragraph("Titretableau");
            }
        } else if (name == "thead" || name == "tbody") {
            start_table(tag);
            if (name == "thead") {
                m_text += tag.closes ? "</table:table-header-rows>" : "<table:table-header-rows>";
            }
            m_in_head = name == "thead" && !tag.closes;
        } else if (name == "tr") {
            m_text += tag.closes ? "</table:table-row>" : "<table:table-row>";
        } else if (name == "th" || name == "td") {
            add_cell(tag);
        } else {
            return false;
        }
        return true;
    }

    /// When its first part comes: behind its caption.
    void start_table(const Tag& part)
    {
        if (!m_table_waits || part.closes) {
            return;
        }
        m_table_waits = false;
        std::size_t columns = 0;
        const std::string_view row = m_html.substr(m_at, m_html.find("</tr>", m_at) - m_at);
        for (const std::string_view end : {"</th>", "</td>"}) {
            for (std::size_t at = row.find(end); at != std::string_view::npos;
                 at = row.find(end, at + 1)) {
                ++columns;
            }
        }
        m_text += fmt::format("<table:table table:name=\"Tableau {}\" "
                              "table:style-name=\"Tableau\"><table:table-column "
                              "table:style-name=\"Large\"/>",
                              ++m_tables);
        if (columns > 1) {
            m_text += fmt::format("<table:table-column table:style-name=\"Etroite\" "
                                  "table:number-columns-repeated=\"{}\"/>",
                                  columns - 1);
        }
    }

    void add_cell(const Tag& tag)
    {
        if (tag.closes) {
            if (m_open.empty() && m_text.ends_with("\"string\">")) {
                start_paragraph("Texte");  // a cell has one, however empty
            }
            end_paragraph();
            m_text += "</table:table-cell>";
            m_styles.pop_back();
            return;
        }
        m_text += "<table:table-cell table:style-name=\"Cellule\" office:value-type=\"string\">";
        const bool is_number = tag.attribute("class") == "number";
        m_styles.push_back(m_in_head   ? (is_number ? "Tetenombre" : "Tete")
                           : is_number ? "Nombre"
                                       : "Texte");
    }

    void add_block(const Tag& tag)
    {
        const std::string_view name = tag.name;
        end_paragraph();
        if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
            if (!tag.closes) {
                m_text += fmt::format("<text:h text:style-name=\"Heading_20_{0}\" "
                                      "text:outline-level=\"{0}\">",
                                      name[1]);
                m_open = "</text:h>";
                m_after_space = true;
            }
        } else if (name == "ul" || name == "ol") {
            add_list(tag);
        } else if (name == "li") {
            add_item(tag);
        } else if (name == "pre") {
            m_in_lines = !tag.closes;
            m_line_ends = 0;
        } else if (name == "figure") {
            const std::size_t at = m_html.find("<figcaption>", m_at);
            m_caption = tag.closes || at == std::string_view::npos
                            ? std::string()
                            : plain_text(m_html.substr(at, m_html.find("</figcaption>", at) - at));
        }
        if (name == "hr") {
            return;
        }
        if (!tag.closes) {
            m_styles.push_back(name == "figcaption" ? "Tete" : style_of(tag.attribute("class")));
        } else if (!m_styles.empty()) {
            m_styles.pop_back();
        }
    }

    void add_list(const Tag& tag)
    {
        m_start = {};
        if (tag.closes) {
            m_text += "</text:list>";
            return;
        }
        const bool is_numbered = tag.name == "ol";
        m_text += fmt::format("<text:list text:style-name=\"{}\">",
                              is_numbered ? "Listenumerotee" : "Liste");
        m_start = is_numbered ? tag.attribute("start") : std::string_view();
    }

    /// The first of a list says where its numbers begin.
    void add_item(const Tag& tag)
    {
        m_text += tag.closes ? "</text:list-item>"
                  : m_start.empty()
                      ? "<text:list-item>"
                      : fmt::format("<text:list-item text:start-value=\"{}\">", m_start);
        m_start = {};
    }

    std::string_view m_html;
    std::size_t m_at = 0;
    std::string m_text, m_caption;
    std::string_view m_open;   ///< what ends the paragraph or heading that is open
    std::string_view m_start;  ///< of the list whose first item comes, if it is not 1
    std::vector<std::string_view> m_styles;
    std::vector<std::string> m_drawings;
    std::size_t m_tables = 0, m_line_ends = 0;
    bool m_after_space = true, m_in_head = false, m_table_waits = false;
    bool m_in_link = false, m_in_lines = false;
};

}  // namespace

OdtBody odt_body(std::string_view html) { return Walk(html).take(); }

}  // namespace parvis::publish::report
