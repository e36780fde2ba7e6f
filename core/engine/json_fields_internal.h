// Fields of JSON objects that may hold anything.
#pragma once

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sparlet::engine {

/// What stands at a key if it has the kind of `standard`, which is returned otherwise. A double that is null
/// is not a number.
template <class T>
T fieldOr(const nlohmann::json& object, const char* key, T standard) {
    if (!object.is_object()) return standard;
    const auto found = object.find(key);
    if (found == object.end()) return standard;
    if constexpr (std::is_same_v<T, std::string>) {
        return found->is_string() ? found->template get<std::string>() : standard;
    } else if constexpr (std::is_same_v<T, bool>) {
        return found->is_boolean() ? found->template get<bool>() : standard;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (found->is_null()) return std::numeric_limits<T>::quiet_NaN();
        return found->is_number() ? static_cast<T>(found->template get<double>()) : standard;
    } else {
        const bool fits = found->is_number_integer() && std::abs(found->template get<double>()) < 9e15 &&
                          (std::is_signed_v<T> || found->template get<double>() >= 0);
        if (!fits) return standard;
        const auto value = found->template get<std::int64_t>();
        return std::in_range<T>(value) ? static_cast<T>(value) : standard;
    }
}

/// The strings of a list; whatever else is in it is left out.
inline std::vector<std::string> stringsAt(const nlohmann::json& object, const char* key) {
    std::vector<std::string> out;
    if (!object.is_object() || !object.contains(key) || !object.at(key).is_array()) return out;
    for (const auto& one : object.at(key)) {
        if (one.is_string()) out.push_back(one.get<std::string>());
    }
    return out;
}

/// The object in a file of at most `mostBytes`; null where there is none.
inline nlohmann::json readJsonObject(const std::filesystem::path& file, std::uintmax_t mostBytes) {
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem)) return {};
    const auto bytes = std::filesystem::file_size(file, problem);
    if (problem || bytes > mostBytes) return {};
    std::ifstream in(file, std::ios::binary);
    auto parsed = nlohmann::json::parse(in, nullptr, false);
    return parsed.is_object() ? parsed : nlohmann::json();
}

/// Text for a file; bytes that are not UTF-8 are replaced.
inline std::string dumped(const nlohmann::json& object) {
    return object.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace sparlet::engine
