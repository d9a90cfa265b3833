// SPDX-License-Identifier: EUPL-1.2
#include "datasets/pattern.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <utility>

namespace parvis::datasets {
namespace {

constexpr std::uint32_t most_steps = 2'000'000;
constexpr std::uint32_t most_depth = 100'000;
constexpr std::uint32_t most_heap_kib = 32'768;
constexpr std::size_t longest_pattern = 16'384;

struct CodeFree {
    void operator()(pcre2_code* code) const noexcept { pcre2_code_free(code); }
};
struct DataFree {
    void operator()(pcre2_match_data* data) const noexcept { pcre2_match_data_free(data); }
};
struct ContextFree {
    void operator()(pcre2_match_context* context) const noexcept
    {
        pcre2_match_context_free(context);
    }
};

PCRE2_SPTR bytes_of(std::string_view text)
{
    // PCRE2 takes no null pointer, even for an empty text before 10.43.
    return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());
}

}  // namespace

struct Pattern::Compiled {
    std::unique_ptr<pcre2_code, CodeFree> code;
    std::unique_ptr<pcre2_match_context, ContextFree> context;
};

Pattern::Pattern(std::string text, Reach reach) : m_text(std::move(text))
{
    if (m_text.size() > longest_pattern) {
        throw SourceError(fmt::format("le motif est trop long : {} octets, {} au plus",
                                      m_text.size(), longest_pattern));
    }
    // DOLLAR_ENDONLY: "$" is the end, not also before a line break that ends the cell.
    std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_ALT_BSUX |
                            PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
    if (reach == Reach::whole) {
        options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
    }
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto compiled = std::make_shared<Compiled>();
    compiled->code.reset(
        pcre2_compile(bytes_of(m_text), m_text.size(), options, &error, &offset, nullptr));
    if (!compiled->code) {
        std::array<PCRE2_UCHAR, 256> words{};
        pcre2_get_error_message(error, words.data(), words.size());
        throw SourceError(fmt::format("le motif « {} » ne se compile pas, au caractère {} : {}",
                                      m_text, offset + 1,
                                      reinterpret_cast<const char*>(words.data())));
    }
    compiled->context.reset(pcre2_match_context_create(nullptr));
    if (!compiled->context) {
        throw std::bad_alloc();
    }
    pcre2_set_match_limit(compiled->context.get(), most_steps);
    pcre2_set_depth_limit(compiled->context.get(), most_depth);
    pcre2_set_heap_limit(compiled->context.get(), most_heap_kib);
    m_compiled = std::move(compiled);
}

Pattern::Verdict Pattern::look_at(std::string_view value) const
{
    // Of this call alone, so that a Pattern may be asked by several threads.
    const std::unique_ptr<pcre2_match_data, DataFree> data(pcre2_match_data_create(1, nullptr));
    if (!data) {
        throw std::bad_alloc();
    }
    const int result = pcre2_match(m_compiled->code.get(), bytes_of(value), value.size(), 0, 0,
                                   data.get(), m_compiled->context.get());
    if (result >= 0) {
        return Verdict::fits;
    }
    return result == PCRE2_ERROR_NOMATCH ? Verdict::differs : Verdict::undecided;
}

}  // namespace parvis::datasets
