#include "nn/captured_network_internal.h"

#include <algorithm>

#if SPARLET_CUDA_HEADERS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace sparlet::nn {

#if SPARLET_CUDA_HEADERS

struct CapturedNetwork::Recording {
    at::Tensor images; // where the calls read
    MethodOutput out;  // where they write
    at::cuda::CUDAGraph calls;
};

bool capturesCalls() {
    return true;
}

std::unique_ptr<CapturedNetwork::Recording> CapturedNetwork::record(const at::Tensor& images) {
    constexpr int kRehearsals =
        3; // cuDNN chooses its kernels, and memory is set aside, before anything counts
    auto made = std::make_unique<Recording>();
    made->images = images.clone();
    const auto device = images.device().index();
    const c10::cuda::CUDAStreamGuard elsewhere(c10::cuda::getStreamFromPool(false, device));
    torch::cuda::synchronize(device);
    for (int i = 0; i < kRehearsals; ++i)
        network_(made->images);
    torch::cuda::synchronize(device);
    // Other threads' encoders go on meanwhile.
    made->calls.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
        made->out = network_(made->images);
    } catch (...) {
        made->calls.capture_end(); // or the stream would go on recording
        throw;
    }
    made->calls.capture_end();
    torch::cuda::synchronize(device);
    return made;
}

MethodOutput CapturedNetwork::replay(Recording& recording, const at::Tensor& images) {
    recording.images.copy_(images);
    recording.calls.replay();
    MethodOutput out;
    out.embedding = recording.out.embedding.clone();
    out.sparse = recording.out.sparse.clone();
    out.threshold = recording.out.threshold.clone();
    out.density = recording.out.density.clone();
    return out;
}

#else

struct CapturedNetwork::Recording {
    at::Tensor images;
};

bool capturesCalls() {
    return false;
}

std::unique_ptr<CapturedNetwork::Recording> CapturedNetwork::record(const at::Tensor& /*images*/) {
    return nullptr;
}

MethodOutput CapturedNetwork::replay(Recording& /*recording*/, const at::Tensor& images) {
    return network_(images);
}

#endif

CapturedNetwork::CapturedNetwork(Network network) : network_(std::move(network)) {}
CapturedNetwork::~CapturedNetwork() = default;

CapturedNetwork::Recording* CapturedNetwork::recordingFor(const at::Tensor& images) {
    const auto found = std::find_if(recordings_.begin(), recordings_.end(),
                                    [&](const auto& made) { return made->images.sizes() == images.sizes(); });
    if (found != recordings_.end()) {
        std::rotate(found, found + 1, recordings_.end());
        return recordings_.back().get();
    }
    constexpr std::size_t kMostSizes = 4;
    try {
        auto made = record(images);
        if (!made) return nullptr;
        if (recordings_.size() == kMostSizes) recordings_.erase(recordings_.begin());
        recordings_.push_back(std::move(made));
        return recordings_.back().get();
    } catch (const std::exception&) {
        works_ = false; // a network with a step that cannot be recorded, or a card with too little memory
        return nullptr;
    }
}

MethodOutput CapturedNetwork::forward(const at::Tensor& images) {
    const bool few = capturesCalls() && works_ && images.is_cuda() && images.size(0) <= kMostPictures;
    auto* const recording = few ? recordingFor(images) : nullptr;
    return recording == nullptr ? network_(images) : replay(*recording, images);
}

} // namespace sparlet::nn
