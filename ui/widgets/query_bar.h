// The query: pictures and words with weights, as chips, and the ways to add to them.
#pragma once

#include "engine/reports.h"
#include "itemmodels/thumbnail_loader.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace sparlet::ui {

class QueryChip;
class FlowLayout;

/// Holds the parts of a query and lets a person change them; answers nothing itself. Every change by the
/// person emits partsChanged() once; setParts() and addPart() emit it too when `notify` says so.
class QueryBar : public QWidget {
    Q_OBJECT

public:
    enum class Notify { No, Yes };

    explicit QueryBar(QWidget* parent = nullptr);
    ~QueryBar() override;

    void setParts(std::vector<engine::QueryPart> parts, Notify notify = Notify::No);
    void addPart(engine::QueryPart part, Notify notify = Notify::Yes);
    const std::vector<engine::QueryPart>& parts() const { return parts_; }

    void setThumbnailLoader(ThumbnailLoader* loader); // not owned
    /// A model without a text head answers no words: the field says so and is off.
    void setTextEnabled(bool enabled, const QString& why = {});
    /// Words that the model does not know: shown beside the field.
    void setUnknownWords(const QStringList& words);
    /// Places a widget at the right end of the first row (the IQE button).
    void addTrailingWidget(QWidget* widget);
    void focusText(); // Ctrl+F

signals:
    void partsChanged();
    /// The person wants to choose picture files; the page opens its dialog and calls addPart().
    void pictureRequested(bool exclude);
    void cleared();

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void addChip();
    void submitText();
    void applyTheme();
    void remove(std::size_t part);

    std::vector<engine::QueryPart> parts_;
    std::vector<QueryChip*> chips_;
    QPointer<ThumbnailLoader> loader_;
    QLineEdit* text_;
    QToolButton* add_;
    QToolButton* exclude_;
    QToolButton* clear_;
    QLabel* unknown_;
    QHBoxLayout* row_;
    QWidget* chipArea_;
    FlowLayout* flow_;
};

} // namespace sparlet::ui
