#include "pages/figure_dialog.h"

#include "pages/figure_dialog_export.h"
#include "pages/figure_dialog_form.h"
#include "pages/figure_dialog_keep.h"
#include "pages/figure_dialog_options.h"
#include "pages/figure_dialog_settings.h"
#include "style/theme.h"
#include "style/tokens.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kChoicesWidth = 344;
constexpr int kRememberMs = 300;

struct Format {
    const char* id;
    const char* ending;
    int dpi; // 0: not of PNG
    bool table;
};
constexpr Format kFormats[] = {{"pdf", "pdf", 0, false},      {"svg", "svg", 0, false},
                               {"png300", "png", 300, false}, {"png600", "png", 600, false},
                               {"csv", "csv", 0, false},      {"table-tex", "tex", 0, true},
                               {"table-md", "md", 0, true},   {"table-csv", "csv", 0, true}};

const Format& formatOf(const QComboBox& box) {
    const auto id = box.currentData().toString();
    for (const auto& format : kFormats)
        if (id == QLatin1String(format.id)) return format;
    return kFormats[0];
}

struct Start {
    report::FigureChoices choices;
    std::string style;
    std::vector<engine::ProjectSummary> projects;
};

} // namespace

FigureDialog::FigureDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace,
                           report::FigureRequest figure, QWidget* parent)
    : FigureDialog(jobs, std::move(workspace), std::vector<report::FigureRequest>{std::move(figure)},
                   parent) {}

FigureDialog::FigureDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace,
                           std::vector<report::FigureRequest> figures, QWidget* parent)
    : QDialog(parent), jobs_(jobs), workspace_(std::move(workspace)), figures_(std::move(figures)),
      request_(figures_.empty() ? report::FigureRequest{} : figures_.front()), papers_(request_.papers),
      preview_(new FigurePreview(jobs, this)), form_(new FigureForm(this)),
      options_(new FigureOptions(this)) {
    setWindowTitle(tr("Publish"));
    setMinimumSize(820, 540);
    QSize room(1120, 740);
    if (screen() != nullptr)
        room = room.boundedTo(screen()->availableSize() - QSize(metric::margin * 2, metric::margin * 4));
    resize(room);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(metric::margin);
    split->addWidget(buildPreview());
    split->addWidget(buildChoices());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::gap);
    layout->addWidget(split, 1);
    layout->addWidget(buildActions());
    preview_->setWorkspace(workspace_);
    options_->setRequest(request_);
    connect(form_, &FigureForm::changed, this, &FigureDialog::changedStyle);
    connect(options_, &FigureOptions::changed, this, [this] {
        options_->apply(request_);
        updatePreview();
    });
    connect(preview_, &FigurePreview::rendered, this, &FigureDialog::showRendered);
    connect(preview_, &FigurePreview::failed, this, &FigureDialog::showRendered);
    remember_.setSingleShot(true);
    remember_.setInterval(kRememberMs);
    connect(&remember_, &QTimer::timeout, this, &FigureDialog::rememberStyle);
    applyTheme();
    hint_->setText(figureHint(request_.kind));
    loadSettings();
}

// A field that loses the focus while it is taken apart still speaks; nobody listens any more.
FigureDialog::~FigureDialog() {
    saving_ = false;
    if (remember_.isActive()) rememberStyle();
    for (auto* child : findChildren<QObject*>())
        child->disconnect(this);
}

QWidget* FigureDialog::buildPreview() {
    auto* box = new QWidget(this);
    const auto tool = [&](const QString& text, const QString& tip, bool checked) {
        auto* made = new QToolButton(box);
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(text);
        made->setCheckable(true);
        made->setChecked(checked);
        made->setFocusPolicy(Qt::StrongFocus);
        made->setFixedHeight(metric::control);
        return made;
    };
    fit_ = tool(tr("Fit"), tr("As large as there is room for (Ctrl+0)"), true);
    actual_ = tool(tr("100 %"), tr("As large as on paper (Ctrl+1)"), false);
    auto* zooms = new QButtonGroup(this);
    zooms->addButton(fit_);
    zooms->addButton(actual_);
    grey_ = new QCheckBox(tr("&Grey print"), box);
    grey_->setToolTip(tr("As a printer without colours shows it"));
    size_ = new QLabel(box);
    asDimText(*size_);
    notes_ = new QLabel(box);
    notes_->setWordWrap(true);
    notes_->setTextFormat(Qt::PlainText);
    asDimText(*notes_);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(fit_);
    row->addWidget(actual_);
    row->addSpacing(metric::gap);
    row->addWidget(grey_);
    row->addStretch(1);
    row->addWidget(size_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addLayout(row);
    column->addWidget(preview_, 1);
    column->addWidget(notes_);
    connect(actual_, &QToolButton::toggled, this, [this](bool actual) {
        preview_->setZoom(actual ? FigurePreview::Zoom::Actual : FigurePreview::Zoom::Fit);
    });
    connect(grey_, &QCheckBox::toggled, preview_, &FigurePreview::setGrey);
    return box;
}

QWidget* FigureDialog::buildChoices() {
    auto* content = new QWidget(this);
    kind_ = new QComboBox(content);
    kind_->setObjectName(QStringLiteral("figureKind"));
    kind_->setAccessibleName(tr("Figure"));
    kind_->setToolTip(tr("What is drawn"));
    std::vector<report::FigureKind> kinds;
    for (const auto& figure : figures_)
        kinds.push_back(figure.kind);
    if (isMeasured()) kinds = measurementFigures();
    for (const auto kind : kinds)
        kind_->addItem(figureTitle(kind), QString::fromStdString(figureName(kind)));
    kind_->setEnabled(kind_->count() > 1);
    kind_->setCurrentIndex(kind_->findData(QString::fromStdString(figureName(request_.kind))));
    hint_ = new QLabel(content);
    hint_->setWordWrap(true);
    asDimText(*hint_);
    kept_ = new QPushButton(tr("Kept figures"), content);
    kept_->setToolTip(tr("Open the settings of a figure that was kept"));
    kept_->setAutoDefault(false);
    keptMenu_ = new QMenu(kept_);
    kept_->setMenu(keptMenu_);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(kind_, 1);
    row->addWidget(kept_);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, metric::gap, 0);
    column->setSpacing(metric::gap);
    column->addLayout(row);
    column->addWidget(hint_);
    column->addWidget(options_);
    column->addSpacing(metric::gap);
    column->addWidget(form_);
    column->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(kChoicesWidth);
    area->setFocusPolicy(Qt::NoFocus);
    connect(kind_, &QComboBox::activated, this, &FigureDialog::changedKind);
    return area;
}

QWidget* FigureDialog::buildActions() {
    auto* box = new QWidget(this);
    format_ = new QComboBox(box);
    format_->setObjectName(QStringLiteral("figureFormat"));
    format_->setAccessibleName(tr("Format"));
    format_->setToolTip(tr("What kind of file is written"));
    const QString texts[] = {tr("PDF"),
                             tr("SVG"),
                             tr("PNG, 300 dots per inch"),
                             tr("PNG, 600 dots per inch"),
                             tr("CSV of its numbers"),
                             tr("Table as LaTeX"),
                             tr("Table as Markdown"),
                             tr("Table as CSV")};
    for (std::size_t i = 0; i < std::size(kFormats); ++i) {
        if (kFormats[i].table && !isMeasured()) continue;
        if (std::string_view(kFormats[i].id) == "table-tex") format_->insertSeparator(format_->count());
        format_->addItem(texts[i], QString::fromLatin1(kFormats[i].id));
    }
    const auto button = [box](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, box);
        made->setToolTip(tip);
        made->setAccessibleDescription(tip);
        made->setAutoDefault(false);
        return made;
    };
    export_ = button(tr("&Export…"), tr("Write the figure or table to a file (Ctrl+S)"));
    export_->setObjectName(QStringLiteral("figureExport"));
    all_ = button(tr("Export e&verything…"), tr("Write all of the papers' figures and tables to a folder"));
    all_->setVisible(isMeasured());
    keep_ = button(tr("&Keep…"), tr("Keep these settings under a name in a project"));
    keep_->setVisible(isMeasured());
    kept_->setVisible(isMeasured());
    auto* close = button(tr("Close"), tr("Close; the style is remembered"));
    status_ = new QLabel(box);
    status_->setWordWrap(true);
    status_->setTextFormat(Qt::PlainText);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    status_->setFocusPolicy(Qt::NoFocus);
    status_->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(format_);
    row->addWidget(export_);
    row->addSpacing(metric::margin);
    row->addWidget(all_);
    row->addWidget(keep_);
    row->addStretch(1);
    row->addWidget(close);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addWidget(status_);
    column->addLayout(row);
    connect(export_, &QPushButton::clicked, this, &FigureDialog::chooseFile);
    connect(all_, &QPushButton::clicked, this, [this] { exportEverything()->show(); });
    connect(keep_, &QPushButton::clicked, this, &FigureDialog::keep);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    return box;
}

// The style of the last figure, what there is to choose from, and the figures that are kept.
void FigureDialog::loadSettings() {
    jobs_.run<Start>(
        QString(), JobListing::Quiet,
        [workspace = workspace_](const JobContext&) -> Result<Start> {
            Start start;
            start.choices = workspace->figureChoices();
            if (auto style = workspace->setting(kFigureStyleKey)) start.style = *style;
            if (auto projects = workspace->projects()) start.projects = std::move(*projects);
            return start;
        },
        this,
        [this](Result<Start> outcome) {
            ready_ = true;
            if (outcome) {
                form_->setChoices(outcome->choices);
                if (!touched_) {
                    readFigureStyle(QString::fromStdString(outcome->style), request_.style);
                    form_->setStyle(request_.style);
                }
                projects_ = std::move(outcome->projects);
            }
            showKept();
            updatePreview();
        });
}

// One after the other: a later style is never overtaken by an earlier one.
void FigureDialog::rememberStyle() {
    remember_.stop();
    if (saving_) {
        remember_.start();
        return;
    }
    saving_ = true;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [workspace = workspace_,
         text = figureStyleText(request_.style).toStdString()](const JobContext&) -> Result<bool> {
            if (auto kept = workspace->setSetting(kFigureStyleKey, text); !kept) return kept.error();
            return true;
        },
        this, [this](Result<bool>) { saving_ = false; });
}

report::FigureRequest FigureDialog::request() const {
    return request_;
}

void FigureDialog::changedStyle() {
    touched_ = true;
    request_.style = form_->style();
    remember_.start();
    updatePreview();
}

void FigureDialog::changedKind() {
    const auto kind = figureKind(kind_->currentData().toString().toStdString());
    if (isMeasured()) {
        request_.kind = kind;
        request_.name = figureName(kind);
        request_.papers = papers_;
    } else {
        for (const auto& figure : figures_) {
            if (figure.kind != kind) continue;
            const auto style = request_.style;
            request_ = figure;
            request_.style = style;
        }
    }
    hint_->setText(figureHint(request_.kind));
    options_->setRequest(request_);
    options_->apply(request_);
    updatePreview();
}

void FigureDialog::updatePreview() {
    if (ready_) preview_->setRequest(request_);
}

void FigureDialog::showRendered() {
    const QLocale locale;
    const auto& image = preview_->image();
    const bool there = !image.isNull();
    if (there) {
        const double height = request_.style.widthMm * image.height() / std::max(1, image.width());
        size_->setText(
            tr("%1 × %2 mm")
                .arg(locale.toString(request_.style.widthMm, 'f', 0), locale.toString(height, 'f', 0)));
    } else {
        size_->clear();
    }
    notes_->setText(preview_->notes().join(QLatin1Char(' ')));
    notes_->setVisible(!notes_->text().isEmpty());
    export_->setEnabled(there || isTable());
}

bool FigureDialog::isMeasured() const {
    const auto& kinds = measurementFigures();
    return !request_.measurements.empty() &&
           std::find(kinds.begin(), kinds.end(), request_.kind) != kinds.end();
}

bool FigureDialog::isTable() const {
    return formatOf(*format_).table;
}

void FigureDialog::chooseFile() {
    const auto& format = formatOf(*format_);
    const auto name = format.table ? QStringLiteral("table") : QString::fromStdString(request_.name);
    const auto ending = QString::fromLatin1(format.ending);
    exportTo(QFileDialog::getSaveFileName(this, isTable() ? tr("Export the table") : tr("Export the figure"),
                                          QDir::home().filePath(name + QLatin1Char('.') + ending),
                                          tr("%1 files (*.%2)").arg(ending.toUpper(), ending)));
}

void FigureDialog::exportTo(const QString& file) {
    if (file.isEmpty()) return;
    const auto format = formatOf(*format_);
    auto request = request_;
    if (format.dpi > 0) request.style.dpi = format.dpi;
    const auto path =
        QFileInfo(file).suffix().isEmpty() ? file + QLatin1Char('.') + QLatin1String(format.ending) : file;
    report::TableRequest table;
    table.measurements = request.measurements;
    table.language = request.style.language;
    export_->setEnabled(false);
    setStatus(tr("Writing %1").arg(QFileInfo(path).fileName()), false);
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, request, table, format,
         name = QFile::encodeName(path).toStdString()](const JobContext&) -> Result<bool> {
            const auto done =
                format.table ? workspace->writeTable(table, name) : workspace->writeFigure(request, name);
            if (!done) return done.error();
            return true;
        },
        this,
        [this, path](Result<bool> outcome) {
            export_->setEnabled(true);
            if (!outcome) return setStatus(QString::fromStdString(outcome.error().message), true);
            setStatus(tr("Written: %1").arg(QDir::toNativeSeparators(path)), false);
            emit written(path);
        });
}

FigureExport* FigureDialog::exportEverything() {
    if (everything_ == nullptr) everything_ = new FigureExport(jobs_, workspace_, this);
    std::vector<eval::Measurement> all = request_.measurements;
    everything_->setWhat(all, request_.style, !papers_.empty());
    return everything_;
}

void FigureDialog::showKept() {
    keptMenu_->clear();
    for (const auto& project : projects_) {
        if (project.figures.empty()) continue;
        keptMenu_->addSection(QString::fromStdString(project.name));
        for (const auto& figure : project.figures) {
            const auto name = QString::fromStdString(figure);
            keptMenu_->addAction(name, this, [this, name] { openKept(name); });
        }
    }
    kept_->setEnabled(!keptMenu_->isEmpty());
}

void FigureDialog::openKept(const QString& name) {
    jobs_.run<std::string>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, key = keptFigureKey(name.toStdString())](const JobContext&) {
            return workspace->setting(key);
        },
        this,
        [this, name](Result<std::string> outcome) {
            if (!outcome) return setStatus(QString::fromStdString(outcome.error().message), true);
            request_.papers = papers_;
            if (!readFigureSettings(QString::fromStdString(*outcome), request_))
                return setStatus(tr("The settings of “%1” cannot be read.").arg(name), true);
            touched_ = true;
            kind_->setCurrentIndex(kind_->findData(QString::fromStdString(figureName(request_.kind))));
            hint_->setText(figureHint(request_.kind));
            options_->setRequest(request_);
            form_->setStyle(request_.style);
            setStatus(tr("Opened: %1").arg(name), false);
            updatePreview();
        });
}

void FigureDialog::keep() {
    FigureKeep dialog(projects_, figureTitle(request_.kind), this);
    if (dialog.exec() == QDialog::Accepted) keepAs(dialog.name(), dialog.project());
}

void FigureDialog::keepAs(const QString& name, const QString& project) {
    auto kept = request_;
    kept.name = name.toStdString();
    jobs_.run<std::vector<engine::ProjectSummary>>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, text = figureSettingsText(kept).toStdString(), name = name.toStdString(),
         wanted = project.toStdString()](const JobContext&) -> Result<std::vector<engine::ProjectSummary>> {
            auto projects = workspace->projects();
            if (!projects) return projects.error();
            engine::ProjectSummary into;
            into.name = wanted;
            for (const auto& one : *projects)
                if (one.name == wanted) into = one;
            if (auto written = workspace->setSetting(keptFigureKey(name), text); !written)
                return written.error();
            if (std::find(into.figures.begin(), into.figures.end(), name) == into.figures.end())
                into.figures.push_back(name);
            if (auto saved = workspace->saveProject(into); !saved) return saved.error();
            return workspace->projects();
        },
        this,
        [this, name, project](Result<std::vector<engine::ProjectSummary>> outcome) {
            if (!outcome) return setStatus(QString::fromStdString(outcome.error().message), true);
            projects_ = std::move(*outcome);
            showKept();
            setStatus(tr("Kept as “%1” in the project “%2”.").arg(name, project), false);
        });
}

QString FigureDialog::status() const {
    return status_->isHidden() ? QString() : status_->text();
}

void FigureDialog::setStatus(const QString& sentence, bool warning) {
    warning_ = warning;
    status_->setText(sentence);
    status_->setVisible(!sentence.isEmpty());
    applyTheme();
}

void FigureDialog::applyTheme() {
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
                     warning_ ? tokensFor(palette()).warning : palette().color(QPalette::WindowText));
    status_->setPalette(colours);
}

void FigureDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void FigureDialog::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && event->key() == Qt::Key_S && export_->isEnabled()) return chooseFile();
    if (control && event->key() == Qt::Key_0) return fit_->setChecked(true);
    if (control && event->key() == Qt::Key_1) return actual_->setChecked(true);
    QDialog::keyPressEvent(event);
}

} // namespace sparlet::ui
