#include "engine/expression.h"

#include "base/printable.h"

#include <charconv>
#include <cmath>
#include <filesystem>

namespace sparlet::engine {

namespace {

constexpr float kMostWeight = 1e6F;

bool isSpace(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n';
}

bool isSign(char letter) {
    return letter == '+' || letter == '-';
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::vector<QueryPart>> parse() {
        std::vector<QueryPart> parts;
        skipSpace();
        if (atEnd()) return fail("The expression is empty");
        float sign = 1.0F;
        if (isSign(text_[at_])) sign = takeSign();
        for (;;) {
            auto part = term();
            if (!part.ok()) return part.error();
            part->weight *= sign;
            parts.push_back(std::move(*part));
            skipSpace();
            if (atEnd()) return parts;
            if (!signHere()) return fail("A + or - is missing before " + rest());
            sign = takeSign();
        }
    }

private:
    bool atEnd() const { return at_ >= text_.size(); }
    void skipSpace() {
        while (!atEnd() && isSpace(text_[at_]))
            ++at_;
    }
    float takeSign() {
        const float sign = text_[at_++] == '-' ? -1.0F : 1.0F;
        skipSpace();
        return sign;
    }
    /// Between terms a sign stands alone, so that names like "t-shirt" and "a+b.jpg" stay whole.
    bool signHere() const {
        const bool before = at_ == 0 || isSpace(text_[at_ - 1]) || text_[at_ - 1] == '"';
        const bool after = at_ + 1 >= text_.size() || isSpace(text_[at_ + 1]);
        return !atEnd() && isSign(text_[at_]) && before && after;
    }
    std::string rest() const { return "\"" + printable(text_.substr(at_)) + "\""; }
    Error fail(const std::string& problem) const {
        return {ErrorCode::InvalidArgument,
                problem + "; write it like this: 2:beach.jpg + 0.5:sunset - fruit."};
    }

    Result<QueryPart> term() {
        QueryPart part;
        if (auto weight = takeWeight()) {
            if (!(*weight > 0.0F && *weight <= kMostWeight)) {
                return fail("A weight must be a number above 0; a term is taken away by a - before it");
            }
            part.weight = *weight;
        }
        auto operand = !atEnd() && text_[at_] == '"' ? quotedOperand() : plainOperand();
        if (!operand.ok()) return operand.error();
        if (operand->empty())
            return fail(atEnd() ? "A term is missing at the end" : "A term is missing before " + rest());
        std::error_code ignored;
        part.value = std::move(*operand);
        part.source = std::filesystem::is_regular_file(part.value, ignored) ? QueryPart::Source::File
                                                                            : QueryPart::Source::Text;
        return part;
    }

    std::optional<float> takeWeight() {
        float value = 0;
        const char* begin = text_.data() + at_;
        const char* end = text_.data() + text_.size();
        const auto [stop, problem] = std::from_chars(begin, end, value);
        if (problem != std::errc() || stop == end || *stop != ':' || !std::isfinite(value))
            return std::nullopt;
        at_ += static_cast<std::size_t>(stop - begin) + 1;
        skipSpace();
        return value;
    }

    Result<std::string> quotedOperand() {
        std::string operand;
        for (++at_; !atEnd(); ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                return operand;
            }
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            operand += text_[at_];
        }
        return fail("A closing \" is missing");
    }

    Result<std::string> plainOperand() {
        const std::size_t begin = at_;
        while (!atEnd() && !signHere())
            ++at_;
        std::string_view operand = text_.substr(begin, at_ - begin);
        while (!operand.empty() && isSpace(operand.back()))
            operand.remove_suffix(1);
        return std::string(operand);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

Result<std::vector<QueryPart>> parseExpression(std::string_view text) {
    return Parser(text).parse();
}

} // namespace sparlet::engine
