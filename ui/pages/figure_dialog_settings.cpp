#include "pages/figure_dialog_settings.h"

#include "pages/figure_dialog_options.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace sparlet::ui {
namespace {

QString read(const QJsonObject& from, const char* key, const std::string& otherwise) {
    return from.value(QLatin1String(key)).toString(QString::fromStdString(otherwise));
}

QJsonObject styleObject(const report::FigureStyle& style) {
    return {{QStringLiteral("width"), style.widthMm},
            {QStringLiteral("height"), style.heightMm},
            {QStringLiteral("font"), QString::fromStdString(style.font)},
            {QStringLiteral("points"), style.fontPt},
            {QStringLiteral("palette"), QString::fromStdString(style.palette)},
            {QStringLiteral("patterns"), style.patterns},
            {QStringLiteral("legend"), static_cast<int>(style.legend)},
            {QStringLiteral("language"), static_cast<int>(style.language)},
            {QStringLiteral("dpi"), style.dpi}};
}

void readStyle(const QJsonObject& from, report::FigureStyle& style) {
    const auto number = [&](const char* key, double otherwise, double least, double most) {
        return std::clamp(from.value(QLatin1String(key)).toDouble(otherwise), least, most);
    };
    const auto choice = [&](const char* key, int otherwise, int most) {
        const int value = from.value(QLatin1String(key)).toInt(otherwise);
        return value < 0 || value > most ? otherwise : value;
    };
    style.widthMm = number("width", style.widthMm, 20, 500);
    style.heightMm = number("height", style.heightMm, 0, 500);
    style.font = read(from, "font", style.font).toStdString();
    style.fontPt = number("points", style.fontPt, 4, 24);
    style.palette = read(from, "palette", style.palette).toStdString();
    style.patterns = from.value(QLatin1String("patterns")).toBool(style.patterns);
    style.legend = static_cast<report::LegendPlace>(
        choice("legend", static_cast<int>(style.legend), static_cast<int>(report::LegendPlace::None)));
    style.language = static_cast<report::Language>(
        choice("language", static_cast<int>(style.language), static_cast<int>(report::Language::Japanese)));
    style.dpi = static_cast<int>(number("dpi", style.dpi, 72, 1200));
}

std::string knownMetric(const QJsonObject& from, const char* key, const std::string& otherwise) {
    const auto id = read(from, key, otherwise).toStdString();
    return eval::findMetric(id) != nullptr ? id : otherwise;
}

QString compact(const QJsonObject& object) {
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

std::string keptFigureKey(const std::string& name) {
    return "figures/" + name;
}

QString figureStyleText(const report::FigureStyle& style) {
    return compact(styleObject(style));
}

void readFigureStyle(const QString& text, report::FigureStyle& style) {
    readStyle(QJsonDocument::fromJson(text.toUtf8()).object(), style);
}

QString figureSettingsText(const report::FigureRequest& request) {
    QJsonObject weights;
    for (const auto& [id, weight] : request.weights)
        weights.insert(QString::fromStdString(id), weight);
    return compact({{QStringLiteral("kind"), QString::fromStdString(figureName(request.kind))},
                    {QStringLiteral("name"), QString::fromStdString(request.name)},
                    {QStringLiteral("x"), QString::fromStdString(request.x)},
                    {QStringLiteral("y"), QString::fromStdString(request.y)},
                    {QStringLiteral("logX"), request.logX},
                    {QStringLiteral("logY"), request.logY},
                    {QStringLiteral("size"), QString::fromStdString(request.sizeBy)},
                    {QStringLiteral("colour"), QString::fromStdString(request.colourBy)},
                    {QStringLiteral("baseline"), QString::fromStdString(request.baseline)},
                    {QStringLiteral("papers"), !request.papers.empty()},
                    {QStringLiteral("weights"), weights},
                    {QStringLiteral("style"), styleObject(request.style)}});
}

bool readFigureSettings(const QString& text, report::FigureRequest& request) {
    const auto from = QJsonDocument::fromJson(text.toUtf8()).object();
    if (!from.value(QLatin1String("kind")).isString()) return false;
    request.kind = figureKind(from.value(QLatin1String("kind")).toString().toStdString());
    request.name = read(from, "name", figureName(request.kind)).toStdString();
    request.x = knownMetric(from, "x", request.x);
    request.y = knownMetric(from, "y", request.y);
    request.logX = from.value(QLatin1String("logX")).toBool(request.logX);
    request.logY = from.value(QLatin1String("logY")).toBool(request.logY);
    request.sizeBy = read(from, "size", request.sizeBy).toStdString();
    request.colourBy = read(from, "colour", request.colourBy).toStdString();
    request.baseline = read(from, "baseline", request.baseline).toStdString();
    if (!from.value(QLatin1String("papers")).toBool(true)) request.papers.clear();
    request.weights.clear();
    const auto weights = from.value(QLatin1String("weights")).toObject();
    for (auto it = weights.begin(); it != weights.end(); ++it) {
        const double weight = it.value().toDouble();
        if (eval::findMetric(it.key().toStdString()) != nullptr && weight > 0)
            request.weights[it.key().toStdString()] = std::min(weight, 10.0);
    }
    readStyle(from.value(QLatin1String("style")).toObject(), request.style);
    return true;
}

} // namespace sparlet::ui
