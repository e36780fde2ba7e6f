#include "text/chat_internal.h"

#include <nlohmann/json.hpp>

#include <cstdint>

namespace sparlet::text {
namespace {

using nlohmann::json;

const json* member(const json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto it = object.find(key);
    return it == object.end() ? nullptr : &*it;
}

std::string textOf(const json& content) {
    if (content.is_string()) return content.get<std::string>();
    std::string out;
    if (content.is_array())
        for (const json& part : content)
            if (const json* text = member(part, "text"); text && text->is_string())
                out += text->get<std::string>() + " ";
    return out;
}

std::string withoutReasoning(std::string text) {
    static constexpr std::string_view opening = "<think>", closing = "</think>";
    for (;;) {
        const std::size_t end = text.find(closing);
        if (end == std::string::npos) break;
        const std::size_t begin = text.find(opening);
        // Some servers leave the opening mark out.
        const std::size_t from = begin < end ? begin : 0;
        text.erase(from, end + closing.size() - from);
    }
    if (const std::size_t open = text.find(opening); open != std::string::npos) text.erase(open);
    return text;
}

std::size_t endOfLastSentence(const std::string& text) {
    for (std::size_t i = text.size(); i > 0; --i) {
        const char c = text[i - 1];
        if ((c == '.' || c == '!' || c == '?') && (i == text.size() || text[i] == ' ')) return i;
    }
    return 0;
}

// At most `limit` bytes, never within a character.
std::string shortened(std::string text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0u) == 0x80u)
        --limit;
    return text.substr(0, limit) + "…";
}

} // namespace

std::string base64(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8) | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(k <= have ? alphabet[(group >> (18 - 6 * k)) & 63u] : '=');
    }
    return out;
}

Result<std::string> chatRequest(const std::string& model, const std::string& prompt, std::string_view jpeg,
                                int maxTokens) {
    nlohmann::ordered_json root;
    root["model"] = model;
    root["messages"] = {{{"role", "user"}, {"content", nlohmann::ordered_json::array()}}};
    auto& content = root["messages"][0]["content"];
    content.push_back({{"type", "text"}, {"text", prompt}});
    content.push_back(
        {{"type", "image_url"}, {"image_url", {{"url", "data:image/jpeg;base64," + base64(jpeg)}}}});
    root["max_tokens"] = maxTokens;
    root["temperature"] = 0;
    root["stream"] = false;
    try {
        return root.dump();
    } catch (const json::type_error&) {
        return Error{ErrorCode::InvalidArgument, "The model's name or the prompt is not UTF-8; correct it."};
    }
}

Result<std::string> chatDescription(std::string_view body, std::size_t maxBytes) {
    const json root = json::parse(body, nullptr, false);
    if (root.is_discarded()) return Error{ErrorCode::Corrupt, "answered with something that is not JSON"};
    const json* choices = member(root, "choices");
    const json* message = nullptr;
    if (choices && choices->is_array() && !choices->empty()) message = member((*choices)[0], "message");
    const json* content = message ? member(*message, "content") : nullptr;
    if (!content) {
        const std::string words = chatErrorMessage(body);
        return Error{ErrorCode::Corrupt, words.empty() ? "answered without “choices[0].message.content”"
                                                       : "answered with an error: " + words};
    }
    std::string text = foldWhiteSpace(withoutReasoning(textOf(*content)));
    if (text.empty()) return Error{ErrorCode::NotFound, "answered with an empty description"};
    const json* reason = member((*choices)[0], "finish_reason");
    if (reason && reason->is_string() && reason->get_ref<const std::string&>() == "length") {
        text.resize(endOfLastSentence(text));
        if (text.empty())
            return Error{ErrorCode::TooLarge, "did not finish its first sentence within the token limit"};
    }
    if (text.size() > maxBytes)
        return Error{ErrorCode::TooLarge, "answered with " + std::to_string(text.size()) +
                                              " bytes of description, more than the " +
                                              std::to_string(maxBytes) + " allowed"};
    return text;
}

ChatUsage chatUsage(std::string_view body) {
    const json root = json::parse(body, nullptr, false);
    const json* usage = root.is_discarded() ? nullptr : member(root, "usage");
    if (!usage) return {};
    const auto count = [&](const char* key) -> std::uint64_t {
        const json* value = member(*usage, key);
        return value && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
    };
    return {count("prompt_tokens"), count("completion_tokens")};
}

std::string chatErrorMessage(std::string_view body) {
    const json root = json::parse(body, nullptr, false);
    const json* words = root.is_discarded() ? nullptr : member(root, "error");
    if (words && words->is_object()) words = member(*words, "message");
    if (!words && !root.is_discarded()) words = member(root, "message");
    if (!words || !words->is_string()) return {};
    return shortened(foldWhiteSpace(words->get<std::string>()), 200);
}

std::string foldWhiteSpace(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool space = byte <= 0x20 || byte == 0x7F;
        if (!space)
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

} // namespace sparlet::text
