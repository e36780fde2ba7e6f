#include "nn/pictures_internal.h"

namespace sparlet::nn {

Status checkPictures(const ModelInfo& info, std::span<const std::uint8_t> rgb, std::size_t count) {
    const auto side = static_cast<std::size_t>(info.inputSize);
    const std::size_t bytes = side * side * 3;
    if (count > 0 && rgb.size() / bytes == count && rgb.size() % bytes == 0) return {};
    return Error{ErrorCode::InvalidArgument, "The model '" + info.id +
                                                 "' was given pictures of another size than " +
                                                 std::to_string(info.inputSize) + " pixels."};
}

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

} // namespace sparlet::nn
