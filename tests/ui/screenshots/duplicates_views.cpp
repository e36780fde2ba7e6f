#include "pages/duplicates_list.h"
#include "pages/duplicates_page.h"
#include "ui/screenshots/session.h"

#include <QSlider>

namespace sparlet::testing {

void duplicates(Session& session) {
    if (session.plan().collection.isEmpty()) return;
    auto* page = session.window().duplicatesPage();
    bool any = false;
    for (const char* name : {"duplicates", "duplicates-difference", "duplicates-exact"})
        any = any || session.wanted(QString::fromLatin1(name));
    if (!any) return;
    QTest::keyClick(&session.window(), Qt::Key_7, Qt::ControlModifier);
    waitFor([&] { return page->showsGroups(); }, 60'000);
    session.settle(1500);
    page->list()->setFocus();
    page->model()->markOthers();
    QTest::keyClick(page->list(), Qt::Key_Down);
    session.settle(1500);
    session.keep(QStringLiteral("duplicates"));
    QTest::keyClick(page->list(), Qt::Key_D);
    session.settle(1500);
    session.keep(QStringLiteral("duplicates-difference"));
    QTest::keyClick(page->list(), Qt::Key_S);
    page->model()->clearFates();
    page->slider()->setValue(1000);
    session.settle(2500);
    session.keep(QStringLiteral("duplicates-exact"));
}

} // namespace sparlet::testing
