// The texts of a captions file, to read and to correct.
#pragma once

#include "engine/describe_reports.h"

#include <QAbstractTableModel>
#include <QUndoStack>

#include <vector>

namespace sparlet::ui {

class CaptionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { ImageColumn, TextColumn, columns };

    explicit CaptionModel(QObject* parent = nullptr);

    /// Forgets what could be undone.
    void setTexts(std::vector<engine::PictureText> texts);
    const std::vector<engine::PictureText>& texts() const { return texts_; }
    /// Edits of texts.
    QUndoStack* undoStack() { return &undo_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// An empty text is not taken.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    /// A text was changed, by hand or by undo and redo.
    void edited();

private:
    class Edit;
    void put(int row, const std::string& text);

    std::vector<engine::PictureText> texts_;
    QUndoStack undo_;
};

} // namespace sparlet::ui
