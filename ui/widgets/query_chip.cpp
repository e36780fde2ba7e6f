#include "widgets/query_chip.h"

#include "itemmodels/picture_image.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int chipHeight = 36, pictureSide = 28, button = 24, padding = 6;
constexpr int captionCharacters = 22;

} // namespace

QueryChip::QueryChip(engine::QueryPart part, QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPart(std::move(part));
}

void QueryChip::setPart(engine::QueryPart part) {
    part_ = std::move(part);
    own_ = part_.source == engine::QueryPart::Source::Pixels
               ? QPixmap::fromImage(toImage(part_.pixels)
                                        .scaled(4 * pictureSide, 4 * pictureSide, Qt::KeepAspectRatio,
                                                Qt::SmoothTransformation))
               : QPixmap();
    describe();
    updateGeometry();
    update();
}

void QueryChip::setThumbnailLoader(ThumbnailLoader* loader) {
    if (loader_) loader_->disconnect(this);
    loader_ = loader;
    if (!loader_ || !hasPicture() || !own_.isNull()) return;
    const int side = static_cast<int>(std::ceil(pictureSide * devicePixelRatioF()));
    connect(loader_, &ThumbnailLoader::ready, this, [this](const std::string& path) {
        if (path == part_.value) update();
    });
    loader_->request(part_.value, side);
}

bool QueryChip::hasPicture() const {
    return part_.source != engine::QueryPart::Source::Text;
}

QString QueryChip::weightText() const {
    const QString number = QLocale().toString(std::abs(part_.weight), 'g', 3);
    return QStringLiteral("%1×").arg(number);
}

QString QueryChip::caption() const {
    switch (part_.source) {
    case engine::QueryPart::Source::Text:
        return tr("“%1”", "words of a query").arg(QString::fromStdString(part_.value));
    case engine::QueryPart::Source::Pixels:
        return tr("pasted picture");
    default:
        return displayFileName(part_.value) + (part_.crop ? tr(" (part)") : QString());
    }
}

void QueryChip::describe() {
    const bool excluded = part_.weight < 0;
    const QString kind = excluded ? tr("unlike %1").arg(caption()) : tr("like %1").arg(caption());
    setAccessibleName(kind);
    setAccessibleDescription(tr("weight %1").arg(weightText()));
    QString tip = kind;
    if (part_.source == engine::QueryPart::Source::File || part_.source == engine::QueryPart::Source::Indexed)
        tip += QLatin1Char('\n') + displayPath(part_.value);
    tip +=
        QLatin1Char('\n') + tr("weight %1: + and − change it, X excludes, Delete removes").arg(weightText());
    setToolTip(tip);
}

QSize QueryChip::sizeHint() const {
    const QFontMetrics metrics(font());
    const int text =
        std::min(metrics.horizontalAdvance(caption()), metrics.averageCharWidth() * captionCharacters);
    const int weight = QFontMetrics(numberFont(font())).horizontalAdvance(weightText());
    return {padding + button + weight + padding + (hasPicture() ? pictureSide + padding : 0) + text +
                padding + button + padding / 2,
            std::max(chipHeight, metrics.height() + 12)};
}

QueryChip::Places QueryChip::places() const {
    const int middle = rect().height() / 2;
    Places p;
    int x = padding / 2;
    const auto take = [&](int width, int tall) {
        const QRect box(x, middle - tall / 2, width, tall);
        x += width;
        return box;
    };
    p.sign = take(button, button);
    p.weight = take(QFontMetrics(numberFont(font())).horizontalAdvance(weightText()) + 2, rect().height());
    x += padding;
    if (hasPicture()) {
        p.picture = take(pictureSide, pictureSide);
        x += padding;
    }
    p.remove = QRect(rect().right() - button - padding / 2 + 1, middle - button / 2, button, button);
    p.text = QRect(x, 0, p.remove.left() - x - 2, rect().height());
    if (isRightToLeft())
        for (QRect* box : {&p.sign, &p.weight, &p.picture, &p.text, &p.remove})
            *box = QStyle::visualRect(layoutDirection(), rect(), *box);
    return p;
}

QueryChip::Spot QueryChip::spotAt(const QPoint& point) const {
    const Places p = places();
    if (p.sign.contains(point)) return Spot::Sign;
    if (p.weight.contains(point)) return Spot::Weight;
    return p.remove.contains(point) ? Spot::Remove : Spot::None;
}

void QueryChip::paintEvent(QPaintEvent*) {
    const Tokens tokens = tokensFor(palette());
    const Places p = places();
    const bool excluded = part_.weight < 0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // Excluded parts differ in the sign, in the outline's colour and in its dashes.
    QPen outline(excluded ? tokens.wrong : tokens.border, 1);
    if (excluded) outline.setStyle(Qt::DashLine);
    painter.setPen(outline);
    painter.setBrush(tokens.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

    const auto spot = [&](Spot which, const QRect& box) {
        if (hovered_ != which) return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.accentDim);
        painter.drawRoundedRect(box, 4, 4);
    };
    spot(Spot::Sign, p.sign);
    spot(Spot::Remove, p.remove);
    const QRectF sign = QRectF(p.sign).adjusted(7, 7, -7, -7);
    painter.setPen(QPen(excluded ? tokens.wrong : tokens.textDim, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(sign.left(), sign.center().y()), QPointF(sign.right(), sign.center().y()));
    if (!excluded)
        painter.drawLine(QPointF(sign.center().x(), sign.top()), QPointF(sign.center().x(), sign.bottom()));

    painter.setFont(numberFont(font()));
    painter.setPen(hovered_ == Spot::Weight ? tokens.text : tokens.textDim);
    painter.drawText(p.weight, Qt::AlignCenter, weightText());
    if (hasPicture()) {
        QPixmap picture = own_;
        if (picture.isNull() && loader_)
            picture =
                loader_
                    ->thumbnail(part_.value, static_cast<int>(std::ceil(pictureSide * devicePixelRatioF())))
                    .pixmap;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.panel);
        painter.drawRoundedRect(p.picture, 3, 3);
        glyphs::fitted(painter, p.picture, picture);
    }
    painter.setFont(font());
    painter.setPen(tokens.text);
    painter.drawText(p.text, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(caption(), Qt::ElideMiddle, p.text.width()));
    glyphs::cross(painter, QRectF(p.remove).adjusted(4, 4, -4, -4),
                  hovered_ == Spot::Remove ? tokens.text : tokens.textDim, 1.5);
    if (hasFocus()) glyphs::focusRing(painter, rect(), tokens, true);
}

void QueryChip::edit(float weight) {
    if (weight == part_.weight) return;
    engine::QueryPart part = part_;
    part.weight = weight;
    setPart(part);
    emit changed(part);
}

void QueryChip::setMagnitude(float magnitude) {
    const float bounded = std::clamp(magnitude, weightMin, weightMax);
    edit(part_.weight < 0 ? -bounded : bounded);
}

void QueryChip::toggleExclude() {
    edit(-part_.weight);
}

void QueryChip::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Up:
        setMagnitude(std::abs(part_.weight) + weightStep);
        break;
    case Qt::Key_Minus:
    case Qt::Key_Down:
        setMagnitude(std::abs(part_.weight) - weightStep);
        break;
    case Qt::Key_X:
        toggleExclude();
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        emit removeRequested();
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openMenu(mapToGlobal(rect().bottomLeft()));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void QueryChip::wheelEvent(QWheelEvent* event) {
    const int notches = event->angleDelta().y();
    if (notches == 0) {
        event->ignore();
        return;
    }
    setMagnitude(std::abs(part_.weight) + (notches > 0 ? weightStep : -weightStep));
    event->accept();
}

void QueryChip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    switch (spotAt(event->position().toPoint())) {
    case Spot::Sign:
        toggleExclude();
        break;
    case Spot::Weight:
        openMenu(mapToGlobal(places().weight.bottomLeft()));
        break;
    case Spot::Remove:
        emit removeRequested();
        break;
    case Spot::None:
        break;
    }
}

void QueryChip::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = spotAt(event->position().toPoint());
    setCursor(hovered_ == Spot::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void QueryChip::leaveEvent(QEvent*) {
    hovered_ = Spot::None;
    update();
}

void QueryChip::contextMenuEvent(QContextMenuEvent* event) {
    openMenu(event->globalPos());
}

void QueryChip::openMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto excluded = menu->addAction(tr("Exclude: unlike this"), this, &QueryChip::toggleExclude);
    excluded->setCheckable(true);
    excluded->setChecked(part_.weight < 0);
    menu->addSection(tr("Weight"));
    for (const float weight : std::array{0.25F, 0.5F, 1.0F, 1.5F, 2.0F, 4.0F}) {
        QAction* action = menu->addAction(QStringLiteral("%1×").arg(QLocale().toString(weight, 'g', 3)), this,
                                          [this, weight] { setMagnitude(weight); });
        action->setCheckable(true);
        action->setChecked(std::abs(part_.weight) == weight);
    }
    menu->addSeparator();
    menu->addAction(tr("Remove"), this, &QueryChip::removeRequested);
    menu->popup(global);
}

void QueryChip::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) updateGeometry();
    if (event->type() == QEvent::LocaleChange || event->type() == QEvent::LanguageChange) describe();
}

} // namespace sparlet::ui
