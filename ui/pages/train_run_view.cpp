#include "pages/train_run_view.h"

#include "itemmodels/picture_image.h"
#include "itemmodels/run_model.h"
#include "plots/curve_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/progress_fraction.h"
#include "widgets/words.h"

#include <QAction>
#include <QDateTime>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kPlotLines = 9;
constexpr int kLongestName = 32; // letters of a run's name in a legend

struct LossTerm {
    double train::EpochRecord::*number;
    const char* name;
};
constexpr LossTerm kLossTerms[] = {
    {&train::EpochRecord::lossLkd, QT_TRANSLATE_NOOP("sparlet::ui::TrainRunView", "LKD")},
    {&train::EpochRecord::lossSpq, QT_TRANSLATE_NOOP("sparlet::ui::TrainRunView", "SPQ")},
    {&train::EpochRecord::lossSparsity, QT_TRANSLATE_NOOP("sparlet::ui::TrainRunView", "sparsity")},
    {&train::EpochRecord::lossTriplet, QT_TRANSLATE_NOOP("sparlet::ui::TrainRunView", "triplets")},
};

/// One number over the epochs that ended, and over the parts of the one that runs.
Curve curveOf(const QString& name, double train::EpochRecord::*number,
              const std::vector<train::EpochRecord>& epochs,
              const std::vector<std::pair<double, train::EpochRecord>>& trail = {}) {
    Curve curve{name, {}, {}};
    const auto add = [&](double at, const train::EpochRecord& record) {
        if (record.*number < 0) return; // not measured
        curve.epochs.push_back(at);
        curve.values.push_back(record.*number);
    };
    for (const auto& epoch : epochs)
        add(epoch.epoch, epoch);
    for (const auto& [at, record] : trail)
        add(at, record);
    return curve;
}

bool isUsed(const Curve& curve) {
    return std::any_of(curve.values.begin(), curve.values.end(), [](double value) { return value != 0; });
}

QString number(double value, int decimals) {
    return QLocale().toString(value, 'f', decimals);
}

} // namespace

TrainRunView::TrainRunView(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), state_(new QLabel(this)), facts_(new QLabel(this)),
      problem_(new QLabel(this)), progress_(new QProgressBar(this)) {
    setAccessibleName(tr("Training run"));
    for (auto* label : {title_, state_, facts_, problem_}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    title_->setWordWrap(true);
    facts_->setWordWrap(true);
    problem_->setWordWrap(true);
    asDimText(*facts_);
    asDimText(*state_);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    progress_->setAccessibleName(tr("Progress of training"));
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap);
    head->addWidget(title_, 1);
    head->addWidget(state_);
    for (auto* action : actions) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setProperty("raised", true);
        buttons_ << button;
        head->addWidget(button);
    }
    auto* content = new QWidget;
    asPanel(*content);
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(metric::margin * 2);
    grid_->setVerticalSpacing(metric::margin);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    column->setSpacing(metric::gap);
    column->addLayout(head);
    column->addWidget(progress_);
    column->addWidget(facts_);
    column->addWidget(problem_);
    column->addLayout(grid_, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    addPlot(tr("Loss"), &train::EpochRecord::loss, tr("loss"));
    addPlot(tr("Training accuracy"), &train::EpochRecord::accuracy, tr("accuracy (%)"), true);
    addPlot(tr("Held-out mAP"), &train::EpochRecord::heldOutMap, tr("mAP"));
    addPlot(tr("Density"), &train::EpochRecord::density, tr("density (%)"), true);
    addPlot(tr("Mean bits"), &train::EpochRecord::meanBits, tr("bits"));
    addPlot(tr("Learning rate"), &train::EpochRecord::learningRate, tr("rate"));
    addPlot(tr("Speed"), &train::EpochRecord::imagesPerSecond, tr("images/s"));
    applyTheme();
    arrange();
}

void TrainRunView::addPlot(const QString& title, Number number, const QString& label, bool percent) {
    auto* box = new QWidget(this); // never a window of its own, also before it has its place
    auto* name = new QLabel(title);
    auto* plot = new CurvePlot;
    plot->setHeightInLines(kPlotLines);
    plot->setAccessibleName(title);
    QSizePolicy policy = plot->sizePolicy();
    policy.setVerticalPolicy(QSizePolicy::Expanding);
    plot->setSizePolicy(policy);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap / 2);
    layout->addWidget(name);
    layout->addWidget(plot, 1);
    plots_.push_back({box, name, plot, number, percent, label});
}

// As many columns as fit: three in a wide window, two in a small one.
void TrainRunView::arrange() {
    const int least = plots_.front().plot->minimumSizeHint().width() + metric::margin * 2;
    const int columns = std::clamp((width() - 2 * metric::margin) / least, 1, 3);
    if (columns == columns_) return;
    for (const auto& one : plots_)
        grid_->removeWidget(one.box);
    int place = 0;
    for (const auto& one : plots_) {
        if (one.box->isHidden() && one.number == &train::EpochRecord::heldOutMap) continue;
        grid_->addWidget(one.box, place / columns, place % columns);
        ++place;
    }
    for (int column = 0; column < 3; ++column)
        grid_->setColumnStretch(column, column < columns ? 1 : 0);
    columns_ = columns;
}

void TrainRunView::present(const QString& title, const QString& state, const QString& facts,
                           const QString& problem) {
    title_->setText(title);
    state_->setText(state);
    compared_.clear();
    facts_->setTextFormat(Qt::PlainText);
    facts_->setText(facts);
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    setAccessibleDescription(QStringList{title, state, facts, problem}.join(QStringLiteral(". ")));
}

void TrainRunView::showCurves(const std::vector<train::EpochRecord>& epochs,
                              const std::vector<std::pair<double, train::EpochRecord>>& trail) {
    for (const auto& one : plots_) {
        CurveData curves{{curveOf({}, one.number, epochs, trail)}, one.label, one.percent};
        if (one.number == &train::EpochRecord::loss) {
            std::vector<Curve> terms;
            for (const auto& term : kLossTerms) {
                auto curve = curveOf(tr(term.name), term.number, epochs, trail);
                if (isUsed(curve)) terms.push_back(std::move(curve));
            }
            if (!terms.empty()) curves.curves.front().name = tr("all");
            curves.curves.insert(curves.curves.end(), terms.begin(), terms.end());
        }
        showPlot(one, std::move(curves));
    }
    arrange();
}

// Held-out mAP has a place only where it was measured.
void TrainRunView::showPlot(const TitledPlot& one, CurveData curves) {
    const bool wanted = one.number != &train::EpochRecord::heldOutMap ||
                        std::any_of(curves.curves.begin(), curves.curves.end(),
                                    [](const Curve& c) { return !c.values.empty(); });
    if (one.box->isHidden() == wanted) {
        one.box->setVisible(wanted);
        columns_ = 0; // laid out anew
    }
    one.plot->setData(std::move(curves));
}

void TrainRunView::setLive(const LiveRun& live) {
    const auto& now = live.progress;
    const bool trains = now.stage == "training";
    progress_->setVisible(true);
    showFraction(*progress_,
                 now.total > 0 ? static_cast<double>(now.done) / static_cast<double>(now.total) : -1);
    QStringList facts;
    const QLocale locale;
    if (trains)
        facts << tr("epoch %1 of %2")
                     .arg(locale.toString(live.current ? live.current->epoch : 1),
                          locale.toString(live.epochs));
    if (trains && now.ratePerSecond > 0) facts << tr("%1 images/s").arg(number(now.ratePerSecond, 0));
    if (live.current && trains) {
        facts << tr("loss %1").arg(number(live.current->loss, 3));
        facts << tr("accuracy %1 %").arg(number(live.current->accuracy * 100, 1));
    }
    if (!trains && now.total > 0)
        facts << tr("%1 of %2 pictures")
                     .arg(locale.toString(static_cast<qulonglong>(now.done)),
                          locale.toString(static_cast<qulonglong>(now.total)));
    if (trains && now.secondsLeft) facts << tr("%1 left").arg(durationText(*now.secondsLeft));
    QString state = tr("Preparing the pictures");
    if (trains) state = tr("Training");
    if (live.stopping) state = tr("Writing a checkpoint");
    present(live.run.name, state, facts.join(QStringLiteral(" · ")), {});
    showCurves(live.done, live.trail);
}

void TrainRunView::setRun(const engine::RunDetails& run) {
    const auto& s = run.summary;
    const QLocale locale;
    progress_->setVisible(s.state != engine::RunSummary::State::Finished && s.epochsDone > 0);
    progress_->setRange(0, std::max(1, s.epochs));
    progress_->setValue(s.epochsDone);
    QStringList facts;
    facts << tr("%1 of %2 epochs").arg(locale.toString(s.epochsDone), locale.toString(s.epochs));
    if (s.epochsDone > 0) facts << tr("accuracy %1 %").arg(number(s.accuracy * 100, 1));
    if (s.seconds > 0) facts << tr("%1 of training").arg(durationText(s.seconds));
    if (run.images > 0)
        facts << tr("%1 pictures of %2")
                     .arg(locale.toString(static_cast<qlonglong>(run.images)), displayFileName(s.data));
    else if (!s.data.empty())
        facts << displayFileName(s.data);
    if (run.parameters > 0)
        facts << tr("%1 million parameters").arg(number(static_cast<double>(run.parameters) / 1e6, 1));
    if (!s.device.empty()) facts << QString::fromStdString(s.device);
    present(QString::fromStdString(s.name), RunModel::stateText(s.state), facts.join(QStringLiteral(" · ")),
            QString::fromStdString(s.problem));
    showCurves(run.epochs, {});
}

// With the time of its making where another run is called the same.
QStringList TrainRunView::comparedNames(const std::vector<engine::RunDetails>& runs) {
    QStringList names;
    for (const auto& run : runs) {
        auto name = QString::fromStdString(run.summary.name);
        if (name.size() > kLongestName) name = name.left(kLongestName - 1) + QStringLiteral("…");
        const bool shared = std::count_if(runs.begin(), runs.end(), [&](const auto& other) {
                                return other.summary.name == run.summary.name;
                            }) > 1;
        if (shared)
            name =
                tr("%1, %2").arg(name, QLocale().toString(QDateTime::fromSecsSinceEpoch(run.summary.created),
                                                          QLocale::ShortFormat));
        names << name;
    }
    return names;
}

void TrainRunView::setCompared(const std::vector<engine::RunDetails>& runs) {
    progress_->setVisible(false);
    const auto names = comparedNames(runs);
    for (const auto& one : plots_) {
        CurveData curves{{}, one.label, one.percent, false};
        for (std::size_t i = 0; i < runs.size(); ++i)
            curves.curves.push_back(curveOf(names.at(static_cast<qsizetype>(i)), one.number, runs[i].epochs));
        showPlot(one, std::move(curves));
    }
    arrange();
    present(tr("%n runs compared", nullptr, static_cast<int>(runs.size())), {},
            names.join(QStringLiteral(" · ")), {});
    compared_ = names;
    nameCompared();
}

void TrainRunView::nameCompared() {
    if (compared_.isEmpty()) return;
    const auto colours = tokensFor(palette()).categorical;
    QStringList parts;
    for (qsizetype i = 0; i < compared_.size(); ++i)
        parts << QStringLiteral("<span style=\"color:%1\">●</span>&nbsp;%2")
                     .arg(colours[i % colours.size()].name(), compared_[i].toHtmlEscaped());
    facts_->setTextFormat(Qt::RichText);
    facts_->setText(parts.join(QStringLiteral(" &nbsp; ")));
}

void TrainRunView::offer(const QList<QAction*>& actions) {
    for (auto* button : buttons_)
        button->setVisible(actions.contains(button->defaultAction()));
}

QString TrainRunView::title() const {
    return title_->text();
}

QString TrainRunView::facts() const {
    return facts_->text();
}

void TrainRunView::applyTheme() {
    QFont heading = headingFont(font());
    for (const auto& one : plots_)
        one.title->setFont(heading);
    heading.setPointSizeF(heading.pointSizeF() * 1.15);
    title_->setFont(heading);
    facts_->setFont(numberFont(font()));
    nameCompared();
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    problem_->setPalette(warning);
}

void TrainRunView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

void TrainRunView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace sparlet::ui
