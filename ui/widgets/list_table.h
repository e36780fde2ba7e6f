// The look of tables that are lists: a row is one thing.
#pragma once

class QTableView;

namespace sparlet::ui {

/// Whole rows are selected; no grid, frame or row numbers; Tab leaves the table. Call before its columns are
/// sized.
void styleAsList(QTableView& table);

} // namespace sparlet::ui
