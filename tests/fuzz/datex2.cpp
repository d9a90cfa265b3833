// SPDX-License-Identifier: EUPL-1.2
#include "tests/fuzz/fuzzed_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    parvis::datasets::SourceOptions options;
    options.file = parvis::fuzz::fuzzed_file(bytes, size, ".xml");
    parvis::fuzz::read_all(options);
    return 0;
}
