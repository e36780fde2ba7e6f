// Where LKD's texts come from: the program's own, class descriptions, or captions of single pictures.
#pragma once

#include "engine/reports.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace sparlet::ui {

class TextSource : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Automatic, Descriptions, Captions };

    explicit TextSource(QWidget* parent = nullptr);

    Kind kind() const;
    void setKind(Kind kind);
    void setFile(const QString& file);
    QString file() const;
    /// "" or what is wrong.
    QString problem() const;
    /// Sets the request's descriptions and captions.
    void fill(engine::TrainRequest& request) const;

signals:
    void changed();
    /// To have pictures described into the captions file.
    void describeRequested();

private:
    void browse();
    void showKind(Kind kind);

    QComboBox* kind_;
    QLineEdit* file_;
    QPushButton* browse_;
    QPushButton* describe_;
};

} // namespace sparlet::ui
