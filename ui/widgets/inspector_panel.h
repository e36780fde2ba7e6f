// Everything about the selected image: the picture, its facts, its code, the bits behind it.
#pragma once

#include "engine/reports.h"

#include <QImage>
#include <QWidget>

class QLabel;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace sparlet::ui {

class CodeView;
class CollapsibleSection;
class PictureView;
class StateView;

/// Order of calls for a new selection: setImage() at once, then setPicture() and setCode() (or their busy and
/// error forms) as the answers come in.
class InspectorPanel : public QWidget {
    Q_OBJECT

public:
    explicit InspectorPanel(QWidget* parent = nullptr);

    /// Nothing selected: the empty state.
    void clear();
    /// Shows the facts; picture and code become busy.
    void setImage(const engine::ImageInfo& image);
    /// A query picture that is not in the collection: only what is known of it.
    void setFile(const std::string& path);

    void setPicture(const QImage& picture);
    void setPictureProblem(const QString& sentence);

    void setCode(const engine::CodeReport& code);
    void setCodeProblem(const QString& sentence);

    /// Another section below ours, e.g. the expansion or the collection.
    CollapsibleSection* addSection(const QString& title, QWidget* content, bool open);

    /// Which sections are open, for saving; names are stable.
    QByteArray saveSections() const;
    void restoreSections(const QByteArray& state);

    CodeView* codeView() const { return codeView_; }
    QString factsText() const;  // as copied: one fact a line

signals:
    void copied();  // the facts went to the clipboard
    void openRequested(const std::string& path);        // with the desktop's program
    void showInFolderRequested(const std::string& path);
    void sectionsChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Fact;
    void buildFacts(const std::vector<Fact>& facts);
    void setCodeState(int page);
    void applyTheme();

    std::string path_;
    std::uint32_t codeBytes_ = 0;
    QStackedWidget* pages_;
    StateView* empty_;
    QScrollArea* scroll_;
    QVBoxLayout* sectionsLayout_;
    PictureView* picture_;
    QLabel* name_;
    QWidget* facts_;
    CollapsibleSection* codeSection_;
    CollapsibleSection* bitsSection_;
    QStackedWidget* codePages_;
    StateView* codeState_;
    CodeView* codeView_;
    std::vector<CollapsibleSection*> sections_;
};

}  // namespace sparlet::ui
