// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/odt.hpp"

#include "datasets/zip_writer.hpp"
#include "publish/formats/xml_text.hpp"
#include "publish/report/drawing.hpp"
#include "publish/report/html.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

constexpr std::string_view media_type = "application/vnd.oasis.opendocument.text";
constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view namespaces =
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
    "xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" "
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\"";

std::string xml(std::string_view text) { return site::escaped(xml_text(text)); }

/// The body, piece by piece.
class Body {
public:
    void heading(int level, std::string_view text)
    {
        m_text += fmt::format("<text:h text:style-name=\"Heading_20_{}\" "
                              "text:outline-level=\"{}\">{}</text:h>",
                              level, level, xml(text));
    }
    void paragraph(std::string_view style, std::string_view text)
    {
        if (!text.empty()) {
            m_text += fmt::format("<text:p text:style-name=\"{}\">{}</text:p>", style, xml(text));
        }
    }
    /// The first row is the header, repeated on each page.
    void table(const std::string& name, const std::vector<std::vector<std::string>>& rows)
    {
        m_text += fmt::format("<table:table table:name=\"{}\" table:style-name=\"Tableau\">"
                              "<table:table-column table:style-name=\"Large\"/>"
                              "<table:table-column table:style-name=\"Etroite\" "
                              "table:number-columns-repeated=\"{}\"/>",
                              xml(name), rows.front().size() - 1);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            m_text += i == 0 ? "<table:table-header-rows><table:table-row>" : "<table:table-row>";
            for (std::size_t k = 0; k < rows[i].size(); ++k) {
                m_text += fmt::format(
                    "<table:table-cell table:style-name=\"Cellule\" "
                    "office:value-type=\"string\"><text:p text:style-name=\"{}\">{}</text:p>"
                    "</table:table-cell>",
                    i == 0   ? "Tete"
                    : k == 0 ? "Texte"
                             : "Nombre",
                    xml(rows[i][k]));
            }
            m_text +=
                i == 0 ? "</table:table-row></table:table-header-rows>" : "</table:table-row>";
        }
        m_text += "</table:table>";
    }
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

std::string content_xml(const std::string& body)
{
    return fmt::format(
        "{}<office:document-content {}><office:automatic-styles>"
        "<style:style style:name=\"Tableau\" style:family=\"table\"><style:table-properties "
        "style:rel-width=\"100%\" fo:margin-top=\"0.2cm\" fo:margin-bottom=\"0.4cm\"/>"
        "</style:style><style:style style:name=\"Cellule\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding=\"0.08cm\" "
        "fo:border-bottom=\"0.5pt solid #8c857a\"/></style:style>"
        "<style:style style:name=\"Large\" style:family=\"table-column\">"
        "<style:table-column-properties style:rel-column-width=\"5*\"/></style:style>"
        "<style:style style:name=\"Etroite\" style:family=\"table-column\">"
        "<style:table-column-properties style:rel-column-width=\"2*\"/></style:style>"
        "</office:automatic-styles><office:body><office:text>{}</office:text></office:body></"
        "office:document-content>",
        xml_head, namespaces, body);
}

std::string paragraph_style(std::string_view name, std::string_view paragraph,
                            std::string_view text)
{
    return fmt::format("<style:style style:name=\"{}\" style:family=\"paragraph\" "
                       "style:parent-style-name=\"Standard\"><style:paragraph-properties {}/>"
                       "<style:text-properties {}/></style:style>",
                       name, paragraph, text);
}

std::string heading_style(int level, std::string_view size)
{
    return fmt::format(
        "<style:style style:name=\"Heading_20_{0}\" style:display-name=\"Heading {0}\" "
        "style:family=\"paragraph\" style:default-outline-level=\"{0}\">"
        "<style:paragraph-properties fo:margin-top=\"0.5cm\" fo:margin-bottom=\"0.2cm\" "
        "fo:keep-with-next=\"always\"/><style:text-properties fo:font-size=\"{1}\" "
        "fo:font-weight=\"bold\"/></style:style>",
        level, size);
}

std::string styles_xml(const std::string& language, const std::string& foot)
{
    return fmt::format(
        "{}<office:document-styles {}><office:styles>"
        "<style:default-style style:family=\"paragraph\"><style:text-properties "
        "fo:language=\"{}\" fo:country=\"FR\" fo:font-size=\"10.5pt\" "
        "fo:font-family=\"Liberation Sans\"/></style:default-style>"
        "<style:style style:name=\"Standard\" style:family=\"paragraph\">"
        "<style:paragraph-properties fo:margin-bottom=\"0.2cm\"/></style:style>{}"
        "</office:styles><office:automatic-styles><style:page-layout style:name=\"A4\">"
        "<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" "
        "fo:margin=\"2cm\"/><style:footer-style><style:header-footer-properties "
        "fo:min-height=\"1cm\" "
        "fo:margin-top=\"0.4cm\"/></style:footer-style></style:page-layout></"
        "office:automatic-styles>"
        "<office:master-styles><style:master-page style:name=\"Standard\" "
        "style:page-layout-name=\"A4\"><style:footer><text:p text:style-name=\"Petit\">{} – "
        "<text:page-number text:select-page=\"current\"/></text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>",
        xml_head, namespaces, language,
        heading_style(1, "24pt") + heading_style(2, "17pt") + heading_style(3, "12pt") +
            paragraph_style("Texte", "fo:margin-bottom=\"0cm\"", "") +
            paragraph_style("Tete", "fo:margin-bottom=\"0cm\"", "fo:font-weight=\"bold\"") +
            paragraph_style("Nombre", "fo:margin-bottom=\"0cm\" fo:text-align=\"end\"", "") +
            paragraph_style("Valeur", "", "fo:font-size=\"15pt\" fo:font-weight=\"bold\"") +
            paragraph_style("Explication",
                            "fo:margin-left=\"0.6cm\" fo:padding-left=\"0.3cm\" "
                            "fo:border-left=\"1.5pt solid #7a3e8e\"",
                            "") +
            paragraph_style("Petit", "", "fo:font-size=\"9pt\" fo:color=\"#5c564c\""),
        xml(foot));
}

void add_comment(const site::Page& page, const datasets::Comment& comment, Body& body)
{
    const std::string text(page.in_language(comment.text));
    // Markdown's paragraphs become the document's; its marks are dropped.
    std::string html = site::markdown_html(site::french_spacing(text));
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t end = std::min(html.find("</p>", at), html.size());
        const std::string piece = plain_text(std::string_view(html).substr(at, end - at));
        if (piece.find_first_not_of(" \n") != std::string::npos) {
            body.paragraph("Explication", piece);
        }
        at = end + 4;
    }
    body.paragraph("Tete", site::review_words(page, comment));
    body.paragraph("Petit",
                   page.messages.format(
                       "report_signed",
                       {{"who", comment.role.empty() ? comment.author
                                                     : comment.author + " (" + comment.role + ")"},
                        {"date", site::date_text(comment.date, page.messages)}}));
}

void add_figure(const site::Page& page, const Report& report, const Figure& figure, Body& body)
{
    body.heading(3, figure.indicator->label);
    body.paragraph("Valeur", figure.value->text);
    if (figure.counted) {
        body.paragraph("Petit", plain_text(counted_html(page, *figure.counted)));
    }
    body.paragraph("Standard", plain_text(change_html(page, figure, report.year)));
    for (const datasets::Comment& comment : figure.comments) {
        add_comment(page, comment, body);
    }
    for (const Beside& beside : figure.beside) {
        body.paragraph("Standard", beside.label.text + " : " + beside.value.text + " (" +
                                       plain_text(beside_counted_html(page, report, beside)) + ")");
    }
    if (!figure.members.empty()) {
        std::vector<std::vector<std::string>> rows{
            {page.messages.text("report_commune"), page.messages.text("report_value")}};
        for (const Member& member : figure.members) {
            rows.push_back({member.name, member.value ? member.value->text
                                                      : no_value_words(page, member.status)});
        }
        body.table(figure.indicator->id, rows);
    }
    body.paragraph("Petit", figure.indicator->definition);
    for (const std::string& line : detail_lines(page, figure)) {
        body.paragraph("Petit", plain_text(line));
    }
}

void add_chapter(const site::Page& page, const Report& report, const Chapter& chapter, Body& body)
{
    body.heading(2, department_title(page, chapter.department));
    for (const Figure& figure : chapter.figures) {
        add_figure(page, report, figure, body);
    }
    if (!chapter.figures.empty()) {
        std::vector<std::vector<std::string>> rows{{page.messages.text("report_indicator")}};
        for (const YearValue& at : chapter.figures.front().years) {
            rows.front().push_back(at.year);
        }
        for (const Figure& figure : chapter.figures) {
            const std::string unit = site::unit_text(figure.indicator->unit, page.messages);
            rows.push_back({figure.indicator->label + (unit.empty() ? "" : " (" + unit + ")")});
            for (const YearValue& at : figure.years) {
                rows.back().push_back(at.value ? without_unit(*at.value) : "–");
            }
        }
        body.table(chapter.department, rows);
    }
    for (const Figure& figure : chapter.without) {
        body.paragraph("Standard",
                       figure.indicator->label + " : " + no_value_words(page, figure.status));
    }
}

}  // namespace

std::string report_odt(const site::Page& page, const Report& report, const EditionFacts& edition)
{
    const std::string name = report_name(page, report);
    const std::string invented = report.sample ? page.messages.text("sample_short") + ". " +
                                                     page.messages.text("report_invented")
                                               : std::string();
    Body body;
    body.heading(1, name);
    body.paragraph("Standard", report.site_name);
    body.paragraph("Tete", invented);
    body.paragraph("Petit", plain_text(edition_html(page, edition)));
    for (const std::string& change : edition.changes) {
        body.paragraph("Standard", plain_text(change));
    }
    for (const Chapter& chapter : report.chapters) {
        add_chapter(page, report, chapter, body);
    }
    body.heading(2, page.messages.text("report_method"));
    for (const datasets::Comment& comment : report.methods) {
        add_comment(page, comment, body);
    }
    for (const VersionUsed& used : report.versions) {
        body.paragraph("Petit",
                       fmt::format("{} : {} {}, {}", used.title, page.messages.text("version"),
                                   used.version, used.producer));
    }
    const std::string foot =
        name + (report.sample ? " – " + page.messages.text("report_invented_short") : "");
    datasets::ZipWriter zip;
    zip.add("mimetype", media_type, datasets::ZipWriter::Packing::stored);
    zip.add("content.xml", content_xml(body.text()));
    zip.add("styles.xml", styles_xml(page.messages.language(), foot));
    zip.add("meta.xml",
            fmt::format("{}<office:document-meta {}><office:meta><meta:generator>Parvis"
                        "</meta:generator><dc:title>{}</dc:title><dc:language>{}</dc:language>"
                        "</office:meta></office:document-meta>",
                        xml_head, namespaces, xml(name), page.messages.language()));
    zip.add("META-INF/manifest.xml",
            fmt::format("{}<manifest:manifest "
                        "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
                        "manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
                        "manifest:version=\"1.2\" manifest:media-type=\"{}\"/>"
                        "<manifest:file-entry manifest:full-path=\"content.xml\" "
                        "manifest:media-type=\"text/xml\"/><manifest:file-entry "
                        "manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
                        "<manifest:file-entry manifest:full-path=\"meta.xml\" "
                        "manifest:media-type=\"text/xml\"/></manifest:manifest>",
                        xml_head, media_type));
    return zip.take();
}

}  // namespace parvis::publish::report
