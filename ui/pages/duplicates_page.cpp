#include "pages/duplicates_page.h"

#include "itemmodels/picture_image.h"
#include "pages/duplicates_list.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/notice_bar.h"
#include "widgets/state_view.h"
#include "widgets/words.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kThousand = 1000, kLowest = 800, kStandard = 970, kPage = 10; // thousandths of a cosine
constexpr int kSoonMs = 400, kListWidth = 340;

QString wordsFor(int thousandths) {
    if (thousandths >= 999) return DuplicatesPage::tr("the same picture");
    if (thousandths >= 985) return DuplicatesPage::tr("hardly a difference");
    if (thousandths >= 960) return DuplicatesPage::tr("small changes");
    if (thousandths >= 920) return DuplicatesPage::tr("much alike");
    return DuplicatesPage::tr("loosely alike");
}

} // namespace

DuplicatesPage::DuplicatesPage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), modes_(new QActionGroup(this)), model_(new DuplicateModel(this)),
      slider_(new QSlider(Qt::Horizontal, this)), thresholdText_(new QLabel(this)), sums_(new QLabel(this)),
      stack_(new QStackedWidget(this)), state_(new StateView(this)),
      split_(new QSplitter(Qt::Horizontal, this)), list_(new DuplicatesList(this)),
      compare_(new DuplicatesCompare(jobs, this)), notice_(new NoticeBar(this)) {
    setAccessibleName(tr("Duplicates"));
    buildActions();
    stack_->addWidget(state_);
    stack_->addWidget(buildGroups());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    layout->addWidget(stack_, 1);
    layout->addWidget(notice_);
    asPanel(*this);
    soon_.setSingleShot(true);
    soon_.setInterval(kSoonMs);
    connect(&soon_, &QTimer::timeout, this, &DuplicatesPage::search);
    connect(model_, &DuplicateModel::fatesChanged, this, &DuplicatesPage::showSums);
    connect(model_, &DuplicateModel::fatesChanged, compare_, qOverload<>(&QWidget::update));
    connect(list_, &DuplicatesList::currentPictureChanged, this, &DuplicatesPage::showCurrent);
    connect(list_, &DuplicatesList::queryRequested, similar_, &QAction::trigger);
    connect(compare_, &DuplicatesCompare::pictureClicked, list_, &DuplicatesList::setPicture);
    connect(notice_, &NoticeBar::undoRequested, this, &DuplicatesPage::undo);
    connect(&jobs_, &JobManager::jobChanged, this, &DuplicatesPage::showProgress);
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (!workspace_)
            emit retryRequested();
        else if (collection_.isEmpty())
            emit indexRequested();
        else if (job_ != 0)
            stop();
        else
            search();
    });
    applyTheme();
    showThreshold();
    showSums();
    setProblem({});
}

QWidget* DuplicatesPage::buildGroups() {
    list_->setGroups(model_);
    compare_->setModel(model_);
    auto* right = new QWidget(this);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(metric::gap, metric::gap, metric::margin, metric::gap);
    column->addWidget(compare_, 1);
    list_->setMinimumWidth(176);
    split_->setChildrenCollapsible(false);
    split_->addWidget(list_);
    split_->addWidget(right);
    split_->setStretchFactor(1, 1);
    split_->setSizes({kListWidth, 3 * kListWidth});
    return split_;
}

void DuplicatesPage::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    compare_->setWorkspace(workspace_);
    list_->setThumbnailLoader(loader);
    showEmpty();
    if (isVisible()) searchSoon();
}

void DuplicatesPage::setProblem(const QString& sentence) {
    if (sentence.isEmpty())
        state_->setBusy(tr("Opening"));
    else
        state_->setError(tr("Sparlet's data could not be opened"), sentence, {}, tr("Try again"));
    stack_->setCurrentWidget(state_);
}

void DuplicatesPage::setCollection(const QString& name) {
    if (name == collection_) return;
    stop();
    collection_ = name;
    searched_.clear();
    model_->setReport({});
    showEmpty();
    if (isVisible()) searchSoon();
}

void DuplicatesPage::invalidate() {
    if (moving_) return;
    searched_.clear();
    model_->setReport({});
    showEmpty();
    if (isVisible()) searchSoon();
}

void DuplicatesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (searched_.isEmpty() && job_ == 0) searchSoon();
}

float DuplicatesPage::threshold() const {
    return static_cast<float>(slider_->value()) / static_cast<float>(kThousand);
}

bool DuplicatesPage::showsGroups() const {
    return stack_->currentWidget() == split_;
}

void DuplicatesPage::searchSoon() {
    if (workspace_ && !collection_.isEmpty()) soon_.start();
}

void DuplicatesPage::search() {
    soon_.stop();
    if (!workspace_ || collection_.isEmpty() || moving_) return;
    if (job_ != 0) jobs_.cancel(std::exchange(job_, 0));
    const auto id = std::make_shared<JobId>(0);
    *id = job_ = jobs_.run<engine::DuplicatesReport>(
        tr("Finding duplicates in %1").arg(collection_), JobListing::Listed,
        [workspace = workspace_, name = collection_.toStdString(),
         limit = threshold()](const JobContext& context) {
            return workspace->duplicates(name, limit, context.progress, context.cancel);
        },
        this, [this, id](Result<engine::DuplicatesReport> outcome) { found(*id, std::move(outcome)); });
    showProgress(job_);
    stack_->setCurrentWidget(state_);
    showSums();
}

void DuplicatesPage::stop() {
    soon_.stop();
    if (job_ != 0) jobs_.cancel(job_);
}

void DuplicatesPage::showProgress(JobId job) {
    if (job == 0 || job != job_) return;
    const auto known = jobs_.job(job);
    if (!known) return;
    QString sentence = tr("Looking for pictures that are at least %1 alike.")
                           .arg(QLocale().toString(static_cast<double>(threshold()), 'f', 3));
    if (known->state == JobState::Waiting)
        sentence = tr("Waits for the job before it.");
    else if (const auto left = known->secondsLeft())
        sentence = tr("%1 left").arg(durationText(*left));
    state_->setBusy(tr("Finding duplicates"), sentence, known->fraction(), tr("Stop"));
}

void DuplicatesPage::found(JobId job, Result<engine::DuplicatesReport> outcome) {
    if (job != job_) return; // a later one is under way
    job_ = 0;
    if (!outcome) {
        searched_.clear();
        if (outcome.error().code == ErrorCode::Cancelled)
            state_->setEmpty(QStringLiteral("stop"), tr("The search was stopped"), tr("Nothing was changed."),
                             tr("Search again"));
        else
            state_->setError(tr("The duplicates could not be found"),
                             QString::fromStdString(outcome.error().message), {}, tr("Try again"));
        stack_->setCurrentWidget(state_);
        showSums();
        return;
    }
    searched_ = collection_;
    model_->setReport(std::make_shared<const engine::DuplicatesReport>(std::move(*outcome)));
    showEmpty();
}

/// The groups, or what to say where there are none.
void DuplicatesPage::showEmpty() {
    if (!workspace_ || job_ != 0) return;
    if (collection_.isEmpty()) {
        state_->setEmpty(QStringLiteral("duplicates"), tr("No collection yet"),
                         tr("Index a folder to find pictures in it that are nearly the same."),
                         tr("Index a folder…"));
    } else if (searched_.isEmpty()) {
        state_->setEmpty(QStringLiteral("duplicates"), tr("Duplicates"),
                         tr("Pictures of %1 that are nearly the same.").arg(collection_),
                         tr("Find duplicates"));
    } else if (model_->rowCount() == 0) {
        state_->setEmpty(QStringLiteral("right"), tr("No duplicates"),
                         tr("No two pictures of %1 are at least %2 alike. Further left on the slider, "
                            "less alike ones are found.")
                             .arg(collection_, QLocale().toString(static_cast<double>(threshold()), 'f', 3)),
                         tr("Search again"));
    }
    const bool groups = model_->rowCount() > 0;
    stack_->setCurrentWidget(groups ? static_cast<QWidget*>(split_) : state_);
    if (groups && !list_->currentIndex().isValid()) {
        list_->setCurrentIndex(model_->index(0));
        if (isVisible()) list_->setFocus();
    }
    showCurrent();
    showSums();
}

void DuplicatesPage::showThreshold() {
    const int value = slider_->value();
    const QString number = QLocale().toString(static_cast<double>(threshold()), 'f', 3);
    thresholdText_->setText(tr("%1 · %2").arg(number, wordsFor(value)));
    slider_->setAccessibleDescription(thresholdText_->text());
}

void DuplicatesPage::showSums() {
    const auto sums = model_->sums();
    const bool groups = showsGroups() && sums.groups > 0;
    QStringList parts;
    if (groups)
        parts << tr("%n groups", nullptr, sums.groups) << tr("%n pictures", nullptr, sums.pictures)
              << tr("%1 could be freed").arg(sizeText(sums.freeable));
    if (groups && sums.marked > 0)
        parts << tr("%1 marked, %2").arg(QLocale().toString(sums.marked), sizeText(sums.markedBytes));
    sums_->setText(parts.join(QStringLiteral(" · ")));
    sums_->setToolTip(sums_->text());
    move_->setText(sums.marked > 0 ? tr("Move %n to trash", nullptr, sums.marked) : tr("Move to trash"));
    move_->setIconText(move_->text());
    move_->setEnabled(groups && sums.marked > 0 && !moving_);
    for (auto* action : {others_, allOthers_, keep_, trash_, export_, similar_})
        action->setEnabled(groups && !moving_);
    modes_->setEnabled(groups);
    clear_->setEnabled(groups && sums.marked > 0 && !moving_);
    undo_->setEnabled(!moves_.empty() && !moving_);
    search_->setEnabled(workspace_ && !collection_.isEmpty() && !moving_);
    slider_->setEnabled(!moving_);
}

void DuplicatesPage::showCurrent() {
    const auto index = list_->currentIndex();
    if (index.isValid() && index.row() < model_->rowCount())
        compare_->show(index.row(), list_->picture());
    else
        compare_->show(-1, 0);
}

std::string DuplicatesPage::currentPath() const {
    const auto index = list_->currentIndex();
    if (!index.isValid()) return {};
    return model_->group(index.row()).images[static_cast<std::size_t>(list_->picture())].image.path;
}

// Ctrl+Z is the query's elsewhere in the window; here it brings pictures back.
bool DuplicatesPage::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && !moves_.empty() &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Undo)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void DuplicatesPage::keyPressEvent(QKeyEvent* event) {
    const auto press = [this](DuplicatesCompare::Mode mode) {
        if (showsGroups()) modes_->actions().at(static_cast<int>(mode))->trigger();
    };
    if (event->matches(QKeySequence::Undo))
        undo();
    else if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::ShiftModifier)
        QWidget::keyPressEvent(event);
    else if (event->key() == Qt::Key_S)
        press(DuplicatesCompare::Mode::SideBySide);
    else if (event->key() == Qt::Key_F)
        press(DuplicatesCompare::Mode::Flicker);
    else if (event->key() == Qt::Key_D)
        press(DuplicatesCompare::Mode::Difference);
    else if (event->key() == Qt::Key_Plus)
        compare_->zoomBy(1.25);
    else if (event->key() == Qt::Key_Minus)
        compare_->zoomBy(0.8);
    else if (event->key() == Qt::Key_0)
        compare_->fit();
    else
        QWidget::keyPressEvent(event);
}

void DuplicatesPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void DuplicatesPage::applyTheme() {
    for (const auto& [action, icon] : commands_)
        if (!icon.isEmpty()) action->setIcon(themedIcon(icon, palette()));
    thresholdText_->setFont(numberFont(font()));
    sums_->setFont(numberFont(font()));
    asDimText(*sums_);
}

QByteArray DuplicatesPage::saveState() const {
    return QByteArray::number(slider_->value());
}

void DuplicatesPage::restoreState(const QByteArray& state) {
    bool good = false;
    const int value = state.toInt(&good);
    if (good && value >= kLowest && value <= kThousand) slider_->setValue(value);
}

QWidget* DuplicatesPage::buildHead() {
    slider_->setRange(kLowest, kThousand);
    slider_->setValue(kStandard);
    slider_->setSingleStep(1);
    slider_->setPageStep(kPage);
    slider_->setFixedWidth(160);
    slider_->setAccessibleName(tr("Least likeness"));
    slider_->setToolTip(tr("How alike two pictures must be: the cosine of their codes"));
    connect(slider_, &QSlider::valueChanged, this, [this] {
        showThreshold();
        if (isVisible()) searchSoon();
    });
    thresholdText_->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    sums_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    sums_->setAccessibleName(tr("Sum of all groups"));
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    column->setSpacing(metric::gap);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    auto* name = new QLabel(tr("Likeness"), this);
    name->setBuddy(slider_);
    row->addWidget(name);
    row->addWidget(slider_);
    row->addWidget(thresholdText_);
    row->addStretch(1);
    column->addLayout(row);
    auto* second = new QHBoxLayout;
    second->setSpacing(metric::gap);
    second->addWidget(sums_, 1);
    column->addLayout(second);
    addButtons(*row, *second);
    return head;
}

} // namespace sparlet::ui
