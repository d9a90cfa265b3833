// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/catalogue.hpp"

#include "publish/api/annotations.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/site/address.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::publish {

namespace {

using rdf::Resource;

constexpr std::array distributions{
    CatalogueFormat{"json", "GeoJSON, par pages", media::geojson, "GEOJSON"},
    CatalogueFormat{"csv", "Tableau CSV", media::csv, "CSV"},
    CatalogueFormat{"xlsx", "Classeur XLSX", media::xlsx, "XLSX"},
    CatalogueFormat{"gpkg", "GeoPackage", media::geopackage, "GPKG"},
    CatalogueFormat{"shp", "Shapefile (zip)", media::zip, "SHP"},
    CatalogueFormat{"kml", "KML", media::kml, "KML"}};

Resource agent(std::string_view name, std::string_view homepage = {})
{
    Resource one{"", {"foaf:Agent"}};
    one.add("foaf:name", name, "fr");
    one.add_iri("foaf:homepage", homepage);
    return one;
}

void add_texts(Resource& to, std::string_view property, const datasets::Texts& texts)
{
    for (const auto& [language, text] : texts) {
        to.add(property, text, language);
    }
}

/// What every agreement on a licence needs: its document, or the words where it has none.
Resource licence_of(const datasets::DatasetFacts& facts)
{
    Resource licence{std::string(licence_address(facts)), {"dct:LicenseDocument"}};
    licence.add("dct:title", licence_title(facts.licence), "fr");
    return licence;
}

Resource distribution(const datasets::Manifest& manifest, const CatalogueFormat& one,
                      const std::string& base_url)
{
    const std::string address =
        fmt::format("{}/collections/{}/items?f={}", base_url, manifest.facts.id, one.format);
    Resource made{address, {"dcat:Distribution"}};
    made.add("dct:title", one.title, "fr");
    made.add_iri("dcat:accessURL", address);
    made.add_iri("dcat:downloadURL", address);
    // Known by their address, but a harvester that does not look there asks what they are.
    made.add("dcat:mediaType",
             Resource{fmt::format("http://www.iana.org/assignments/media-types/{}", one.media_type),
                      {"dct:MediaType"}});
    made.add("dct:format",
             Resource{fmt::format("http://publications.europa.eu/resource/authority/file-type/{}",
                                  one.file_type),
                      {"dct:MediaTypeOrExtent"}});
    if (const auto licence = licence_address(manifest.facts); !licence.empty()) {
        made.add_iri("dct:license", licence);
    } else {
        made.add("dct:license", licence_of(manifest.facts));
    }
    return made;
}

/// A comment as DQV has it: an annotation on the dataset, with the row it speaks of.
Resource annotation(const Snapshot& dataset, const datasets::Comment& comment,
                    const std::string& base_url)
{
    Resource made{comment_address(base_url, comment.id),
                  {"dqv:QualityAnnotation", "oa:Annotation"}};
    made.add_iri("oa:motivatedBy", "http://www.w3.org/ns/dqv#qualityAssessment");
    for (const auto& [language, text] : comment.text) {
        Resource body{"", {"oa:TextualBody"}};
        body.add("rdf:value", text, language);
        body.add("dct:format", "text/markdown");
        made.add("oa:hasBody", std::move(body));
    }
    made.add("dct:creator", agent(signed_by(comment)));
    made.add_typed("dct:created", datasets::to_text(comment.date), "xsd:date");
    made.add("sdmx-attribute:obsStatus", comment.status);
    made.add("sdmx-attribute:confStatus", comment.confidentiality);
    made.add("dct:subject", datasets::motive_label_fr(comment.motive), "fr");
    made.add("rdfs:comment", review_words(comment), "fr");
    made.add_iri("oa:hasTarget", base_url + "/collections/" + dataset.id());
    for (const RowIndex row : dataset.rows_said_of(comment.id)) {
        made.add_iri("oa:hasTarget",
                     base_url + site::item_address(dataset.id(), dataset.feature_id(row)));
    }
    made.add("dct:description",
             column_of(dataset, comment).empty() ? std::string()
                                                 : "colonne " + column_of(dataset, comment),
             "fr");
    return made;
}

/// Those on all of the dataset, and the newest of the others.
void add_annotations(Resource& to, const Publication& publication, const Snapshot& dataset,
                     const std::string& base_url)
{
    std::size_t others = 0;
    for (const datasets::Comment& comment : publication.comments) {
        if (comment.target.dataset != dataset.id()) {
            continue;
        }
        const bool on_all = comment.target.key.empty() && comment.target.measure.empty();
        if (on_all || others++ < most_catalogue_comments) {
            to.add("dqv:hasQualityAnnotation", annotation(dataset, comment, base_url));
        }
    }
    to.add_iri("rdfs:seeAlso", fmt::format("{}/comments?dataset={}", base_url, dataset.id()));
}

void add_extent(Resource& to, const datasets::Manifest& manifest)
{
    if (const auto& box = manifest.extent) {
        Resource place{"", {"dct:Location"}};
        place.add_typed("dcat:bbox",
                        fmt::format("POLYGON(({0} {1},{2} {1},{2} {3},{0} {3},{0} {1}))", box->west,
                                    box->south, box->east, box->north),
                        "geosparql:wktLiteral");
        to.add("dct:spatial", std::move(place));
    }
    if (!manifest.interval_start.empty() || !manifest.interval_end.empty()) {
        Resource time{"", {"dct:PeriodOfTime"}};
        time.add_typed("dcat:startDate", manifest.interval_start, "xsd:date");
        time.add_typed("dcat:endDate", manifest.interval_end, "xsd:date");
        to.add("dct:temporal", std::move(time));
    }
}

Resource dataset_of(const Publication& publication, const Snapshot& dataset,
                    const std::string& base_url)
{
    const auto& manifest = dataset.manifest();
    const auto& facts = manifest.facts;
    Resource made{base_url + "/collections/" + facts.id, {"dcat:Dataset"}};
    add_texts(made, "dct:title", facts.title);
    add_texts(made, "dct:description", facts.description.empty() ? facts.title : facts.description);
    made.add("dct:identifier", facts.id);
    made.add("dct:publisher",
             agent(facts.producer.empty() ? publication.site.publisher : facts.producer));
    made.add_typed("dct:modified", facts.updated, "xsd:date");
    made.add_typed("dct:issued", manifest.created, "xsd:dateTime");
    made.add("dcat:version", std::to_string(manifest.version));
    if (!facts.origin.empty()) {
        Resource origin{"", {"dct:ProvenanceStatement"}};
        origin.add("rdfs:label", facts.origin, "fr");
        made.add("dct:provenance", std::move(origin));
    }
    if (facts.sample) {
        made.add("rdfs:comment", sample_warning(facts), "fr");
    }
    Resource page{base_url + site::dataset_address(facts.id) + "?f=html", {"foaf:Document"}};
    made.add("dcat:landingPage", std::move(page));
    add_extent(made, manifest);
    for (const CatalogueFormat& one : distributions) {
        made.add("dcat:distribution", distribution(manifest, one, base_url));
    }
    add_annotations(made, publication, dataset, base_url);
    return made;
}

}  // namespace

std::span<const CatalogueFormat> catalogue_formats() { return distributions; }

rdf::Resource catalogue(const Publication& publication, const std::string& base_url)
{
    const auto& site = publication.site;
    Resource made{base_url + "/catalogue", {"dcat:Catalog"}};
    add_texts(made, "dct:title", site.name);
    add_texts(made, "dct:description", site.sentence.empty() ? site.name : site.sentence);
    made.add("dct:publisher", agent(site.publisher.empty() ? datasets::text_in(site.name, "fr")
                                                           : std::string_view(site.publisher)));
    Resource home{base_url + "/", {"foaf:Document"}};
    made.add("foaf:homepage", std::move(home));
    datasets::DatasetFacts facts;
    facts.licence = site.default_licence;
    if (!licence_address(facts).empty()) {
        made.add("dct:license", licence_of(facts));
    }
    for (const auto& [id, dataset] : publication.datasets) {
        made.add("dcat:dataset", dataset_of(publication, *dataset, base_url));
    }
    return made;
}

}  // namespace parvis::publish
