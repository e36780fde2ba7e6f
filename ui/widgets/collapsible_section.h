// A titled part of a panel that opens and closes.
#pragma once

#include <QString>
#include <QWidget>

class QToolButton;
class QLabel;

namespace sparlet::ui {

class CollapsibleSection : public QWidget {
    Q_OBJECT

public:
    /// Takes the content over.
    CollapsibleSection(const QString& title, QWidget* content, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Short text at the right of the title: "31 of 128".
    void setNote(const QString& note);
    QString note() const;
    void setOpen(bool open);
    bool isOpen() const { return open_; }
    QWidget* content() const { return content_; }

signals:
    void toggled(bool open);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    void describe();

    QToolButton* button_;
    QLabel* note_;
    QWidget* content_;
    bool open_ = true;
};

} // namespace sparlet::ui
