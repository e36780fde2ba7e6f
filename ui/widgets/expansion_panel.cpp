#include "widgets/expansion_panel.h"

#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/expansion_delegate.h"
#include "widgets/round_stepper.h"
#include "widgets/state_view.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int gammaSteps = 20;
constexpr int settleMs = 150;

} // namespace

ExpansionPanel::ExpansionPanel(QWidget* parent)
    : QWidget(parent), model_(new ExpansionModel(this)), stepper_(new RoundStepper(this)),
      gamma_(new QSlider(Qt::Horizontal, this)), gammaValue_(new QLabel(this)), summary_(new QLabel(this)),
      warning_(new QWidget(this)), warningIcon_(new QLabel(warning_)), warningText_(new QLabel(warning_)),
      tree_(new QTreeView(this)), delegate_(new ExpansionDelegate(this)), empty_(new StateView(this)),
      settle_(new QTimer(this)) {
    gamma_->setRange(0, gammaSteps);
    gamma_->setPageStep(gammaSteps / 4);
    gamma_->setAccessibleName(tr("γ, the weight of the initial score"));
    gamma_->setToolTip(
        tr("γ: how much the first score counts. 1: expansion changes nothing; 0: only the expanded "
           "query counts."));
    gammaValue_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.00")));
    gammaValue_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    settle_->setSingleShot(true);
    settle_->setInterval(settleMs);
    buildLists();
    build();

    connect(stepper_, &RoundStepper::valueChanged, this, &ExpansionPanel::roundsChanged);
    connect(gamma_, &QSlider::valueChanged, this, [this] {
        showGamma();
        settle_->start();
    });
    connect(settle_, &QTimer::timeout, this, [this] { emit gammaChanged(gamma()); });
    connect(tree_, &QTreeView::activated, this, [this](const QModelIndex& index) {
        const QByteArray path = index.data(ExpansionModel::PathBytesRole).toByteArray();
        if (!path.isEmpty()) emit imageActivated(path.toStdString());
    });
    setGamma(0.5F);
    applyTheme();
    clear();
}

void ExpansionPanel::buildLists() {
    tree_->setModel(model_);
    tree_->setItemDelegate(delegate_);
    tree_->setHeaderHidden(true);
    tree_->setColumnHidden(ExpansionModel::WeightColumn, true);
    tree_->setColumnHidden(ExpansionModel::JoinedColumn, true);
    tree_->setIndentation(metric::gap);
    tree_->setRootIsDecorated(false);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setMouseTracking(true);
    tree_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree_->setAccessibleName(tr("Rounds of expansion and the images that took part"));
    tree_->setMinimumHeight(fontMetrics().lineSpacing() * 10);
    tree_->viewport()->setAutoFillBackground(false);
    empty_->setCompact(true);
    empty_->setEmpty(
        QStringLiteral("expand"), tr("No expansion yet"),
        tr("With one round or more, the best results join the query and the search is run again. What "
           "each round added is listed here."));
}

void ExpansionPanel::build() {
    summary_->setWordWrap(true);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    warningText_->setWordWrap(true);
    auto* warningLayout = new QHBoxLayout(warning_);
    warningLayout->setContentsMargins(0, 0, 0, 0);
    warningLayout->setSpacing(metric::gap);
    warningLayout->addWidget(warningIcon_, 0, Qt::AlignTop);
    warningLayout->addWidget(warningText_, 1);

    auto* gammaRow = new QHBoxLayout;
    gammaRow->setSpacing(metric::gap);
    gammaRow->addWidget(gamma_, 1);
    gammaRow->addWidget(gammaValue_);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(metric::gap);
    form->setVerticalSpacing(metric::gap);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto* rounds = new QLabel(tr("&Rounds"), this);
    rounds->setBuddy(stepper_);
    rounds->setMinimumHeight(metric::control);
    rounds->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* gamma = new QLabel(tr("&γ, first score"), this);
    gamma->setBuddy(gamma_);
    form->addRow(rounds, stepper_);
    form->addRow(gamma, gammaRow);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addLayout(form);
    layout->addWidget(summary_);
    layout->addWidget(warning_);
    layout->addWidget(tree_, 1);
    layout->addWidget(empty_, 1);
}

void ExpansionPanel::setThumbnailLoader(ThumbnailLoader* loader) {
    if (loader_) loader_->disconnect(this);
    loader_ = loader;
    model_->setThumbnails(loader, thumbnailPixels());
    if (loader_) connect(loader_, &ThumbnailLoader::ready, tree_->viewport(), qOverload<>(&QWidget::update));
    wantThumbnails();
}

int ExpansionPanel::thumbnailPixels() const {
    return static_cast<int>(std::ceil(ExpansionDelegate::thumbnailSide * devicePixelRatioF()));
}

void ExpansionPanel::wantThumbnails() {
    if (!loader_) return;
    for (const engine::ExpansionReport& round : model_->rounds())
        for (const engine::ExpansionUse& use : round.used)
            loader_->request(use.image.path, thumbnailPixels(), ThumbnailLoader::Priority::Ahead);
}

void ExpansionPanel::setRounds(int rounds) {
    const QSignalBlocker quiet(stepper_);
    stepper_->setValue(rounds);
}

int ExpansionPanel::rounds() const {
    return stepper_->value();
}

void ExpansionPanel::setGamma(float gamma) {
    const QSignalBlocker quiet(gamma_);
    gamma_->setValue(static_cast<int>(std::lround(std::clamp(gamma, 0.0F, 1.0F) * gammaSteps)));
    showGamma();
}

float ExpansionPanel::gamma() const {
    return static_cast<float>(gamma_->value()) / gammaSteps;
}

void ExpansionPanel::showGamma() {
    gammaValue_->setText(QLocale().toString(gamma(), 'f', 2));
    gamma_->setAccessibleDescription(gammaValue_->text());
}

void ExpansionPanel::setReport(const engine::QueryReport& report) {
    model_->setRounds(report.expansion);
    setBusy(false);
    tree_->collapseAll();
    if (!report.expansion.empty())
        tree_->expand(model_->index(static_cast<int>(report.expansion.size()) - 1, 0));
    showSummary();
    wantThumbnails();
}

void ExpansionPanel::setBusy(bool busy) {
    tree_->setEnabled(!busy);
    summary_->setEnabled(!busy);
}

void ExpansionPanel::clear() {
    setReport({});
}

QString ExpansionPanel::summary() const {
    return model_->rounds().empty() ? QString() : roundText(model_->rounds().back());
}

void ExpansionPanel::showSummary() {
    const bool any = !model_->rounds().empty();
    tree_->setVisible(any);
    empty_->setVisible(!any);
    summary_->setVisible(any);
    summary_->setText(summary());
    const bool far = any && driftLevel(model_->rounds().back().drift) == DriftLevel::High;
    warning_->setVisible(far);
    warningText_->setText(
        tr("The query has drifted far from what you asked for. Fewer rounds or a larger γ keep it "
           "closer."));
}

void ExpansionPanel::applyTheme() {
    delegate_->setLook(palette());
    QPalette warn = palette();
    warn.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    const int side = metric::iconSize * 3 / 4;
    warningIcon_->setPixmap(
        themedIcon(QStringLiteral("warning"), warn).pixmap(QSize(side, side), devicePixelRatioF()));
    gammaValue_->setFont(numberFont(font()));
}

void ExpansionPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
