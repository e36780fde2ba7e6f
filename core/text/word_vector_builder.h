// Makes the shipped word-vector file from published vectors and from the shipped descriptions.
#pragma once

#include "base/result.h"
#include "text/descriptions.h"
#include "text/word_vectors.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

/// Vectors in word2vec's text form: a line "WORDS DIMENSIONS", then for each word, most frequent first, the
/// word and its values. Rows are rounded to 8 bits (scale = max|v|/127) and get zipfProbability() of their
/// line. No common component. Corrupt names the line.
Result<WordVectors> readWordVectorText(const std::filesystem::path& file);

/// The same from memory; `name` stands for the file in messages.
Result<WordVectors> parseWordVectorText(std::string_view text, const std::string& name);

/// Adds a row for every word of a class title that has no vector: the sum of the weighted means of the
/// class's descriptions, scaled to the median length of the rows before, probability 0. So a text query may
/// name every class that is described. Returns the words added.
std::vector<std::string> addTitleWords(WordVectors& vectors, const std::vector<DescriptionSet>& sets);

/// Sets `component` to the first principal component (first right singular vector, not centred, as Arora et
/// al. have it) of the weighted means of all descriptions. The sign is such that the largest entry is
/// positive.
void setCommonComponent(WordVectors& vectors, const std::vector<DescriptionSet>& sets);

/// First right singular vector of the rows (each of the same length ≥ 1), norm 1, largest entry positive;
/// empty if all rows are zero.
std::vector<double> firstPrincipalComponent(const std::vector<std::vector<double>>& rows);

} // namespace sparlet
