#include "shell/failures_dialog.h"

#include "itemmodels/failure_model.h"
#include "style/tokens.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace sparlet::ui {

FailuresDialog::FailuresDialog(const QString& collection, std::vector<engine::Failure> failures,
                               QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Files that could not be indexed"));
    resize(800, 440);
    const int count = static_cast<int>(failures.size());
    auto* model = new FailureModel(this);
    model->setFailures(std::move(failures));
    auto* text =
        new QLabel(tr("%n file(s) in “%1” could not be read as a picture. The rest is indexed; a file is "
                      "tried again when it has changed.",
                      nullptr, count)
                       .arg(collection),
                   this);
    text->setWordWrap(true);
    auto* table = new QTableView(this);
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSortingEnabled(true);
    table->setAlternatingRowColors(false);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setStretchLastSection(true);
    table->setColumnWidth(FailureModel::FileColumn, 200);
    table->setColumnWidth(FailureModel::FolderColumn, 200);
    table->setAccessibleName(windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("Copy list"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [model] { QApplication::clipboard()->setText(model->asText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::gap);
    layout->addWidget(text);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
}

} // namespace sparlet::ui
