// A stored picture to a normalised network input, with random changes in training.
#pragma once

#include "train/random_internal.h"

#include <array>
#include <cstdint>
#include <span>

namespace sparlet::train {

struct Augmentation {
    bool flip = true;
    double translate = 0; // most shift, share of the side; edges are reflected
    double cropScale = 1; // least area of a random resized crop (Szegedy et al. 2015); 1: off
    double jitter = 0;    // most relative change of brightness, contrast and saturation
    double cutout = 0;    // side of a grey square put anywhere, share of the side (DeVries and Taylor 2017)
    std::array<float, 3> mean{}, stddev{};
};

/// Window of the source that becomes the picture, in pixels; may reach outside.
struct Window {
    double x = 0, y = 0, width = 0, height = 0;
    bool flip = false;
};

Window drawWindow(int side, const Augmentation& how, Random& random);

/// Resamples `window` of `rgb` [S, S, 3] to [out, out, 3] floats in 0..255: a triangle filter that widens
/// when it shrinks (as Pillow's BILINEAR), so that nothing aliases; exact where the window is whole pixels of
/// the same size.
void resample(std::span<const std::uint8_t> rgb, int side, const Window& window, int out, float* pixels);

/// Greys out (0 when normalised) a square of `length` pixels around a random centre; what falls outside is
/// cut off.
void cutOut(float* pixels, int out, int length, Random& random);

/// Draws, resamples, jitters, normalises and cuts out of one picture into `pixels` [out, out, 3].
void augmentInto(std::span<const std::uint8_t> rgb, int side, int out, const Augmentation& how, Random random,
                 float* pixels);

} // namespace sparlet::train
