// Of the first results of a label's queries, the share that has each label.
#pragma once

#include "plots/plot_widget.h"

#include <memory>
#include <vector>

namespace sparlet::ui {

struct ConfusionData {
    QStringList labels;         // by name
    std::vector<double> shares; // [labels, labels], 0…1; rows: the queries' labels
};

/// Arrow keys move over the cells, Enter does what a click does.
class ConfusionPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit ConfusionPlot(QWidget* parent = nullptr);
    ~ConfusionPlot() override;

    void setData(ConfusionData data);
    const ConfusionData& data() const;
    QString describe() const override;

signals:
    /// The queries of a row are wanted.
    void rowRequested(const QString& label);

protected:
    void restyle() override;
    void placed() override;
    QString hoverAt(const QPointF& position) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int cells() const;
    QString cellText(int row, int column) const;
    void nameAxes();
    void moveTo(int row, int column);

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
