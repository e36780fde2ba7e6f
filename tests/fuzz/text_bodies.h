// What the fuzzers of core/text do with one input; tests/core/text runs the same over mutated files.
#pragma once

#include "text/captions.h"
#include "text/chat_internal.h"
#include "text/descriptions.h"
#include "text/tokenizer.h"
#include "text/word_vector_builder.h"
#include "text/word_vector_encoder.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

namespace sparlet::fuzz {

/// Stops a fuzzer (and a test) where an invariant is broken; in release builds too.
inline void require(bool condition) {
    if (!condition) std::abort();
}

inline void wordVectors(std::string_view bytes) {
    auto vectors = parseWordVectors(bytes, "input");
    if (!vectors.ok()) {
        require(!vectors.error().message.empty());
        return;
    }
    const std::string again = serializeWordVectors(*vectors);
    require(parseWordVectors(again, "again").ok());
    const std::string first = vectors->words.front();
    const WordVectorEncoder encoder(std::move(*vectors), "fuzz");
    for (const std::string& text : {first, std::string("red car")}) {
        const auto encoded = encoder.encode(text);
        if (!encoded.ok()) continue;
        double square = 0;
        for (const float x : encoded->vector)
            square += static_cast<double>(x) * static_cast<double>(x);
        require(std::abs(square - 1) < 1e-3);
    }
}

inline void wordVectorText(std::string_view bytes) {
    const auto vectors = parseWordVectorText(bytes, "input");
    if (vectors.ok()) require(parseWordVectors(serializeWordVectors(*vectors), "again").ok());
}

inline void descriptions(std::string_view bytes) {
    const auto set = parseDescriptions(bytes, "input");
    if (!set.ok()) return;
    for (const ClassDescriptions& c : set->classes)
        require(!c.name.empty() && !c.descriptions.empty());
    const auto again = parseDescriptions(toJson(*set), "again");
    require(again.ok() && again->classes.size() == set->classes.size());
}

inline void captions(std::string_view bytes) {
    const CaptionFile file = parseCaptions(bytes);
    std::string again;
    std::size_t kept = 0;
    for (const Caption& caption : file.captions) {
        const auto line = captionLine(caption);
        // Escapes may make a line longer than it was; everything else that was read can be written.
        if (!line.ok()) {
            require(line.error().code == ErrorCode::TooLarge);
            continue;
        }
        again += *line;
        ++kept;
    }
    require(parseCaptions(again).captions.size() == kept);
    for (std::size_t i = 1; i < file.badLines.size(); ++i)
        require(file.badLines[i - 1].line < file.badLines[i].line);
}

inline void chatAnswer(std::string_view bytes) {
    const auto text = text::chatDescription(bytes, 2000);
    if (text.ok()) require(!text->empty() && text->size() <= 2000 && text->find('\n') == std::string::npos);
    require(text::chatErrorMessage(bytes).size() <= 210);
}

inline void tokens(std::string_view bytes) {
    std::string joined;
    const auto words = tokenize(bytes);
    for (const std::string& word : words) {
        require(!word.empty() && !spellings(word).empty() && spellings(word).front() == word);
        joined += word + " ";
    }
    require(tokenize(joined) == words);
}

} // namespace sparlet::fuzz
