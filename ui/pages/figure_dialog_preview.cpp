#include "pages/figure_dialog_preview.h"

#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/state_view.h"

#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sparlet::ui {
namespace {

constexpr int kDelayMs = 150;
constexpr double kMmPerInch = 25.4;
constexpr double kLeastPerMm = 1.5, kMostPerMm = 20; // of a sharp preview
constexpr double kUsualShape = 0.75;                 // height over width, until it is known
constexpr int kMargin = 16;

QImage toImage(const report::Preview& preview) {
    QImage image(preview.width, preview.height, QImage::Format_RGB888);
    const auto row = static_cast<std::size_t>(preview.width) * 3;
    for (int y = 0; y < preview.height; ++y)
        std::memcpy(image.scanLine(y), preview.rgb.data() + static_cast<std::size_t>(y) * row, row);
    return image;
}

bool isWhole(const report::Preview& preview) {
    return preview.width > 0 && preview.height > 0 &&
           preview.rgb.size() ==
               static_cast<std::size_t>(preview.width) * static_cast<std::size_t>(preview.height) * 3;
}

} // namespace

FigurePreview::FigurePreview(JobManager& jobs, QWidget* parent)
    : QWidget(parent), request_(jobs), stack_(new QStackedWidget(this)), state_(new StateView(this)),
      area_(new QScrollArea(this)), canvas_(new QLabel) {
    setAccessibleName(tr("Preview of the figure"));
    state_->setCompact(true);
    canvas_->setAlignment(Qt::AlignCenter);
    area_->setWidget(canvas_);
    area_->setWidgetResizable(true);
    area_->setAlignment(Qt::AlignCenter);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setAccessibleName(tr("Preview of the figure"));
    stack_->addWidget(state_);
    stack_->addWidget(area_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    setMinimumSize(240, 160);
    timer_.setSingleShot(true);
    timer_.setInterval(kDelayMs);
    connect(&timer_, &QTimer::timeout, this, &FigurePreview::render);
    connect(state_, &StateView::primaryTriggered, this, &FigurePreview::render);
    state_->setBusy(tr("Drawing the figure"));
}

void FigurePreview::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
}

void FigurePreview::setRequest(const report::FigureRequest& request) {
    wanted_ = request;
    timer_.start();
}

void FigurePreview::clear(const QString& title, const QString& sentence) {
    wanted_.reset();
    timer_.stop();
    request_.drop();
    image_ = {};
    notes_.clear();
    problem_.clear();
    state_->setEmpty(QStringLiteral("trade-off"), title, sentence);
    stack_->setCurrentWidget(state_);
}

void FigurePreview::setZoom(Zoom zoom) {
    if (zoom == zoom_) return;
    zoom_ = zoom;
    if (wanted_) timer_.start(0);
}

void FigurePreview::setGrey(bool grey) {
    grey_ = grey;
    showImage();
}

QSizeF FigurePreview::room() const {
    return QSizeF(size() - QSize(2 * kMargin, 2 * kMargin)) * devicePixelRatioF();
}

double FigurePreview::pixelsPerMm() const {
    if (zoom_ == Zoom::Actual) {
        // Screens that do not say how large they are count as the usual 96 dots an inch.
        const double told = screen() != nullptr ? screen()->physicalDotsPerInch() : 0;
        const double dots = told > 60 && told < 500 ? told : logicalDpiX();
        return dots * devicePixelRatioF() / kMmPerInch;
    }
    const double width = std::max(10.0, wanted_->style.widthMm);
    const double height = wanted_->style.heightMm > 0 ? wanted_->style.heightMm
                                                      : (heightMm_ > 0 ? heightMm_ : width * kUsualShape);
    const double fit = std::min(room().width() / width, room().height() / height);
    return std::clamp(fit, kLeastPerMm, kMostPerMm);
}

void FigurePreview::render() {
    if (!workspace_ || !wanted_ || !isVisible()) return;
    const double perMm = pixelsPerMm();
    const bool sized = zoom_ == Zoom::Actual || wanted_->style.heightMm > 0 || heightMm_ > 0;
    if (image_.isNull()) {
        state_->setBusy(tr("Drawing the figure"));
        stack_->setCurrentWidget(state_);
    }
    request_.start<report::Preview>(
        [workspace = workspace_, request = *wanted_, perMm](const JobContext&) {
            return workspace->previewFigure(request, perMm);
        },
        [this, perMm, sized](Result<report::Preview> outcome) {
            if (!outcome) return showProblem(QString::fromStdString(outcome.error().message));
            if (!isWhole(*outcome)) return showProblem(tr("The preview is not a whole picture."));
            problem_.clear();
            image_ = toImage(*outcome);
            notes_.clear();
            for (const auto& note : outcome->notes)
                notes_ << QString::fromStdString(note);
            const double height = image_.height() / perMm;
            // Only now is it known how tall it is, and with it how large it fits.
            const bool again = zoom_ == Zoom::Fit && (!sized || std::abs(height - heightMm_) > 1) &&
                               wanted_->style.heightMm <= 0;
            heightMm_ = height;
            showImage();
            emit rendered();
            if (again && std::abs(pixelsPerMm() - perMm) > 0.02 * perMm) timer_.start(0);
        });
}

void FigurePreview::showImage() {
    if (image_.isNull()) return;
    const double ratio = devicePixelRatioF();
    QPixmap sheet = QPixmap::fromImage(grey_ ? image_.convertToFormat(QImage::Format_Grayscale8) : image_);
    sheet.setDevicePixelRatio(ratio);
    QPainter painter(&sheet);
    painter.setPen(QPen(QColor(0, 0, 0, 48), 1));
    painter.drawRect(QRectF(0.5, 0.5, sheet.width() / ratio - 1, sheet.height() / ratio - 1));
    painter.end();
    canvas_->setPixmap(sheet);
    canvas_->setAccessibleName(tr("Preview of the figure"));
    stack_->setCurrentWidget(area_);
}

void FigurePreview::showProblem(const QString& sentence) {
    image_ = {};
    notes_.clear();
    problem_ = sentence;
    state_->setError(tr("The figure cannot be drawn"), sentence, {}, tr("Try again"));
    stack_->setCurrentWidget(state_);
    emit failed(sentence);
}

void FigurePreview::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (wanted_ && zoom_ == Zoom::Fit) timer_.start();
}

void FigurePreview::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (wanted_) timer_.start(0);
}

} // namespace sparlet::ui
