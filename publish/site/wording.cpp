// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/wording.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <unicode/normalizer2.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace parvis::publish::site {

namespace {

constexpr std::string_view narrow_space = "\u202f";
constexpr std::string_view minus = "\u2212";

std::string utf8(const icu::UnicodeString& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

/// Making a date format costs more than a page of dates, so each thread keeps those it made.
const icu::SimpleDateFormat& date_format(const Messages& messages, std::string_view pattern_key)
{
    thread_local std::map<std::string, std::unique_ptr<icu::SimpleDateFormat>> formats;
    const std::string name = messages.language() + " " + std::string(pattern_key);
    std::unique_ptr<icu::SimpleDateFormat>& format = formats[name];
    if (!format) {
        UErrorCode status = U_ZERO_ERROR;
        format = std::make_unique<icu::SimpleDateFormat>(
            icu::UnicodeString::fromUTF8(messages.text(pattern_key)),
            icu::Locale(messages.language().c_str()), status);
        if (U_FAILURE(status)) {
            throw EncodingError("ICU has no dates for '" + messages.language() +
                                "': " + u_errorName(status));
        }
        format->setTimeZone(*icu::TimeZone::getGMT());
    }
    return *format;
}

std::string formatted(datasets::Date date, const Messages& messages, std::string_view pattern_key)
{
    icu::UnicodeString text;
    date_format(messages, pattern_key).format(datasets::days(date) * 86400000.0, text);
    std::string out = utf8(text);
    if (messages.language() == "fr" && date.day == 1) {
        // French counts the first of a month as an ordinal; ICU's patterns do not know.
        const std::size_t at = out.find("1 ");
        if (at != std::string::npos) {
            out.insert(at + 1, "er");
        }
    }
    return out;
}

}  // namespace

std::string number_text(double value, int decimals, const Messages& messages)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::number::FormattedNumber text =
        icu::number::NumberFormatter::withLocale(icu::Locale(messages.language().c_str()))
            .precision(icu::number::Precision::maxFraction(decimals))
            .roundingMode(UNUM_ROUND_HALFUP)
            .formatDouble(value, status);
    std::string out = utf8(text.toString(status));
    if (U_FAILURE(status)) {
        throw EncodingError(std::string("ICU cannot write a number: ") + u_errorName(status));
    }
    return out;
}

namespace {

bool is_money(std::string_view unit)
{
    return unit.starts_with("EUR") || unit.starts_with("€") || unit == "kEUR" || unit == "MEUR";
}

}  // namespace

int fitting_decimals(double value, std::string_view unit)
{
    if (std::abs(value - std::round(value)) < 1e-9) {
        return 0;
    }
    // Money has its cents, however much it is; less than one for something is a rate, of four.
    if (is_money(unit)) {
        return std::abs(value) < 1 && unit.find('/') != std::string_view::npos ? 4 : 2;
    }
    if (unit == "m" || unit == "hab." || (std::abs(value) >= 1000 && !unit.empty())) {
        return std::abs(value) >= 100 ? 0 : 1;
    }
    if (std::abs(value) < 1) {
        // Three digits that count: a rate of 0.0087 is not 0.01.
        return std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 2, 6);
    }
    // What has no unit may be anything, a price too.
    return std::abs(value) >= 100 && !unit.empty() ? 1 : 2;
}

std::string unit_text(std::string_view unit, const Messages& messages)
{
    static const std::map<std::string, std::string, std::less<>> signs = {{"EUR", "€"},
                                                                          {"m2", "m²"},
                                                                          {"km2", "km²"},
                                                                          {"hab", "hab."},
                                                                          {"hab/km2", "hab./km²"},
                                                                          {"hab./km2", "hab./km²"},
                                                                          {"kEUR", "k€"},
                                                                          {"MEUR", "M€"},
                                                                          {"m3", "m³"},
                                                                          {"kWh/m2", "kWh/m²"}};
    if (unit.starts_with("EUR/")) {
        return "€" + std::string(unit.substr(3)) + (unit == "EUR/hab" ? "." : "");
    }
    if (unit == "a" || unit == "an") {
        return messages.text("unit_year");
    }
    const auto found = signs.find(unit);
    return found == signs.end() ? std::string(unit) : found->second;
}

std::string quantity_text(double value, std::string_view unit, const Messages& messages)
{
    double shown = value;
    std::string sign = unit_text(unit, messages);
    if (unit == "m" && std::abs(value) >= 10000) {
        shown = value / 1000;
        sign = "km";
    }
    std::string out = number_text(shown, fitting_decimals(shown, unit), messages);
    const std::size_t comma = out.rfind(',');
    if (is_money(unit) && comma != std::string::npos && comma + 2 == out.size()) {
        out += '0';  // money has two decimals or none
    }
    if (!sign.empty()) {
        out += narrow_space;
        out += sign;
    }
    return out;
}

std::string change_text(double before, double now, const Messages& messages)
{
    const double percent = before == 0 ? 0 : (now - before) / std::abs(before) * 100;
    if (std::abs(percent) < 0.05) {
        return messages.text("change_none");
    }
    std::string out(percent > 0 ? std::string_view("+") : minus);
    out += narrow_space;
    out += number_text(std::abs(percent), std::abs(percent) >= 20 ? 0 : 1, messages);
    out += narrow_space;
    out += '%';
    return out;
}

std::string date_text(datasets::Date date, const Messages& messages)
{
    return formatted(date, messages, "date_pattern");
}

std::string full_date_text(datasets::Date date, const Messages& messages)
{
    return formatted(date, messages, "date_pattern_full");
}

std::string period_text(std::optional<datasets::Date> start, std::optional<datasets::Date> end,
                        const Messages& messages)
{
    if (start && end) {
        if (*start == *end) {
            return messages.format("period_day", {{"day", full_date_text(*start, messages)}});
        }
        const std::string first =
            formatted(*start, messages,
                      start->year == end->year ? "date_pattern_no_year" : "date_pattern_full");
        return messages.format("period_both",
                               {{"start", first}, {"end", full_date_text(*end, messages)}});
    }
    if (start) {
        return messages.format("period_from", {{"start", full_date_text(*start, messages)}});
    }
    if (end) {
        return messages.format("period_until", {{"end", full_date_text(*end, messages)}});
    }
    return {};
}

std::string iso_date_text(std::string_view iso, const Messages& messages)
{
    const auto date = datasets::parse_date(iso.substr(0, 10));
    return date ? date_text(*date, messages) : std::string(iso);
}

std::string size_text(std::uint64_t bytes, const Messages& messages)
{
    const double size = static_cast<double>(bytes);
    if (bytes < 1000) {
        return messages.format("size_bytes", {{"n", static_cast<std::int64_t>(bytes)}});
    }
    const bool mega = bytes >= 1000000;
    const double shown = size / (mega ? 1e6 : 1e3);
    return number_text(shown, shown >= 100 ? 0 : 1, messages) + std::string(narrow_space) +
           messages.text(mega ? "size_mega" : "size_kilo");
}

std::string folded(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) {
        throw EncodingError(std::string("ICU cannot fold text: ") + u_errorName(status));
    }
    icu::UnicodeString lower = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    lower.foldCase();
    const icu::UnicodeString wide = decompose->normalize(lower, status);
    icu::UnicodeString bare;
    for (std::int32_t i = 0; i < wide.length(); ++i) {
        const char16_t c = wide[i];
        if (u_charType(c) == U_NON_SPACING_MARK) {
            continue;
        }
        if (c == u'œ') {
            bare += u"oe";
        } else if (std::u16string_view(u"’‘ʼ'`-\u2010–").find(c) != std::u16string_view::npos) {
            bare += u' ';
        } else {
            bare += c;
        }
    }
    return utf8(bare);
}

namespace {

std::string with_first_letter(std::string_view text, bool upper)
{
    icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    if (wide.isEmpty()) {
        return {};
    }
    const std::int32_t first_end = wide.moveIndex32(0, 1);
    icu::UnicodeString first = wide.tempSubString(0, first_end);
    if (upper) {
        first.toUpper();
    } else if (first_end == wide.length() || !u_isupper(wide.char32At(first_end))) {
        first.toLower();  // not in "RD 6015"
    }
    wide.replace(0, first_end, first);
    return utf8(wide);
}

}  // namespace

std::string capitalized(std::string_view text) { return with_first_letter(text, true); }

std::string uncapitalized(std::string_view text) { return with_first_letter(text, false); }

}  // namespace parvis::publish::site
