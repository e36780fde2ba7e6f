#include "pages/tradeoff_figures.h"

#include "pages/figure_dialog_options.h"
#include "pages/figure_dialog_preview.h"
#include "style/theme.h"
#include "style/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kListWidth = 184;
constexpr int kFiguresWidth = 232;
constexpr double kScreenWidthMm = 178; // both columns: there is room on a screen

} // namespace

TradeoffFigures::TradeoffFigures(JobManager& jobs, QWidget* parent)
    : QWidget(parent), list_(new QListWidget(this)), preview_(new FigurePreview(jobs, this)),
      options_(new FigureOptions(this)), hint_(new QLabel(this)), notes_(new QLabel(this)) {
    list_->setObjectName(QStringLiteral("liveFigures"));
    list_->setAccessibleName(tr("Figures"));
    list_->setToolTip(tr("The papers' figures over the rows that are shown"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setFixedWidth(kListWidth);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const auto figure : measurementFigures()) {
        auto* item = new QListWidgetItem(figureTitle(figure), list_);
        item->setData(Qt::UserRole, QString::fromStdString(figureName(figure)));
        item->setToolTip(figureHint(figure));
        item->setSizeHint(QSize(0, metric::control));
    }
    list_->setCurrentRow(0);
    for (auto* label : {hint_, notes_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        asDimText(*label);
    }
    auto* publish = new QPushButton(tr("P&ublish this…"), this);
    publish->setToolTip(tr("Set it for print and write it to a file"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, metric::gap, 0);
    column->setSpacing(metric::gap);
    column->addWidget(hint_);
    column->addWidget(options_);
    column->addWidget(notes_);
    column->addWidget(publish);
    column->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFixedWidth(kFiguresWidth);
    side_ = area;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::margin);
    row->addWidget(list_);
    row->addWidget(preview_, 1);
    row->addWidget(side_);
    connect(list_, &QListWidget::currentRowChanged, this, &TradeoffFigures::present);
    connect(options_, &FigureOptions::changed, this, [this] {
        keepChosen();
        draw();
    });
    connect(preview_, &FigurePreview::rendered, this, [this] {
        notes_->setText(preview_->notes().join(QLatin1Char(' ')));
        notes_->setVisible(!notes_->text().isEmpty());
    });
    connect(preview_, &FigurePreview::failed, notes_, &QWidget::hide);
    connect(publish, &QPushButton::clicked, this, &TradeoffFigures::publishRequested);
    present();
}

void TradeoffFigures::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    preview_->setWorkspace(std::move(workspace));
}

report::FigureKind TradeoffFigures::kind() const {
    const auto* item = list_->currentItem();
    return item == nullptr ? report::FigureKind::Accuracy
                           : figureKind(item->data(Qt::UserRole).toString().toStdString());
}

void TradeoffFigures::setKind(report::FigureKind kind) {
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->data(Qt::UserRole).toString() == QString::fromStdString(figureName(kind)))
            list_->setCurrentRow(i);
}

void TradeoffFigures::setBase(const report::FigureRequest& base) {
    base_ = base;
    present();
}

report::FigureRequest TradeoffFigures::request() const {
    auto request = base_;
    if (const auto found = chosen_.find(kind()); found != chosen_.end()) {
        request = found->second.settings;
        request.measurements = base_.measurements;
        if (found->second.papers) request.papers = base_.papers;
    }
    request.kind = kind();
    request.name = figureName(request.kind);
    return request;
}

// What was chosen for a figure before is there again; the rows are always the page's.
void TradeoffFigures::present() {
    const auto now = kind();
    hint_->setText(figureHint(now));
    const bool papers = chosen_.find(now) == chosen_.end() || chosen_[now].papers;
    auto shown = request();
    shown.papers = base_.papers;
    options_->setRequest(shown);
    options_->setWithPapers(papers);
    keepChosen();
    draw();
}

void TradeoffFigures::keepChosen() {
    Chosen chosen{request(), options_->withPapers()};
    options_->apply(chosen.settings);
    chosen.settings.measurements.clear();
    chosen.settings.papers.clear();
    chosen_[kind()] = std::move(chosen);
}

void TradeoffFigures::draw() {
    if (base_.measurements.empty()) {
        preview_->clear(
            tr("No row of your own"),
            tr("The figures are drawn from what was measured. Show rows that are not the papers'."));
        notes_->hide();
        return;
    }
    auto request = this->request();
    request.style.widthMm = kScreenWidthMm;
    request.style.fontPt = 9;
    preview_->setRequest(request);
}

void TradeoffFigures::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // Narrow: the list gives way first.
    list_->setFixedWidth(width() < 820 ? kListWidth - 40 : kListWidth);
}

} // namespace sparlet::ui
