// A few numbers with their names, side by side, wrapping where it is narrow.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace sparlet::ui {

class FlowLayout;

struct NamedNumber {
    QString name, value;
    QString note; // small, under the value; may be empty
};

class NumberRow : public QWidget {
    Q_OBJECT

public:
    explicit NumberRow(QWidget* parent = nullptr);
    void setNumbers(const QVector<NamedNumber>& numbers);
    const QVector<NamedNumber>& numbers() const { return numbers_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();

    QVector<NamedNumber> numbers_;
    FlowLayout* flow_;
};

} // namespace sparlet::ui
