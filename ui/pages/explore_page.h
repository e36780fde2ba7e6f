// Browse a collection, query it, and follow the results.
#pragma once

#include "engine/workspace.h"
#include "itemmodels/filter_model.h"
#include "itemmodels/result_model.h"
#include "pages/query_session.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QSlider;
class QStackedWidget;

namespace sparlet::ui {

class PictureOverlay;
class QueryBar;
class ResultGrid;
class RoundStepper;
class StateView;
class ThumbnailLoader;

/// A labelled folder of pictures that any Debian machine can install.
QString demoFolder();

class ExplorePage : public QWidget {
    Q_OBJECT

public:
    explicit ExplorePage(JobManager& jobs, QWidget* parent = nullptr);
    ~ExplorePage() override;

    /// The loader is not owned and lives longer than the page uses it.
    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    /// "" : no collection there yet, the page explains itself.
    void openCollection(const QString& name);
    /// Reads the collection again (after an index run) and keeps the query.
    void reload();
    QString collection() const { return collection_; }
    /// The workspace itself could not be opened.
    void setProblem(const QString& sentence);
    /// The query as it can be kept in a file; pasted pictures are left out.
    QByteArray saveQuery() const;
    /// Asked again as soon as `collection` is open; dropped when another one is opened.
    void restoreQuery(const QString& collection, const QByteArray& saved);
    /// One line about the last round of expansion, beside the round stepper.
    void setExpansionSummary(const QString& text);

    QuerySession* session() { return &session_; }
    ResultGrid* grid() const { return grid_; }
    QueryBar* queryBar() const { return bar_; }
    const engine::QueryReport* report() const { return report_.get(); }

    int thumbnailSize() const;
    void setThumbnailSize(int size);

public slots:
    void chooseQueryPictures(bool exclude = false);
    void pasteQuery();
    void focusText();
    void focusFilter();
    void queryWithCurrent();
    /// With an image of the collection, by its path.
    void queryWithIndexed(const std::string& path);
    void addCurrent(float weight);
    void clearQuery();
    void markCurrent(Mark mark);
    void expandOneRound();
    void showCurrentLarge();
    void exportResults();

signals:
    void indexRequested(const QString& folder); // "" : ask for one
    void demoRequested();
    void retryRequested(); // the workspace could not be opened
    void collectionOpened(const sparlet::engine::CollectionSummary& summary, const QString& modelTitle);
    void currentImageChanged(const std::optional<sparlet::engine::ImageInfo>& image);
    void answered(std::shared_ptr<const sparlet::engine::QueryReport> report);
    void emptied();
    void message(const QString& sentence);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Opened {
        std::shared_ptr<const engine::CollectionView> view;
        std::optional<engine::ModelDetails> model;
    };
    void build();
    QWidget* buildFilterRow();
    QWidget* buildBottomRow();
    void connectSession();
    void connectGrid();
    void load(bool keepQuery);
    void opened(Opened opened, bool keepQuery);
    void showState();
    void showAnswer(std::shared_ptr<const engine::QueryReport> report);
    void showCounts();
    void elideExpansion();
    void showLabels();
    void applyFilter();
    void openMenu(const QModelIndex& index, const QPoint& global);
    void step(int by);
    std::optional<engine::ImageInfo> current() const;
    void queryFiles(const QList<QUrl>& urls);
    void dropOnPage(const QMimeData& data);

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    ThumbnailLoader* loader_ = nullptr;
    QString collection_;
    std::shared_ptr<const engine::CollectionView> view_;
    std::shared_ptr<const engine::QueryReport> report_;
    QuerySession session_;
    LatestRequest loading_;
    ResultModel* model_;
    FilterModel* filter_;
    QueryBar* bar_;
    ResultGrid* grid_;
    StateView* state_;
    QStackedWidget* stack_;
    QWidget* filterRow_;
    QLineEdit* filterText_;
    QComboBox* labels_;
    QLabel* counts_;
    QLabel* summary_;
    QLabel* expansion_;
    QString expansionText_;
    QWidget* bottomRow_;
    RoundStepper* rounds_;
    QString problem_;
    QString restoreFor_;
    QByteArray restored_;
    QSlider* size_;
    PictureOverlay* overlay_;
};

} // namespace sparlet::ui
