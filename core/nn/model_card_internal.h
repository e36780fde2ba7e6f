// The card as JSON text, both ways.
#pragma once

#include "base/result.h"
#include "nn/method_internal.h"
#include "nn/model_file.h"
#include "nn/model_info.h"

#include <filesystem>
#include <string>

namespace sparlet::nn {

struct ParsedCard {
    ModelInfo info;
    MethodConfig config;
};

/// `file` is named in messages. Corrupt when a field is missing or contradicts another.
Result<ParsedCard> parseCard(const std::filesystem::path& file, const std::string& json);

/// `extra`: a JSON object merged into the card (data, recipe, …); may be empty.
std::string composeCard(const ModelInfo& info, const MethodConfig& config, const std::string& extra);

/// InvalidArgument where a change is out of range or `mergePatch` is no object.
Result<std::string> changedCard(const ParsedCard& card, const CardChanges& changes);

} // namespace sparlet::nn
