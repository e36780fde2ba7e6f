#include "itemmodels/caption_model.h"

#include <QUndoCommand>

namespace sparlet::ui {

class CaptionModel::Edit : public QUndoCommand {
public:
    Edit(CaptionModel& model, int row, std::string text)
        : QUndoCommand(CaptionModel::tr("change a text")), model_(model), row_(row),
          before_(model.texts_[static_cast<std::size_t>(row)].text), after_(std::move(text)) {}
    void undo() override { model_.put(row_, before_); }
    void redo() override { model_.put(row_, after_); }

private:
    CaptionModel& model_;
    int row_;
    std::string before_, after_;
};

CaptionModel::CaptionModel(QObject* parent) : QAbstractTableModel(parent) {}

void CaptionModel::setTexts(std::vector<engine::PictureText> texts) {
    beginResetModel();
    texts_ = std::move(texts);
    undo_.clear();
    endResetModel();
}

int CaptionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(texts_.size());
}

int CaptionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant CaptionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& one = texts_[static_cast<std::size_t>(index.row())];
    if (role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::ToolTipRole) return {};
    return QString::fromStdString(index.column() == ImageColumn ? one.image : one.text);
}

bool CaptionModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !index.isValid() || index.column() != TextColumn) return false;
    const auto text = value.toString().simplified().toStdString();
    if (text.empty()) return false;
    if (text != texts_[static_cast<std::size_t>(index.row())].text)
        undo_.push(new Edit(*this, index.row(), text));
    return true;
}

Qt::ItemFlags CaptionModel::flags(const QModelIndex& index) const {
    const auto flags = QAbstractTableModel::flags(index);
    return index.column() == TextColumn ? flags | Qt::ItemIsEditable : flags;
}

QVariant CaptionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == ImageColumn ? tr("Picture") : tr("Text");
}

void CaptionModel::put(int row, const std::string& text) {
    texts_[static_cast<std::size_t>(row)].text = text;
    const auto changed = index(row, TextColumn);
    emit dataChanged(changed, changed);
    emit edited();
}

} // namespace sparlet::ui
