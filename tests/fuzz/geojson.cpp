// SPDX-License-Identifier: EUPL-1.2
// As one collection, and as lines.
#include "tests/fuzz/fuzzed_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    for (const char* extension : {".geojson", ".geojsonl"}) {
        parvis::datasets::SourceOptions options;
        options.file = parvis::fuzz::fuzzed_file(bytes, size, extension);
        parvis::fuzz::read_all(options);
    }
    return 0;
}
