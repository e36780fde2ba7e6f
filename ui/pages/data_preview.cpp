#include "pages/data_preview.h"

#include "itemmodels/picture_image.h"
#include "style/theme.h"
#include "style/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kSide = 64;
constexpr int kListedClasses = 40;
constexpr int kNamedClasses = 12;

QString className(const engine::TrainingClass& one) {
    return displayFileName(one.name);
}

} // namespace

SampleStrip::SampleStrip(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Sample pictures"));
}

void SampleStrip::setSamples(const std::vector<engine::TrainingSample>& samples) {
    samples_.clear();
    QStringList labels;
    for (const auto& sample : samples) {
        samples_.push_back({toImage(sample.picture), displayFileName(sample.label)});
        labels << samples_.back().label;
    }
    setAccessibleDescription(labels.join(QStringLiteral(", ")));
    setVisible(!samples_.empty());
    updateGeometry();
    update();
}

QSize SampleStrip::sizeHint() const {
    const int count = std::max(1, static_cast<int>(samples_.size()));
    return {count * (kSide + metric::gap), kSide + fontMetrics().lineSpacing() + metric::gap / 2};
}

QSize SampleStrip::minimumSizeHint() const {
    return {kSide, sizeHint().height()};
}

void SampleStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QPalette dim = palette();
    painter.setPen(tokensFor(dim).textDim);
    int x = 0;
    for (const auto& sample : samples_) {
        if (x + kSide > width()) break;
        const QSize size = sample.image.size().scaled(kSide, kSide, Qt::KeepAspectRatio);
        painter.drawImage(QRect(QPoint(x + (kSide - size.width()) / 2, kSide - size.height()), size),
                          sample.image);
        const QRect below(x, kSide + metric::gap / 2, kSide, fontMetrics().lineSpacing());
        painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop,
                         fontMetrics().elidedText(sample.label, Qt::ElideRight, kSide));
        x += kSide + metric::gap;
    }
}

DataPreview::DataPreview(QWidget* parent)
    : QWidget(parent), icon_(new QLabel(this)), text_(new QLabel(this)), classes_(new QLabel(this)),
      progress_(new QProgressBar(this)), strip_(new SampleStrip(this)) {
    setAccessibleName(tr("What the data set holds"));
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setFocusPolicy(Qt::NoFocus);
    classes_->setWordWrap(true);
    asDimText(*classes_);
    progress_->setRange(0, 0);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    progress_->setAccessibleName(tr("Reading the data set"));
    auto* sentence = new QHBoxLayout;
    sentence->setSpacing(metric::gap);
    sentence->addWidget(icon_, 0, Qt::AlignTop);
    sentence->addWidget(text_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap / 2);
    layout->addLayout(sentence);
    layout->addWidget(progress_);
    layout->addWidget(classes_);
    layout->addWidget(strip_);
    applyTheme();
    clear();
}

void DataPreview::present(State state, const QString& text, const QString& classes, const QString& tip) {
    state_ = state;
    icon_->setVisible(state == State::Error);
    progress_->setVisible(state == State::Busy);
    text_->setText(text);
    classes_->setText(classes);
    classes_->setToolTip(tip);
    classes_->setVisible(!classes.isEmpty());
    setAccessibleDescription(text + QLatin1Char(' ') + classes);
    if (state != State::Shown) strip_->setSamples({});
}

void DataPreview::clear() {
    present(State::Empty, tr("A folder with one folder of pictures a class, CIFAR-10's binary files, or a "
                             "packed file."));
}

void DataPreview::setBusy() {
    present(State::Busy, tr("Reading the data set"));
}

void DataPreview::setError(const QString& sentence) {
    present(State::Error, sentence);
}

QString DataPreview::text() const {
    return text_->text();
}

QString DataPreview::countsText(const engine::TrainingDataPreview& preview) {
    const QLocale locale;
    std::int64_t least = preview.images, most = 0;
    for (const auto& one : preview.classes) {
        least = std::min(least, one.images);
        most = std::max(most, one.images);
    }
    const auto number = [&](std::int64_t value) { return locale.toString(static_cast<qlonglong>(value)); };
    const auto classes = number(static_cast<std::int64_t>(preview.classes.size()));
    if (least == most)
        return tr("%1 pictures in %2 classes, %3 each.").arg(number(preview.images), classes, number(most));
    return tr("%1 pictures in %2 classes, %3 to %4 each.")
        .arg(number(preview.images), classes, number(least), number(most));
}

void DataPreview::setPreview(const engine::TrainingDataPreview& preview) {
    QStringList names, counts;
    for (const auto& one : preview.classes) {
        if (names.size() < kNamedClasses) names << className(one);
        if (counts.size() < kListedClasses)
            counts << tr("%1: %2").arg(className(one),
                                       QLocale().toString(static_cast<qlonglong>(one.images)));
    }
    if (static_cast<int>(preview.classes.size()) > kNamedClasses) names << tr("…");
    if (static_cast<int>(preview.classes.size()) > kListedClasses) counts << tr("…");
    present(State::Shown, countsText(preview), names.join(QStringLiteral(", ")),
            counts.join(QLatin1Char('\n')));
    strip_->setSamples(preview.samples);
}

void DataPreview::applyTheme() {
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    icon_->setPixmap(
        themedIcon(QStringLiteral("warning"), warning).pixmap(QSize(20, 20), devicePixelRatioF()));
}

void DataPreview::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

} // namespace sparlet::ui
