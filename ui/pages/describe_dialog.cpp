#include "pages/describe_dialog.h"

#include "itemmodels/caption_model.h"
#include "pages/key_field.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/progress_fraction.h"
#include "widgets/state_view.h"
#include "widgets/words.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kSample = 10;
constexpr const char* kEndpoint = "describe.endpoint";
constexpr const char* kModel = "describe.model";
constexpr const char* kPrompt = "describe.prompt";
constexpr const char* kKeyVariable = "describe.keyVariable";

struct Settings {
    std::string endpoint, model, prompt, keyVariable;
};

QString count(std::int64_t number) {
    return QLocale().toString(static_cast<qlonglong>(number));
}

QDoubleSpinBox* priceBox(QWidget* parent) {
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(0, 10000);
    box->setDecimals(3);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setSpecialValueText(DescribeDialog::tr("free"));
    return box;
}

} // namespace

DescribeDialog::DescribeDialog(JobManager& jobs, KeyStore& keys, std::shared_ptr<engine::Workspace> workspace,
                               const QString& folder, const QString& captions, QWidget* parent)
    : QDialog(parent), jobs_(jobs), keys_(keys), workspace_(std::move(workspace)), settingsRequest_(jobs),
      textsRequest_(jobs), saveRequest_(jobs), data_(folder), model_(new CaptionModel(this)),
      filter_(new QSortFilterProxyModel(this)) {
    setWindowTitle(tr("Describe pictures"));
    setMinimumSize(800, 560);
    resize(860, 660);
    status_ = new QLabel(this);
    status_->setWordWrap(true);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    status_->hide();
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    progress_->setAccessibleName(tr("Progress of describing"));
    progress_->hide();
    sample_ = new QPushButton(tr("Try %n pictures", nullptr, kSample), this);
    sample_->setToolTip(tr("Describe a few pictures and see what the rest will take"));
    all_ = new QPushButton(tr("Describe all"), this);
    all_->setToolTip(tr("Describe every picture that has no text yet"));
    stop_ = new QPushButton(tr("Stop"), this);
    stop_->setToolTip(tr("Stop; what was described stays"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(metric::gap);
    actions->addWidget(sample_);
    actions->addWidget(all_);
    actions->addWidget(stop_);
    actions->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::margin);
    layout->addWidget(buildForm(captions));
    layout->addLayout(actions);
    layout->addWidget(progress_);
    layout->addWidget(status_);
    layout->addWidget(buildTexts(), 1);
    layout->addWidget(buttons);
    connect(sample_, &QPushButton::clicked, this, [this] { describe(kSample); });
    connect(all_, &QPushButton::clicked, this, [this] { describe(0); });
    connect(stop_, &QPushButton::clicked, this, &DescribeDialog::stop);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&jobs_, &JobManager::jobChanged, this, [this](JobId id) {
        if (id == job_) showProgress();
    });
    connect(model_, &CaptionModel::edited, this, &DescribeDialog::save);
    check();
    loadSettings();
    readTexts();
}

QWidget* DescribeDialog::buildForm(const QString& captions) {
    auto* box = new QWidget(this);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(metric::margin);
    form->setVerticalSpacing(metric::gap);
    const auto row = [&](const QString& label, QWidget* editor, const QString& tip) {
        editor->setToolTip(tip);
        editor->setAccessibleName(label);
        editor->setAccessibleDescription(tip);
        form->addRow(label, editor);
    };
    file_ = new QLineEdit(box);
    const QDir folder(data_);
    file_->setText(QDir::toNativeSeparators(
        captions.isEmpty() ? QDir::cleanPath(folder.absoluteFilePath(
                                 QStringLiteral("../%1-captions.jsonl").arg(folder.dirName())))
                           : captions));
    auto* browse = new QPushButton(tr("File…"), box);
    browse->setToolTip(tr("Choose the captions file"));
    auto* files = new QWidget(box);
    auto* line = new QHBoxLayout(files);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::gap);
    line->addWidget(file_, 1);
    line->addWidget(browse);
    endpoint_ = new QLineEdit(QString::fromStdString(engine::DescribeRequest().endpoint), box);
    modelName_ = new QLineEdit(box);
    modelName_->setPlaceholderText(tr("may be empty for a server with one model"));
    key_ = new KeyField(keys_, box);
    keyVariable_ = new QLineEdit(box);
    keyVariable_->setPlaceholderText(tr("none"));
    prompt_ = new QPlainTextEdit(box);
    prompt_->setPlaceholderText(tr("two short, plain sentences on what the picture shows"));
    prompt_->setTabChangesFocus(true);
    prompt_->setFixedHeight(fontMetrics().lineSpacing() * 3 + 2 * metric::gap);
    form->addRow(tr("Captions file"), files);
    file_->setAccessibleName(tr("Captions file"));
    file_->setToolTip(tr("Where the texts are kept; what it has is not asked for again"));
    row(tr("Address"), endpoint_, tr("An OpenAI-compatible chat service, here or elsewhere"));
    row(tr("Model"), modelName_, tr("As the service calls it; it must be able to see pictures"));
    row(tr("Prompt"), prompt_, tr("What the model is asked about each picture"));
    form->addRow(tr("Key"), key_);
    row(tr("Key variable"), keyVariable_, tr("Environment variable that holds the key where none is typed"));
    form->addRow(tr("At a time"), buildNumbers(box));
    connect(browse, &QPushButton::clicked, this, [this] {
        const auto chosen = QFileDialog::getSaveFileName(this, tr("Captions file"), file_->text(),
                                                         tr("Captions (*.jsonl);;All files (*)"), nullptr,
                                                         QFileDialog::DontConfirmOverwrite);
        if (!chosen.isEmpty()) file_->setText(QDir::toNativeSeparators(chosen));
    });
    connect(file_, &QLineEdit::editingFinished, this, &DescribeDialog::readTexts);
    connect(endpoint_, &QLineEdit::textChanged, key_, &KeyField::setEndpoint);
    connect(keyVariable_, &QLineEdit::textChanged, key_, &KeyField::setVariable);
    key_->setEndpoint(endpoint_->text());
    for (auto* field : {file_, endpoint_})
        connect(field, &QLineEdit::textChanged, this, &DescribeDialog::check);
    return box;
}

QWidget* DescribeDialog::buildNumbers(QWidget* parent) {
    concurrency_ = new QSpinBox(parent);
    concurrency_->setRange(1, 8);
    promptPrice_ = priceBox(parent);
    answerPrice_ = priceBox(parent);
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    const auto add = [&](const QString& name, QAbstractSpinBox* editor, const QString& tip) {
        editor->setToolTip(tip);
        editor->setAccessibleName(name);
        editor->setAccessibleDescription(tip);
        editor->setFixedHeight(metric::control);
        if (row->count() > 0) {
            row->addSpacing(metric::gap);
            row->addWidget(new QLabel(name, box));
        }
        row->addWidget(editor, 1);
    };
    add(tr("At a time"), concurrency_, tr("Questions asked at a time"));
    add(tr("Price of questions"), promptPrice_, tr("Of a million tokens of question, for the estimate"));
    add(tr("Price of answers"), answerPrice_, tr("Of a million tokens of answer, for the estimate"));
    return box;
}

QWidget* DescribeDialog::buildTexts() {
    auto* box = new QWidget(this);
    auto* search = new QLineEdit(box);
    search->setPlaceholderText(tr("Search the texts"));
    search->setAccessibleName(tr("Search the texts"));
    search->setClearButtonEnabled(true);
    count_ = new QLabel(box);
    asDimText(*count_);
    count_->hide();
    filter_->setSourceModel(model_);
    filter_->setFilterKeyColumn(-1);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_ = new QTableView(box);
    table_->setModel(filter_);
    table_->setAccessibleName(tr("Texts of the pictures"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setWordWrap(true);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->setColumnWidth(CaptionModel::ImageColumn, 220);
    auto* undo = model_->undoStack()->createUndoAction(this, tr("Undo"));
    undo->setShortcut(QKeySequence::Undo);
    auto* redo = model_->undoStack()->createRedoAction(this, tr("Redo"));
    redo->setShortcut(QKeySequence::Redo);
    for (auto* action : {undo, redo}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        table_->addAction(action);
    }
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap);
    head->addWidget(search, 1);
    head->addWidget(count_);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addLayout(head);
    empty_ = new StateView(box);
    empty_->setCompact(true);
    empty_->setEmpty(QStringLiteral("text"), tr("No texts yet"),
                     tr("Try a few pictures to see what the model says."));
    layout->addWidget(table_, 1);
    layout->addWidget(empty_, 1);
    const auto showTexts = [this, search] {
        const bool any = model_->rowCount() > 0;
        table_->setVisible(any);
        empty_->setVisible(!any);
        search->setEnabled(any);
    };
    connect(model_, &QAbstractItemModel::modelReset, this, showTexts);
    showTexts();
    connect(search, &QLineEdit::textChanged, filter_, &QSortFilterProxyModel::setFilterFixedString);
    return box;
}

QString DescribeDialog::captionsFile() const {
    return QDir::fromNativeSeparators(file_->text().trimmed());
}

QString DescribeDialog::status() const {
    return status_->text();
}

engine::DescribeRequest DescribeDialog::request(int sample) const {
    engine::DescribeRequest request;
    request.data = QFile::encodeName(data_).toStdString();
    request.captions = QFile::encodeName(captionsFile()).toStdString();
    request.endpoint = endpoint_->text().trimmed().toStdString();
    request.model = modelName_->text().trimmed().toStdString();
    request.prompt = prompt_->toPlainText().trimmed().toStdString();
    request.key = key_->key().toStdString();
    request.keyVariable = keyVariable_->text().trimmed().toStdString();
    request.concurrency = concurrency_->value();
    request.sample = sample;
    request.promptPrice = promptPrice_->value();
    request.answerPrice = answerPrice_->value();
    return request;
}

void DescribeDialog::loadSettings() {
    settingsRequest_.start<Settings>(
        [shared = workspace_](const JobContext&) -> Result<Settings> {
            const auto value = [&](const char* key) {
                const auto stored = shared->setting(key);
                return stored.ok() ? *stored : std::string();
            };
            return Settings{value(kEndpoint), value(kModel), value(kPrompt), value(kKeyVariable)};
        },
        [this](Result<Settings> settings) {
            if (!settings) return;
            if (!settings->endpoint.empty()) endpoint_->setText(QString::fromStdString(settings->endpoint));
            modelName_->setText(QString::fromStdString(settings->model));
            prompt_->setPlainText(QString::fromStdString(settings->prompt));
            keyVariable_->setText(QString::fromStdString(settings->keyVariable));
        });
}

void DescribeDialog::describe(int sample) {
    if (job_ != 0) return;
    model_->undoStack()->clear();
    key_->keep();
    setStatus(tr("Asking %1…").arg(endpoint_->text().trimmed()), false);
    job_ = jobs_.run<engine::DescribeOutcome>(
        tr("Describing pictures"), JobListing::Listed,
        [shared = workspace_, asked = request(sample)](const JobContext& context) {
            for (const auto& [key, value] : {std::pair{kEndpoint, asked.endpoint},
                                             {kModel, asked.model},
                                             {kPrompt, asked.prompt},
                                             {kKeyVariable, asked.keyVariable}}) {
                (void)shared->setSetting(key, value).ok(); // a convenience for the next time
            }
            return shared->describePictures(asked, context.progress, context.cancel);
        },
        this, [this](Result<engine::DescribeOutcome> outcome) { finished(std::move(outcome)); });
    check();
}

void DescribeDialog::stop() {
    if (job_ != 0) jobs_.cancel(job_);
}

void DescribeDialog::showProgress() {
    const auto job = jobs_.job(job_);
    if (!job) return;
    const double fraction = job->fraction();
    showFraction(*progress_, fraction);
    if (job->cancelling || job->progress.stage != "describing") return;
    auto text = tr("%1 of %2 pictures")
                    .arg(count(static_cast<std::int64_t>(job->progress.done)),
                         count(static_cast<std::int64_t>(job->progress.total)));
    if (const auto left = job->secondsLeft()) text += tr(" · %1 left").arg(durationText(*left));
    setStatus(text, false);
}

void DescribeDialog::finished(Result<engine::DescribeOutcome> outcome) {
    job_ = 0;
    if (outcome) {
        const bool priced = promptPrice_->value() > 0 || answerPrice_->value() > 0;
        setStatus(describeOutcome(*outcome, priced), !outcome->failures.empty());
    } else if (outcome.error().code == ErrorCode::Cancelled) {
        setStatus(tr("Stopped. What was described is in the file; go on whenever you like."), false);
    } else {
        setStatus(QString::fromStdString(outcome.error().message), true);
    }
    check();
    readTexts();
    if (outcome && outcome->described > 0) emit described(captionsFile());
}

QString DescribeDialog::describeOutcome(const engine::DescribeOutcome& outcome, bool priced) {
    auto text = tr("%1 of %2 pictures described in %3.")
                    .arg(count(outcome.described), count(outcome.pictures), durationText(outcome.seconds));
    if (outcome.left > 0 && outcome.described > 0) {
        const auto left = count(outcome.left), time = durationText(outcome.secondsLeft);
        const auto cost = QLocale().toString(outcome.costLeft, 'f', 2);
        text += QLatin1Char(' ') +
                (priced ? tr("The other %1 take about %2 and cost about %3.").arg(left, time, cost)
                        : tr("The other %1 take about %2.").arg(left, time));
    }
    if (!outcome.failures.empty()) {
        text += QLatin1Char(' ') + tr("%n pictures could not be described. %1", nullptr,
                                      static_cast<int>(outcome.failures.size()))
                                       .arg(QString::fromStdString(outcome.failures.front().error.message));
    }
    return text;
}

void DescribeDialog::readTexts() {
    const auto file = QFile::encodeName(captionsFile()).toStdString();
    textsRequest_.start<engine::PictureTexts>(
        [shared = workspace_, file](const JobContext&) { return shared->captions(file); },
        [this](Result<engine::PictureTexts> texts) {
            const bool none = !texts && texts.error().code == ErrorCode::NotFound;
            QString note;
            if (texts) {
                note = tr("%n texts", nullptr, static_cast<int>(texts->texts.size()));
                if (texts->badLines > 0)
                    note += tr(", %n unusable lines, which a change of a text drops", nullptr,
                               static_cast<int>(texts->badLines));
            } else if (!none) {
                note = QString::fromStdString(texts.error().message);
            }
            count_->setText(note);
            count_->setVisible(!note.isEmpty());
            model_->setTexts(texts ? std::move(texts->texts) : std::vector<engine::PictureText>());
        });
}

void DescribeDialog::save() {
    if (saveRequest_.pending()) {
        saveAgain_ = true;
        return;
    }
    const auto file = QFile::encodeName(captionsFile()).toStdString();
    saveRequest_.start<bool>(
        [shared = workspace_, file, texts = model_->texts()](const JobContext&) -> Result<bool> {
            const auto saved = shared->saveCaptions(file, texts);
            if (!saved.ok()) return saved.error();
            return true;
        },
        [this](Result<bool> saved) {
            if (std::exchange(saveAgain_, false)) return save();
            if (saved)
                setStatus(tr("Saved."), false);
            else
                setStatus(QString::fromStdString(saved.error().message), true);
        });
}

void DescribeDialog::setStatus(const QString& sentence, bool warning) {
    warning_ = warning;
    status_->setText(sentence);
    status_->setVisible(!sentence.isEmpty());
    QPalette colours = palette();
    if (warning) colours.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    status_->setPalette(colours);
}

void DescribeDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && status_ != nullptr) setStatus(status_->text(), warning_);
}

void DescribeDialog::check() {
    const bool ready = !captionsFile().isEmpty() && !endpoint_->text().trimmed().isEmpty();
    sample_->setEnabled(ready && job_ == 0);
    all_->setEnabled(ready && job_ == 0);
    stop_->setEnabled(job_ != 0);
    progress_->setVisible(job_ != 0);
    if (table_ != nullptr)
        table_->setEditTriggers(job_ != 0
                                    ? QAbstractItemView::NoEditTriggers
                                    : QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                                          QAbstractItemView::AnyKeyPressed);
}

} // namespace sparlet::ui
