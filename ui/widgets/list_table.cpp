#include "widgets/list_table.h"

#include "style/tokens.h"

#include <QHeaderView>
#include <QTableView>

namespace sparlet::ui {

void styleAsList(QTableView& table) {
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setFrameShape(QFrame::NoFrame);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(metric::control);
    table.horizontalHeader()->setHighlightSections(false);
}

} // namespace sparlet::ui
