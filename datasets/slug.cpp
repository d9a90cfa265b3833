// SPDX-License-Identifier: EUPL-1.2
#include "datasets/territory.hpp"
#include "geo/error.hpp"

#include <memory>
#include <unicode/translit.h>
#include <unicode/unistr.h>

namespace parvis::datasets {

namespace {

/// Lower-case ASCII letters and digits; each run of anything else becomes one `mark` between them.
std::string ascii_words(std::string_view text, char mark)
{
    // Making a transliterator compiles its rules (milliseconds); one serves a whole thread.
    thread_local const std::unique_ptr<icu::Transliterator> to_ascii = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made{icu::Transliterator::createInstance(
            "Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower", UTRANS_FORWARD,
            status)};
        if (U_FAILURE(status) != 0 || !made) {
            throw Error{"ICU ne sait pas translittérer : ses données manquent."};
        }
        return made;
    }();
    icu::UnicodeString letters = icu::UnicodeString::fromUTF8(
        icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
    to_ascii->transliterate(letters);

    std::string words;
    bool gap = false;
    for (std::int32_t i = 0; i < letters.length(); ++i) {
        const char16_t c = letters.charAt(i);
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9')) {
            if (gap && !words.empty()) {
                words += mark;
            }
            gap = false;
            words += static_cast<char>(c);
        } else {
            gap = true;
        }
    }
    return words;
}

}  // namespace

std::string slug(std::string_view text) { return ascii_words(text, '-'); }

std::string snake_case(std::string_view text)
{
    const std::string words = ascii_words(text, '_');
    const bool starts_with_letter = !words.empty() && words.front() >= 'a';
    return starts_with_letter ? words : "c_" + words;
}

}  // namespace parvis::datasets
