// Structured pruning: a backbone's blocks with fewer inner channels (InnerLayers), so that the network does
// less work on every machine and in every arithmetic. What a channel is worth is seen on pictures, those that
// are worth least for their work go, and those that stay take over what they can of the others.
#pragma once

#include "base/result.h"
#include "nn/method_internal.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::nn {

/// What pictures say of one block's inner channels.
struct ChannelStatistics {
    std::string block;
    /// [C] float64: ½·mean ‖∂e/∂g_c‖², e a picture's embedding (norm 1) and g_c a factor of 1 on channel c
    /// where outOf reads it.
    at::Tensor sensitivity;
    at::Tensor moments;    // [C, C] float64: mean of a·aᵀ over pictures and positions, a what outOf reads
    std::int64_t macs = 0; // multiply-accumulates of a picture that one inner channel costs
};

/// Sees the inner channels of a network at work. Not thread-safe.
///
/// The loss of a factor g on a channel is 1 − cos(e(g), e(1)), which has no first-order term at g = 1: the
/// Taylor criterion of a finished model (Molchanov et al., CVPR 2019) would be 0 everywhere. Its second-order
/// term is exact without second derivatives, ½·‖∂e/∂g‖²·(1−g)², for e has norm 1; so the squares of
/// first-order terms are summed over the embedding's coordinates instead of taken from a loss, by random
/// projections with signs ±1 (Hutchinson 1990).
class ChannelObserver {
public:
    /// Copies the network, to the device that it is on. More projections of each picture's embedding take
    /// longer and tell less than more pictures do.
    explicit ChannelObserver(Method& method, int projections = 8);

    /// Normalised pictures [B, 3, H, W], all of one size.
    void add(const at::Tensor& images);

    /// Blocks in the network's order. Call after add().
    std::vector<ChannelStatistics> statistics() const;
    /// Of the backbone, for one picture.
    std::int64_t macs() const;

private:
    class Gates;
    std::shared_ptr<Method> method_;
    std::shared_ptr<Gates> gates_;
    int projections_;
    std::uint64_t seed_ = 1;
    std::int64_t pictures_ = 0;
};

/// Channels of a block in the order in which they can go, and what each loses.
struct Removal {
    std::vector<std::int64_t> order;
    std::vector<double> loss;
};

/// Again and again the channel that loses least: its sensitivity times the share of its energy that those
/// that are left do not explain (the residual of least squares, 1/(P_cc·M_cc) with P the inverse moments).
Removal removalOrder(const ChannelStatistics& block);

/// What stays, by block, rising; blocks that keep all are absent.
using KeptChannels = std::map<std::string, std::vector<std::int64_t>>;

struct PruningPlan {
    KeptChannels kept;
    std::int64_t macs = 0; // of the backbone, for one picture, after it
};

/// The groups of `group` channels that lose least for their work, over all blocks, until at least `share` of
/// `macs`, the backbone's, is cut; each block keeps `group` channels. InvalidArgument where that is too much.
Result<PruningPlan> planPruning(const std::vector<ChannelStatistics>& blocks, std::int64_t macs, double share,
                                std::int64_t group = 8);

/// The same network on the CPU with these inner channels. Layers whose shapes differ have no values yet: they
/// are read from a file next. Errors as makeMethod.
Result<std::shared_ptr<Method>> resized(const Method& method, std::map<std::string, int> innerChannels);

/// Multiply-accumulates of its backbone's convolutions for one picture of side x side.
std::int64_t backboneMacs(Method& method, int side);

/// The smaller network, with copied weights, on the CPU in evaluation mode. Where a block's statistics are
/// given, the channels that stay take over what they explain of the others by least squares, a_gone ≈
/// Tᵀ·a_kept, put into the weights that read them (Chee et al., NeurIPS 2022).
Result<std::shared_ptr<Method>> withChannels(Method& method, const KeptChannels& kept,
                                             const std::vector<ChannelStatistics>& statistics);

} // namespace sparlet::nn
