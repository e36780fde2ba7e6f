#include "pages/figure_dialog_export.h"

#include "itemmodels/picture_image.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/flow_layout.h"
#include "widgets/progress_fraction.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

struct Kind {
    const char *id, *text;
};
constexpr Kind kKinds[] = {{"pdf", "PDF"}, {"svg", "SVG"},   {"png", "PNG"},
                           {"csv", "CSV"}, {"tex", "LaTeX"}, {"md", "Markdown"}};

} // namespace

FigureExport::FigureExport(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent)
    : QDialog(parent), jobs_(jobs), workspace_(std::move(workspace)) {
    setWindowTitle(tr("Export everything"));
    setMinimumSize(520, 420);
    resize(640, 520);
    what_ = new QLabel(this);
    what_->setWordWrap(true);
    folder_ = new QLineEdit(
        QDir::toNativeSeparators(QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                                     .filePath(tr("figures"))),
        this);
    folder_->setObjectName(QStringLiteral("exportFolder"));
    folder_->setAccessibleName(tr("Folder"));
    folder_->setToolTip(tr("Made when it is missing; files of the same name are replaced"));
    auto* browse = new QPushButton(tr("Ch&oose…"), this);
    browse->setToolTip(tr("Choose the folder"));
    browse->setAutoDefault(false);
    auto* folder = new QHBoxLayout;
    folder->setSpacing(metric::gap);
    folder->addWidget(folder_, 1);
    folder->addWidget(browse);
    auto* kinds = new QWidget(this);
    auto* flow = new FlowLayout(kinds, metric::margin);
    flow->setContentsMargins(0, 0, 0, 0);
    for (const auto& kind : kKinds) {
        auto* box = new QCheckBox(QString::fromLatin1(kind.text), kinds);
        box->setChecked(true);
        box->setObjectName(QStringLiteral("export-") + QLatin1String(kind.id));
        box->setToolTip(tr("Write %1 files").arg(QLatin1String(kind.text)));
        flow->addWidget(box);
        formats_ << box;
        connect(box, &QCheckBox::toggled, this, &FigureExport::updateControls);
    }
    papers_ = new QCheckBox(tr("&Papers' values beside"), this);
    papers_->setChecked(true);
    papers_->setToolTip(tr("What the papers printed, as ghosts"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(metric::gap);
    form->setVerticalSpacing(metric::gap);
    auto* label = new QLabel(tr("&Folder"), this);
    label->setBuddy(folder_);
    form->addRow(label, folder);
    form->addRow(tr("Formats"), kinds);
    form->addRow(QString(), papers_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    column->setSpacing(metric::gap);
    column->addWidget(what_);
    column->addLayout(form);
    column->addWidget(buildResult(), 1);
    connect(browse, &QPushButton::clicked, this, &FigureExport::choose);
    connect(folder_, &QLineEdit::textChanged, this, &FigureExport::updateControls);
    connect(&jobs_, &JobManager::jobChanged, this, [this](JobId id) {
        if (id == job_ && job_ != 0) showProgress();
    });
    updateControls();
}

FigureExport::~FigureExport() = default;

QWidget* FigureExport::buildResult() {
    auto* box = new QWidget(this);
    status_ = new QLabel(box);
    status_->setWordWrap(true);
    status_->setTextFormat(Qt::PlainText);
    progress_ = new QProgressBar(box);
    progress_->setTextVisible(false);
    progress_->setFixedHeight(6);
    progress_->setAccessibleName(tr("Progress"));
    progress_->hide();
    list_ = new QListWidget(box);
    list_->setObjectName(QStringLiteral("exportFiles"));
    list_->setAccessibleName(tr("Files that were written"));
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->setToolTip(tr("Return or a double click opens a file"));
    const auto button = [box](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, box);
        made->setToolTip(tip);
        made->setAutoDefault(false);
        return made;
    };
    start_ = button(tr("&Export"), tr("Write the files"));
    start_->setDefault(true);
    start_->setObjectName(QStringLiteral("exportStart"));
    stop_ = button(tr("&Stop"), tr("Stop; what was written stays"));
    open_ = button(tr("Open the fo&lder"), tr("Show the files in the file manager"));
    auto* close = button(tr("Close"), tr("Close; an export that runs goes on"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(start_);
    row->addWidget(stop_);
    row->addWidget(open_);
    row->addStretch(1);
    row->addWidget(close);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addWidget(status_);
    column->addWidget(progress_);
    column->addWidget(list_, 1);
    column->addLayout(row);
    connect(start_, &QPushButton::clicked, this, &FigureExport::start);
    connect(stop_, &QPushButton::clicked, this, &FigureExport::stop);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(open_, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(written_)); });
    connect(list_, &QListWidget::itemActivated, this, [](QListWidgetItem* item) {
        const auto file = item->data(Qt::UserRole).toString();
        if (!file.isEmpty()) QDesktopServices::openUrl(QUrl::fromLocalFile(file));
    });
    return box;
}

void FigureExport::setWhat(const std::vector<eval::Measurement>& measurements,
                           const report::FigureStyle& style, bool papers) {
    request_.ids.clear();
    for (const auto& one : measurements)
        request_.ids.push_back(one.id);
    request_.style = style;
    papers_->setChecked(papers);
    what_->setText(
        tr("All of the papers' figures and tables, from %n measurements, in the style of the figure.",
           nullptr, static_cast<int>(measurements.size())));
    updateControls();
}

void FigureExport::setFolder(const QString& folder) {
    folder_->setText(QDir::toNativeSeparators(folder));
}

QStringList FigureExport::files() const {
    QStringList files;
    for (int i = 0; i < list_->count(); ++i)
        if (const auto file = list_->item(i)->data(Qt::UserRole).toString(); !file.isEmpty()) files << file;
    return files;
}

QString FigureExport::status() const {
    return status_->text();
}

void FigureExport::choose() {
    const auto chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder for the figures"), folder_->text());
    if (!chosen.isEmpty()) setFolder(chosen);
}

void FigureExport::start() {
    if (running() || !start_->isEnabled()) return;
    auto request = request_;
    const auto folder = QDir::fromNativeSeparators(folder_->text().trimmed());
    request.folder = QFile::encodeName(folder).toStdString();
    request.papers = papers_->isChecked();
    for (qsizetype i = 0; i < formats_.size(); ++i)
        if (formats_[i]->isChecked()) request.formats.emplace_back(kKinds[static_cast<std::size_t>(i)].id);
    list_->clear();
    status_->setText(tr("Waiting for other jobs"));
    written_ = folder;
    job_ = jobs_.run<engine::PublishReport>(
        tr("Exporting figures"), JobListing::Listed,
        [workspace = workspace_, request](const JobContext& context) {
            return workspace->publish(request, context.progress, context.cancel);
        },
        this, [this](Result<engine::PublishReport> outcome) { finish(outcome); });
    updateControls();
}

void FigureExport::stop() {
    if (running()) jobs_.cancel(job_);
}

void FigureExport::showProgress() {
    const auto job = jobs_.job(job_);
    if (!job || job->over()) return;
    const double fraction = job->fraction();
    showFraction(*progress_, fraction);
    if (job->state == JobState::Running)
        status_->setText(job->progress.total > 0
                             ? tr("Writing %1 of %2").arg(job->progress.done).arg(job->progress.total)
                             : tr("Reading the measurements"));
}

void FigureExport::finish(const Result<engine::PublishReport>& outcome) {
    job_ = 0;
    if (!outcome) {
        status_->setText(outcome.error().code == ErrorCode::Cancelled
                             ? tr("Stopped. What was written until then stays in the folder.")
                             : QString::fromStdString(outcome.error().message));
    } else {
        for (const auto& file : outcome->files) {
            auto* item = new QListWidgetItem(QFileInfo(QFile::decodeName(file.c_str())).fileName(), list_);
            item->setData(Qt::UserRole, QFile::decodeName(file.c_str()));
            item->setToolTip(displayPath(file));
        }
        for (const auto& sentence : outcome->leftOut) {
            auto* item = new QListWidgetItem(tr("Left out: %1").arg(QString::fromStdString(sentence)), list_);
            item->setForeground(tokensFor(palette()).warning);
            item->setToolTip(QString::fromStdString(sentence));
        }
        const auto written = tr("%n files written.", nullptr, static_cast<int>(outcome->files.size()));
        status_->setText(outcome->leftOut.empty() ? written
                                                  : written + QLatin1Char(' ') +
                                                        tr("%n figures left out.", nullptr,
                                                           static_cast<int>(outcome->leftOut.size())));
    }
    updateControls();
}

void FigureExport::updateControls() {
    const bool anyFormat =
        std::any_of(formats_.begin(), formats_.end(), [](const QCheckBox* box) { return box->isChecked(); });
    start_->setEnabled(!running() && anyFormat && !folder_->text().trimmed().isEmpty());
    stop_->setEnabled(running());
    open_->setEnabled(!running() && list_->count() > 0);
    progress_->setVisible(running());
}

} // namespace sparlet::ui
