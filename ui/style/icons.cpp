// One SVG a name, drawn in the palette's colours at whatever size and resolution is asked for.
#include "style/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

static void loadResources() {
    Q_INIT_RESOURCE(sparlet);
}

namespace sparlet::ui {
namespace {

class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(QString name, QByteArray svg, const QPalette& palette)
        : name_(std::move(name)), svg_(std::move(svg)), palette_(palette) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QPixmap drawn = render(rect.size() * ratio, mode, state);
        painter->drawPixmap(rect, drawn);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return render(size, mode, state);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        return render(size, mode, state);
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }
    QString iconName() override { return name_; }
    bool isNull() override { return svg_.isEmpty(); }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const {
        if (mode == QIcon::Disabled) return palette_.color(QPalette::Disabled, QPalette::WindowText);
        if (mode == QIcon::Selected) return palette_.color(QPalette::Active, QPalette::HighlightedText);
        if (state == QIcon::On) return palette_.color(QPalette::Active, QPalette::Highlight);
        return palette_.color(QPalette::Active, QPalette::WindowText);
    }

    QPixmap render(const QSize& size, QIcon::Mode mode, QIcon::State state) const {
        if (size.isEmpty()) return {};
        const QColor ink = colour(mode, state);
        const QString key = QStringLiteral("sparlet-icon/%1/%2/%3x%4")
                                .arg(name_, ink.name(QColor::HexArgb))
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        QByteArray coloured = svg_;
        coloured.replace("currentColor", ink.name().toLatin1());
        QSvgRenderer renderer(coloured);
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        const int side = std::min(size.width(), size.height());
        renderer.render(&painter,
                        QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString name_;
    QByteArray svg_;
    QPalette palette_;
};

} // namespace

QIcon themedIcon(const QString& name, const QPalette& palette) {
    loadResources();
    QFile file(QStringLiteral(":/sparlet/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("There is no icon named %s.", qPrintable(name));
        return {};
    }
    return QIcon(new ThemedIconEngine(name, file.readAll(), palette));
}

QIcon applicationIcon() {
    loadResources();
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QSvgRenderer(QStringLiteral(":/sparlet/sparlet.svg")).render(&painter, QRectF(0, 0, side, side));
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace sparlet::ui
