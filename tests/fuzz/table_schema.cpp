// SPDX-License-Identifier: EUPL-1.2
// Any bytes are a schema or a SourceError; what was read judges a row made of the bytes that follow
// its last line. A file is a schema, a line break, then cells, one a line.
#include "datasets/schema_check.hpp"
#include "geo/error.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    using namespace parvis::datasets;
    const std::string text(bytes, bytes + size);
    const std::size_t mark = text.find("\n\n");
    const std::string_view rows =
        mark == std::string::npos ? std::string_view() : std::string_view(text).substr(mark + 2);
    try {
        const Schema schema = parse_schema(std::string_view(text).substr(0, mark), "schema.json");
        std::vector<std::string> columns{"a", "b"};
        if (const auto* table = std::get_if<TableSchema>(&schema.rules)) {
            columns.clear();
            for (const SchemaField& field : table->fields) {
                columns.push_back(field.name);
            }
        }
        const auto check = make_check(schema, columns);
        SourceRow row;
        std::vector<RowIssue> issues;
        for (std::size_t at = 0; at < rows.size() && row.line < 64; ++row.line) {
            row.cells.clear();
            while (row.cells.size() < columns.size() && at < rows.size()) {
                const std::size_t end = std::min(rows.find('\n', at), rows.size());
                row.cells.push_back(rows.substr(at, end - at));
                at = end + 1;
            }
            check->look_at(row, issues);
        }
        check->finish(issues);
        for (const RowIssue& issue : issues) {
            if (issue.message.empty() || issue.code.empty()) {
                std::abort();
            }
        }
    } catch (const parvis::SourceError& error) {
        if (!std::string_view(error.what()).starts_with("schema.json")) {
            std::abort();
        }
    }
    return 0;
}
