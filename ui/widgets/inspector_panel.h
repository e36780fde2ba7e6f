// Everything about the selected image: the picture, its facts, its code, the bits behind it.
#pragma once

#include "engine/reports.h"

#include <QImage>
#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QScrollArea;
class QStackedWidget;
class QToolButton;
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

    /// Another section below ours, e.g. the expansion or the collection. `name` is what saveSections() knows
    /// it by, the same in every language.
    CollapsibleSection* addSection(const QString& name, const QString& title, QWidget* content, bool open);

    /// Which sections are open.
    QByteArray saveSections() const;
    void restoreSections(const QByteArray& state);

    CodeView* codeView() const { return codeView_; }
    QString factsText() const; // as copied: one fact a line

signals:
    void copied();                               // the facts went to the clipboard
    void openRequested(const std::string& path); // with the desktop's program
    void showInFolderRequested(const std::string& path);
    void sectionsChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Fact {
        QString name, value;
    };
    QWidget* buildPictureSection();
    void showFacts();
    void showCode(bool there);
    void applyTheme();

    std::string path_;
    std::vector<Fact> known_;
    QStackedWidget* pages_;
    StateView* empty_;
    QScrollArea* scroll_;
    QVBoxLayout* sectionsLayout_;
    PictureView* picture_;
    QLabel* name_;
    QLabel* facts_;
    QToolButton* copy_;
    QToolButton* open_;
    QToolButton* folder_;
    StateView* codeState_; // instead of both sections while there is no code
    CodeView* codeView_;
    CollapsibleSection* codeSection_;
    CollapsibleSection* bitsSection_;
    std::vector<std::pair<QString, CollapsibleSection*>> sections_; // by the name they are saved under
};

} // namespace sparlet::ui
