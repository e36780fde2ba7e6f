#include "nn/encoder.h"

#include "nn/device.h"
#include "nn/model_file_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::nn {
namespace {

void append(std::vector<float>& out, const at::Tensor& tensor) {
    const auto flat = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    out.insert(out.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

/// [N, S, S, 3] uint8 to normalised float [N, 3, S, S], channels-last in memory.
at::Tensor normalised(std::span<const std::uint8_t> rgb, const ModelInfo& info) {
    const std::int64_t side = info.inputSize;
    const auto out = torch::empty({static_cast<std::int64_t>(rgb.size()) / (side * side * 3), side, side, 3});
    float factor[3], shift[3];
    for (std::size_t c = 0; c < 3; ++c) {
        factor[c] = 1.0F / (255.0F * info.stddev[c]);
        shift[c] = -info.mean[c] / info.stddev[c];
    }
    auto* to = out.data_ptr<float>();
    for (std::size_t i = 0; i < rgb.size(); i += 3) {
        for (std::size_t c = 0; c < 3; ++c)
            to[i + c] = static_cast<float>(rgb[i + c]) * factor[c] + shift[c];
    }
    return out.permute({0, 3, 1, 2});
}

class TorchEncoder final : public Encoder {
public:
    TorchEncoder(LoadedModel model, std::string device)
        : method_(std::move(model.method)), info_(std::move(model.info)), device_(std::move(device)) {
        method_->fold();
        method_->to(at::Device(device_));
        for (auto& parameter : method_->parameters()) {
            parameter.set_requires_grad(false);
            if (parameter.dim() == 4) {
                parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
            }
        }
        method_->eval();
        together_ = picturesTogether(info_, at::Device(device_));
    }

    const ModelInfo& info() const override { return info_; }
    const std::string& device() const override { return device_; }

    Result<EncodedBatch> encode(std::span<const std::uint8_t> rgb, std::size_t count) override {
        const auto side = static_cast<std::size_t>(info_.inputSize);
        const std::size_t bytes = side * side * 3;
        if (count == 0 || rgb.size() / bytes != count || rgb.size() % bytes != 0) {
            return Error{ErrorCode::InvalidArgument, "The model '" + info_.id +
                                                         "' was given pictures of another size than " +
                                                         std::to_string(info_.inputSize) + " pixels."};
        }
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

    /// The same picture must give the same row alone and among others. The backbone's convolutions do; the
    /// heads go row by row, because BLAS and the ends of vectorised loops depend on the number of rows.
    void encodeSome(std::span<const std::uint8_t> rgb, EncodedBatch& out) {
        const auto images = normalised(rgb, info_).to(at::Device(device_));
        const auto maps = info_.mirror ? mirroredMaps(images) : method_->taps(images);
        for (std::int64_t i = 0; i < maps.c5.size(0); ++i) {
            const auto row = [i](const at::Tensor& map) { return map.narrow(0, i, 1); };
            collect(method_->outputs({row(maps.c2), row(maps.c3), row(maps.c4), row(maps.c5)}), out);
        }
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

    /// Pictures that go through the backbone together: no more than the caches hold of its maps.
    static std::size_t picturesTogether(const ModelInfo& info, const at::Device& device) {
        if (!PackedConvolution::independentOfBatch(device)) return 1;
        const int pixels = info.inputSize * info.inputSize * (info.smallImageStem ? 4 : 1);
        return pixels <= 128 * 128 ? 16 : 8;
    }

    std::shared_ptr<Method> method_;
    ModelInfo info_;
    std::string device_;
    std::size_t together_ = 1;
};

} // namespace

Result<std::unique_ptr<Encoder>> Encoder::open(const std::filesystem::path& file,
                                               const EncoderOptions& options) {
    const auto device = resolveDevice(options.device);
    if (!device) return device.error();
    try {
        auto model = loadModel(file);
        if (!model) return model.error();
        return std::unique_ptr<Encoder>(std::make_unique<TorchEncoder>(std::move(model).value(), *device));
    } catch (const std::exception& failure) {
        const std::string what = failure.what();
        return Error{ErrorCode::Internal, "The model file '" + file.string() +
                                              "' could not be loaded: " + what.substr(0, what.find('\n'))};
    }
}

} // namespace sparlet::nn
