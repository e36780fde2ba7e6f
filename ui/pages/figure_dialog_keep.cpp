#include "pages/figure_dialog_keep.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kMostBytes = 100; // they become names of files

bool isGoodName(const QString& name) {
    return !name.isEmpty() && !name.startsWith(QLatin1Char('.')) && !name.contains(QLatin1Char('/')) &&
           !name.contains(QLatin1Char('\\')) && name.toUtf8().size() <= kMostBytes;
}

} // namespace

FigureKeep::FigureKeep(const std::vector<engine::ProjectSummary>& projects, const QString& suggestion,
                       QWidget* parent)
    : QDialog(parent), projects_(projects), name_(new QLineEdit(suggestion, this)),
      project_(new QComboBox(this)), word_(new QLabel(this)) {
    setWindowTitle(tr("Keep the figure"));
    setMinimumWidth(400);
    name_->setObjectName(QStringLiteral("keptName"));
    name_->setAccessibleName(tr("Name"));
    name_->setMaxLength(80);
    name_->selectAll();
    project_->setObjectName(QStringLiteral("keptProject"));
    project_->setEditable(true);
    project_->setAccessibleName(tr("Project"));
    project_->setToolTip(tr("A project that there is, or the name of a new one"));
    for (const auto& project : projects)
        project_->addItem(QString::fromStdString(project.name));
    if (projects.empty()) project_->setEditText(tr("Paper"));
    word_->setWordWrap(true);
    asDimText(*word_);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(metric::gap);
    form->setVerticalSpacing(metric::gap);
    form->addRow(tr("&Name"), name_);
    form->addRow(tr("&Project"), project_);
    auto* buttons = new QDialogButtonBox(this);
    keep_ = buttons->addButton(tr("Keep"), QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    column->setSpacing(metric::gap);
    column->addLayout(form);
    column->addWidget(word_);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(name_, &QLineEdit::textChanged, this, &FigureKeep::check);
    connect(project_, &QComboBox::editTextChanged, this, &FigureKeep::check);
    check();
}

QString FigureKeep::name() const {
    return name_->text().simplified();
}

QString FigureKeep::project() const {
    return project_->currentText().simplified();
}

// A figure of the same name is replaced: said before, not after.
void FigureKeep::check() {
    const bool good = isGoodName(name()) && isGoodName(project());
    keep_->setEnabled(good);
    const auto wanted = name().toStdString();
    const bool there = std::any_of(projects_.begin(), projects_.end(), [&](const auto& project) {
        return std::find(project.figures.begin(), project.figures.end(), wanted) != project.figures.end();
    });
    if (!good)
        word_->setText(tr("Give both a name without slashes and without a dot at its beginning."));
    else if (there)
        word_->setText(tr("There is a figure of this name; it is replaced."));
    else
        word_->setText(tr("The numbers are read anew each time the figure is opened."));
    keep_->setText(there ? tr("Replace") : tr("Keep"));
}

} // namespace sparlet::ui
