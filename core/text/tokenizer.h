// Splits a text into the lower-case words that word vectors know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

/// Words of a UTF-8 text, in order: letters and digits of any script, lower case (Latin, Greek and Cyrillic
/// letters are folded; other scripts are kept as they are). Everything else separates words, hyphens
/// included; a possessive "'s" is dropped and other apostrophes are closed up ("don't" → "dont"). Bytes that
/// are not valid UTF-8 separate words. Never fails; thread-safe.
std::vector<std::string> tokenize(std::string_view text);

/// True for the English function words ("a", "the", "with") that say nothing about what a picture shows. They
/// keep their (small) weight in an encoding but are never reported as unknown.
bool isFunctionWord(std::string_view word);

/// The word itself, then the spellings to try when a dictionary lacks it: singular for plural ("berries" →
/// "berry", "boxes" → "box", "cats" → "cat") and plural for singular ("twig" → "twigs"). Function words and
/// words that are not plain ASCII have only themselves.
std::vector<std::string> spellings(std::string_view word);

} // namespace sparlet
