// A network's calls on a graphics card, recorded once for a size of batch and given to the card as one from
// then on (CUDA graphs). For few pictures the processor takes longer to ask for the hundreds of small steps
// than the card takes to do them.
#pragma once

#include "nn/method_internal.h"

#include <functional>
#include <memory>
#include <vector>

namespace sparlet::nn {

/// Whether this build can record: with a LibTorch and headers of CUDA.
bool capturesCalls();

/// Not thread-safe. Keeps memory of the card for each size it has recorded.
class CapturedNetwork {
public:
    /// From pictures on the card, normalised, to codes. Must ask for the same steps for all pictures, and
    /// wait for none.
    using Network = std::function<MethodOutput(const at::Tensor& images)>;

    explicit CapturedNetwork(Network network);
    ~CapturedNetwork();

    /// `embedding`, `sparse`, `threshold` and `density`, which belong to the caller. Batches of more than
    /// kMostPictures, pictures elsewhere, and networks that cannot be recorded are computed step by step.
    MethodOutput forward(const at::Tensor& images);

    static constexpr std::int64_t kMostPictures = 16;

private:
    struct Recording;
    Recording* recordingFor(const at::Tensor& images);
    std::unique_ptr<Recording> record(const at::Tensor& images);
    MethodOutput replay(Recording& recording, const at::Tensor& images);

    Network network_;
    std::vector<std::unique_ptr<Recording>> recordings_; // last used last
    bool works_ = true;
};

} // namespace sparlet::nn
