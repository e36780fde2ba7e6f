// The key for a service's address: typed, read from the keyring, kept there if wished, forgotten. A key goes
// to the host it was typed for and to no other.
#pragma once

#include "pages/key_store.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sparlet::ui {

class KeyField : public QWidget {
    Q_OBJECT

public:
    explicit KeyField(KeyStore& keys, QWidget* parent = nullptr);
    ~KeyField() override;

    /// Of another host: its key is shown, which is read from the keyring once typing rests.
    void setEndpoint(const QString& endpoint);
    /// The environment variable that serves where no key is typed; "": none.
    void setVariable(const QString& variable);
    /// "" : none.
    QString key() const;
    QString note() const;

public slots:
    /// Remembers the key for the session, and in the keyring where that is wished.
    void keep();
    void forget();

private:
    void readKeyring();
    void toggled(bool keep);
    void setKept(bool kept);
    void setUnavailable();
    void write();
    void showNote();

    KeyStore& keys_;
    QTimer settle_;
    QString endpoint_, host_, variable_, written_;
    quint64 generation_ = 0; // answers for another host are dropped
    bool available_ = true;
    QLineEdit* key_;
    QCheckBox* keep_;
    QPushButton* forget_;
    QLabel* note_;
};

} // namespace sparlet::ui
