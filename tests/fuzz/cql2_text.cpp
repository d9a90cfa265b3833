// SPDX-License-Identifier: EUPL-1.2
// Any bytes are CQL2 text or a fault inside them; what was read is itself again after both
// writings.
#include "tests/fuzz/cql2_again.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string text(bytes, bytes + size);
    parvis::fuzz::check_again(parvis::publish::cql2::read_text(text), text);
    return 0;
}
