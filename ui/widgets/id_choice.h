// Combo boxes whose entries have ids: texts that stay the same in every language.
#pragma once

#include <QComboBox>

#include <string>

namespace sparlet::ui {

/// Chooses the entry with this id; none has it: nothing changes.
inline void chooseId(QComboBox& box, const std::string& id) {
    const int at = box.findData(QString::fromStdString(id));
    if (at >= 0) box.setCurrentIndex(at);
}

/// "" where nothing is chosen.
inline std::string chosenId(const QComboBox& box) {
    return box.currentData().toString().toStdString();
}

} // namespace sparlet::ui
