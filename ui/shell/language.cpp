#include "shell/language.h"

#include <QApplication>
#include <QFont>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace sparlet::ui {

void installLanguage(QApplication& application, const QString& language) {
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    for (const auto& [name, folder] :
         {std::pair{QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)},
          std::pair{QStringLiteral("sparlet"), QStringLiteral(":/i18n")}}) {
        auto* translator = new QTranslator(&application);
        const bool loaded = translator->load(locale, name, QStringLiteral("_"), folder) ||
                            translator->load(QLocale(QLocale::English), name, QStringLiteral("_"), folder);
        if (loaded) QApplication::installTranslator(translator);
    }
    if (locale.language() != QLocale::Japanese) return;
    // Han characters have other shapes in Chinese fonts, which a fallback by coverage alone may pick.
    QFont font = QApplication::font();
    font.setFamilies({font.family(), QStringLiteral("Noto Sans CJK JP"), QStringLiteral("Noto Sans JP"),
                      QStringLiteral("Hiragino Sans"), QStringLiteral("Yu Gothic UI"),
                      QStringLiteral("IPAexGothic")});
    QApplication::setFont(font);
}

} // namespace sparlet::ui
