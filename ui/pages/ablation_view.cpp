#include "pages/ablation_view.h"

#include "itemmodels/picture_image.h"
#include "pages/ablation_delegate.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/state_view.h"
#include "widgets/words.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kCellHeight = 40;
constexpr int kCellLetters = 19; // width of a cell

using State = engine::AblationCell::State;

} // namespace

AblationView::AblationView(JobManager& jobs, QWidget* parent)
    : QWidget(parent), session_(new AblationSession(jobs, this)), model_(new AblationModel(this)),
      stack_(new QStackedWidget(this)), state_(new StateView(this)) {
    setAccessibleName(tr("Ablation"));
    content_ = buildGrid();
    stack_->addWidget(state_);
    stack_->addWidget(content_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    connect(state_, &StateView::primaryTriggered, this, &AblationView::chooseFile);
    connectSession();
    applyTheme();
    refresh();
}

void AblationView::buildTable(QWidget& box) {
    view_ = new QTableView(&box);
    view_->setObjectName(QStringLiteral("ablation"));
    view_->setAccessibleName(tr("Cells of the ablation"));
    view_->setModel(model_);
    view_->setItemDelegate(new AblationDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setShowGrid(false);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setTabKeyNavigation(false);
    view_->setCornerButtonEnabled(false);
    view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view_->verticalHeader()->setDefaultSectionSize(kCellHeight);
    view_->verticalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
}

QWidget* AblationView::buildGrid() {
    auto* box = new QWidget(this);
    title_ = new QLabel(box);
    facts_ = new QLabel(box);
    cell_ = new QLabel(box);
    for (auto* label : {title_, facts_, cell_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    asDimText(*facts_);
    const auto button = [box](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, box);
        made->setToolTip(tip);
        return made;
    };
    open_ = button(tr("Open a matrix…"), tr("A file that names methods, backbones, variants and seeds"));
    start_ = button(tr("Start"), tr("Train, evaluate and time every cell that is not done"));
    stop_ = button(tr("Stop"), tr("Stop; what is done stays done"));
    show_ = button(tr("Open its evaluation"), tr("Show the queries and results behind the cell"));
    number_ = new QComboBox(box);
    number_->setAccessibleName(tr("Number in the cells"));
    number_->setToolTip(tr("The number that done cells show"));
    for (const auto number :
         {AblationModel::Number::Map, AblationModel::Number::PAt1, AblationModel::Number::PAt10,
          AblationModel::Number::Latency, AblationModel::Number::Size})
        number_->addItem(AblationModel::numberTitle(number), static_cast<int>(number));
    buildTable(*box);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap);
    head->addWidget(title_, 1);
    for (QWidget* widget : {static_cast<QWidget*>(number_), static_cast<QWidget*>(open_),
                            static_cast<QWidget*>(start_), static_cast<QWidget*>(stop_)})
        head->addWidget(widget);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(metric::gap);
    foot->addWidget(cell_, 1);
    foot->addWidget(show_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    column->setSpacing(metric::gap);
    column->addLayout(head);
    column->addWidget(facts_);
    column->addWidget(view_, 1);
    column->addLayout(foot);
    connect(open_, &QPushButton::clicked, this, &AblationView::chooseFile);
    connect(start_, &QPushButton::clicked, session_, &AblationSession::start);
    connect(stop_, &QPushButton::clicked, session_, &AblationSession::stop);
    connect(show_, &QPushButton::clicked, this, [this] { openCell(view_->currentIndex()); });
    connect(view_, &QTableView::activated, this, &AblationView::openCell);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &AblationView::showCell);
    connect(number_, &QComboBox::currentIndexChanged, this, [this] {
        model_->setNumber(static_cast<AblationModel::Number>(number_->currentData().toInt()));
    });
    return box;
}

void AblationView::connectSession() {
    connect(session_, &AblationSession::planned, this, [this](const engine::AblationPlan& plan) {
        const auto* before = model_->cell(view_->currentIndex());
        const auto keep = before == nullptr ? std::string() : before->id;
        model_->setPlan(plan);
        fit();
        const auto at = model_->indexOf(keep);
        view_->setCurrentIndex(at.isValid() || model_->rowCount() == 0 ? at : model_->index(0, 0));
        stack_->setCurrentWidget(content_);
        refresh();
        showCell();
    });
    connect(session_, &AblationSession::cellChanged, this, [this](const engine::AblationCell& cell) {
        model_->update(cell);
        if (cell.state == State::Done) emit evaluationsChanged();
        const auto* current = model_->cell(view_->currentIndex());
        if (current != nullptr && current->id == cell.id) showCell();
        refresh();
    });
    connect(session_, &AblationSession::failed, this, [this](const QString& sentence) {
        state_->setError(tr("The matrix could not be read"), sentence, {}, tr("Open a matrix…"));
        stack_->setCurrentWidget(state_);
    });
    connect(session_, &AblationSession::stateChanged, this, &AblationView::refresh);
    connect(session_, &AblationSession::ended, this, [this](const QString& problem) {
        emit evaluationsChanged();
        if (!problem.isEmpty())
            emit message(problem);
        else
            emit message(tr("The ablation stands at %1 of %2 cells.")
                             .arg(QLocale().toString(model_->count(State::Done)),
                                  QLocale().toString(static_cast<qlonglong>(model_->plan().cells.size()))));
    });
}

void AblationView::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    session_->setWorkspace(std::move(workspace));
    refresh();
}

void AblationView::setTitles(const Titles& titles) {
    model_->setTitles(titles);
    fit();
}

void AblationView::chooseFile() {
    const auto file = QFileDialog::getOpenFileName(
        this, tr("Matrix of an ablation"),
        session_->file().isEmpty() ? QDir::homePath() : QFileInfo(session_->file()).path(),
        tr("Matrices (*.json);;All files (*)"));
    if (!file.isEmpty()) open(file);
}

void AblationView::open(const QString& file) {
    if (session_->running()) {
        emit message(tr("The ablation is running; stop it first."));
        return;
    }
    session_->open(file);
}

void AblationView::fit() {
    const int width = fontMetrics().horizontalAdvance(QLatin1Char('0')) * kCellLetters;
    int widest = 0;
    for (int column = 0; column < model_->columnCount(); ++column) {
        const auto lines = model_->headerData(column, Qt::Horizontal).toString().split(QLatin1Char('\n'));
        for (const auto& line : lines)
            widest = std::max(widest, fontMetrics().horizontalAdvance(line) + metric::margin * 2);
    }
    view_->horizontalHeader()->setDefaultSectionSize(std::max(width, widest));
    for (int column = 0; column < model_->columnCount(); ++column)
        view_->setColumnWidth(column, std::max(width, widest));
}

void AblationView::refresh() {
    if (session_->file().isEmpty()) {
        state_->setEmpty(
            QStringLiteral("evaluate"), tr("No ablation is open"),
            tr("A matrix file names methods, backbones, modules and seeds. Every cell is trained, "
               "evaluated and timed, one after the other; it can be stopped and resumed."),
            tr("Open a matrix…"));
        stack_->setCurrentWidget(state_);
        return;
    }
    if (session_->reading() && model_->plan().file.empty()) {
        state_->setBusy(tr("Reading the matrix"));
        stack_->setCurrentWidget(state_);
        return;
    }
    const auto& plan = model_->plan();
    const QLocale locale;
    const int done = model_->count(State::Done), failed = model_->count(State::Failed);
    const auto all = static_cast<int>(plan.cells.size());
    title_->setText(tr("%1: %2 of %3 cells are done")
                        .arg(QString::fromStdString(plan.name), locale.toString(done), locale.toString(all)));
    QStringList facts;
    if (failed > 0) facts << tr("%n failed", nullptr, failed);
    if (!plan.training.empty()) facts << tr("trains on %1").arg(displayPath(plan.training));
    if (!plan.evaluation.empty()) facts << tr("evaluates on %1").arg(displayPath(plan.evaluation));
    if (session_->stopping())
        facts.prepend(tr("stopping"));
    else if (const auto left = session_->secondsLeft(); session_->running() && left)
        facts.prepend(tr("%1 left").arg(durationText(*left)));
    facts_->setText(facts.join(QStringLiteral(" · ")));
    start_->setText(done > 0 || failed > 0 ? tr("Resume") : tr("Start"));
    start_->setEnabled(!session_->running() && !session_->reading() && done < all);
    start_->setVisible(!session_->running());
    stop_->setVisible(session_->running());
    stop_->setEnabled(!session_->stopping());
    open_->setEnabled(!session_->running());
}

void AblationView::showCell() {
    const auto* cell = model_->cell(view_->currentIndex());
    show_->setEnabled(cell != nullptr && !cell->evaluation.empty());
    if (cell == nullptr) {
        cell_->clear();
        return;
    }
    QStringList words{QString::fromStdString(cell->id), AblationModel::stateText(cell->state)};
    if (!cell->problem.empty()) words << QString::fromStdString(cell->problem);
    if (cell->state == State::Done) {
        const QLocale locale;
        words << tr("mAP %1").arg(locale.toString(cell->report.map, 'f', 4))
              << tr("P@1 %1").arg(locale.toString(cell->report.pAt1, 'f', 4));
        if (cell->report.latencyBatch1Ms > 0)
            words << tr("%1 ms").arg(locale.toString(cell->report.latencyBatch1Ms, 'f', 1));
    }
    cell_->setText(words.join(QStringLiteral(" · ")));
    QPalette ink = palette();
    if (cell->state == State::Failed) ink.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    cell_->setPalette(ink);
}

void AblationView::openCell(const QModelIndex& index) {
    const auto* cell = model_->cell(index);
    if (cell != nullptr && !cell->evaluation.empty())
        emit evaluationRequested(QString::fromStdString(cell->evaluation));
}

QString AblationView::cellText() const {
    return cell_->text();
}

QString AblationView::facts() const {
    return facts_->text();
}

void AblationView::applyTheme() {
    title_->setFont(headingFont(font()));
    view_->setFont(numberFont(font()));
    showCell();
}

void AblationView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
