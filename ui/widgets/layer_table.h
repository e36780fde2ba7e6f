// A bar for the bits and one for the share of weights of each layer. The left and right keys change the bar
// that has the focus, up and down go from layer to layer, Tab from bits to share and on.
#pragma once

#include <QTableView>

namespace sparlet::ui {

class LayerModel;

class LayerTable : public QTableView {
    Q_OBJECT

public:
    explicit LayerTable(LayerModel* model, QWidget* parent = nullptr);

    /// Bars can be read, not changed.
    void setLocked(bool locked);
    /// Where a bar is drawn, in the viewport.
    QRect barRect(const QModelIndex& index) const;

signals:
    /// The edits until the next one belong together: one drag, one key.
    void gestureBegan();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool isBar(const QModelIndex& index) const;
    void change(const QModelIndex& index, int value);
    void setFromPointer(const QPoint& position);
    /// After other layers or another font.
    void fitColumns();
    void shareWidth();
    int leastBar() const;
    int numbersWidth() const;

    bool locked_ = false;
    int names_ = 0; // pixels that the widest name takes
    QPersistentModelIndex dragged_;
};

} // namespace sparlet::ui
