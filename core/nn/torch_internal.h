// The one door to LibTorch: everything of core/nn and core/train that needs tensors includes this
// (precompiled).
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/torch.h>
#include <torch/version.h>

namespace sparlet::nn {

/// bfloat16 autocast on the CPU or CUDA for as long as it lives; does nothing when `enabled` is false.
/// LibTorch renamed these switches in 2.4.
class AutocastGuard {
public:
    AutocastGuard(c10::DeviceType device, bool enabled) : device_(device), active_(enabled) {
        if (active_) set(true);
    }
    ~AutocastGuard() {
        if (!active_) return;
        set(false);
        at::autocast::clear_cache();
    }
    AutocastGuard(const AutocastGuard&) = delete;
    AutocastGuard& operator=(const AutocastGuard&) = delete;

private:
    void set(bool on) const {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        if (on) at::autocast::set_autocast_dtype(device_, at::kBFloat16);
        at::autocast::set_autocast_enabled(device_, on);
#else
        if (device_ == c10::DeviceType::CUDA) {
            if (on) at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
            at::autocast::set_enabled(on);
        } else {
            if (on) at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
            at::autocast::set_cpu_enabled(on);
        }
#endif
    }

    c10::DeviceType device_;
    bool active_;
};

} // namespace sparlet::nn
