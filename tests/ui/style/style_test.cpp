#include "style/theme.h"
#include "style/tokens.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include <cmath>

namespace sparlet::ui {
namespace {

class Appearances : public testing::TestWithParam<Appearance> {};

TEST_P(Appearances, TextStandsOutOnEverySurface) {
    const Tokens t = tokensFor(paletteFor(GetParam()));
    for (const QColor& surface : {t.window, t.panel, t.raised}) {
        EXPECT_GE(contrastRatio(t.text, surface), 7.0) << surface.name().toStdString();
        EXPECT_GE(contrastRatio(t.textDim, surface), 4.5) << surface.name().toStdString();
        EXPECT_GE(contrastRatio(t.warning, surface), 4.5) << surface.name().toStdString();
        EXPECT_GE(contrastRatio(t.right, surface), 4.5) << surface.name().toStdString();
        EXPECT_GE(contrastRatio(t.wrong, surface), 4.5) << surface.name().toStdString();
        // A focus ring is a graphic: WCAG asks for 3.
        EXPECT_GE(contrastRatio(t.accent, surface), 3.0) << surface.name().toStdString();
    }
    EXPECT_GE(contrastRatio(t.onAccent, t.accent), 7.0);
    EXPECT_GE(contrastRatio(t.text, t.accentDim), 4.5);
}

TEST_P(Appearances, CategoricalColoursAreDistinctFromTheGroundAndEachOther) {
    const Tokens t = tokensFor(paletteFor(GetParam()));
    ASSERT_GE(t.categorical.size(), 8);
    for (int i = 0; i < 4; ++i)
        EXPECT_GE(contrastRatio(t.categorical[i], t.panel), 2.0) << i;
    for (int i = 0; i < t.categorical.size(); ++i)
        for (int j = 0; j < i; ++j)
            EXPECT_NE(t.categorical[i], t.categorical[j]);
}

TEST_P(Appearances, NamesComeBack) {
    EXPECT_EQ(appearanceFromName(appearanceName(GetParam())), GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, Appearances,
                         testing::Values(Appearance::Dark, Appearance::Light, Appearance::HighContrast));

TEST(Tokens, DarkGreysAreTheOnesOfTheDesign) {
    const Tokens t = tokensFor(paletteFor(Appearance::Dark));
    EXPECT_EQ(t.window, QColor(24, 24, 24));
    EXPECT_EQ(t.panel, QColor(32, 32, 32));
    EXPECT_EQ(t.raised, QColor(42, 42, 42));
    EXPECT_TRUE(t.dark);
    EXPECT_FALSE(tokensFor(paletteFor(Appearance::Light)).dark);
}

TEST(Contrast, FollowsWcagExamples) {
    EXPECT_NEAR(contrastRatio(Qt::white, Qt::black), 21.0, 1e-9);
    EXPECT_NEAR(contrastRatio(Qt::red, Qt::red), 1.0, 1e-9);
    // Luminance of #777777 is ((0.4667 + 0.055) / 1.055)^2.4 = 0.18448; (1.05) / (0.23448) = 4.478.
    EXPECT_NEAR(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white), 4.478, 0.001);
}

TEST(Viridis, HasItsEndsAndRisesInLightness) {
    EXPECT_EQ(viridis(0), QColor(68, 1, 84));
    EXPECT_EQ(viridis(1), QColor(253, 231, 37));
    EXPECT_EQ(viridis(-3), viridis(0));
    EXPECT_EQ(viridis(std::nan("")), viridis(0));
    double before = 0;
    for (int i = 0; i <= 100; ++i) {
        const double now = contrastRatio(viridis(i / 100.0), Qt::black);
        EXPECT_GE(now, before - 1e-9) << i;
        before = now;
    }
}

TEST(Diverging, IsWhiteInTheMiddleAndEvenAtTheEnds) {
    EXPECT_GE(diverging(0).lightness(), 240);
    EXPECT_GT(diverging(-1).blue(), diverging(-1).red());
    EXPECT_GT(diverging(1).red(), diverging(1).blue());
    const double blue = contrastRatio(diverging(-1), Qt::black), red = contrastRatio(diverging(1), Qt::black);
    EXPECT_NEAR(blue / red, 1.0, 0.25);
}

QStringList iconNames() {
    QStringList names;
    const auto files = QDir(QStringLiteral(":/sparlet/icons")).entryList({QStringLiteral("*.svg")});
    for (const QString& file : files)
        names << file.chopped(4);
    return names;
}

/// The colours a picture's opaque pixels have.
QSet<QRgb> inks(const QImage& image) {
    QSet<QRgb> found;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) == 255) found << image.pixel(x, y);
    return found;
}

TEST(Icons, AreAllDrawnInThePalettesText) {
    (void)applicationIcon();
    const auto names = iconNames();
    ASSERT_GE(names.size(), 40);
    for (const auto appearance : {Appearance::Dark, Appearance::Light}) {
        const QPalette palette = paletteFor(appearance);
        const QRgb text = palette.color(QPalette::WindowText).rgba();
        for (const QString& name : names) {
            const QImage image = themedIcon(name, palette).pixmap(48, 48).toImage();
            const auto colours = inks(image);
            EXPECT_TRUE(colours.contains(text)) << name.toStdString();
        }
    }
}

TEST(Icons, HaveDisabledAndCheckedStates) {
    const QPalette palette = paletteFor(Appearance::Dark);
    const QIcon icon = themedIcon(QStringLiteral("search"), palette);
    const auto normal = icon.pixmap(48, 48, QIcon::Normal).toImage();
    EXPECT_NE(normal, icon.pixmap(48, 48, QIcon::Disabled).toImage());
    EXPECT_NE(normal, icon.pixmap(48, 48, QIcon::Normal, QIcon::On).toImage());
    EXPECT_EQ(normal.size(), QSize(48, 48));
}

TEST(Icons, AreDrawnAnewAtTwiceTheResolution) {
    const QIcon icon = themedIcon(QStringLiteral("codes"), paletteFor(Appearance::Dark));
    const QPixmap twice = icon.pixmap(QSize(24, 24), 2.0);
    EXPECT_EQ(twice.size(), QSize(48, 48));
    const QImage stretched = icon.pixmap(24, 24).toImage().scaled(48, 48);
    EXPECT_NE(twice.toImage().convertToFormat(QImage::Format_ARGB32),
              stretched.convertToFormat(QImage::Format_ARGB32));
}

TEST(Icons, UnknownNameIsEmptyAndNoCrash) {
    EXPECT_TRUE(themedIcon(QStringLiteral("no-such-icon"), QPalette()).isNull());
}

TEST(Style, ControlsAreAtLeast28PixelsHigh) {
    QPushButton button(QStringLiteral("Index"));
    QLineEdit line;
    QComboBox box;
    box.addItem(QStringLiteral("holiday"));
    EXPECT_EQ(button.sizeHint().height(), metric::control);
    EXPECT_EQ(line.sizeHint().height(), metric::control);
    EXPECT_EQ(box.sizeHint().height(), metric::control);
}

TEST(Style, ANumberFieldHasTheFrameOfEveryOtherField) {
    for (const auto appearance : {Appearance::Dark, Appearance::Light, Appearance::HighContrast}) {
        applyAppearance(*qApp, appearance);
        QSpinBox number;
        QLineEdit line;
        for (auto* field : {static_cast<QWidget*>(&number), static_cast<QWidget*>(&line)}) {
            field->resize(120, metric::control);
            const QRgb border = tokensFor(field->palette()).border.rgba();
            EXPECT_TRUE(inks(field->grab().toImage()).contains(border)) << field->metaObject()->className();
        }
        EXPECT_EQ(number.sizeHint().height(), metric::control);
    }
}

TEST(Style, FocusChangesWhatIsDrawn) {
    applyAppearance(*qApp, Appearance::Dark);
    QWidget window;
    QLineEdit first(&window), second(&window);
    first.setGeometry(8, 8, 120, metric::control);
    second.setGeometry(8, 48, 120, metric::control);
    window.show();
    window.activateWindow();
    first.setFocus();
    QApplication::processEvents();
    const QRgb accent = tokensFor(window.palette()).accent.rgba();
    EXPECT_TRUE(inks(first.grab().toImage()).contains(accent));
    EXPECT_FALSE(inks(second.grab().toImage()).contains(accent));
}

} // namespace
} // namespace sparlet::ui
