#include "pages/key_field.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

constexpr int kKeySettleMs = 400;

bool isLoopback(const QString& host) {
    return host == QLatin1String("localhost") || host == QLatin1String("::1") ||
           host.startsWith(QLatin1String("127."));
}

} // namespace

KeyField::KeyField(KeyStore& keys, QWidget* parent)
    : QWidget(parent), keys_(keys), key_(new QLineEdit(this)),
      keep_(new QCheckBox(tr("Keep in the keyring"), this)), forget_(new QPushButton(tr("Forget"), this)),
      note_(new QLabel(this)) {
    key_->setEchoMode(QLineEdit::Password);
    key_->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhHiddenText | Qt::ImhNoPredictiveText);
    key_->setPlaceholderText(tr("none"));
    key_->setAccessibleName(tr("Key"));
    key_->setToolTip(tr("The service's key; it goes to this address only and is written into no file"));
    key_->setAccessibleDescription(key_->toolTip());
    keep_->setToolTip(tr("Have the desktop's keyring keep the key for this address"));
    keep_->setAccessibleDescription(keep_->toolTip());
    forget_->setToolTip(tr("Remove the key for this address, from the keyring too"));
    forget_->setAccessibleDescription(forget_->toolTip());
    note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // one line; it never widens the dialog
    asDimText(*note_);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(key_, 1);
    row->addWidget(keep_);
    row->addWidget(forget_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(row);
    layout->addWidget(note_);
    setFocusProxy(key_);
    settle_.setSingleShot(true);
    settle_.setInterval(kKeySettleMs);
    connect(&settle_, &QTimer::timeout, this, &KeyField::readKeyring);
    connect(key_, &QLineEdit::editingFinished, this, &KeyField::keep);
    connect(key_, &QLineEdit::textChanged, this, &KeyField::showNote);
    connect(keep_, &QCheckBox::toggled, this, &KeyField::toggled);
    connect(forget_, &QPushButton::clicked, this, &KeyField::forget);
    showNote();
}

/// A field that goes while it has the focus still says that it was edited, when nothing of this is left to
/// hear it.
KeyField::~KeyField() {
    key_->disconnect(this);
}

QString KeyField::key() const {
    return key_->text().trimmed();
}

QString KeyField::note() const {
    return note_->text();
}

void KeyField::setVariable(const QString& variable) {
    variable_ = variable.trimmed();
    showNote();
}

void KeyField::setEndpoint(const QString& endpoint) {
    endpoint_ = endpoint.trimmed();
    const auto host = QUrl(endpoint_).host();
    if (host != host_) {
        if (!host_.isEmpty()) keys_.keepForSession(host_, key());
        host_ = host;
        ++generation_;
        written_.clear();
        setKept(false);
        key_->setText(keys_.forSession(host_));
        settle_.start();
    }
    showNote();
}

void KeyField::readKeyring() {
    if (host_.isEmpty()) return;
    keys_.read(host_, this, [this, asked = generation_](const KeyAnswer& answer) {
        if (asked != generation_) return;
        if (answer.state == KeyAnswer::State::Unavailable) return setUnavailable();
        available_ = true;
        if (answer.state == KeyAnswer::State::Done) {
            written_ = answer.key;
            if (key().isEmpty()) key_->setText(answer.key);
            setKept(true);
        }
        showNote();
    });
}

void KeyField::setKept(bool kept) {
    const QSignalBlocker quiet(keep_);
    keep_->setChecked(kept);
}

void KeyField::setUnavailable() {
    available_ = false;
    written_.clear();
    setKept(false);
    showNote();
}

void KeyField::keep() {
    if (host_.isEmpty()) return;
    keys_.keepForSession(host_, key());
    if (keep_->isChecked() && !key().isEmpty() && key() != written_) write();
}

void KeyField::write() {
    written_ = key();
    keys_.write(host_, written_, this, [this, asked = generation_](const KeyAnswer& answer) {
        if (asked != generation_) return;
        if (answer.state != KeyAnswer::State::Done) return setUnavailable();
        showNote();
    });
}

void KeyField::toggled(bool keepIt) {
    if (keepIt) {
        keep();
    } else if (!written_.isEmpty()) {
        written_.clear();
        keys_.remove(host_, this, [](const KeyAnswer&) {});
    }
    showNote();
}

void KeyField::forget() {
    keys_.keepForSession(host_, {});
    key_->clear();
    setKept(false);
    written_.clear();
    keys_.remove(host_, this, [](const KeyAnswer&) {});
    showNote();
}

void KeyField::showNote() {
    keep_->setEnabled(available_ && !host_.isEmpty());
    forget_->setEnabled(!key().isEmpty() || !written_.isEmpty());
    QString text;
    const bool open = endpoint_.startsWith(QLatin1String("http:"), Qt::CaseInsensitive) && !isLoopback(host_);
    if (open && !key().isEmpty())
        text = tr("The key goes to %1 unencrypted; use https.").arg(host_);
    else if (!available_ && variable_.isEmpty())
        text = tr(
            "No keyring here: used for this session only. An environment variable, named below, serves too.");
    else if (!available_)
        text =
            tr("No keyring here: used for this session only. Without a key, %1 from the environment is sent.")
                .arg(variable_);
    else if (!written_.isEmpty() && keep_->isChecked() && written_ == key())
        text = tr("The keyring has the key for %1.").arg(host_);
    note_->setText(text);
    note_->setToolTip(text);
    note_->setVisible(!text.isEmpty());
}

} // namespace sparlet::ui
