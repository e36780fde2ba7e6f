#include "pages/figure_dialog_form.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QIcon>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <QSignalBlocker>

#include <cmath>

namespace sparlet::ui {
namespace {

constexpr double kSame = 0.05; // mm
constexpr int kSwatch = 10;
constexpr int kMostSwatches = 7;

QIcon swatches(const report::Palette& palette, qreal ratio) {
    const int count = std::min<int>(kMostSwatches, static_cast<int>(palette.colours.size()));
    QPixmap picture(QSize(std::max(1, count) * (kSwatch + 1), kSwatch) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    for (int i = 0; i < count; ++i)
        painter.fillRect(i * (kSwatch + 1), 0, kSwatch, kSwatch,
                         QColor::fromRgb(palette.colours[static_cast<std::size_t>(i)]));
    return QIcon(picture);
}

QDoubleSpinBox* number(double from, double to, int decimals, double step, const QString& suffix,
                       QWidget* parent) {
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(from, to);
    box->setDecimals(decimals);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    box->setKeyboardTracking(false);
    box->setFixedHeight(metric::control);
    return box;
}

void choose(QComboBox& box, const QVariant& data) {
    const int at = box.findData(data);
    if (at >= 0) box.setCurrentIndex(at);
}

} // namespace

FigureForm::FigureForm(QWidget* parent)
    : QWidget(parent), journal_(new QComboBox(this)), font_(new QComboBox(this)),
      palette_(new QComboBox(this)), legend_(new QComboBox(this)), language_(new QComboBox(this)),
      width_(number(20, 500, 1, 1, tr(" mm"), this)), height_(number(0, 500, 1, 1, tr(" mm"), this)),
      points_(number(4, 24, 1, 0.5, tr(" pt"), this)),
      patterns_(new QCheckBox(tr("Patterns for &grey print"), this)) {
    using report::LegendPlace;
    height_->setSpecialValueText(tr("As suits"));
    palette_->setIconSize(QSize(kMostSwatches * (kSwatch + 1), kSwatch));
    patterns_->setToolTip(tr("Line styles, marks and hatches that can be told apart without colour"));
    for (const auto& [place, text] :
         {std::pair{LegendPlace::Automatic, tr("Automatic")}, std::pair{LegendPlace::Right, tr("Right")},
          std::pair{LegendPlace::Below, tr("Below")}, std::pair{LegendPlace::Inside, tr("Inside")},
          std::pair{LegendPlace::None, tr("None")}})
        legend_->addItem(text, static_cast<int>(place));
    language_->addItem(QStringLiteral("English"), static_cast<int>(report::Language::English));
    language_->addItem(QStringLiteral("日本語"), static_cast<int>(report::Language::Japanese));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(metric::gap);
    form->setVerticalSpacing(metric::gap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto row = [&](const QString& text, QWidget* field, const QString& tip, const char* object) {
        auto* label = new QLabel(text, this);
        label->setBuddy(field);
        field->setObjectName(QString::fromLatin1(object));
        field->setToolTip(tip);
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')));
        if (auto* box = qobject_cast<QComboBox*>(field)) {
            box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            box->setMinimumContentsLength(10);
        }
        form->addRow(label, field);
    };
    row(tr("&Column"), journal_, tr("Column widths of journals"), "figureJournal");
    row(tr("&Width"), width_, tr("Width on paper"), "figureWidth");
    row(tr("&Height"), height_, tr("Height on paper; 0: what suits the figure"), "figureHeight");
    row(tr("&Font"), font_, tr("Family of all letters"), "figureFont");
    row(tr("Font si&ze"), points_, tr("Of axis labels; nothing is set smaller than 0.8 of it"),
        "figurePoints");
    row(tr("&Palette"), palette_, tr("Colours of the figure"), "figurePalette");
    form->addRow(QString(), patterns_);
    row(tr("&Legend"), legend_, tr("Where the legend stands"), "figureLegend");
    row(tr("La&nguage"), language_, tr("Language of the words in the figure"), "figureLanguage");
    patterns_->setObjectName(QStringLiteral("figurePatterns"));
    setChoices({});
    setStyle({});
    connectFields();
}

void FigureForm::connectFields() {
    connect(journal_, &QComboBox::activated, this, [this] {
        const double width = journal_->currentData().toDouble();
        if (width > 0) width_->setValue(width);
        showWidth();
    });
    connect(width_, &QDoubleSpinBox::valueChanged, this, [this] {
        showWidth();
        emit changed();
    });
    for (auto* box : {height_, points_})
        connect(box, &QDoubleSpinBox::valueChanged, this, &FigureForm::changed);
    for (auto* box : {font_, palette_, legend_, language_})
        connect(box, &QComboBox::activated, this, &FigureForm::changed);
    connect(patterns_, &QCheckBox::toggled, this, &FigureForm::changed);
}

void FigureForm::setChoices(const report::FigureChoices& choices) {
    const QSignalBlocker quiet(this);
    const auto now = style();
    choices_ = choices;
    journal_->clear();
    for (const auto& width : choices_.widths) {
        const auto title = QString::fromStdString(width.title);
        // Some say their width in the title already.
        journal_->addItem(title.contains(QLatin1String("mm"))
                              ? title
                              : tr("%1, %2 mm").arg(title, QLocale().toString(width.widthMm, 'g', 4)),
                          width.widthMm);
    }
    journal_->addItem(tr("Own width"), 0.0);
    font_->clear();
    font_->addItem(tr("Sans-serif that is there"), QString());
    for (const auto& family : choices_.fonts)
        font_->addItem(QString::fromStdString(family), QString::fromStdString(family));
    fillPalettes();
    setStyle(now);
}

void FigureForm::fillPalettes() {
    palette_->clear();
    for (const auto& palette : choices_.palettes) {
        const auto title = QString::fromStdString(palette.title);
        palette_->addItem(swatches(palette, devicePixelRatioF()), title, QString::fromStdString(palette.id));
        palette_->setItemData(palette_->count() - 1,
                              palette.colourBlindSafe ? tr("%1, safe for the colour-blind").arg(title)
                                                      : tr("%1, not safe for the colour-blind").arg(title),
                              Qt::ToolTipRole);
        palette_->setItemText(palette_->count() - 1,
                              palette.colourBlindSafe ? tr("%1 ✓ safe").arg(title) : title);
    }
}

void FigureForm::showWidth() {
    const QSignalBlocker quiet(journal_);
    int found = journal_->count() - 1;
    // The chosen one where several are as wide.
    if (std::abs(journal_->currentData().toDouble() - width_->value()) < kSame) return;
    for (int i = journal_->count() - 2; i >= 0; --i)
        if (std::abs(journal_->itemData(i).toDouble() - width_->value()) < kSame) found = i;
    journal_->setCurrentIndex(found);
}

report::FigureStyle FigureForm::style() const {
    report::FigureStyle style;
    style.widthMm = width_->value();
    style.heightMm = height_->value();
    style.font = font_->currentData().toString().toStdString();
    style.fontPt = points_->value();
    if (palette_->count() > 0) style.palette = palette_->currentData().toString().toStdString();
    style.patterns = patterns_->isChecked();
    style.legend = static_cast<report::LegendPlace>(legend_->currentData().toInt());
    style.language = static_cast<report::Language>(language_->currentData().toInt());
    style.dpi = dpi_;
    return style;
}

void FigureForm::setStyle(const report::FigureStyle& style) {
    const QSignalBlocker quiet(this);
    width_->setValue(style.widthMm);
    height_->setValue(style.heightMm);
    points_->setValue(style.fontPt);
    choose(*font_, QString::fromStdString(style.font));
    choose(*palette_, QString::fromStdString(style.palette));
    patterns_->setChecked(style.patterns);
    choose(*legend_, static_cast<int>(style.legend));
    choose(*language_, static_cast<int>(style.language));
    dpi_ = style.dpi;
    showWidth();
}

} // namespace sparlet::ui
