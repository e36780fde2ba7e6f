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
    // As many values as compilers take at once, so that channels stand where they stood before.
    constexpr std::size_t kTogether = 48;
    float factor[kTogether], shift[kTogether];
    for (std::size_t i = 0; i < kTogether; ++i) {
        factor[i] = 1.0F / (255.0F * info.stddev[i % 3]);
        shift[i] = -info.mean[i % 3] / info.stddev[i % 3];
    }
    auto* to = out.data_ptr<float>();
    const auto convert = [&](std::size_t from, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            to[from + i] = static_cast<float>(rgb[from + i]) * factor[i] + shift[i];
    };
    std::size_t done = 0;
    for (; done + kTogether <= rgb.size(); done += kTogether)
        convert(done, kTogether);
    convert(done, rgb.size() - done);
    return out.permute({0, 3, 1, 2});
}

} // namespace sparlet::nn
