#include "text/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sparlet {
namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;

// Decodes one code point at text[at] and moves `at` behind it; kInvalid (one byte consumed) where the bytes
// are not the shortest valid form, as RFC 3629 has it.
char32_t decode(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at++);
    if (lead < 0x80) return lead;
    int more = 0;
    char32_t value = 0, least = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        more = 1, value = lead & 0x1Fu, least = 0x80;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        more = 2, value = lead & 0x0Fu, least = 0x800;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        more = 3, value = lead & 0x07u, least = 0x10000;
    } else {
        return kInvalid;
    }
    if (text.size() - at < static_cast<std::size_t>(more)) return kInvalid;
    for (int i = 0; i < more; ++i) {
        const unsigned char next = byte(at + static_cast<std::size_t>(i));
        if ((next & 0xC0u) != 0x80u) return kInvalid;
        value = (value << 6) | (next & 0x3Fu);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return kInvalid;
    at += static_cast<std::size_t>(more);
    return value;
}

void append(std::string& out, char32_t c) {
    const auto put = [&](char32_t v) { out.push_back(static_cast<char>(static_cast<unsigned char>(v))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6)), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3F)), put(0x80 | ((c >> 6) & 0x3F)),
            put(0x80 | (c & 0x3F));
    }
}

char32_t lower(char32_t c) {
    if (c < 0x80) return (c >= 'A' && c <= 'Z') ? c + 32 : c;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;                      // Latin-1
    if (c == 0x130) return 'i';                                                  // dotted capital I
    if (c == 0x178) return 0xFF;                                                 // Y with diaeresis
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1u; // pairs, even is the capital
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1u) ? c + 1 : c;
    if ((c >= 0x391 && c <= 0x3A9) && c != 0x3A2) return c + 32; // Greek
    if (c >= 0x410 && c <= 0x42F) return c + 32;                 // Cyrillic
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if (c >= 0xFF21 && c <= 0xFF3A) return c - 0xFEE0 + 32; // full-width Latin
    if (c >= 0xFF41 && c <= 0xFF5A) return c - 0xFEE0;
    if (c >= 0xFF10 && c <= 0xFF19) return c - 0xFEE0;
    return c;
}

bool isApostrophe(char32_t c) {
    return c == '\'' || c == 0x2019 || c == 0x02BC;
}

bool isWordCharacter(char32_t c) {
    if (c == kInvalid) return false;
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA; // Latin-1 signs, except the letter-like ones
    if (c == 0xD7 || c == 0xF7) return false;
    struct Range {
        char32_t first, last;
    };
    // General and supplemental punctuation, symbols, arrows, box drawing, CJK and full-width punctuation,
    // private use, specials, emoji.
    static constexpr std::array<Range, 14> separators{{{0x2000, 0x206F},
                                                       {0x20A0, 0x20CF},
                                                       {0x2190, 0x2BFF},
                                                       {0x2E00, 0x2E7F},
                                                       {0x3000, 0x3004},
                                                       {0x3008, 0x3020},
                                                       {0x3030, 0x3030},
                                                       {0x303D, 0x303F},
                                                       {0x30FB, 0x30FB},
                                                       {0xE000, 0xF8FF},
                                                       {0xFE10, 0xFE6F},
                                                       {0xFF00, 0xFF0F},
                                                       {0xFFF0, 0xFFFF},
                                                       {0x1F000, 0x1FAFF}}};
    if ((c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65))
        return false;
    return std::none_of(separators.begin(), separators.end(),
                        [c](const Range& r) { return c >= r.first && c <= r.last; });
}

bool startsWord(std::string_view text, std::size_t at) {
    return at < text.size() && isWordCharacter(decode(text, at));
}

// After an apostrophe at `at`: is what follows an "s" that ends the word?
bool isPossessive(std::string_view text, std::size_t at) {
    return at < text.size() && (text[at] == 's' || text[at] == 'S') && !startsWord(text, at + 1);
}

} // namespace

std::vector<std::string> tokenize(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = decode(text, at);
        if (isWordCharacter(c)) {
            append(word, lower(c));
        } else if (isApostrophe(c) && !word.empty() && isPossessive(text, at)) {
            ++at;
            finish();
        } else if (!isApostrophe(c) || !startsWord(text, at)) {
            finish();
        }
    }
    finish();
    return words;
}

bool isFunctionWord(std::string_view word) {
    static constexpr std::array<std::string_view, 26> words{
        "a",   "an", "and", "are", "as",   "at",  "be",    "by",   "for",   "from", "in",  "is",   "it",
        "its", "of", "on",  "or",  "that", "the", "these", "this", "those", "to",   "was", "were", "with"};
    return std::binary_search(words.begin(), words.end(), word);
}

std::vector<std::string> spellings(std::string_view word) {
    std::vector<std::string> out{std::string(word)};
    const bool ascii = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!ascii || isFunctionWord(word)) return out;
    const auto cut = [&](std::size_t n) { return std::string(word.substr(0, word.size() - n)); };
    const std::size_t n = word.size();
    if (n > 4 && word.ends_with("ies")) out.push_back(cut(3) + "y");
    if (n > 4 && word.ends_with("es")) out.push_back(cut(2));
    if (n > 3 && word.ends_with("s") && !word.ends_with("ss")) out.push_back(cut(1));
    if (n > 2 && !word.ends_with("s")) out.push_back(std::string(word) + "s");
    return out;
}

} // namespace sparlet
