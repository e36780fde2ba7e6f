#include "pages/hyper_table.h"

#include "itemmodels/hyper_model.h"
#include "style/theme.h"
#include "style/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace sparlet::ui {

HyperTable::HyperTable(QWidget* parent)
    : QWidget(parent), model_(new HyperModel(this)), filter_(new QSortFilterProxyModel(this)),
      table_(new QTreeView(this)), search_(new QLineEdit(this)), reset_(new QPushButton(tr("Reset"), this)),
      resetAll_(new QPushButton(tr("Reset all"), this)), problem_(new QLabel(this)) {
    buildTable();
    search_->setPlaceholderText(tr("Search the hyper-parameters"));
    search_->setAccessibleName(tr("Search the hyper-parameters"));
    search_->setClearButtonEnabled(true);
    reset_->setToolTip(tr("Give the selected hyper-parameter its default"));
    resetAll_->setToolTip(tr("Give every hyper-parameter its default"));
    problem_->setWordWrap(true);
    problem_->hide();
    asWarningText(*problem_);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(metric::gap);
    tools->addWidget(search_, 1);
    tools->addWidget(reset_);
    tools->addWidget(resetAll_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addLayout(tools);
    layout->addWidget(table_);
    layout->addWidget(problem_);
    connect(search_, &QLineEdit::textChanged, filter_, &QSortFilterProxyModel::setFilterFixedString);
    connect(reset_, &QPushButton::clicked, this,
            [this] { model_->reset(filter_->mapToSource(table_->currentIndex())); });
    connect(resetAll_, &QPushButton::clicked, model_, &HyperModel::resetAll);
    connect(model_, &HyperModel::refused, this, [this](const QString& sentence) {
        problem_->setText(sentence);
        problem_->show();
    });
    connect(model_, &HyperModel::changedChanged, this, [this] {
        problem_->hide();
        const auto count = static_cast<int>(model_->changed().size());
        resetAll_->setEnabled(count > 0);
        emit changed(count);
    });
}

void HyperTable::buildTable() {
    filter_->setSourceModel(model_);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    filter_->setFilterKeyColumn(-1);
    table_->setModel(filter_);
    table_->setRootIsDecorated(false);
    table_->setUniformRowHeights(true);
    table_->setAccessibleName(tr("Hyper-parameters"));
    table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                            QAbstractItemView::AnyKeyPressed | QAbstractItemView::EditKeyPressed);
    table_->setMinimumHeight(metric::control * 9);
}

void HyperTable::setParameters(std::vector<train::HyperParameterInfo> parameters) {
    model_->setParameters(std::move(parameters));
    for (int column = 0; column < HyperModel::HelpColumn; ++column)
        table_->resizeColumnToContents(column);
}

QString HyperTable::problem() const {
    return problem_->isHidden() ? QString() : problem_->text();
}

} // namespace sparlet::ui
