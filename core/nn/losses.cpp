#include "nn/losses_internal.h"

namespace sparlet::nn {

at::Tensor marginLogits(const at::Tensor& cosines, const at::Tensor& labels, double scale, double margin) {
    const auto truth = torch::one_hot(labels, cosines.size(1)).to(cosines.scalar_type());
    return (cosines - truth * margin) * scale;
}

at::Tensor smoothedCrossEntropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
    const auto logP = torch::log_softmax(logits, 1);
    const auto truth = logP.gather(1, labels.unsqueeze(1)).squeeze(1);
    return -((1.0 - smoothing) * truth + smoothing * logP.mean(1)).mean();
}

at::Tensor distillationDivergence(const at::Tensor& teacher, const at::Tensor& studentLogits,
                                  double temperature) {
    const auto logStudent = torch::log_softmax(studentLogits / temperature, 1);
    const auto terms = teacher * (teacher.clamp_min(1e-12).log() - logStudent);
    return terms.sum(1).mean() * (temperature * temperature);
}

at::Tensor textClassProbabilities(const at::Tensor& text, const at::Tensor& classes) {
    return torch::softmax(torch::matmul(text, classes.t()) / 0.07, 1);
}

at::Tensor cosineDistance(const at::Tensor& a, const at::Tensor& b) {
    return (0.5 * (1.0 - (a * b).sum(1))).mean();
}

at::Tensor batchHardTriplet(const at::Tensor& x, const at::Tensor& labels) {
    const auto squares = (x * x).sum(1);
    const auto squared =
        (squares.unsqueeze(1) + squares.unsqueeze(0) - 2.0 * torch::matmul(x, x.t())).clamp_min(1e-12);
    const auto distances = squared.sqrt();
    const auto same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
    const auto self = torch::eye(x.size(0), torch::TensorOptions().dtype(torch::kBool).device(x.device()));
    const auto positive = same.logical_and(self.logical_not());
    const auto negative = same.logical_not();
    const auto valid = positive.any(1).logical_and(negative.any(1));
    const auto farthest = distances.masked_fill(positive.logical_not(), -1.0).amax(1);
    const auto nearest = distances.masked_fill(same, 1e6).amin(1);
    const auto gap = torch::where(valid, farthest - nearest, torch::zeros_like(farthest));
    const auto each = torch::softplus(gap) * valid.to(x.scalar_type());
    return each.sum() / valid.sum().clamp_min(1).to(x.scalar_type());
}

} // namespace sparlet::nn
