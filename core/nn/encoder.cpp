#include "nn/encoder.h"

#include "nn/calibrating_runtime_internal.h"
#include "nn/calibration.h"
#include "nn/captured_network_internal.h"
#include "nn/compiled_runtime_internal.h"
#include "nn/device.h"
#include "nn/model_file_internal.h"
#include "nn/pictures_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::nn {
namespace {

void append(std::vector<float>& out, const at::Tensor& tensor) {
    const auto flat = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    out.insert(out.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

/// Nothing for the eager one, which is what a network has from the start.
std::shared_ptr<LayerRuntime> makeRuntime(Precision precision, const ModelInfo& info,
                                          const at::Device& device) {
    switch (precision) {
    case Precision::Eager:
        break;
    case Precision::Fp32:
        return compilesFor(device) ? makeCompiledRuntime() : makeFloatRuntime();
    case Precision::Bf16:
        return makeBfloat16Runtime();
    case Precision::Int8:
        return makeCompiledRuntime(info.activations);
    }
    return nullptr;
}

class TorchEncoder final : public Encoder {
public:
    TorchEncoder(LoadedModel model, std::string device, Precision precision)
        : method_(std::move(model.method)), info_(std::move(model.info)), device_(std::move(device)),
          precision_(precision) {
        if (auto runtime = makeRuntime(precision, info_, at::Device(device_)))
            method_->fold(std::move(runtime));
        method_->to(at::Device(device_));
        for (auto& parameter : method_->parameters()) {
            parameter.set_requires_grad(false);
            if (parameter.dim() == 4) {
                parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
            }
        }
        method_->eval();
        together_ = picturesTogether();
        if (precision_ != Precision::Eager && at::Device(device_).is_cuda())
            captured_ = std::make_unique<CapturedNetwork>([this](const at::Tensor& x) { return codes(x); });
    }

    const ModelInfo& info() const override { return info_; }
    const std::string& device() const override { return device_; }
    Precision precision() const override { return precision_; }

    Result<EncodedBatch> encode(std::span<const std::uint8_t> rgb, std::size_t count) override {
        const auto side = static_cast<std::size_t>(info_.inputSize);
        const std::size_t bytes = side * side * 3;
        if (auto fits = checkPictures(info_, rgb, count); !fits) return fits.error();
        return guarded([&](EncodedBatch& out) {
            out.count = count;
            for (std::size_t from = 0; from < count; from += together_) {
                const auto some = std::min(together_, count - from);
                encodeSome(rgb.subspan(from * bytes, some * bytes), out);
            }
        });
    }

    Result<EncodedBatch> encodeText(std::span<const float> vector) override {
        if (info_.textDimensions == 0) {
            return Error{ErrorCode::Unsupported,
                         "The model '" + info_.id + "' was trained without texts and answers no text query."};
        }
        if (vector.size() != static_cast<std::size_t>(info_.textDimensions) ||
            !std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); })) {
            return Error{ErrorCode::InvalidArgument, "The text's vector does not fit the model '" + info_.id +
                                                         "', which needs " +
                                                         std::to_string(info_.textDimensions) + " numbers."};
        }
        return guarded([&](EncodedBatch& out) {
            out.count = 1;
            const auto text = torch::tensor(std::vector<float>(vector.begin(), vector.end())).unsqueeze(0);
            collect(method_->forwardText(unitRows(text).to(at::Device(device_))), out);
        });
    }

private:
    template <class Body>
    Result<EncodedBatch> guarded(const Body& body) {
        try {
            torch::NoGradGuard noGrad;
            EncodedBatch out;
            body(out);
            return out;
        } catch (const std::exception& failure) {
            const std::string what = failure.what();
            const bool memory = what.find("memory") != std::string::npos;
            return Error{memory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                         memory ? "There is too little memory to run the model '" + info_.id + "'."
                                : "The model '" + info_.id +
                                      "' failed to run: " + what.substr(0, what.find('\n'))};
        }
    }

    void encodeSome(std::span<const std::uint8_t> rgb, EncodedBatch& out) {
        const auto images = normalised(rgb, info_).to(at::Device(device_));
        collect(captured_ ? captured_->forward(images) : codes(images), out);
    }

    MethodOutput codes(const at::Tensor& images) {
        return method_->codes(info_.mirror ? mirroredMaps(images) : method_->taps(images));
    }

    /// Test-time augmentation by reflection: the maps of the mirror image, reflected back, averaged with the
    /// picture's own.
    Taps mirroredMaps(const at::Tensor& images) {
        const auto own = method_->taps(images);
        const auto reflected = method_->taps(images.flip({3}).contiguous(at::MemoryFormat::ChannelsLast));
        const auto mean = [](const at::Tensor& a, const at::Tensor& b) { return 0.5 * (a + b.flip({3})); };
        return {mean(own.c2, reflected.c2), mean(own.c3, reflected.c3), mean(own.c4, reflected.c4),
                mean(own.c5, reflected.c5)};
    }

    static void collect(const MethodOutput& from, EncodedBatch& out) {
        append(out.embedding, from.embedding);
        append(out.sparse, from.sparse);
        append(out.threshold, from.threshold);
        append(out.density, from.density);
    }

    /// Pictures that go through the network together: on a processor no more than its caches hold the maps
    /// of, on a graphics card as many as keep it busy.
    std::size_t picturesTogether() const {
        const int pixels = info_.inputSize * info_.inputSize * (info_.smallImageStem ? 4 : 1);
        const bool few = pixels <= 128 * 128;
        if (!at::Device(device_).is_cpu()) return few ? 256 : 64;
        if (precision_ == Precision::Eager || !compilesFor(at::Device(device_))) return 1;
        return few ? 16 : 8;
    }

    std::shared_ptr<Method> method_;
    ModelInfo info_;
    std::string device_;
    Precision precision_;
    std::size_t together_ = 1;
    std::unique_ptr<CapturedNetwork> captured_; // on a graphics card
};

class TorchCalibrator final : public Calibrator {
public:
    explicit TorchCalibrator(LoadedModel model)
        : method_(std::move(model.method)), info_(std::move(model.info)),
          runtime_(std::make_shared<CalibratingRuntime>()) {
        method_->fold(runtime_);
    }

    const ModelInfo& info() const override { return info_; }
    ActivationRanges ranges() const override { return runtime_->ranges(); }

    Status add(std::span<const std::uint8_t> rgb, std::size_t count) override {
        if (auto fits = checkPictures(info_, rgb, count); !fits) return fits;
        try {
            torch::NoGradGuard noGrad;
            method_->taps(normalised(rgb, info_));
            return {};
        } catch (const std::exception& failure) {
            const std::string what = failure.what();
            return Error{ErrorCode::Internal,
                         "The model '" + info_.id + "' failed to run: " + what.substr(0, what.find('\n'))};
        }
    }

private:
    std::shared_ptr<Method> method_;
    ModelInfo info_;
    std::shared_ptr<CalibratingRuntime> runtime_;
};

Result<Precision> choosePrecision(const ModelInfo& info, const std::string& device, const std::string& wanted,
                                  const std::filesystem::path& file) {
    if (wanted == "auto") return fastestPrecision(info.activations, info.checks, device);
    auto precision = parsePrecision(wanted);
    if (!precision) return precision;
    if (!isSupported(*precision, device)) {
        return Error{ErrorCode::Unsupported,
                     "This machine cannot compute in " + wanted + " on '" + device + "'; use auto or fp32."};
    }
    if (*precision == Precision::Int8 && info.activations.empty()) {
        return Error{ErrorCode::Unsupported,
                     "The model file '" + file.string() +
                         "' was not calibrated for int8; run `sparlet model calibrate` on "
                         "it first, or use fp32."};
    }
    return precision;
}

} // namespace

Precision fastestPrecision(const ActivationRanges& ranges, const std::vector<PrecisionCheck>& checks,
                           const std::string& device) {
    // The most that a faster arithmetic may cost to be taken unasked. The checks are on pictures of many
    // classes, where mAP is often under 0.1 and 0.005 of it is much.
    constexpr double kMapLoss = 0.005, kMapShare = 0.01;
    const auto checkOf = [&](Precision precision) {
        return std::find_if(checks.begin(), checks.end(),
                            [&](const auto& check) { return check.precision == nameOf(precision); });
    };
    const auto floats = checkOf(Precision::Fp32);
    auto best = Precision::Fp32;
    for (const auto precision : supportedPrecisions(device)) {
        const auto check = checkOf(precision);
        if (precision == Precision::Eager || check == checks.end()) continue;
        if (check->map < check->mapEager - std::min(kMapLoss, kMapShare * check->mapEager)) continue;
        if (precision == Precision::Int8) {
            // Finer steps than those that were checked lose no more; coarser ones may.
            if (ranges.empty() || check->activationBits > int8ActivationBits()) continue;
        }
        if (floats != checks.end() && floats->milliseconds > 0 && check->milliseconds > floats->milliseconds)
            continue;
        best = precision;
    }
    return best;
}

Result<std::unique_ptr<Encoder>> Encoder::open(const std::filesystem::path& file,
                                               const EncoderOptions& options) {
    const auto device = resolveDevice(options.device);
    if (!device) return device.error();
    return openedModel(file, [&](LoadedModel model) -> Result<std::unique_ptr<Encoder>> {
        const auto precision = choosePrecision(model.info, *device, options.precision, file);
        if (!precision) return precision.error();
        return std::unique_ptr<Encoder>(
            std::make_unique<TorchEncoder>(std::move(model), *device, *precision));
    });
}

Result<std::unique_ptr<Calibrator>> Calibrator::open(const std::filesystem::path& file) {
    return openedModel(file, [](LoadedModel model) -> Result<std::unique_ptr<Calibrator>> {
        return std::unique_ptr<Calibrator>(std::make_unique<TorchCalibrator>(std::move(model)));
    });
}

} // namespace sparlet::nn
