// Having a language model describe pictures: what is asked for and what came out.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

struct DescribeRequest {
    std::string data;     // folder of class folders, or one with such a folder called train
    std::string captions; // JSON Lines to write; what it has already is not asked for again
    std::string endpoint = "http://127.0.0.1:8080/v1"; // OpenAI-compatible
    std::string model;                                 // as the server calls it; may be empty
    std::string prompt;                                // empty: the describer's own
    std::string keyVariable;                           // environment variable with the key; empty: none
    /// The key itself, instead of the variable's; it is sent to the endpoint and goes nowhere else.
    std::string key;
    int concurrency = 1;     // questions at a time, 1 to 8
    int side = 384;          // pixels of the longer side of what is sent, 32 to 2048
    std::int64_t sample = 0; // only so many pictures, spread evenly over all; 0: all
    /// Money for a million tokens of question and of answer, for the estimate.
    double promptPrice = 0, answerPrice = 0;
};

/// One line of a captions file.
struct PictureText {
    std::string image, text;
    bool operator==(const PictureText&) const = default;
};

struct PictureTexts {
    std::vector<PictureText> texts; // in the file's order
    std::int64_t badLines = 0;      // that could not be used
};

struct UndescribedPicture {
    std::string name; // below the folder
    Error error;
};

struct DescribeOutcome {
    std::int64_t pictures = 0;  // of the whole data set
    std::int64_t described = 0; // in this run
    std::int64_t present = 0;   // had a caption before
    std::vector<UndescribedPicture> failures;
    std::int64_t badLines = 0; // of the captions file, left as they are
    double seconds = 0;
    std::uint64_t promptTokens = 0, answerTokens = 0; // of this run; 0 where the server does not say
    /// For the pictures still without a caption, at this run's pace and prices; 0 where nothing was
    /// described.
    std::int64_t left = 0;
    double secondsLeft = 0, costLeft = 0;
    std::string captions;
};

} // namespace sparlet::engine
