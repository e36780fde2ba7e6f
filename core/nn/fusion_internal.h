// What methods put between a backbone's maps and their features. All work in float32.
#pragma once

#include "nn/torch_internal.h"

#include <cstdint>
#include <vector>

namespace sparlet::nn {

/// [B, C, H, W] to [B, H·W, C].
at::Tensor tokensOf(const at::Tensor& map);

/// A map on another grid: averaged where the grid is coarser, interpolated where it is finer.
at::Tensor onGrid(const at::Tensor& map, std::int64_t height, std::int64_t width);

/// 1×1 or dilated k×k convolution → BatchNorm → ReLU, the map's size kept.
torch::nn::Sequential convNormRelu(int in, int out, int kernel = 1, int dilation = 1);

/// a_ik = softmax_k(−‖t_i − c_k‖² / 2σ²) (SpCa, Zhang et al. 2023). `tokens`: [B, N, C], `centres`:
/// [B, K, C] or [1, K, C], `variance`: σ² > 0, scalar. Returns [B, N, K].
at::Tensor softAssignment(const at::Tensor& tokens, const at::Tensor& centres, const at::Tensor& variance);

/// c_k = Σ_i a_ik·t_i / Σ_i a_ik: [B, K, C].
at::Tensor assignedCentres(const at::Tensor& tokens, const at::Tensor& assignment);

/// w_ij = exp(−‖p_i − p_j‖)^power with rows of sum 1, for the cells of a map in row order; distances in
/// cells. Returns [powers, H·W, H·W].
at::Tensor spatialContext(std::int64_t height, std::int64_t width, const std::vector<double>& powers);

/// What of each local feature is orthogonal to the global one: f_l − (f_l·f_g)·f_g / ‖f_g‖² (DOLG, Yang et
/// al. 2021). `local`: [B, C, H, W], `global`: [B, C].
at::Tensor orthogonalPart(const at::Tensor& local, const at::Tensor& global);

/// softmax over r ≠ s of `scores` [B, S, S] / temperature; a scale has no weight on itself.
at::Tensor crossScaleGates(const at::Tensor& scores, double temperature);

/// Scaled dot-product attention with several heads (Vaswani et al. 2017); queries and memory may have widths
/// of their own.
class AttentionImpl : public torch::nn::Module {
public:
    struct Options {
        int query, memory; // widths of what comes in
        int width;         // of all heads together
        int heads;
        bool startAtZero = false; // the output's weights, so that a residual branch begins as nothing
    };
    explicit AttentionImpl(const Options& options);
    /// `query`: [B, N, options.query], `memory`: [B, M, options.memory]; returns [B, N, options.query].
    at::Tensor forward(const at::Tensor& query, const at::Tensor& memory);

    /// The same in steps, for tokens that are asked by several others: forward() is
    /// joined(mixed(queries(query), keys(memory), values(memory))).
    at::Tensor queries(const at::Tensor& query); // [B, heads, N, width / heads], scaled
    at::Tensor keys(const at::Tensor& memory);   // [B, heads, M, width / heads]
    at::Tensor values(const at::Tensor& memory); // as keys()
    static at::Tensor mixed(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);
    at::Tensor joined(const at::Tensor& mixed); // [B, N, options.query]

private:
    at::Tensor heads(const at::Tensor& x) const; // [B, N, width] to [B, heads, N, width / heads]

    int heads_;
    torch::nn::Linear query_{nullptr}, key_{nullptr}, value_{nullptr}, out_{nullptr};
};
TORCH_MODULE(Attention);

} // namespace sparlet::nn
