#include "widgets/query_bar.h"

#include "itemmodels/picture_image.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/flow_layout.h"
#include "widgets/query_chip.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

QToolButton* barButton(const QString& text, const QString& tip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleDescription(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMinimumHeight(metric::control);
    return button;
}

std::vector<std::string> localFiles(const QMimeData& data) {
    std::vector<std::string> files;
    const auto urls = data.urls();
    for (const QUrl& url : urls) {
        if (auto path = localPath(url); !path.empty()) files.push_back(std::move(path));
    }
    return files;
}

} // namespace

QueryBar::QueryBar(QWidget* parent)
    : QWidget(parent), text_(new QLineEdit(this)), unknown_(new QLabel(this)), chipArea_(new QWidget(this)),
      flow_(new FlowLayout(chipArea_, metric::gap)) {
    setAcceptDrops(true);
    setAccessibleName(tr("Query"));
    add_ = barButton(tr("Add picture…"),
                     tr("Search for images like a picture (or drop one here, or paste it)"), this);
    exclude_ = barButton(tr("Exclude…"), tr("Keep away from images like a picture"), this);
    clear_ = barButton(tr("Clear"), tr("Take everything out of the query"), this);
    clear_->setAutoRaise(true);
    text_->setClearButtonEnabled(true);
    text_->setMinimumHeight(metric::control);
    text_->setAccessibleName(tr("Words to search for"));
    setTextEnabled(true);
    asDimText(*unknown_);
    unknown_->hide();

    row_ = new QHBoxLayout;
    row_->setSpacing(metric::gap);
    row_->addWidget(add_);
    row_->addWidget(exclude_);
    row_->addWidget(text_, 1);
    row_->addWidget(clear_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addLayout(row_);
    layout->addWidget(unknown_);
    layout->addWidget(chipArea_);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    chipArea_->setSizePolicy(policy);
    setTabOrder(add_, exclude_);
    setTabOrder(exclude_, text_);
    setTabOrder(text_, clear_);

    connect(add_, &QToolButton::clicked, this, [this] { emit pictureRequested(false); });
    connect(exclude_, &QToolButton::clicked, this, [this] { emit pictureRequested(true); });
    connect(text_, &QLineEdit::returnPressed, this, &QueryBar::submitText);
    connect(clear_, &QToolButton::clicked, this, [this] {
        text_->clear();
        setParts({}, Notify::Yes);
        emit cleared();
    });
    // They may shrink to their icons, see resizeEvent().
    for (QToolButton* button : {add_, exclude_, clear_})
        button->setMinimumWidth(metric::control);
    applyTheme();
    rebuild();
}

QueryBar::~QueryBar() = default;

void QueryBar::setTextEnabled(bool enabled, const QString& why) {
    text_->setEnabled(enabled);
    text_->setPlaceholderText(enabled ? tr("Words, e.g. red bus (−word excludes)")
                                      : (why.isEmpty() ? tr("This model answers no words") : why));
    text_->setToolTip(enabled ? tr("Search by words; a minus sign before them excludes")
                              : text_->placeholderText());
}

void QueryBar::setUnknownWords(const QStringList& words) {
    unknown_->setVisible(!words.isEmpty());
    unknown_->setText(tr("Not known to the model and left out: %1").arg(words.join(QStringLiteral(", "))));
}

void QueryBar::addTrailingWidget(QWidget* widget) {
    row_->addWidget(widget);
}

void QueryBar::focusText() {
    text_->setFocus(Qt::ShortcutFocusReason);
    text_->selectAll();
}

void QueryBar::setParts(std::vector<engine::QueryPart> parts, Notify notify) {
    parts_ = std::move(parts);
    setUnknownWords({});
    rebuild();
    if (notify == Notify::Yes) emit partsChanged();
}

void QueryBar::addPart(engine::QueryPart part, Notify notify) {
    std::vector<engine::QueryPart> parts = parts_;
    parts.push_back(std::move(part));
    setParts(std::move(parts), notify);
}

void QueryBar::setThumbnailLoader(ThumbnailLoader* loader) {
    loader_ = loader;
    for (QueryChip* chip : chips_)
        chip->setThumbnailLoader(loader);
}

void QueryBar::submitText() {
    QString words = text_->text().simplified();
    const bool exclude = words.startsWith(QLatin1Char('-')) || words.startsWith(QChar(0x2212));
    if (exclude) words = words.mid(1).trimmed();
    if (words.isEmpty()) return;
    engine::QueryPart part;
    part.source = engine::QueryPart::Source::Text;
    part.value = words.toStdString();
    part.weight = exclude ? -1.0F : 1.0F;
    text_->clear();
    addPart(std::move(part));
}

// Chips are kept and only show another part: the one with the keyboard keeps it.
void QueryBar::rebuild() {
    while (chips_.size() > parts_.size()) {
        // It may be the chip whose event brought us here: it goes when that is done.
        QueryChip* chip = chips_.back();
        chips_.pop_back();
        flow_->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    for (std::size_t i = 0; i < chips_.size(); ++i)
        chips_[i]->setPart(parts_[i]);
    while (chips_.size() < parts_.size())
        addChip();
    for (QueryChip* chip : chips_)
        chip->setThumbnailLoader(loader_);
    flow_->invalidate();
    chipArea_->setVisible(!parts_.empty());
    clear_->setEnabled(!parts_.empty());
    chipArea_->updateGeometry();
}

void QueryBar::addChip() {
    const std::size_t i = chips_.size();
    auto* chip = new QueryChip(parts_[i], chipArea_);
    connect(chip, &QueryChip::changed, this, [this, i](const engine::QueryPart& part) {
        parts_[i] = part;
        flow_->invalidate();
        emit partsChanged();
    });
    connect(chip, &QueryChip::removeRequested, this, [this, i] { remove(i); });
    flow_->addWidget(chip);
    setTabOrder(chips_.empty() ? static_cast<QWidget*>(clear_) : chips_.back(), chip);
    chip->show();
    chips_.push_back(chip);
}

void QueryBar::remove(std::size_t part) {
    if (part >= parts_.size()) return;
    const bool focused = chips_[part]->hasFocus();
    std::vector<engine::QueryPart> rest = parts_;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(part));
    setParts(std::move(rest), Notify::Yes);
    // The keyboard stays where it was: on the next chip, or in the field.
    if (!focused) return;
    if (chips_.empty())
        text_->setFocus();
    else
        chips_[std::min(part, chips_.size() - 1)]->setFocus();
}

void QueryBar::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void QueryBar::dropEvent(QDropEvent* event) {
    const auto files = localFiles(*event->mimeData());
    if (files.empty()) return;
    std::vector<engine::QueryPart> parts = parts_;
    for (const std::string& file : files) {
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::File;
        part.value = file;
        parts.push_back(std::move(part));
    }
    setParts(std::move(parts), Notify::Yes);
    event->acceptProposedAction();
}

// Where it is narrow the buttons give their words up, so that the field keeps room for some.
void QueryBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= fontMetrics().averageCharWidth() * 90;
    for (QToolButton* button : {add_, exclude_, clear_})
        button->setToolButtonStyle(wide ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
}

void QueryBar::applyTheme() {
    add_->setIcon(themedIcon(QStringLiteral("add-picture"), palette()));
    exclude_->setIcon(themedIcon(QStringLiteral("exclude"), palette()));
    clear_->setIcon(themedIcon(QStringLiteral("close"), palette()));
}

void QueryBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

} // namespace sparlet::ui
