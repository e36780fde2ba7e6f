#include "shell/command_palette.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kWidth = 480;
constexpr int kHeight = 400;

constexpr int kKeysRole = Qt::UserRole + 1;

/// Icon and name at the left, the keys at the right.
class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {0, metric::control};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Tokens t = tokensFor(option.palette);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected) painter->fillRect(option.rect, t.accentDim);
        const QRect line = option.rect.adjusted(metric::gap, 0, -metric::gap, 0);
        const int side = 18;
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(line.left(), line.center().y() - side / 2 + 1, side, side));
        const auto keys = index.data(kKeysRole).toString();
        painter->setFont(option.font);
        painter->setPen(selected ? t.text : t.textDim);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, keys);
        painter->setPen(t.text);
        const QRect text = line.adjusted(side + metric::gap, 0,
                                         -option.fontMetrics.horizontalAdvance(keys) - metric::gap, 0);
        painter->drawText(
            text, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    }
};

QString plainText(const QAction& action) {
    QString text = action.text();
    text.remove(QLatin1Char('&'));
    return text;
}

} // namespace

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent), actions_(actions) {
    setWindowTitle(tr("Commands"));
    setWindowFlag(Qt::Popup);
    resize(kWidth, kHeight);
    words_ = new QLineEdit(this);
    words_->setPlaceholderText(tr("Type a command"));
    words_->setAccessibleName(tr("Type a command"));
    words_->installEventFilter(this);
    list_ = new QListWidget(this);
    list_->setAccessibleName(tr("Commands"));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setItemDelegate(new CommandDelegate(list_));
    list_->viewport()->setBackgroundRole(QPalette::AlternateBase);
    asPanel(*this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::gap, metric::gap, metric::gap, metric::gap);
    layout->setSpacing(metric::gap);
    layout->addWidget(words_);
    layout->addWidget(list_, 1);
    connect(words_, &QLineEdit::textChanged, this, &CommandPalette::show);
    connect(words_, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    show(QString());
    if (parent != nullptr)
        move(parent->mapToGlobal(QPoint((parent->width() - kWidth) / 2, 3 * metric::margin)));
    words_->setFocus();
}

void CommandPalette::show(const QString& words) {
    list_->clear();
    const auto wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < actions_.size(); ++i) {
        const auto text = plainText(*actions_[i]);
        const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        if (!fits || !actions_[i]->isEnabled() || text.isEmpty()) continue;
        const auto keys = actions_[i]->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(actions_[i]->icon(), text, list_);
        item->setData(kKeysRole, keys);
        item->setData(Qt::AccessibleTextRole, keys.isEmpty() ? text : text + QStringLiteral(", ") + keys);
        item->setData(Qt::UserRole, static_cast<int>(i));
    }
    list_->setCurrentRow(0);
}

void CommandPalette::runCurrent() {
    const auto* item = list_->currentItem();
    if (item == nullptr) return;
    auto* action = actions_[item->data(Qt::UserRole).toInt()];
    accept();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == words_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace sparlet::ui
