// SPDX-License-Identifier: EUPL-1.2
// Any cells become values of the types that were asked for, nothing, or an issue; what is refused
// says why.
#include "datasets/mapping.hpp"
#include "tests/fuzz/fuzzed_file.hpp"

using namespace parvis::datasets;

namespace {

ColumnMapping column(const char* name, ValueType type)
{
    ColumnMapping mapping;
    mapping.property.name = mapping.from = name;
    mapping.property.type = type;
    mapping.typed = true;
    return mapping;
}

DatasetDefinition definition()
{
    DatasetDefinition made;
    made.facts.id = "fuzz";
    made.facts.start_property = "debut";
    made.facts.end_property = "fin";
    made.columns = {column("entier", ValueType::integer), column("nombre", ValueType::number),
                    column("oui", ValueType::boolean),    column("debut", ValueType::date),
                    column("fin", ValueType::date),       column("vu", ValueType::instant),
                    column("liste", ValueType::list),     column("texte", ValueType::text),
                    column("code", ValueType::text)};
    made.columns[1].status = {{"s", "Q"}, {"nd", "O"}};
    made.columns[4].formats = {"%d/%m/%y", "%Y-%m-%dT%H:%M:%S%z"};
    made.columns[6].list_separator = ",";
    made.columns[7].typed = false;
    made.columns[8].width = 5;
    return made;
}

/// Cells that the fuzzer makes, under names that the definition knows.
class Cells final : public Source {
public:
    Cells()
    {
        name_columns({"entier", "nombre", "oui", "debut", "fin", "vu", "liste", "texte", "code"});
    }
    bool next(SourceRow&) override { return false; }
};

bool is_of(const Value& value, ValueType type)
{
    switch (type) {
    case ValueType::integer:
        return std::holds_alternative<std::int64_t>(value);
    case ValueType::number:
        return std::holds_alternative<double>(value);
    case ValueType::boolean:
        return std::holds_alternative<bool>(value);
    case ValueType::date:
        return std::holds_alternative<Date>(value);
    case ValueType::instant:
        return std::holds_alternative<Instant>(value);
    case ValueType::list:
        return std::holds_alternative<std::vector<std::string>>(value);
    default:
        return std::holds_alternative<std::string>(value);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    static const Cells source;
    static Mapping mapping(definition(), source, Date{2026, 11, 22});
    const std::string text(bytes, bytes + size);
    SourceRow row;
    row.line = 1;
    // Cells end with a zero byte: it is in none of them.
    for (std::size_t at = 0; at <= text.size() && row.cells.size() < source.columns().size();) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        row.cells.push_back(std::string_view(text).substr(at, end - at));
        at = end + 1;
    }
    row.cells.resize(source.columns().size());
    std::vector<Value> values(mapping.properties().size());
    std::vector<RowIssue> issues;
    mapping.read(row, values, issues);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool nothing = std::holds_alternative<std::monostate>(values[i]);
        if (!nothing && !is_of(values[i], mapping.properties()[i].type)) {
            std::abort();
        }
    }
    // A number that is hidden is not there.
    if (std::holds_alternative<std::string>(values.back()) &&
        !std::holds_alternative<std::monostate>(values[1])) {
        std::abort();
    }
    for (const RowIssue& issue : issues) {
        if (issue.code.empty() || issue.message.empty()) {
            std::abort();
        }
    }
    return 0;
}
