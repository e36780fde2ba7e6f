// Resizes by area averaging (down) and bicubic interpolation (up), each side by its own.
#pragma once

#include "image/image_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::image {

/// How each place of a side of `to` pixels is put together from one of `from`: a weighted sum of `taps`
/// pixels in a row. Weights of a place sum to 1.
struct ResizeAxis {
    int taps = 1;
    std::vector<std::uint32_t> first; // [to]: the first of its pixels; first + taps never passes `from`
    std::vector<float> weights;       // [to, taps]
};

/// `to` ≤ `from`: shares of the pixels that a place covers. Else cubic convolution with a = −0.75 over four
/// pixels (Keys 1981; OpenCV's INTER_CUBIC), pixels beyond the edge as the one at the edge.
ResizeAxis makeAxis(int from, int to);

/// `rgb`: [toHeight, toWidth, 3]. Rounded once, to the nearest. Preconditions: a whole picture; sides above
/// 0.
void resizeRgb(const Picture& picture, int toWidth, int toHeight, std::uint8_t* rgb);

// The inner loops, once for every instruction set.

/// `out`[i] = Σ_k weights[k] · rows[k · stride + i], i < `count`.
void blendRows(const std::uint8_t* rows, std::size_t stride, const float* weights, int taps,
               std::size_t count, float* out);
/// The places of one row: `row` has 3 floats a pixel and at least 1 float after the last; `out` has room for
/// one byte after the last.
void blendColumns(const float* row, const ResizeAxis& axis, std::size_t places, std::uint8_t* out);

/// Names of the instruction sets that the inner loops can use here, the one they use first. For tests.
std::vector<std::string> resizeTargets();
/// Makes the inner loops use this one of resizeTargets() from now on; "" chooses by itself again. For tests:
/// not while anything is resized.
void useResizeTarget(const std::string& name);

} // namespace sparlet::image
