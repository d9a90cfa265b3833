// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/odt.hpp"

#include "datasets/zip_writer.hpp"
#include "publish/formats/xml_text.hpp"
#include "publish/report/html.hpp"
#include "publish/report/odt_body.hpp"
#include "publish/site/markdown.hpp"

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
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
    "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
    "xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" "
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\"";

std::string xml(std::string_view text) { return site::escaped(xml_text(text)); }

/// Numbers, at both depths that the bullets have.
std::string numbered_list()
{
    std::string levels;
    for (const int level : {1, 2}) {
        levels += fmt::format("<text:list-level-style-number text:level=\"{}\" "
                              "style:num-format=\"1\" style:num-suffix=\".\">"
                              "<style:list-level-properties text:space-before=\"{}cm\" "
                              "text:min-label-width=\"0.6cm\"/></text:list-level-style-number>",
                              level, level == 1 ? "0.2" : "0.8");
    }
    return "<text:list-style style:name=\"Listenumerotee\">" + levels + "</text:list-style>";
}

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
        "<style:style style:name=\"Gras\" style:family=\"text\"><style:text-properties "
        "fo:font-weight=\"bold\"/></style:style>"
        "<style:style style:name=\"Italique\" style:family=\"text\"><style:text-properties "
        "fo:font-style=\"italic\"/></style:style>"
        "<text:list-style style:name=\"Liste\"><text:list-level-style-bullet text:level=\"1\" "
        "text:bullet-char=\"•\"><style:list-level-properties text:space-before=\"0.2cm\" "
        "text:min-label-width=\"0.4cm\"/></text:list-level-style-bullet>"
        "<text:list-level-style-bullet text:level=\"2\" text:bullet-char=\"–\">"
        "<style:list-level-properties text:space-before=\"0.8cm\" "
        "text:min-label-width=\"0.4cm\"/></text:list-level-style-bullet></text:list-style>{}"
        "</office:automatic-styles><office:body><office:text>{}</office:text></office:body></"
        "office:document-content>",
        xml_head, namespaces, numbered_list(), body);
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
            paragraph_style("Titretableau",
                            "fo:margin-top=\"0.3cm\" fo:margin-bottom=\"0.1cm\" "
                            "fo:keep-with-next=\"always\"",
                            "fo:font-weight=\"bold\"") +
            paragraph_style("Tetenombre", "fo:margin-bottom=\"0cm\" fo:text-align=\"end\"",
                            "fo:font-weight=\"bold\"") +
            paragraph_style("Chapeau", "", "fo:font-size=\"12pt\" fo:color=\"#5c564c\"") +
            paragraph_style("Encadre",
                            "fo:padding=\"0.25cm\" fo:border-left=\"3pt solid #8a4b00\" "
                            "fo:background-color=\"#fff4d6\"",
                            "") +
            paragraph_style("Nombre", "fo:margin-bottom=\"0cm\" fo:text-align=\"end\"", "") +
            paragraph_style("Valeur", "", "fo:font-size=\"15pt\" fo:font-weight=\"bold\"") +
            paragraph_style("Explication",
                            "fo:margin-left=\"0.6cm\" fo:padding-left=\"0.3cm\" "
                            "fo:border-left=\"1.5pt solid #7a3e8e\"",
                            "") +
            paragraph_style("Petit", "", "fo:font-size=\"9pt\" fo:color=\"#5c564c\""),
        xml(foot));
}

std::string manifest_xml(std::size_t drawings)
{
    std::string entries;
    const auto add = [&](std::string_view path, std::string_view type) {
        entries += fmt::format("<manifest:file-entry manifest:full-path=\"{}\" "
                               "manifest:media-type=\"{}\"/>",
                               path, type);
    };
    for (const std::string_view name : {"content.xml", "styles.xml", "meta.xml"}) {
        add(name, "text/xml");
    }
    for (std::size_t i = 1; i <= drawings; ++i) {
        add(fmt::format("Pictures/{}.svg", i), "image/svg+xml");
    }
    return fmt::format("{}<manifest:manifest "
                       "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
                       "manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
                       "manifest:version=\"1.2\" manifest:media-type=\"{}\"/>{}"
                       "</manifest:manifest>",
                       xml_head, media_type, entries);
}

}  // namespace

std::string report_odt(const site::Page& page, const Report& report, std::string_view html)
{
    const std::string name = report_name(page, report);
    const std::string readable = xml_text(html);
    const OdtBody body = odt_body(readable);
    const std::string foot =
        name + (report.sample ? " – " + page.messages.text("report_invented_short") : "");
    datasets::ZipWriter zip;
    zip.add("mimetype", media_type, datasets::ZipWriter::Packing::stored);
    zip.add("content.xml", content_xml(body.text));
    zip.add("styles.xml", styles_xml(page.messages.language(), foot));
    zip.add("meta.xml",
            fmt::format("{}<office:document-meta {}><office:meta><meta:generator>Parvis"
                        "</meta:generator><dc:title>{}</dc:title><dc:language>{}</dc:language>"
                        "</office:meta></office:document-meta>",
                        xml_head, namespaces, xml(name), page.messages.language()));
    for (std::size_t i = 0; i < body.drawings.size(); ++i) {
        zip.add(fmt::format("Pictures/{}.svg", i + 1), body.drawings[i]);
    }
    zip.add("META-INF/manifest.xml", manifest_xml(body.drawings.size()));
    return zip.take();
}

}  // namespace parvis::publish::report
