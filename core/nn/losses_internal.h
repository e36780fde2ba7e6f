// Loss terms as plain functions of tensors; each is a mean over the batch.
#pragma once

#include "nn/torch_internal.h"

namespace sparlet::nn {

/// Logits of an additive-margin cosine classifier: s·(cos − m at the true class). `cosines`: [B, C].
at::Tensor marginLogits(const at::Tensor& cosines, const at::Tensor& labels, double scale, double margin);

/// Cross entropy against (1−ε)·onehot + ε/C (label smoothing ε).
at::Tensor smoothedCrossEntropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing);

/// KL(p_teacher ‖ softmax(studentLogits / T))·T² (Hinton et al. 2015; the direction is SPARSE §3.2's).
/// `teacher`: [B, C] probabilities.
at::Tensor distillationDivergence(const at::Tensor& teacher, const at::Tensor& studentLogits,
                                  double temperature);

/// p_LLM(c|x) = softmax_c(cos(t_x, T_c) / 0.07). `text`: [B, d_t], `classes`: [C, d_t], rows of norm 1.
at::Tensor textClassProbabilities(const at::Tensor& text, const at::Tensor& classes);

/// mean 0.5·(1 − cos(a, b)) over rows of norm 1.
at::Tensor cosineDistance(const at::Tensor& a, const at::Tensor& b);

/// Batch-hard triplets with the soft margin (Hermans et al. 2017): mean over anchors that have both a
/// positive and a negative of log(1 + exp(max d(a,p) − min d(a,n))), Euclidean distances. Zero if no anchor
/// has both.
at::Tensor batchHardTriplet(const at::Tensor& x, const at::Tensor& labels);

} // namespace sparlet::nn
