// SPDX-License-Identifier: EUPL-1.2
#include "datasets/source_file.hpp"

#include "datasets/sha256.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace parvis::datasets {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;

/// Counts well-formed and malformed UTF-8 over blocks (Unicode 15, table 3-7).
class Utf8Counter {
public:
    void add(std::string_view block)
    {
        for (std::size_t i = 0; i < block.size();) {
            if (m_missing == 0 && block.size() - i >= 8) {
                std::uint64_t eight = 0;
                std::memcpy(&eight, block.data() + i, 8);
                if ((eight & 0x8080808080808080U) == 0) {
                    i += 8;
                    continue;
                }
            }
            if (take(static_cast<unsigned char>(block[i]))) {
                ++i;
            }
        }
    }
    void finish()
    {
        if (m_missing != 0) {
            ++malformed;
            m_missing = 0;
        }
    }
    std::uint64_t multibyte = 0;
    std::uint64_t malformed = 0;

private:
    /// False when the byte ended a malformed sequence and must be looked at again as a first byte.
    bool take(unsigned char byte)
    {
        if (m_missing > 0) {
            if (byte < m_low || byte > m_high) {
                ++malformed;
                m_missing = 0;
                return false;
            }
            m_low = 0x80;
            m_high = 0xBF;
            if (--m_missing == 0) {
                ++multibyte;
            }
            return true;
        }
        m_low = 0x80;
        m_high = 0xBF;
        if (byte < 0x80) {
            return true;
        }
        if (byte >= 0xC2 && byte <= 0xDF) {
            m_missing = 1;
        } else if (byte >= 0xE0 && byte <= 0xEF) {
            m_missing = 2;
            m_low = byte == 0xE0 ? 0xA0 : 0x80;
            m_high = byte == 0xED ? 0x9F : 0xBF;
        } else if (byte >= 0xF0 && byte <= 0xF4) {
            m_missing = 3;
            m_low = byte == 0xF0 ? 0x90 : 0x80;
            m_high = byte == 0xF4 ? 0x8F : 0xBF;
        } else {
            ++malformed;
        }
        return true;
    }

    int m_missing = 0;
    unsigned char m_low = 0x80;
    unsigned char m_high = 0xBF;
};

/// Why the system does not let a file be read, for a clerk.
std::string_view system_words(int reason)
{
    switch (reason) {
    case EACCES:
    case EPERM:
        return "accès refusé";
    case ENOENT:
        return "fichier disparu entre-temps";
    case EMFILE:
    case ENFILE:
        return "trop de fichiers ouverts";
    case ENOMEM:
        return "mémoire insuffisante";
    default:
        return "erreur du disque ou du système";
    }
}

std::string mark_of(std::string_view start)
{
    if (start.starts_with("\xEF\xBB\xBF")) {
        return "UTF-8";
    }
    if (start.starts_with("\xFF\xFE")) {
        return "UTF-16LE";
    }
    if (start.starts_with("\xFE\xFF")) {
        return "UTF-16BE";
    }
    return {};
}

bool same_name(std::string_view a, std::string_view b)
{
    return ucnv_compareNames(std::string(a).c_str(), std::string(b).c_str()) == 0;
}

/// What a file of that name often is in truth.
std::string_view no_text_of(std::string_view begin)
{
    using namespace std::string_view_literals;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> known{
        {{"PK\x03\x04"sv, "un classeur (.xlsx, .ods) ou une archive ZIP"sv},
         {"\xD0\xCF\x11\xE0"sv, "un classeur d’Excel 97-2003 (.xls)"sv},
         {"%PDF"sv, "un document PDF"sv},
         {"\x1F\x8B"sv, "un fichier compressé (gzip)"sv}}};
    const auto found =
        std::ranges::find_if(known, [&](const auto& one) { return begin.starts_with(one.first); });
    return found == known.end() ? std::string_view() : found->second;
}

}  // namespace

SourceFile look_at(const std::filesystem::path& path)
{
    SourceFile file;
    file.path = path;
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        throw SourceError(fmt::format(
            "Le fichier « {} » n’existe pas : vérifiez « source » dans la définition du jeu de "
            "données, ou déposez le fichier à cet endroit.",
            path.string()));
    }
    if (!std::filesystem::is_regular_file(status)) {
        throw SourceError(fmt::format(
            "« {} » n’est pas un fichier : indiquez le fichier lui-même, pas un dossier.",
            path.string()));
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> handle(std::fopen(path.c_str(), "rb"),
                                                                 &std::fclose);
    if (!handle) {
        throw SourceError(fmt::format(
            "Le fichier « {} » ne peut pas être lu ({}) : donnez à Parvis le droit de le lire.",
            path.string(), system_words(errno)));
    }
    // What is written while it is read has no end: only what is there now is looked at.
    std::uint64_t left = std::filesystem::file_size(path, error);
    file.modified = std::filesystem::last_write_time(path, error);
    Sha256 hash;
    Utf8Counter counter;
    std::string block(block_size, '\0');
    while (true) {
        const std::size_t wanted = std::min<std::uint64_t>(block.size(), left);
        const std::size_t got = std::fread(block.data(), 1, wanted, handle.get());
        if (got == 0) {
            break;
        }
        left -= got;
        const std::string_view text(block.data(), got);
        if (file.bytes == 0) {
            file.byte_order_mark = mark_of(text);
            file.no_text = no_text_of(text);
        }
        file.bytes += got;
        hash.add(text);
        counter.add(text);
        file.has_nul = file.has_nul || text.find('\0') != std::string_view::npos;
    }
    if (std::ferror(handle.get()) != 0) {
        throw SourceError(fmt::format("La lecture du fichier « {} » s’est interrompue ({}).",
                                      path.string(), system_words(errno)));
    }
    if (file.bytes == 0) {
        throw SourceError(fmt::format(
            "Le fichier « {} » est vide (0 octet) : refaites l’export et déposez-le de nouveau.",
            path.string()));
    }
    counter.finish();
    file.multibyte = counter.multibyte;
    file.malformed = counter.malformed;
    file.sha256 = hash.take_hex();
    return file;
}

void check_unchanged(const std::filesystem::path& path, std::uint64_t bytes,
                     std::filesystem::file_time_type modified)
{
    std::error_code gone;
    if (std::filesystem::file_size(path, gone) != bytes || gone ||
        std::filesystem::last_write_time(path, gone) != modified || gone) {
        throw SourceError(fmt::format(
            "Le fichier « {} » a changé pendant la lecture : quelqu’un est en train de l’écrire. "
            "Rien n’est publié ; recommencez quand il est complet.",
            path.string()));
    }
}

std::string SourceFile::doubt(const std::string& stated) const
{
    if (stated.empty()) {
        return {};
    }
    const bool utf8 = same_name(stated, "UTF-8");
    const bool utf16 = stated.starts_with("UTF-16") || stated.starts_with("utf-16");
    std::string is;
    if (!byte_order_mark.empty()) {
        const bool fits =
            utf16 ? byte_order_mark.starts_with("UTF-16") : same_name(stated, byte_order_mark);
        is = fits ? "" : byte_order_mark;
    } else if (utf8 && malformed > multibyte) {
        is = "windows-1252";
    } else if (!utf8 && !utf16 && malformed == 0 && multibyte > 0) {
        is = "UTF-8";
    }
    return is.empty()
               ? std::string()
               : fmt::format("la définition du jeu dit « encoding = \"{0}\" », mais le fichier est "
                             "sans doute en {1}, et ses accents sont mal lus : il faut y écrire "
                             "encoding = \"{1}\", ou ôter cette ligne",
                             stated, is);
}

std::string SourceFile::encoding(const std::string& stated, SourceInfo& info) const
{
    if (!stated.empty()) {
        // What calls itself Latin-1 is windows-1252 in practice: its 0x80-0x9F are euro and quotes.
        return same_name(stated, "ISO-8859-1") || same_name(stated, "latin1") ? "windows-1252"
                                                                              : stated;
    }
    if (!byte_order_mark.empty()) {
        return byte_order_mark;
    }
    if (malformed == 0) {
        return "UTF-8";
    }
    if (multibyte > malformed) {
        info.guessed.push_back(fmt::format(
            "encodage UTF-8 reconnu ; {} octets illisibles remplacés par « \uFFFD »", malformed));
        return "UTF-8";
    }
    info.guessed.emplace_back(
        "encodage windows-1252 (Latin-1) supposé : le fichier n’est pas en UTF-8");
    return "windows-1252";
}

struct TextStream::Converter {
    struct Closer {
        void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
    };
    using Handle = std::unique_ptr<UConverter, Closer>;
    Handle from, to;
    std::array<UChar, 8192> pivot{};
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
};

void TextStream::FileCloser::operator()(std::FILE* file) const noexcept { std::fclose(file); }

TextStream::TextStream(const SourceFile& file, const std::string& encoding)
    : m_file(std::fopen(file.path.c_str(), "rb")), m_name(file.path.string()), m_left(file.bytes)
{
    if (!m_file) {
        throw SourceError(fmt::format("Le fichier « {} » ne peut pas être lu ({}).", m_name,
                                      system_words(errno)));
    }
    const bool utf8 = same_name(encoding, "UTF-8");
    if (utf8 && file.malformed == 0) {
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    m_converter = std::make_unique<Converter>();
    m_converter->from.reset(ucnv_open(encoding.c_str(), &status));
    if (U_FAILURE(status)) {
        throw SourceError(fmt::format(
            "Encodage « {} » inconnu pour le fichier « {} » : écrivez par exemple \"UTF-8\", "
            "\"windows-1252\" ou \"UTF-16LE\".",
            encoding, m_name));
    }
    m_converter->to.reset(ucnv_open("UTF-8", &status));
    if (U_FAILURE(status)) {
        throw EncodingError("ICU n’a pas de convertisseur UTF-8");
    }
}

TextStream::~TextStream() = default;
TextStream::TextStream(TextStream&&) noexcept = default;
TextStream& TextStream::operator=(TextStream&&) noexcept = default;

bool TextStream::read(std::string& out, std::size_t bytes)
{
    if (m_at_end) {
        return false;
    }
    const std::size_t before = out.size();
    std::string& raw = m_converter ? m_raw : out;
    const std::size_t raw_before = m_converter ? 0 : before;
    bytes = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, m_left));
    raw.resize(raw_before + bytes);
    const std::size_t got = std::fread(raw.data() + raw_before, 1, bytes, m_file.get());
    m_left -= got;
    raw.resize(raw_before + got);
    if (std::ferror(m_file.get()) != 0) {
        throw SourceError(fmt::format("La lecture du fichier « {} » s’est interrompue ({}).",
                                      m_name, system_words(errno)));
    }
    m_at_end = got < bytes || m_left == 0;
    if (m_converter) {
        const char* source = m_raw.data();
        const char* const source_end = source + m_raw.size();
        UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
        while (status == U_BUFFER_OVERFLOW_ERROR) {
            status = U_ZERO_ERROR;
            const std::size_t used = out.size();
            out.resize(used + m_raw.size() * 2 + 64);
            char* target = out.data() + used;
            ucnv_convertEx(m_converter->to.get(), m_converter->from.get(), &target,
                           out.data() + out.size(), &source, source_end, m_converter->pivot.data(),
                           &m_converter->pivot_source, &m_converter->pivot_target,
                           m_converter->pivot.data() + m_converter->pivot.size(), 0,
                           m_at_end ? 1 : 0, &status);
            out.resize(static_cast<std::size_t>(target - out.data()));
        }
        if (U_FAILURE(status)) {
            throw SourceError(fmt::format("Le fichier « {} » ne peut pas être décodé ({}).", m_name,
                                          u_errorName(status)));
        }
    }
    if (m_at_start && out.size() > before) {
        m_at_start = false;
        if (std::string_view(out).substr(before).starts_with("\xEF\xBB\xBF")) {
            out.erase(before, 3);
        }
    }
    return out.size() > before || !m_at_end;
}

}  // namespace parvis::datasets
