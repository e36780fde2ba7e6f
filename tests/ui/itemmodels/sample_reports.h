// Small reports with known content.
#pragma once

#include "engine/reports.h"

#include <memory>
#include <string>

namespace sparlet::ui::sample {

inline engine::ImageInfo image(int id, const std::string& path, const std::string& label = {}) {
    engine::ImageInfo info;
    info.id = id;
    info.path = path;
    info.label = label;
    info.size = 2048;
    info.width = 640;
    info.height = 480;
    info.codeBytes = 30;
    return info;
}

/// `count` images /pictures/<label>/<number>.jpg by path; labels "animal", "boat" and none take turns, ids
/// are 1000 + row.
inline std::shared_ptr<const engine::CollectionView> collection(int count) {
    auto view = std::make_shared<engine::CollectionView>();
    static const char* labels[] = {"animal", "boat", ""};
    for (int row = 0; row < count; ++row) {
        const std::string label = labels[row * 3 / std::max(count, 1)];
        const std::string number = std::to_string(1'000'000 + row);
        view->images.push_back(image(
            1000 + row, "/pictures/" + (label.empty() ? "other" : label) + "/" + number + ".jpg", label));
    }
    return view;
}

/// Ranks 1..count with scores 1 − 0.01·row; expanded by two rounds: row 0 kept its rank, row 1 came from rank
/// 5, row 2 from rank 1, row 3 was not among the first.
inline engine::QueryReport results(int count) {
    engine::QueryReport report;
    report.rounds = 2;
    report.gamma = 0.5F;
    const auto view = collection(count);
    for (int row = 0; row < count; ++row) {
        engine::ResultItem item;
        item.rank = row + 1;
        item.score = 1.0F - 0.01F * static_cast<float>(row);
        item.image = view->images[static_cast<std::size_t>(row)];
        item.rankBefore = row == 0 ? 1 : row == 1 ? 5 : row == 2 ? 1 : row == 3 ? 0 : row + 1;
        report.results.push_back(item);
    }
    for (int round = 1; round <= 2; ++round) {
        engine::ExpansionReport expansion;
        expansion.round = round;
        expansion.overlap = round == 1 ? 0.5 : 0.83;
        expansion.drift = round == 1 ? 0.1 : 0.4;
        expansion.used.push_back({image(1, "/pictures/a.jpg"), 0.8F, true});
        expansion.used.push_back({image(2, "/pictures/b.jpg"), 0.4F, round == 1});
        expansion.used.push_back({image(3, "/pictures/c.jpg"), -0.2F, true});
        report.expansion.push_back(expansion);
    }
    return report;
}

/// Four dimensions, two of them kept.
inline engine::CodeReport code() {
    engine::CodeReport code;
    code.dimensions = 4;
    code.active = 2;
    code.density = 0.5F;
    code.threshold = 0.3F;
    code.bytes = 3;
    code.entries = {{1, 0.8F, 0.75F, 4, 2.0F}, {3, -0.6F, -0.5F, 2, 0.5F}};
    code.bits = {2, 4, 3, 2};
    code.importance = {1.0F, 2.0F, 0.5F, 0.5F};
    code.embedding = {0.1F, 0.7F, -0.2F, -0.6F};
    return code;
}

} // namespace sparlet::ui::sample
