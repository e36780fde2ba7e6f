#include "pages/tradeoff_page.h"

#include "itemmodels/measurement_words.h"
#include "pages/figure_dialog.h"
#include "pages/figure_dialog_export.h"
#include "pages/figure_dialog_options.h"
#include "pages/tradeoff_controls.h"
#include "pages/tradeoff_figures.h"
#include "pages/tradeoff_source.h"
#include "style/theme.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QComboBox>
#include <QCursor>
#include <QEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr const char* kViewKey = "tradeoff-view";
constexpr std::size_t kMostRemembered = 100; // selected rows

bool isHome(const MeasurementRow& row) {
    return row.first.source == eval::Measurement::Source::Home;
}

void chooseData(QComboBox& box, const QString& data) {
    box.setCurrentIndex(std::max(0, box.findData(data)));
}

/// Groups that compare the most models first, whatever each was tried with; then those with the most rows.
std::vector<QString> groupsOf(const std::vector<MeasurementRow>& rows) {
    struct Size {
        std::set<std::string> models;
        int rows = 0;
    };
    std::map<QString, Size> sizes;
    for (const auto& row : rows) {
        if (row.isPaper() || row.first.group.empty()) continue;
        auto& size = sizes[QString::fromStdString(row.first.group)];
        size.models.insert(row.first.method + "/" + row.first.backbone);
        ++size.rows;
    }
    std::vector<std::pair<QString, Size>> order(sizes.begin(), sizes.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.models.size(), a.second.rows) >
               std::pair(b.second.models.size(), b.second.rows);
    });
    std::vector<QString> names;
    for (const auto& [name, size] : order)
        names.push_back(name);
    return names;
}

} // namespace

struct TradeoffPage::Loaded {
    std::vector<eval::Measurement> all;
    std::map<std::string, std::size_t> places; // in `all`, by id
    MeasurementModel::Rows single, mean;
};

void TradeoffPage::setProblem(const QString& sentence) {
    if (sentence.isEmpty())
        state_->setBusy(tr("Opening Sparlet's data"));
    else
        state_->setError(tr("Sparlet's data could not be opened"), sentence, {}, tr("Try again"));
    stack_->setCurrentWidget(state_);
}

void TradeoffPage::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    figures_->setWorkspace(workspace_);
    known_ = false;
    loadView();
    if (isVisible()) refresh();
}

void TradeoffPage::refresh() {
    if (!workspace_) return;
    if (!loaded_) {
        state_->setBusy(tr("Reading the measurements"));
        stack_->setCurrentWidget(state_);
    }
    request_.start<std::shared_ptr<const Loaded>>(
        [workspace = workspace_](const JobContext&) -> Result<std::shared_ptr<const Loaded>> {
            auto all = workspace->measurements();
            if (!all) return all.error();
            auto loaded = std::make_shared<Loaded>();
            loaded->all = std::move(*all);
            for (std::size_t i = 0; i < loaded->all.size(); ++i)
                loaded->places.emplace(loaded->all[i].id, i);
            loaded->single =
                std::make_shared<const std::vector<MeasurementRow>>(measurementRows(loaded->all, true));
            loaded->mean =
                std::make_shared<const std::vector<MeasurementRow>>(measurementRows(loaded->all, false));
            return std::shared_ptr<const Loaded>(std::move(loaded));
        },
        [this](Result<std::shared_ptr<const Loaded>> outcome) {
            if (outcome) return load(std::move(*outcome));
            loaded_.reset();
            state_->setError(tr("The measurements could not be read"),
                             QString::fromStdString(outcome.error().message), {}, tr("Try again"));
            stack_->setCurrentWidget(state_);
        });
}

void TradeoffPage::load(std::shared_ptr<const Loaded> loaded) {
    const bool first = loaded_ == nullptr;
    loaded_ = std::move(loaded);
    fillFilter();
    model_->setRows(controls_->view().single ? loaded_->single : loaded_->mean);
    model_->setFilter(chosenFilter());
    showRows(!first);
}

// How the page was left the last time.
void TradeoffPage::loadView() {
    jobs_.run<std::string>(
        QString(), JobListing::Quiet,
        [workspace = workspace_](const JobContext&) { return workspace->setting(kViewKey); }, this,
        [this](Result<std::string> outcome) {
            known_ = true;
            const auto kept = outcome ? QJsonDocument::fromJson(QByteArray::fromStdString(*outcome)).object()
                                      : QJsonObject();
            if (kept.isEmpty()) return;
            TradeoffView view;
            const auto text = [&](const char* key, std::string& into) {
                into = kept.value(QLatin1String(key)).toString(QString::fromStdString(into)).toStdString();
            };
            const auto flag = [&](const char* key, bool& into) {
                into = kept.value(QLatin1String(key)).toBool(into);
            };
            text("x", view.x);
            text("y", view.y);
            text("colour", view.colour);
            text("size", view.size);
            axisChosen_ = kept.value(QLatin1String("axisChosen")).toBool(view.x != TradeoffView().x);
            flag("logX", view.logX);
            flag("logY", view.logY);
            flag("single", view.single);
            flag("papers", view.papers);
            flag("front", view.front);
            flag("labels", view.labels);
            controls_->setView(view);
            if (kept.contains(QLatin1String("group"))) {
                wantedGroup_ = kept.value(QLatin1String("group")).toString();
                groupChosen_ = true;
            }
            QStringList columns;
            for (const auto& column : kept.value(QLatin1String("columns")).toArray())
                columns << column.toString();
            if (!columns.isEmpty()) setColumns(columns);
            tabs_->setCurrentIndex(
                std::clamp(kept.value(QLatin1String("tab")).toInt(), 0, tabs_->count() - 1));
            if (loaded_) {
                fillFilter();
                viewChanged();
            }
        });
}

void TradeoffPage::saveView() {
    if (!workspace_ || !known_) return;
    const auto view = controls_->view();
    QJsonObject kept{{QStringLiteral("x"), QString::fromStdString(view.x)},
                     {QStringLiteral("y"), QString::fromStdString(view.y)},
                     {QStringLiteral("colour"), QString::fromStdString(view.colour)},
                     {QStringLiteral("size"), QString::fromStdString(view.size)},
                     {QStringLiteral("axisChosen"), axisChosen_},
                     {QStringLiteral("logX"), view.logX},
                     {QStringLiteral("logY"), view.logY},
                     {QStringLiteral("single"), view.single},
                     {QStringLiteral("papers"), view.papers},
                     {QStringLiteral("front"), view.front},
                     {QStringLiteral("labels"), view.labels},
                     {QStringLiteral("columns"), QJsonArray::fromStringList(columns())},
                     {QStringLiteral("tab"), tabs_->currentIndex()}};
    if (groupChosen_) kept.insert(QStringLiteral("group"), group_->currentData().toString());
    const auto text = QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString();
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, text](const JobContext&) -> Result<bool> {
            if (auto done = workspace->setSetting(kViewKey, text); !done) return done.error();
            return true;
        },
        this, [](Result<bool>) {});
}

// What is chosen stays chosen where it is still there.
void TradeoffPage::fillFilter() {
    const auto refill = [](QComboBox& box, const QString& all,
                           const std::vector<std::pair<QString, QString>>& names) {
        const QSignalBlocker quiet(box);
        const auto now = box.currentData().toString();
        box.clear();
        box.addItem(all, QString());
        for (const auto& [id, title] : names)
            box.addItem(title, id);
        chooseData(box, now);
    };
    std::vector<std::pair<QString, QString>> groups, projects, methods;
    for (const auto& group : groupsOf(*loaded_->mean))
        groups.emplace_back(group, group);
    std::set<std::string> projectNames, methodNames;
    for (const auto& row : *loaded_->mean) {
        projectNames.insert(row.projects.begin(), row.projects.end());
        if (methodNames.insert(row.first.method).second)
            methods.emplace_back(QString::fromStdString(row.first.method), methodTitle(row.first.method));
    }
    for (const auto& project : projectNames)
        projects.emplace_back(QString::fromStdString(project), QString::fromStdString(project));
    refill(*group_, tr("All groups"), groups);
    refill(*project_, tr("All projects"), projects);
    refill(*method_, tr("All methods"), methods);
    project_->setVisible(!projects.empty());
    const QSignalBlocker quiet(group_);
    if (!groupChosen_)
        group_->setCurrentIndex(group_->count() > 1 ? 1 : 0);
    else if (!wantedGroup_.isNull())
        chooseData(*group_, std::exchange(wantedGroup_, QString()));
}

MeasurementFilter TradeoffPage::chosenFilter() const {
    MeasurementFilter filter;
    filter.group = group_->currentData().toString();
    filter.project = project_->currentData().toString();
    filter.method = method_->currentData().toString();
    filter.text = text_->text().simplified();
    filter.papers = controls_->view().papers;
    return filter;
}

void TradeoffPage::setFilter(const MeasurementFilter& filter) {
    groupChosen_ = true;
    chooseData(*group_, filter.group);
    chooseData(*project_, filter.project);
    chooseData(*method_, filter.method);
    const QSignalBlocker quiet(text_);
    text_->setText(filter.text);
    applyFilter();
}

void TradeoffPage::applyFilter() {
    typing_.stop();
    if (!loaded_) return;
    model_->setFilter(chosenFilter());
    showRows(false);
    saving_.start();
}

void TradeoffPage::viewChanged() {
    if (!loaded_) return;
    const auto view = controls_->view();
    const bool otherDots = view.x != shown_.x || view.y != shown_.y || view.logX != shown_.logX ||
                           view.logY != shown_.logY || view.single != shown_.single ||
                           view.papers != shown_.papers;
    const auto rows = view.single ? loaded_->single : loaded_->mean;
    if (view.single != shown_.single) model_->setRows(rows);
    model_->setFilter(chosenFilter());
    showRows(!otherDots);
    saving_.start();
}

// Nobody starts at an empty plot: where no row has a time, the first number that rows have lies across.
void TradeoffPage::chooseUsualAxis() {
    auto view = controls_->view();
    if (axisChosen_ || rowsWithBoth(*model_, view.x, view.y) > 0) return;
    const auto across = usualAcross(*model_, view.y);
    if (across.empty()) return;
    view.x = across;
    view.logX = eval::findMetric(across)->logarithmic;
    controls_->setView(view);
}

void TradeoffPage::showRows(bool keepView) {
    chooseUsualAxis();
    shown_ = controls_->view();
    dots_ = tradeoffScatter(*model_, shown_);
    scatter_->setLabelsShown(shown_.labels);
    scatter_->setData(dots_.data, keepView);
    legend_->setEntries(dots_.legend);
    lines_ = tradeoffParallel(*model_, shown_);
    parallel_->setData(lines_.data);
    points_.assign(model_->all().size(), -1);
    for (std::size_t i = 0; i < dots_.rows.size(); ++i)
        points_[static_cast<std::size_t>(dots_.rows[i])] = static_cast<int>(i);
    figures_->setBase(figureRequest());
    showCounts();
    showStates();
    restoreSelection();
}

// Rows that are there again are selected again; a filter or new numbers take nothing from a person's hand.
void TradeoffPage::restoreSelection() {
    const auto wanted = selected_;
    scatter_->setCurrent(-1);
    {
        const QSignalBlocker quiet(table_->selectionModel());
        table_->selectionModel()->clear();
        for (const auto& id : wanted)
            if (const int row = model_->rowOf(id); row >= 0)
                table_->selectionModel()->select(model_->index(row, 0),
                                                 QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    showSelection();
    table_->viewport()->update();
}

void TradeoffPage::showCounts() {
    int papers = 0;
    bool home = false;
    for (int i = 0; i < model_->rowCount(); ++i)
        papers += model_->row(i).isPaper() ? 1 : 0;
    for (const auto& row : model_->all())
        home = home || isHome(row);
    title_->setText(tr("%n rows", nullptr, model_->rowCount() - papers));
    QStringList words;
    if (papers > 0) words << tr("%n of the papers.", nullptr, papers);
    if (tabs_->currentIndex() == ScatterTab) words << dots_.notes;
    if (!home) words << tr("None is measured here yet.");
    counts_->setText(words.join(QLatin1Char(' ')));
    counts_->setToolTip(counts_->text());
}

void TradeoffPage::showStates() {
    if (model_->all().empty()) {
        state_->setEmpty(
            QStringLiteral("trade-off"), tr("Nothing was measured yet"),
            tr("Evaluate a model, and see here what its accuracy costs in time, size and memory."),
            tr("Evaluate a model…"));
        stack_->setCurrentWidget(state_);
        return;
    }
    stack_->setCurrentWidget(content_);
    auto filter = chosenFilter();
    filter.papers = true;
    const bool filtered = filter != MeasurementFilter();
    const bool none = model_->rowCount() == 0;
    if (none)
        nothing_->setEmpty(QStringLiteral("filter"), tr("Nothing matches"), tr("No row passes the filter."),
                           filtered ? tr("Clear the filter") : QString());
    else if (dots_.data.points.empty())
        nothing_->setEmpty(QStringLiteral("trade-off"), tr("No row has both numbers"),
                           tr("Choose other axes, or measure what is missing."), {});
    const bool scatter = tabs_->currentIndex() == ScatterTab;
    const bool parallel = tabs_->currentIndex() == ParallelTab;
    side_->setVisible((scatter || parallel) && !none);
    controls_->setScatterOnly(scatter);
    if (none && (scatter || parallel))
        views_->setCurrentWidget(nothing_);
    else if (scatter && dots_.data.points.empty())
        views_->setCurrentWidget(nothing_);
    else
        views_->setCurrentWidget(scatter ? scatterBox_ : parallel ? parallelBox_ : figures_);
    publish_->setEnabled(!figureRequest().measurements.empty());
    for (const auto& one : commands_)
        if (one.icon == QLatin1String("export")) one.action->setEnabled(publish_->isEnabled());
}

void TradeoffPage::setTab(Tab tab) {
    tabs_->setCurrentIndex(tab);
}

bool TradeoffPage::showsState() const {
    return stack_->currentWidget() == state_;
}

int TradeoffPage::pointOf(int source) const {
    return source < 0 || source >= static_cast<int>(points_.size())
               ? -1
               : points_[static_cast<std::size_t>(source)];
}

void TradeoffPage::tableSelected() {
    selected_.clear();
    for (const auto& index : table_->selectionModel()->selectedRows()) {
        if (selected_.size() == kMostRemembered) break;
        selected_.push_back(model_->row(index.row()).id());
    }
    showSelection();
}

void TradeoffPage::showSelection() {
    std::vector<int> points, lines;
    for (const auto& index : table_->selectionModel()->selectedRows()) {
        const int source = model_->sourceOf(index.row());
        if (const int point = pointOf(source); point >= 0) points.push_back(point);
        lines.push_back(source);
    }
    std::sort(lines.begin(), lines.end());
    std::vector<int> chosen;
    for (std::size_t i = 0; i < lines_.rows.size(); ++i)
        if (std::binary_search(lines.begin(), lines.end(), lines_.rows[i]))
            chosen.push_back(static_cast<int>(i));
    if (!points.empty()) scatter_->setCurrent(points.front());
    scatter_->setSelected(std::move(points));
    parallel_->setSelected(std::move(chosen));
}

void TradeoffPage::selectSource(int source, bool toggle) {
    const int row = model_->shownOf(source);
    if (row < 0) return;
    const auto index = model_->index(row, 0);
    table_->selectionModel()->select(
        index, QItemSelectionModel::Rows |
                   (toggle ? QItemSelectionModel::Toggle : QItemSelectionModel::ClearAndSelect));
    table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    table_->scrollTo(index);
}

// The pictures behind a number, or where it is from.
void TradeoffPage::open(int source) {
    if (source < 0) return;
    const auto& row = model_->all()[static_cast<std::size_t>(source)];
    if (!isHome(row)) {
        auto* dialog = new TradeoffSource(row, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
        return;
    }
    if (row.ids.size() == 1) {
        emit evaluationRequested(QString::fromStdString(row.ids.front()));
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Runs of %1").arg(row.title));
    menu->addSection(row.title);
    const auto accuracy = eval::metrics().front();
    for (const auto& id : row.ids) {
        const auto found = loaded_->places.find(id);
        if (found == loaded_->places.end()) continue;
        const auto& one = loaded_->all[found->second];
        const auto value = one.values.find(accuracy.id);
        const auto number = value == one.values.end() ? QString() : metricText(accuracy, value->second);
        menu->addAction(one.seed >= 0 ? tr("Seed %1 · mAP %2").arg(one.seed).arg(number)
                                      : tr("%1 · mAP %2").arg(QString::fromStdString(one.title), number),
                        this, [this, id] { emit evaluationRequested(QString::fromStdString(id)); });
    }
    menu->setActiveAction(menu->actions().value(1));
    const int point = pointOf(source);
    const bool atDot = point >= 0 && scatter_->isVisible();
    menu->popup(atDot ? scatter_->mapToGlobal(scatter_->positionOf(point).toPoint()) : QCursor::pos());
}

report::FigureRequest TradeoffPage::figureRequest() const {
    report::FigureRequest request;
    request.kind = report::FigureKind::TradeOff;
    request.name = figureName(request.kind);
    const auto view = controls_->view();
    request.x = view.x;
    request.y = view.y;
    request.logX = view.logX;
    request.logY = view.logY;
    request.sizeBy = view.size;
    const bool drawn = view.colour == "method" || view.colour == "backbone" || view.colour == "variant" ||
                       metricPlace(view.colour) >= 0;
    request.colourBy = drawn ? view.colour : "method";
    if (!loaded_) return request;
    for (int i = 0; i < model_->rowCount(); ++i) {
        const auto& row = model_->row(i);
        for (const auto& id : row.ids)
            if (const auto found = loaded_->places.find(id); found != loaded_->places.end())
                (row.isPaper() ? request.papers : request.measurements)
                    .push_back(loaded_->all[found->second]);
    }
    return request;
}

void TradeoffPage::publish() {
    emit wanted();
    auto request = tabs_->currentIndex() == FiguresTab ? figures_->request() : figureRequest();
    if (tabs_->currentIndex() == ParallelTab) {
        request.kind = report::FigureKind::ParallelCoordinates;
        request.name = figureName(request.kind);
    }
    if (request.measurements.empty()) {
        emit message(tr("There is no row to draw a figure from."));
        return;
    }
    if (dialog_ != nullptr) {
        dialog_->hide();
        dialog_->deleteLater();
    }
    dialog_ = new FigureDialog(jobs_, workspace_, std::move(request), this);
    dialog_->show();
    dialog_->raise();
    dialog_->activateWindow();
}

void TradeoffPage::publishEverything() {
    publish();
    if (dialog_ != nullptr && dialog_->isVisible()) dialog_->exportEverything()->show();
}

void TradeoffPage::setColumns(const QStringList& columns) {
    const auto& metrics = eval::metrics();
    for (int column = 0; column < model_->columnCount(); ++column) {
        const int at = column - MeasurementModel::FirstMetricColumn;
        const auto name = at >= 0 ? QString::fromStdString(metrics[static_cast<std::size_t>(at)].id)
                                  : QString::number(column);
        table_->setColumnHidden(column, column != MeasurementModel::TitleColumn && !columns.contains(name));
    }
}

QStringList TradeoffPage::columns() const {
    QStringList shown;
    for (int column = 0; column < model_->columnCount(); ++column) {
        if (table_->isColumnHidden(column)) continue;
        const int at = column - MeasurementModel::FirstMetricColumn;
        shown << (at >= 0 ? QString::fromStdString(eval::metrics()[static_cast<std::size_t>(at)].id)
                          : QString::number(column));
    }
    return shown;
}

void TradeoffPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    // Elsewhere something may have been evaluated.
    refresh();
}

void TradeoffPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
