// SPDX-License-Identifier: EUPL-1.2
// Any bytes are CQL2 JSON or a fault inside them; what was read is itself again after both
// writings.
#include "tests/fuzz/cql2_again.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string json(bytes, bytes + size);
    parvis::fuzz::check_again(parvis::publish::cql2::read_json(json), json);
    return 0;
}
