// How sparse a collection is, how its bits are spent, and what that saves.
#pragma once

#include "engine/reports.h"

#include <QWidget>

#include <optional>
#include <vector>

class QGridLayout;
class QStackedWidget;

namespace sparlet::ui {

class BitsPlot;
class HistogramPlot;
class NumberRow;
class ProfilePlot;
class StateView;

class CollectionOverview : public QWidget {
    Q_OBJECT

public:
    explicit CollectionOverview(QWidget* parent = nullptr);

    void clear();
    void setBusy();
    void setError(const QString& sentence);
    void setStatistics(const engine::CollectionStatistics& statistics);
    /// Marks where the selected image lies among the densities; unset: none.
    void setSelectedDensity(std::optional<double> density);

    /// "instead of 512 B (16× smaller)": against D float32 values. "" when either is not known.
    static QString savedText(double bytesPerImage, int dimensions);

    HistogramPlot* densities() const { return densities_; }
    HistogramPlot* bitCounts() const { return bitCounts_; }
    BitsPlot* bits() const { return bits_; }
    ProfilePlot* activity() const { return activity_; }

signals:
    void indexRequested(); // the button of the empty state

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    QStackedWidget* pages_;
    StateView* state_;
    NumberRow* numbers_;
    HistogramPlot* densities_;
    HistogramPlot* bitCounts_;
    BitsPlot* bits_;
    ProfilePlot* activity_;
    QGridLayout* plots_;
    std::vector<QWidget*> boxes_;
    int columns_ = 0;
};

} // namespace sparlet::ui
