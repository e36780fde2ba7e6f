// A code in two linked plots and, on demand, as a table.
#pragma once

#include "engine/reports.h"

#include <QWidget>

#include <optional>

class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace sparlet::ui {

class StemPlot;
class BitsPlot;
class CodeTableModel;

/// The plots hang together: the dimension under the pointer in one is marked in the other. The plots are
/// given out as widgets so that the inspector can put each in a section of its own.
class CodeView : public QObject {
    Q_OBJECT

public:
    explicit CodeView(QObject* parent = nullptr);

    void setCode(const engine::CodeReport& code);
    void clear();
    const std::optional<engine::CodeReport>& code() const { return code_; }

    /// Content of the section "Code": caption, plot, table and the toggle between the two.
    QWidget* codeWidget() const { return codeWidget_; }
    /// Content of the section "Bits": caption and plot.
    QWidget* bitsWidget() const { return bitsWidget_; }
    StemPlot* stems() const { return stems_; }
    BitsPlot* bits() const { return bits_; }
    QTableView* table() const { return table_; }

    /// "31 of 128 dimensions kept · density 0.24 · τ 0.061 · 30 bytes"
    static QString caption(const engine::CodeReport& code);
    /// "4.1 bits on average · 2 to 8 · 127 bits for this image"
    static QString bitsCaption(const engine::CodeReport& code);
    /// Everything about one dimension, on lines.
    static QString note(const engine::CodeReport& code, int dimension);

    void showTable(bool on);

private:
    void build();

    std::optional<engine::CodeReport> code_;
    QWidget* codeWidget_;
    QWidget* bitsWidget_;
    QLabel* caption_;
    QLabel* bitsCaption_;
    StemPlot* stems_;
    BitsPlot* bits_;
    QTableView* table_;
    CodeTableModel* tableModel_;
    QStackedWidget* stack_;
    QToolButton* toggle_;
};

} // namespace sparlet::ui
