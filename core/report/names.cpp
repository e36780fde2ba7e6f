#include "report/names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

namespace sparlet::report {

namespace {

struct Name {
    const char* id;
    const char* title;
};

constexpr Name kMethods[] = {{"sparse", "SPARSE"}, {"hamlet", "HAMLET"}, {"mace", "MACE"},
                             {"dscf", "DSCF"},     {"spca", "SpCa"},     {"baseline", "Baseline"}};
// The papers say MobileNetV3 without its size.
constexpr Name kBackbones[] = {{"resnet18", "ResNet18"},
                               {"mobilenet_v3_large", "MobileNetV3-Large"},
                               {"mobilenet_v3", "MobileNetV3"},
                               {"mobilenet_v3_small", "MobileNetV3-Small"}};
constexpr Name kModules[] = {{"lkd", "LKD"}, {"ase", "ASE"}, {"spq", "SPQ"}, {"iqe", "IQE"}};

const std::string kDensity = "density-", kBits = "bits-"; // a variant's parts that set a number

template <class Visit>
void forEachPart(const std::string& variant, Visit&& visit) {
    for (std::size_t at = 0; at <= variant.size();) {
        const auto plus = std::min(variant.find('+', at), variant.size());
        visit(variant.substr(at, plus - at));
        at = plus + 1;
    }
}

template <std::size_t n>
std::string titleIn(const Name (&names)[n], const std::string& id) {
    const auto at =
        std::find_if(std::begin(names), std::end(names), [&](const Name& one) { return id == one.id; });
    return at == std::end(names) ? id : at->title;
}

template <std::size_t n>
std::size_t placeIn(const Name (&names)[n], const std::string& id) {
    return static_cast<std::size_t>(
        std::find_if(std::begin(names), std::end(names), [&](const Name& one) { return id == one.id; }) -
        std::begin(names));
}

std::string partTitle(const std::string& id, Language language) {
    const bool japanese = language == Language::Japanese;
    if (id == "ase-on-weights") return japanese ? "重みにASE" : "ASE on weights";
    if (id == "ase-on-both") return japanese ? "特徴と重みにASE" : "ASE on both";
    if (id == "float") return japanese ? "浮動小数" : "floats";
    if (id.rfind(kDensity, 0) == 0) {
        const auto value = id.substr(kDensity.size());
        return japanese ? "密度" + value : "density " + value;
    }
    if (id.rfind(kBits, 0) == 0) {
        const auto value = id.substr(kBits.size());
        return japanese ? value + "ビット" : value + " bits";
    }
    if (id.rfind("no-", 0) == 0) {
        const auto module = titleIn(kModules, id.substr(3));
        return japanese ? module + "なし" : "no " + module;
    }
    if (id.rfind("with-", 0) == 0) {
        const auto module = titleIn(kModules, id.substr(5));
        return japanese ? module + "あり" : "with " + module;
    }
    return id;
}

const std::map<std::string, std::string>& japaneseWords() {
    static const std::map<std::string, std::string> words = {
        {"mAP", "mAP"},
        {"mAP without IQE", "IQEなしのmAP"},
        {"mAP of floats", "浮動小数のmAP"},
        {"Inference time, batch 1", "推論時間（バッチ1）"},
        {"Inference time, batch 32", "推論時間（バッチ32）"},
        {"Model size", "モデルサイズ"},
        {"Stored code", "保存コード"},
        {"Memory", "メモリ"},
        {"Parameters", "パラメータ数"},
        {"Density", "密度"},
        {"Mean bits", "平均ビット数"},
        {"bytes", "バイト"},
        {"million", "百万"},
        {"bits", "ビット"},
        {"Method", "手法"},
        {"Backbone", "バックボーン"},
        {"Variant", "構成"},
        {"Seeds", "シード数"},
        {"full", "完全"},
        {"Precision", "演算精度"},
        {"Protocol", "プロトコル"},
        {"Data", "データ"},
        {"Device", "デバイス"},
        {"Group", "グループ"},
        {"Recall", "再現率"},
        {"Results k", "結果数 k"},
        {"P@k", "P@k"},
        {"Average precision of a query", "クエリの平均適合率"},
        {"Queries (%)", "クエリの割合（%）"},
        {"Retrieved label", "検索されたラベル"},
        {"Query label", "クエリのラベル"},
        {"Share of the first ten results", "上位10件に占める割合"},
        {"Change against {}, in percent of it", "{}に対する変化（その値に対する%）"},
        {"Overall score", "総合スコア"},
        {"score = ", "スコア = "},
        {"; each part from 0 for the worst to 1 for the best row", "；各項は最低の行を0、最高の行を1とする"},
        {"Pareto front", "パレートフロンティア"},
        {"query", "クエリ"},
        {"right", "正解"},
        {"wrong", "不正解"},
        {"{} paper", "{}論文"},
        {"Precision of results", "適合率"},
        {"mean", "平均"},
    };
    return words;
}

} // namespace

std::string methodTitle(const std::string& id) {
    return titleIn(kMethods, id);
}

std::string backboneTitle(const std::string& id) {
    return titleIn(kBackbones, id);
}

std::string variantTitle(const std::string& id, Language language) {
    std::string out;
    forEachPart(id, [&](const std::string& one) {
        const auto part = partTitle(one, language);
        out += (out.empty() || part.empty() ? "" : language == Language::Japanese ? "・" : ", ") + part;
    });
    return out;
}

bool isSweep(const std::string& variant) {
    bool found = false;
    forEachPart(variant, [&](const std::string& part) {
        found = found || part.rfind(kDensity, 0) == 0 || part.rfind(kBits, 0) == 0;
    });
    return found;
}

std::string withoutSetting(const std::string& variant, const std::string& metric) {
    const auto& start = metric == "density" ? kDensity : kBits;
    if (metric != "density" && metric != "mean_bits") return variant;
    std::string out;
    forEachPart(variant, [&](const std::string& part) {
        if (part.rfind(start, 0) != 0) out += (out.empty() ? "" : "+") + part;
    });
    return out;
}

const std::vector<std::string>& methodOrder() {
    static const std::vector<std::string> order = [] {
        std::vector<std::string> out;
        for (const Name& one : kMethods)
            out.emplace_back(one.id);
        return out;
    }();
    return order;
}

std::size_t methodPlace(const std::string& id) {
    return placeIn(kMethods, id);
}

std::size_t backbonePlace(const std::string& id) {
    return placeIn(kBackbones, id);
}

std::size_t variantPlace(const std::string& id) {
    static const std::vector<std::string> order = {"",       "no-lkd",         "no-ase",     "no-spq",
                                                   "no-iqe", "ase-on-weights", "ase-on-both"};
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), id) - order.begin());
}

std::string metricTitle(const std::string& id, Language language, bool unit) {
    const eval::Metric* metric = eval::findMetric(id);
    if (metric == nullptr) return id;
    const auto title = say(metric->title, language);
    // "Mean bits (bits)" says one thing twice.
    if (!unit || metric->unit.empty() || id == "mean_bits") return title;
    return language == Language::Japanese ? title + "（" + say(metric->unit, language) + "）"
                                          : title + " (" + metric->unit + ")";
}

std::string say(const std::string& english, Language language) {
    if (language == Language::English) return english;
    const auto at = japaneseWords().find(english);
    return at == japaneseWords().end() ? english : at->second;
}

std::string numberText(double value, int decimals) {
    std::array<char, 400> buffer{}; // 1e308 with its 309 digits
    const double size = std::abs(value);
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), size,
                                            std::chars_format::fixed, std::clamp(decimals, 0, 12));
    std::string out(buffer.data(), error == std::errc() ? end : buffer.data());
    const bool zero = out.find_first_not_of("0.") == std::string::npos;
    return value < 0 && !zero ? "−" + out : out;
}

} // namespace sparlet::report
