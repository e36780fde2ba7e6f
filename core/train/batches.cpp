#include "train/batches_internal.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::train {
namespace {

enum Purpose : std::uint64_t { kOrder = 1, kAugment = 2, kText = 3, kClassOrder = 4 };

template <class T>
void shuffle(std::vector<T>& values, Random random) {
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[static_cast<std::size_t>(random.below(i))]);
    }
}

/// Draws from one class's pictures without repetition until all were used, then anew.
struct ClassDeck {
    std::vector<std::uint32_t> cards;
    std::size_t next = 0;
    Random random{0};

    std::uint32_t draw() {
        if (next == 0) shuffle(cards, Random(random.bits()));
        const auto card = cards[next];
        next = (next + 1) % cards.size();
        return card;
    }
};

std::vector<std::uint32_t> identityOrder(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                                         std::uint64_t seed, int epoch, int batch, int identities) {
    std::vector<ClassDeck> decks(data.classNames().size());
    for (const auto row : rows)
        decks[data.label(row)].cards.push_back(row);
    std::erase_if(decks, [](const ClassDeck& deck) { return deck.cards.empty(); });
    const auto e = static_cast<std::uint64_t>(epoch);
    for (std::size_t c = 0; c < decks.size(); ++c)
        decks[c].random = Random(keyed(seed, e, c, kOrder));
    const auto classes = std::min(static_cast<std::size_t>(identities), decks.size());
    const auto batches = rows.size() / static_cast<std::size_t>(batch);
    Random random(keyed(seed, e, 0, kClassOrder));
    std::vector<std::size_t> order(decks.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::uint32_t> out;
    for (std::size_t b = 0; b < batches; ++b) {
        shuffle(order, Random(random.bits()));
        for (int i = 0; i < batch; ++i)
            out.push_back(decks[order[static_cast<std::size_t>(i) % classes]].draw());
    }
    return out;
}

} // namespace

std::vector<std::uint32_t> epochOrder(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                                      std::uint64_t seed, int epoch, int batch, int identities) {
    if (identities > 0) return identityOrder(data, rows, seed, epoch, batch, identities);
    auto order = rows;
    shuffle(order, Random(keyed(seed, static_cast<std::uint64_t>(epoch), 0, kOrder)));
    order.resize(order.size() / static_cast<std::size_t>(batch) * static_cast<std::size_t>(batch));
    return order;
}

Result<TextTable> TextTable::make(const TextTargets& text, const PackedDataset& data) {
    TextTable table;
    if (text.dimensions == 0) return table;
    const auto wrong = [](const std::string& what) {
        return Error{ErrorCode::InvalidArgument, "The text targets do not fit the data set: " + what + "."};
    };
    if (text.dimensions < 0 || text.dimensions > 4096)
        return wrong("they have an impossible number of dimensions");
    const auto d = static_cast<std::size_t>(text.dimensions);
    if (text.classVectors.size() != data.classNames().size()) {
        return wrong("they describe " + std::to_string(text.classVectors.size()) +
                     " classes, the data set has " + std::to_string(data.classNames().size()));
    }
    if (!std::all_of(text.imageVectors.begin(), text.imageVectors.end(),
                     [](float v) { return std::isfinite(v); })) {
        return wrong("a caption's vector holds something that is not a number");
    }
    if (!text.imageVectors.empty() && text.imageVectors.size() != data.size() * d) {
        return wrong("there is not one caption a picture");
    }
    const auto classes = static_cast<std::int64_t>(text.classVectors.size());
    auto means = torch::zeros({classes, text.dimensions});
    auto rows = means.accessor<float, 2>();
    for (std::size_t c = 0; c < text.classVectors.size(); ++c) {
        const auto& vectors = text.classVectors[c];
        if (vectors.empty() || vectors.size() % d != 0) {
            return wrong("the class '" + data.classNames()[c] + "' has no description");
        }
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            if (!std::isfinite(vectors[i])) return wrong("a vector holds something that is not a number");
            rows[static_cast<std::int64_t>(c)][static_cast<std::int64_t>(i % d)] += vectors[i];
        }
    }
    table.dimensions_ = text.dimensions;
    table.classes_ = nn::unitRows(means);
    table.descriptions_ = text.classVectors;
    table.images_ = text.imageVectors;
    return table;
}

const float* TextTable::target(std::uint32_t image, std::uint16_t label, std::uint64_t seed,
                               int epoch) const {
    const auto d = static_cast<std::size_t>(dimensions_);
    if (!images_.empty()) {
        const float* caption = images_.data() + image * d;
        if (std::any_of(caption, caption + d, [](float v) { return v != 0; })) return caption;
    }
    const auto& vectors = descriptions_[label];
    const auto pick = keyed(seed, static_cast<std::uint64_t>(epoch), image, kText) % (vectors.size() / d);
    return vectors.data() + static_cast<std::size_t>(pick) * d;
}

Batch makeBatch(const PackedDataset& data, const TextTable& text, const std::uint32_t* images, int count,
                const BatchRequest& request) {
    Batch batch;
    // [B, H, W, 3] in memory is what channels-last [B, 3, H, W] means.
    const auto pixels = torch::empty({count, request.side, request.side, 3});
    batch.targets.labels = torch::empty({count}, torch::kLong);
    if (text.dimensions() > 0) {
        batch.targets.text = torch::empty({count, text.dimensions()});
        batch.targets.classText = text.classes();
    }
    auto* out = pixels.data_ptr<float>();
    auto* labels = batch.targets.labels.data_ptr<std::int64_t>();
    const auto stride = static_cast<std::int64_t>(request.side) * request.side * 3;
    const auto epoch = static_cast<std::uint64_t>(request.epoch);
    at::parallel_for(0, count, 8, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i) {
            const auto image = images[i];
            labels[i] = data.label(image);
            augmentInto(data.image(image), data.side(), request.side, request.augmentation,
                        Random(keyed(request.seed, epoch, image, kAugment)), out + i * stride);
        }
    });
    if (text.dimensions() > 0) {
        auto* rows = batch.targets.text.data_ptr<float>();
        for (int i = 0; i < count; ++i) {
            const auto* from = text.target(images[i], data.label(images[i]), request.seed, request.epoch);
            std::copy(from, from + text.dimensions(),
                      rows + static_cast<std::ptrdiff_t>(i) * text.dimensions());
        }
        // Captions are given as rows of norm 1; holding them to it costs nothing.
        batch.targets.text = nn::unitRows(batch.targets.text);
    }
    batch.images = pixels.permute({0, 3, 1, 2});
    return batch;
}

} // namespace sparlet::train
