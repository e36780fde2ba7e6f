// Embeddings of real pictures as `bench_codes embed` writes them, and as many more as wanted.
#pragma once

#include "base/result.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::bench {

namespace fs = std::filesystem;

[[noreturn]] inline void fail(const std::string& sentence) {
    std::cerr << sentence << '\n';
    std::exit(1);
}

template <class T>
T valueOf(Result<T> result) {
    if (!result.ok()) fail(result.error().message);
    return *std::move(result);
}

template <class T>
void write(const fs::path& file, const std::vector<T>& values) {
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!out) fail("The file " + file.string() + " cannot be written.");
}

template <class T>
std::vector<T> read(const fs::path& file) {
    std::vector<T> values(fs::file_size(file) / sizeof(T));
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!in) fail("The file " + file.string() + " cannot be read.");
    return values;
}

/// Rows of real pictures first, then copies of them: the change that an altered picture's embedding went
/// through, put on another one's.
class Vectors {
public:
    Vectors(const fs::path& folder, int dimensions)
        : dimensions_(static_cast<std::size_t>(dimensions)),
          embeddings_(read<float>(folder / "embeddings.f32")),
          thresholds_(read<float>(folder / "thresholds.f32")), copies_(read<float>(folder / "copies.f32")),
          copied_(read<std::uint32_t>(folder / "copied.u32")) {}

    std::size_t real() const { return thresholds_.size(); }

    void row(std::size_t index, std::vector<float>& embedding, std::vector<float>& sparse) const {
        const std::size_t base = index % real();
        const float* from = embeddings_.data() + base * dimensions_;
        embedding.assign(from, from + dimensions_);
        if (index >= real()) {
            std::mt19937 random(static_cast<unsigned>(index));
            const std::size_t change = random() % copied_.size();
            const float* before = embeddings_.data() + copied_[change] * dimensions_;
            const float* after = copies_.data() + change * dimensions_;
            for (std::size_t d = 0; d < dimensions_; ++d)
                embedding[d] += after[d] - before[d];
            normalize(embedding);
        }
        sparse = embedding;
        for (auto& value : sparse)
            if (std::abs(value) <= thresholds_[base]) value = 0;
        normalize(sparse);
    }

private:
    static void normalize(std::vector<float>& vector) {
        double squares = 0;
        for (const float value : vector)
            squares += static_cast<double>(value) * value;
        if (squares > 0)
            for (auto& value : vector)
                value = static_cast<float>(value / std::sqrt(squares));
    }

    std::size_t dimensions_;
    std::vector<float> embeddings_, thresholds_, copies_;
    std::vector<std::uint32_t> copied_;
};

} // namespace sparlet::bench
