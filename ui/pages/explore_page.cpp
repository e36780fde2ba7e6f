#include "pages/explore_page.h"

#include "itemmodels/picture_image.h"
#include "itemmodels/thumbnail_loader.h"
#include "pages/picture_overlay.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/query_bar.h"
#include "widgets/result_grid.h"
#include "widgets/round_stepper.h"
#include "widgets/state_view.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

std::string bytes(const QString& path) {
    return QFile::encodeName(path).toStdString();
}

engine::QueryPart filePart(const std::string& path, float weight) {
    engine::QueryPart part;
    part.source = engine::QueryPart::Source::File;
    part.value = path;
    part.weight = weight;
    return part;
}

engine::QueryPart indexedPart(const std::string& path, float weight) {
    auto part = filePart(path, weight);
    part.source = engine::QueryPart::Source::Indexed;
    return part;
}

} // namespace

QString demoFolder() {
    return QStringLiteral("/usr/share/tuxpaint/stamps");
}

ExplorePage::ExplorePage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), session_(jobs), loading_(jobs), model_(new ResultModel(this)),
      filter_(new FilterModel(this)) {
    filter_->setSourceModel(model_);
    setAcceptDrops(true);
    build();
    connectSession();
    connectGrid();
    showState();
}

ExplorePage::~ExplorePage() {
    // The grid and the models below it still speak while they are taken apart.
    grid_->disconnect(this);
    filter_->disconnect(this);
    filter_->setSourceModel(nullptr);
}

void ExplorePage::build() {
    bar_ = new QueryBar(this);
    grid_ = new ResultGrid(this);
    grid_->setModel(filter_);
    state_ = new StateView(this);
    stack_ = new QStackedWidget(this);
    stack_->addWidget(state_);
    stack_->addWidget(grid_);
    filterRow_ = buildFilterRow();
    bottomRow_ = buildBottomRow();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::gap);
    layout->setSpacing(metric::gap);
    layout->addWidget(bar_);
    layout->addWidget(filterRow_);
    layout->addWidget(stack_, 1);
    layout->addWidget(bottomRow_);
    overlay_ = new PictureOverlay(jobs_, this);
    connect(overlay_, &PictureOverlay::stepRequested, this, &ExplorePage::step);
    connect(overlay_, &PictureOverlay::closed, this, [this] { grid_->setFocus(); });
    connect(state_, &StateView::secondaryTriggered, this, &ExplorePage::demoRequested);
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (!problem_.isEmpty())
            emit retryRequested();
        else if (state_->state() == StateView::State::Error && !session_.state().empty() && view_)
            session_.refresh();
        else if (state_->state() == StateView::State::Error && !collection_.isEmpty())
            reload();
        else
            emit indexRequested(QString());
    });
}

QWidget* ExplorePage::buildBottomRow() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::margin);
    auto* name = new QLabel(tr("Rounds"), row);
    rounds_ = new RoundStepper(row);
    rounds_->setMaximum(3);
    expansion_ = new QLabel(row);
    summary_ = new QLabel(row);
    for (QLabel* label : {name, expansion_, summary_}) {
        label->setTextFormat(Qt::PlainText);
        asDimText(*label);
    }
    expansion_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    expansion_->installEventFilter(this);
    layout->addWidget(name);
    layout->addWidget(rounds_);
    layout->addWidget(expansion_, 1);
    layout->addWidget(summary_);
    connect(rounds_, &RoundStepper::valueChanged, &session_, &QuerySession::setRounds);
    return row;
}

QWidget* ExplorePage::buildFilterRow() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    filterText_ = new QLineEdit(row);
    filterText_->setPlaceholderText(tr("Filter by name or folder"));
    filterText_->setAccessibleName(tr("Filter by name or folder"));
    filterText_->setToolTip(tr("Show only images whose path or label has these words (Ctrl+Shift+F)"));
    filterText_->setClearButtonEnabled(true);
    filterText_->setMinimumWidth(140);
    filterText_->setMaximumWidth(280);
    labels_ = new QComboBox(row);
    labels_->setAccessibleName(tr("Label"));
    labels_->setToolTip(tr("Show only images with this label"));
    labels_->setMinimumContentsLength(10);
    labels_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    counts_ = new QLabel(row);
    counts_->setFont(numberFont(font()));
    asDimText(*counts_);
    size_ = new QSlider(Qt::Horizontal, row);
    size_->setRange(metric::thumbnailMin, metric::thumbnailMax);
    size_->setPageStep(32);
    size_->setValue(grid_->thumbnailSize());
    size_->setMinimumWidth(90);
    size_->setMaximumWidth(140);
    size_->setAccessibleName(tr("Thumbnail size"));
    size_->setToolTip(tr("Thumbnail size (Ctrl+wheel, Ctrl+plus, Ctrl+minus)"));
    layout->addWidget(filterText_, 3);
    layout->addWidget(labels_);
    layout->addWidget(counts_);
    layout->addStretch(1);
    layout->addWidget(size_);
    connect(filterText_, &QLineEdit::textChanged, this, &ExplorePage::applyFilter);
    connect(labels_, &QComboBox::activated, this, &ExplorePage::applyFilter);
    connect(size_, &QSlider::valueChanged, grid_, &ResultGrid::setThumbnailSize);
    connect(grid_, &ResultGrid::thumbnailSizeChanged, size_, &QSlider::setValue);
    connect(filter_, &FilterModel::counted, this, &ExplorePage::showCounts);
    connect(filter_, &FilterModel::labelsChanged, this, &ExplorePage::showLabels);
    return row;
}

void ExplorePage::connectSession() {
    connect(bar_, &QueryBar::partsChanged, this,
            [this] { session_.setParts(bar_->parts(), tr("change the query")); });
    connect(bar_, &QueryBar::cleared, this, &ExplorePage::clearQuery);
    connect(bar_, &QueryBar::pictureRequested, this, &ExplorePage::chooseQueryPictures);
    connect(&session_, &QuerySession::stateChanged, this, [this] {
        bar_->setParts(session_.state().parts);
        rounds_->setValue(session_.state().rounds);
        const auto& wanted = session_.state().marks;
        const auto present = model_->marks();
        for (auto it = present.begin(); it != present.end(); ++it) {
            if (!wanted.contains(it.key())) model_->setMark(it.key(), Mark::None);
        }
        for (const auto& [image, mark] : wanted)
            model_->setMark(image, mark);
    });
    connect(&session_, &QuerySession::answered, this, &ExplorePage::showAnswer);
    connect(&session_, &QuerySession::emptied, this, [this] {
        report_.reset();
        bar_->setUnknownWords({});
        model_->setCollection(view_);
        summary_->clear();
        showState();
        emit emptied();
    });
    connect(&session_, &QuerySession::failed, this, [this](const QString& sentence) {
        state_->setError(tr("The query could not be answered"), sentence, {}, tr("Try again"));
        stack_->setCurrentWidget(state_);
        bottomRow_->hide();
    });
}

void ExplorePage::connectGrid() {
    connect(grid_, &ResultGrid::queryRequested, this, [this](const QModelIndex&) { queryWithCurrent(); });
    connect(grid_, &ResultGrid::viewRequested, this, [this](const QModelIndex&) { showCurrentLarge(); });
    connect(grid_, &ResultGrid::markRequested, this, [this](const QModelIndex& index, Mark mark) {
        session_.setMark(index.data(ResultModel::ImageIdRole).toLongLong(), mark);
    });
    connect(grid_, &ResultGrid::currentImageChanged, this,
            [this](const QModelIndex&) { emit currentImageChanged(current()); });
    connect(grid_, &ResultGrid::contextMenuRequested, this, &ExplorePage::openMenu);
}

void ExplorePage::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    loader_ = loader;
    session_.setWorkspace(workspace_);
    overlay_->setWorkspace(workspace_);
    grid_->setThumbnailLoader(loader);
    bar_->setThumbnailLoader(loader);
    showState();
}

void ExplorePage::setProblem(const QString& sentence) {
    problem_ = sentence;
    showState();
}

void ExplorePage::setExpansionSummary(const QString& text) {
    expansionText_ = text;
    expansion_->setToolTip(text);
    elideExpansion();
}

/// The one text of its row that may give way.
void ExplorePage::elideExpansion() {
    expansion_->setText(
        expansion_->fontMetrics().elidedText(expansionText_, Qt::ElideRight, expansion_->width()));
}

bool ExplorePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == expansion_ && event->type() == QEvent::Resize) elideExpansion();
    return QWidget::eventFilter(watched, event);
}

void ExplorePage::restoreQuery(const QString& collection, const QByteArray& saved) {
    restoreFor_ = collection;
    restored_ = saved;
}

QByteArray ExplorePage::saveQuery() const {
    return serializeQuery(session_.state());
}

void ExplorePage::openCollection(const QString& name) {
    collection_ = name;
    load(false);
}

void ExplorePage::reload() {
    load(true);
}

void ExplorePage::load(bool keepQuery) {
    if (collection_.isEmpty() || !workspace_) {
        loading_.drop();
        view_.reset();
        model_->clear();
        showState();
        return;
    }
    if (!keepQuery) {
        view_.reset();
        model_->clear();
    }
    showState();
    const auto workspace = workspace_;
    const auto name = collection_.toStdString();
    loading_.start<Opened>(
        [workspace, name](const JobContext&) -> Result<Opened> {
            auto view = workspace->collection(name);
            if (!view) return view.error();
            Opened result{*view, std::nullopt};
            if (auto model = workspace->model(result.view->summary.model)) result.model = std::move(*model);
            return result;
        },
        [this, keepQuery](Result<Opened> outcome) {
            if (outcome) {
                opened(std::move(outcome).value(), keepQuery);
                return;
            }
            state_->setError(tr("The collection could not be opened"),
                             QString::fromStdString(outcome.error().message), {}, tr("Try again"));
            stack_->setCurrentWidget(state_);
            grid_->setSkeleton(false);
        });
}

void ExplorePage::opened(Opened opened, bool keepQuery) {
    view_ = opened.view;
    grid_->setSkeleton(false);
    const bool words = opened.model && opened.model->info.textDimensions > 0;
    bar_->setTextEnabled(
        words,
        words ? QString() : tr("The model of this collection was trained without texts and knows no words."));
    const auto title = opened.model ? QString::fromStdString(opened.model->summary.title)
                                    : QString::fromStdString(view_->summary.model);
    if (keepQuery && !session_.state().empty() && session_.collection() == view_->summary.name) {
        session_.refresh();
    } else {
        const auto defaults = opened.model ? opened.model->info.expansion : nn::ExpansionDefaults{};
        session_.setCollection(view_->summary.name, defaults.rounds, defaults.gamma);
        if (restoreFor_ == collection_) {
            if (auto saved = parseQuery(restored_)) session_.restore(std::move(*saved));
        }
        restored_.clear();
        restoreFor_.clear();
    }
    emit collectionOpened(view_->summary, title);
}

void ExplorePage::showState() {
    const bool usable = view_ && !view_->images.empty();
    bar_->setEnabled(usable);
    filterRow_->setVisible(usable);
    bottomRow_->setVisible(usable && !session_.state().empty());
    if (!problem_.isEmpty()) {
        state_->setError(tr("Sparlet's data could not be opened"), problem_, {}, tr("Try again"));
    } else if (!workspace_) {
        state_->setBusy(tr("Opening"));
    } else if (collection_.isEmpty()) {
        state_->setEmpty(
            QStringLiteral("folder-open"), tr("Find pictures like this one"),
            tr("Choose a folder of pictures, or drop one here. Sparlet reads every picture once, keeps "
               "a small code of it, and finds the ones like any picture or word you give it."),
            tr("Index a folder…"));
        if (QFileInfo(demoFolder()).isDir()) state_->setSecondary(tr("Open the demo pictures"));
    } else if (!view_) {
        grid_->setSkeleton(true);
        stack_->setCurrentWidget(grid_);
        return;
    } else if (view_->images.empty()) {
        state_->setEmpty(
            QStringLiteral("picture"), tr("No pictures in “%1”").arg(collection_),
            tr("None of the files in its folders could be read as a picture. Index another folder into it."),
            tr("Index a folder…"));
    } else {
        stack_->setCurrentWidget(grid_);
        return;
    }
    stack_->setCurrentWidget(state_);
}

void ExplorePage::showAnswer(std::shared_ptr<const engine::QueryReport> report) {
    report_ = std::move(report);
    QStringList unknown;
    for (const auto& word : report_->unknownWords)
        unknown.append(QString::fromStdString(word));
    bar_->setUnknownWords(unknown);
    model_->setResults(report_);
    showState();
    if (filter_->rowCount() > 0) grid_->scrollToTop();
    const QLocale locale;
    summary_->setText(tr("%Ln result(s)", nullptr, static_cast<int>(report_->results.size())) +
                      QStringLiteral(" · ") + tr("%1 ms").arg(locale.toString(report_->totalMs, 'f', 0)));
    summary_->setToolTip(
        tr("Encoding the query %1 ms, search %2 ms")
            .arg(locale.toString(report_->encodeMs, 'f', 0), locale.toString(report_->searchMs, 'f', 1)));
    emit answered(report_);
}

void ExplorePage::showCounts() {
    const QLocale locale;
    const int shown = filter_->rowCount(), total = filter_->total();
    counts_->setText(shown == total ? tr("%Ln image(s)", nullptr, total)
                                    : tr("%1 of %2").arg(locale.toString(shown), locale.toString(total)));
}

void ExplorePage::showLabels() {
    const auto wanted = labels_->currentData().toString();
    const bool any = labels_->currentIndex() <= 0;
    labels_->clear();
    labels_->addItem(tr("All labels"));
    for (const auto& entry : filter_->labels()) {
        const auto name = QString::fromStdString(entry.label);
        labels_->addItem(
            tr("%1 (%2)").arg(name.isEmpty() ? tr("no label") : name, QLocale().toString(entry.images)),
            name);
    }
    const int at = any ? 0 : labels_->findData(wanted);
    labels_->setCurrentIndex(std::max(0, at));
    labels_->setVisible(filter_->labels().size() > 1);
}

void ExplorePage::applyFilter() {
    Filter filter = filter_->filter();
    filter.text = filterText_->text();
    filter.label.reset();
    if (labels_->currentIndex() > 0) filter.label = labels_->currentData().toString().toStdString();
    filter_->setFilter(filter);
}

std::optional<engine::ImageInfo> ExplorePage::current() const {
    const auto index = filter_->mapToSource(grid_->currentIndex());
    if (!index.isValid()) return std::nullopt;
    return model_->image(index);
}

int ExplorePage::thumbnailSize() const {
    return grid_->thumbnailSize();
}

void ExplorePage::setThumbnailSize(int size) {
    size_->setValue(size);
}

void ExplorePage::chooseQueryPictures(bool exclude) {
    const auto files = QFileDialog::getOpenFileNames(
        this, exclude ? tr("Pictures to exclude") : tr("Query pictures"), QString(),
        tr("Pictures (*.jpg *.jpeg *.jpe *.jfif *.png *.bmp *.webp *.tif *.tiff *.gif);;All files (*)"));
    if (files.isEmpty()) return;
    auto parts = session_.state().parts;
    for (const auto& file : files)
        parts.push_back(filePart(bytes(file), exclude ? -1.0F : 1.0F));
    session_.setParts(std::move(parts), tr("add pictures"));
}

void ExplorePage::queryFiles(const QList<QUrl>& urls) {
    std::vector<engine::QueryPart> parts;
    for (const auto& url : urls) {
        if (const auto path = localPath(url); !path.empty()) parts.push_back(filePart(path, 1.0F));
    }
    if (!parts.empty()) session_.setParts(std::move(parts), tr("query by file"));
}

void ExplorePage::pasteQuery() {
    const auto* mime = QApplication::clipboard()->mimeData();
    if (mime == nullptr || !bar_->isEnabled()) return;
    if (mime->hasUrls()) {
        queryFiles(mime->urls());
        return;
    }
    if (mime->hasImage()) {
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::Pixels;
        part.pixels = toPicture(qvariant_cast<QImage>(mime->imageData()));
        session_.setParts({std::move(part)}, tr("query by clipboard"));
        return;
    }
    if (mime->hasText() && !mime->text().trimmed().isEmpty()) {
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::Text;
        part.value = mime->text().trimmed().left(200).toStdString();
        session_.setParts({std::move(part)}, tr("query by clipboard"));
        return;
    }
    emit message(tr("The clipboard holds no picture and no words."));
}

void ExplorePage::focusText() {
    bar_->focusText();
}

void ExplorePage::focusFilter() {
    filterText_->setFocus();
    filterText_->selectAll();
}

void ExplorePage::queryWithCurrent() {
    if (const auto image = current())
        session_.setParts({indexedPart(image->path, 1.0F)}, tr("query by result"));
}

void ExplorePage::queryWithIndexed(const std::string& path) {
    session_.setParts({indexedPart(path, 1.0F)}, tr("query by result"));
}

void ExplorePage::addCurrent(float weight) {
    const auto image = current();
    if (!image) return;
    session_.addPart(indexedPart(image->path, weight),
                     weight > 0 ? tr("add to the query") : tr("exclude from the query"));
}

void ExplorePage::clearQuery() {
    session_.clear();
}

void ExplorePage::markCurrent(Mark mark) {
    const auto image = current();
    if (!image || !report_) return;
    session_.setMark(image->id, model_->mark(image->id) == mark ? Mark::None : mark);
}

void ExplorePage::expandOneRound() {
    if (!session_.state().empty() && session_.state().rounds < 3)
        session_.setRounds(session_.state().rounds + 1);
}

void ExplorePage::showCurrentLarge() {
    const auto image = current();
    if (!image) return;
    const auto index = grid_->currentIndex();
    const int rank = index.data(ResultModel::RankRole).toInt();
    const auto name = index.data(ResultModel::FileNameRole).toString();
    overlay_->showPicture(image->path, rank > 0 ? tr("%1. %2").arg(rank).arg(name) : name);
}

void ExplorePage::step(int by) {
    const int row = grid_->currentIndex().row() + by;
    if (row < 0 || row >= filter_->rowCount()) return;
    grid_->setCurrentRow(row);
    showCurrentLarge();
}

void ExplorePage::dragEnterEvent(QDragEnterEvent* event) {
    const auto* mime = event->mimeData();
    if (mime->hasUrls() || mime->hasImage()) event->acceptProposedAction();
}

void ExplorePage::dropEvent(QDropEvent* event) {
    dropOnPage(*event->mimeData());
    event->acceptProposedAction();
}

void ExplorePage::dropOnPage(const QMimeData& mime) {
    const auto urls = mime.urls();
    for (const auto& url : urls) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isDir()) {
            emit indexRequested(url.toLocalFile());
            return;
        }
    }
    if (!view_ || view_->images.empty()) {
        if (!urls.isEmpty())
            emit message(tr("Drop a folder to index it first; then pictures can be looked for."));
        return;
    }
    if (!urls.isEmpty()) {
        queryFiles(urls);
    } else if (mime.hasImage()) {
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::Pixels;
        part.pixels = toPicture(qvariant_cast<QImage>(mime.imageData()));
        session_.setParts({std::move(part)}, tr("query by dropped picture"));
    }
}

void ExplorePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        clearQuery();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace sparlet::ui
