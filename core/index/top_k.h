// The best k of many scored images, in one pass.
#pragma once

#include "index/segment.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace sparlet::index {

struct Hit {
    ImageId image = 0;
    float score = 0; // cosine, -1..1
};

/// The order of every result list: falling score, ties by rising image id. Scores are not NaN.
inline bool ranksBefore(const Hit& a, const Hit& b) {
    return a.score > b.score || (a.score == b.score && a.image < b.image);
}

/// Keeps the k best of what it is offered. One thread at a time.
class TopK {
public:
    /// `expected`: how many will be offered at most (bounds the memory that is reserved).
    TopK(std::size_t k, std::size_t expected) : k_(k) { heap_.reserve(std::min(k, expected)); }

    bool wouldEnter(const Hit& hit) const {
        return heap_.size() < k_ || (k_ > 0 && ranksBefore(hit, heap_.front()));
    }
    /// Precondition: wouldEnter(hit).
    void add(const Hit& hit) {
        if (heap_.size() == k_) {
            std::pop_heap(heap_.begin(), heap_.end(), ranksBefore);
            heap_.back() = hit;
        } else {
            heap_.push_back(hit);
        }
        std::push_heap(heap_.begin(), heap_.end(), ranksBefore);
    }
    /// The one that goes next. Precondition: not empty.
    const Hit& worst() const { return heap_.front(); }
    /// Best first; empties this.
    std::vector<Hit> take() {
        std::sort_heap(heap_.begin(), heap_.end(), ranksBefore);
        return std::move(heap_);
    }

private:
    std::size_t k_;
    std::vector<Hit> heap_; // its worst in front
};

} // namespace sparlet::index
