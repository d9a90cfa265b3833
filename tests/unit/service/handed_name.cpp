// SPDX-License-Identifier: EUPL-1.2
// What the file in a PUT is called.
#include "service/handed_name.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace parvis;
using namespace parvis::service;

namespace {

struct Case {
    const char* type;
    const char* disposition;
    const char* name;    ///< the parameter; nullptr: not given
    const char* called;  ///< "" : refused
};
std::ostream& operator<<(std::ostream& out, const Case& one)
{
    return out << one.type << " / " << one.disposition << " / " << (one.name ? one.name : "-");
}

const Case cases[] = {
    {"text/csv", "", nullptr, "fichier.csv"},
    {"Text/CSV; charset=iso-8859-1", "", nullptr, "fichier.csv"},
    {"application/geo+json", "", nullptr, "fichier.geojson"},
    {"application/vnd.oasis.opendocument.spreadsheet", "", nullptr, "fichier.ods"},
    {"", "attachment; filename=\"travaux.xlsx\"", nullptr, "travaux.xlsx"},
    {"", "attachment; filename=travaux.csv", nullptr, "travaux.csv"},
    {"", "attachment; filename=\"a;b \\\"c\\\".csv\"; x=1", nullptr, "a;b \"c\".csv"},
    {"", "attachment; filename=\"x.csv\"; filename*=UTF-8''%C3%89t%C3%A9.csv", nullptr, "Été.csv"},
    {"", "attachment; filename*=ISO-8859-1''%C9t%E9.csv; filename=\"ete.csv\"", nullptr, "ete.csv"},
    {"", "attachment; filename*=UTF-8''%; filename=\"ete.csv\"", nullptr, "ete.csv"},
    {"", "", "../../etc/travaux.csv", "travaux.csv"},
    {"", "", "C:\\Users\\x\\travaux.csv", "travaux.csv"},
    {"", "attachment; filename=\"y.csv\"", "x.geojson", "x.geojson"},
    {"text/csv", "", "travaux", "travaux.csv"},
    {"text/csv", "", "données du 25.11", "données du 25.11.csv"},
    {"", "", "a\nb.csv", "ab.csv"},
    {"", "attachment; filename=\"\xE9t\xE9.csv\"", nullptr, "_t_.csv"},
    {"", "attachment; filename=\"open", nullptr, ""},
    {"", "attachment; filename", nullptr, ""},
    {"", "", nullptr, ""},
    {"application/octet-stream", "", nullptr, ""},
    {"application/x-www-form-urlencoded", "", nullptr, ""},
    {"application/x-www-form-urlencoded", "", "x.csv", "x.csv"},
    {"", "", "x.exe", ""},
    {"", "", "..", ""},
    {"multipart/form-data; boundary=x", "", "x.csv", ""},
};

publish::Request request_of(const Case& one)
{
    publish::Request request;
    request.headers.emplace_back("content-type", one.type);
    request.headers.emplace_back("content-disposition", one.disposition);
    if (one.name != nullptr) {
        request.query.emplace_back("name", one.name);
    }
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(handed_name)

BOOST_DATA_TEST_CASE(a_file_is_called_as_its_sender_says, boost::unit_test::data::make(cases), one)
{
    const auto name = service::handed_name(request_of(one));
    const auto* const called = std::get_if<std::string>(&name);

    BOOST_TEST((called == nullptr ? std::string() : *called) == one.called);
    if (called == nullptr) {
        BOOST_TEST((std::get<Problem>(name).kind == ProblemKind::unsupported_media_type));
    }
}

BOOST_AUTO_TEST_CASE(a_huge_name_keeps_its_end)
{
    const std::string letters(5'000, 'x');
    Case one{"", "", nullptr, ""};
    auto request = request_of(one);
    request.query.emplace_back("name", "é" + letters + "é.csv");

    const auto name = std::get<std::string>(service::handed_name(request));

    BOOST_TEST(name.size() <= 200U);
    BOOST_TEST(name.ends_with("xé.csv"));
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_refused)
{
    auto request = request_of({"text/csv", "", nullptr, ""});
    request.headers.emplace_back("content-encoding", "gzip");
    BOOST_TEST(std::holds_alternative<Problem>(service::handed_name(request)));
}

BOOST_AUTO_TEST_SUITE_END()
