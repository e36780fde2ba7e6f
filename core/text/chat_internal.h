// The OpenAI-compatible chat exchange: what is sent for one image, and what is read from the answer.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sparlet::text {

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);

/// Body of POST /chat/completions: the prompt and one image as a JPEG data URL. InvalidArgument if `model` or
/// `prompt` is not UTF-8.
Result<std::string> chatRequest(const std::string& model, const std::string& prompt, std::string_view jpeg,
                                int maxTokens);

/// The description in an answer of status 200: choices[0].message.content, a string or a list of text parts.
/// Reasoning between <think> and </think> is dropped, white space is folded, and an answer that ran into the
/// token limit is cut behind its last whole sentence. Errors are sentences without a subject's name
/// ("answered with …"): Corrupt (not JSON, not of that form), NotFound (empty), TooLarge (over `maxBytes`, or
/// cut off before its first full stop).
Result<std::string> chatDescription(std::string_view body, std::size_t maxBytes);

/// What the server says that an answer cost ("usage"); zeros where it says nothing.
struct ChatUsage {
    std::uint64_t promptTokens = 0, answerTokens = 0;
};
ChatUsage chatUsage(std::string_view body);

/// The server's own words in an error answer ({"error": {"message": …}}, {"error": …}, {"message": …}), one
/// line of at most 200 bytes; empty if there are none.
std::string chatErrorMessage(std::string_view body);

/// `text` with white space and control characters folded to single spaces, trimmed.
std::string foldWhiteSpace(std::string_view text);

} // namespace sparlet::text
