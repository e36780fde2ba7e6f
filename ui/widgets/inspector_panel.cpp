#include "widgets/inspector_panel.h"

#include "itemmodels/picture_image.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/code_view.h"
#include "widgets/collapsible_section.h"
#include "widgets/picture_view.h"
#include "widgets/state_view.h"

#include <QClipboard>
#include <QDateTime>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

QToolButton* smallButton(const QString& name, const QString& tip) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    return button;
}

} // namespace

InspectorPanel::InspectorPanel(QWidget* parent)
    : QWidget(parent), pages_(new QStackedWidget(this)), empty_(new StateView(this)),
      scroll_(new QScrollArea(this)), picture_(new PictureView(this)), name_(new QLabel(this)),
      facts_(new QLabel(this)), codeState_(new StateView(this)), codeView_(new CodeView(this)) {
    setAccessibleName(tr("Inspector"));
    empty_->setCompact(true);
    empty_->setEmpty(QStringLiteral("info"), tr("Nothing selected"),
                     tr("Select an image to see its facts, its code and the bits behind it."));
    codeState_->setCompact(true);

    auto* content = new QWidget;
    sectionsLayout_ = new QVBoxLayout(content);
    sectionsLayout_->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    sectionsLayout_->setSpacing(metric::margin);
    sectionsLayout_->addWidget(buildPictureSection());
    sectionsLayout_->addWidget(codeState_);
    sectionsLayout_->addStretch();
    codeSection_ = addSection(QStringLiteral("code"), tr("Code"), codeView_->codeWidget(), true);
    bitsSection_ =
        addSection(QStringLiteral("bits"), tr("Bits and importance"), codeView_->bitsWidget(), true);

    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    scroll_->setWidget(content);
    asPanel(*this);
    asPanel(*content);
    pages_->addWidget(empty_);
    pages_->addWidget(scroll_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);
    setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    applyTheme();
    clear();
}

QWidget* InspectorPanel::buildPictureSection() {
    name_->setWordWrap(true);
    // Not selectable: the texts hold invisible places to break at, which no one wants on the clipboard.
    facts_->setWordWrap(true);
    facts_->setTextFormat(Qt::RichText);
    facts_->setAccessibleName(tr("Facts"));
    copy_ = smallButton(tr("Copy facts"), tr("Copy these facts as text"));
    open_ = smallButton(tr("Open"), tr("Open the picture with the desktop's program"));
    folder_ = smallButton(tr("Show in folder"), tr("Show the file in its folder"));
    connect(copy_, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(factsText());
        emit copied();
    });
    connect(open_, &QToolButton::clicked, this, [this] { emit openRequested(path_); });
    connect(folder_, &QToolButton::clicked, this, [this] { emit showInFolderRequested(path_); });

    auto* title = new QHBoxLayout;
    title->setSpacing(0);
    title->addWidget(name_, 1);
    title->addWidget(copy_, 0, Qt::AlignTop);
    title->addWidget(folder_, 0, Qt::AlignTop);
    title->addWidget(open_, 0, Qt::AlignTop);
    auto* section = new QWidget;
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addWidget(picture_);
    layout->addLayout(title);
    layout->addWidget(facts_);
    return section;
}

CollapsibleSection* InspectorPanel::addSection(const QString& name, const QString& title, QWidget* content,
                                               bool open) {
    auto* section = new CollapsibleSection(title, content);
    section->setOpen(open);
    // The last item is the stretch.
    sectionsLayout_->insertWidget(sectionsLayout_->count() - 1, section);
    sections_.emplace_back(name, section);
    connect(section, &CollapsibleSection::toggled, this, &InspectorPanel::sectionsChanged);
    return section;
}

QByteArray InspectorPanel::saveSections() const {
    QJsonObject state;
    for (const auto& [name, section] : sections_)
        state[name] = section->isOpen();
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void InspectorPanel::restoreSections(const QByteArray& saved) {
    const QJsonObject state = QJsonDocument::fromJson(saved).object();
    for (const auto& [name, section] : sections_)
        if (const auto open = state.constFind(name); open != state.constEnd() && open->isBool())
            section->setOpen(open->toBool());
}

void InspectorPanel::clear() {
    path_.clear();
    known_.clear();
    picture_->clear();
    codeView_->clear();
    showFacts();
    pages_->setCurrentWidget(empty_);
}

void InspectorPanel::setImage(const engine::ImageInfo& image) {
    const QLocale locale;
    setFile(image.path);
    if (image.width > 0)
        known_.push_back({tr("Size"), tr("%1 × %2 px · %3")
                                          .arg(locale.toString(image.width), locale.toString(image.height),
                                               locale.formattedDataSize(static_cast<qint64>(image.size)))});
    if (image.modifiedNs > 0)
        known_.push_back(
            {tr("Date"), locale.toString(QDateTime::fromMSecsSinceEpoch(image.modifiedNs / 1'000'000),
                                         QLocale::ShortFormat)});
    if (!image.label.empty()) known_.push_back({tr("Label"), QString::fromStdString(image.label)});
    if (image.codeBytes > 0) known_.push_back({tr("Code"), tr("%1 bytes").arg(image.codeBytes)});
    showFacts();
}

void InspectorPanel::setFile(const std::string& path) {
    path_ = path;
    known_ = {{tr("Folder"), displayFolder(path)}};
    picture_->setBusy();
    picture_->setAccessibleDescription(displayFileName(path));
    codeView_->clear();
    codeState_->setBusy(tr("Reading the code"));
    showCode(false);
    showFacts();
    pages_->setCurrentWidget(scroll_);
}

void InspectorPanel::setPicture(const QImage& picture) {
    picture_->setImage(picture);
}

void InspectorPanel::setPictureProblem(const QString& sentence) {
    picture_->setProblem(sentence);
}

void InspectorPanel::setCode(const engine::CodeReport& code) {
    codeView_->setCode(code);
    const QLocale locale;
    codeSection_->setNote(tr("%1 of %2").arg(locale.toString(code.active), locale.toString(code.dimensions)));
    double bits = 0;
    for (const std::uint8_t b : code.bits)
        bits += b;
    const bool known = !code.bits.empty();
    bitsSection_->setNote(
        known ? tr("%1 mean").arg(locale.toString(bits / static_cast<double>(code.bits.size()), 'f', 1))
              : QString());
    showCode(true);
}

void InspectorPanel::setCodeProblem(const QString& sentence) {
    codeView_->clear();
    codeState_->setError(tr("No code"), sentence);
    showCode(false);
}

void InspectorPanel::showCode(bool there) {
    codeState_->setVisible(!there);
    codeSection_->setVisible(there);
    bitsSection_->setVisible(there);
}

QString InspectorPanel::factsText() const {
    QString text = displayPath(path_) + QLatin1Char('\n');
    for (const Fact& fact : known_)
        text += fact.name + QLatin1String(": ") + fact.value + QLatin1Char('\n');
    return text;
}

void InspectorPanel::showFacts() {
    QString file = displayFileName(path_);
    // Long names without spaces may break anywhere rather than be cut.
    QString breakable;
    for (const QChar c : file) {
        breakable += c;
        if (c == QLatin1Char('_') || c == QLatin1Char('-') || c == QLatin1Char('.'))
            breakable += QChar(0x200b);
    }
    name_->setText(breakable);
    const QString dim = tokensFor(palette()).textDim.name();
    QString rows;
    for (const Fact& fact : known_) {
        QString value = fact.value.toHtmlEscaped();
        value.replace(QLatin1Char('/'), QStringLiteral("/\u200b"));
        rows += QStringLiteral("<tr><td style='color:%1; padding-right:12px'>%2</td><td>%3</td></tr>")
                    .arg(dim, fact.name.toHtmlEscaped(), value);
    }
    facts_->setText(QStringLiteral("<table cellspacing='0' cellpadding='1'>%1</table>").arg(rows));
}

void InspectorPanel::applyTheme() {
    name_->setFont(headingFont(font()));
    copy_->setIcon(themedIcon(QStringLiteral("copy"), palette()));
    open_->setIcon(themedIcon(QStringLiteral("open"), palette()));
    folder_->setIcon(themedIcon(QStringLiteral("folder"), palette()));
    QPalette ground = scroll_->verticalScrollBar()->palette();
    ground.setColor(QPalette::Base, tokensFor(palette()).panel);
    scroll_->verticalScrollBar()->setPalette(ground);
    showFacts();
}

void InspectorPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
