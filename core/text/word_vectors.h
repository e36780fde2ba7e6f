// Word vectors in a compact file: 8-bit rows with a scale each, word probabilities, and the common component.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

/// Row i is scale[i] · values[i·dimensions … ], for words[i].
struct WordVectors {
    int dimensions = 0;
    double smoothing = 1e-3;         // a of the SIF weight a / (a + p(w)), Arora et al., ICLR 2017
    std::vector<float> component;    // first principal component, norm 1; empty: nothing is removed
    std::vector<std::string> words;  // distinct, UTF-8, lower case
    std::vector<float> probability;  // p(w) in [0, 1]
    std::vector<float> scale;        // > 0, finite
    std::vector<std::int8_t> values; // words · dimensions
};

/// p(w) of the word at `rank` (0 is the most frequent) by the Zipf–Mandelbrot law 1/(rank + 1 + 2.7),
/// normalised over a vocabulary of `vocabulary` words (400,000 for GloVe's 6B vectors). Used where counts are
/// not known.
double zipfProbability(std::size_t rank, std::size_t vocabulary = 400000);

/// Little-endian file: "SPARLETW", u32 version (1), u32 dimensions, u32 words, u32 bytes of the word block,
/// f64 smoothing, f32 component[dimensions] (all zero: none), f32 probability[words], f32 scale[words],
/// i8 values[words · dimensions], the word block (u8 length and bytes of each word), u32 CRC-32 of all
/// before.
///
/// Sizes are checked against the file's own before anything is allocated, then the checksum, then every
/// value; Corrupt names the file and what is wrong. At most 4,096 dimensions, 4 million words, 1 GiB.
Result<WordVectors> readWordVectors(const std::filesystem::path& file);

/// The same from memory; `name` stands for the file in messages.
Result<WordVectors> parseWordVectors(std::string_view bytes, const std::string& name);

/// The file's content. Precondition: the sizes agree and every word has 1 to 255 bytes.
std::string serializeWordVectors(const WordVectors& vectors);

/// Atomically: a reader sees the old file or the new one.
Status writeWordVectors(const WordVectors& vectors, const std::filesystem::path& file);

} // namespace sparlet
