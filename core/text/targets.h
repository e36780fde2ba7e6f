// Texts as the vectors that LKD trains towards.
#pragma once

#include "base/result.h"
#include "text/captions.h"
#include "text/descriptions.h"
#include "text/text_encoder.h"

#include <string>
#include <vector>

namespace sparlet {

/// For each of `classNames`, in that order, its descriptions' vectors one after the other ([descriptions ·
/// d_t], rows of norm 1). NotFound names the class that `set` lacks; InvalidArgument names the class of which
/// no text could be encoded. Single texts that cannot be encoded are left out.
Result<std::vector<std::vector<float>>> encodeClasses(const DescriptionSet& set,
                                                      const std::vector<std::string>& classNames,
                                                      const TextEncoder& encoder);

struct ImageTexts {
    std::vector<float> vectors; // [images · d_t], norm 1; zero where the image has no usable caption
    std::vector<std::string> withoutCaption; // names of those
};

/// For each of `imageNames`, in that order, the vector of its caption (of several: their normalised mean).
ImageTexts encodeCaptions(const std::vector<Caption>& captions, const std::vector<std::string>& imageNames,
                          const TextEncoder& encoder);

} // namespace sparlet
