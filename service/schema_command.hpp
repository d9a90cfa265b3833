// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <iosfwd>

namespace parvis::service {

/// `parvis check FILE --schema S`: what the schema refuses, by column and rule, the first hundred
/// of each kind and all counted; for people (the first ten) or, with --json, as {file, schema:
/// {name, version, sha256}, conforms, rows, refused, understood, issue_counts, issues: [{line,
/// column, severity, code, rule, value, message}]}. 0 when the file conforms, else 1.
/// @throws SourceError when the schema or the file cannot be read.
int check_schema(const Command& command, std::ostream& out);

}  // namespace parvis::service
