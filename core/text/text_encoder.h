// From a text to a vector: the text side of LKD and of text queries.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

struct EncodedText {
    std::vector<float> vector;        // dimensions() values, norm 1
    std::vector<std::string> known;   // words that took part, in order, as the text has them (lower case)
    std::vector<std::string> unknown; // words that could not take part, function words left out
};

/// Implementations are immutable after construction: encode() may be called from several threads at once and
/// gives the same vector for the same text on every run.
class TextEncoder {
public:
    virtual ~TextEncoder() = default;

    /// Length of every vector; a model trained with one encoder can only be queried with the same.
    virtual int dimensions() const = 0;

    /// Short name for run records and model cards, such as "glove-100d-40k".
    virtual std::string name() const = 0;

    /// InvalidArgument, with a sentence that quotes the text, if nothing in it can be encoded.
    virtual Result<EncodedText> encode(std::string_view text) const = 0;
};

} // namespace sparlet
