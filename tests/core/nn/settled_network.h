// A network without training whose numbers behave like a trained one's, and pictures for it.
#pragma once

#include "nn/method_internal.h"
#include "nn/pictures_internal.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace sparlet::test {

/// Smooth pictures, each another: what convolutions see of photographs.
inline std::vector<std::uint8_t> smoothPictures(int count, int side) {
    std::vector<std::uint8_t> out;
    for (int n = 0; n < count; ++n) {
        const double across = 0.15 + 0.11 * (n % 7), down = 0.12 + 0.09 * (n % 5);
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                for (int c = 0; c < 3; ++c) {
                    const double wave = std::sin(across * x + n + c) * std::cos(down * y - n * (c + 1));
                    out.push_back(static_cast<std::uint8_t>(127.5 + 120 * wave));
                }
            }
        }
    }
    return out;
}

/// Gives every BatchNorm the statistics of these pictures' own maps; ends in evaluation mode. Without this
/// all embeddings point one way, and nothing that is done to the network shows.
inline void settle(nn::Method& network, const at::Tensor& images) {
    torch::NoGradGuard noGrad;
    for (auto& module : network.modules()) {
        if (auto* norm = module->as<torch::nn::BatchNorm2d>()) {
            norm->options.momentum(c10::nullopt);
            norm->reset_running_stats();
        }
        if (auto* norm = module->as<torch::nn::BatchNorm1d>()) {
            norm->options.momentum(c10::nullopt);
            norm->reset_running_stats();
        }
    }
    network.train();
    network.forward(images);
    network.eval();
}

} // namespace sparlet::test
