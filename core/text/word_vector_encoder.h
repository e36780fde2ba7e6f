// Texts as weighted means of word vectors (SIF, Arora et al., "A simple but tough-to-beat baseline for
// sentence embeddings", ICLR 2017).
#pragma once

#include "text/text_encoder.h"
#include "text/word_vectors.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

/// s = 1/|known words| · Σ a/(a + p(w)) · v_w over the known words of the text (with repetition);
/// t = (s − u uᵀ s) / ‖s − u uᵀ s‖, where u is the file's common component (none: t = s/‖s‖).
/// A word that the vectors lack is looked up in its other spellings (see spellings()).
class WordVectorEncoder final : public TextEncoder {
public:
    /// `name` as TextEncoder::name(); the sizes in `vectors` must agree.
    WordVectorEncoder(WordVectors vectors, std::string name);
    ~WordVectorEncoder() override;
    WordVectorEncoder(WordVectorEncoder&&) noexcept;
    WordVectorEncoder& operator=(WordVectorEncoder&&) noexcept;

    /// Reads the file; the encoder is named by the file's stem.
    static Result<std::unique_ptr<WordVectorEncoder>> load(const std::filesystem::path& file);

    int dimensions() const override;
    std::string name() const override;
    Result<EncodedText> encode(std::string_view text) const override;

    /// s above, before the common component is removed and without normalising; nothing if no word is known.
    /// `known` and `unknown` may be null.
    std::optional<std::vector<double>> weightedMean(std::string_view text,
                                                    std::vector<std::string>* known = nullptr,
                                                    std::vector<std::string>* unknown = nullptr) const;

    /// True if the word or one of its spellings has a vector.
    bool knows(std::string_view word) const;

    const WordVectors& vectors() const;

private:
    struct Data;
    std::unique_ptr<Data> data_;
};

} // namespace sparlet
