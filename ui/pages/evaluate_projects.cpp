#include "pages/evaluate_projects.h"

#include "style/tokens.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <ctime>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr const char* kSuffix = ".sparlet-project";

} // namespace

EvaluateProjects::EvaluateProjects(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), request_(jobs), box_(new QComboBox(this)), button_(new QToolButton(this)),
      menu_(new QMenu(this)), addTo_(new QMenu(tr("&Add the selected to"), menu_)) {
    box_->setObjectName(QStringLiteral("projectChooser"));
    box_->setAccessibleName(tr("Project"));
    box_->setToolTip(tr("Shows only what belongs to one project"));
    box_->setMinimumContentsLength(14);
    box_->addItem(tr("All projects"), QString());
    button_->setText(tr("Project"));
    button_->setToolTip(tr("New project, add to one, take one to another machine"));
    button_->setAccessibleName(tr("What to do with projects"));
    button_->setPopupMode(QToolButton::InstantPopup);
    button_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button_->setFocusPolicy(Qt::StrongFocus);
    button_->setProperty("raised", true);
    button_->setMenu(menu_);
    buildMenu();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(box_);
    row->addWidget(button_);
    connect(box_, &QComboBox::currentIndexChanged, this, [this] {
        updateMenu();
        emit currentChanged(current());
    });
    applyTheme();
    updateMenu();
}

QAction* EvaluateProjects::add(const char* icon, const QString& text, const QString& tip,
                               const std::function<void()>& run) {
    auto* action = menu_->addAction(text);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, run);
    icons_.append({action, QString::fromLatin1(icon)});
    return action;
}

void EvaluateProjects::buildMenu() {
    menu_->setToolTipsVisible(true);
    add("plus", tr("&New project…"), tr("A name for runs and evaluations that belong together"),
        [this] { askForName([this](const QString& name) { create(name); }); });
    menu_->addMenu(addTo_);
    menu_->addSeparator();
    export_ = add("export", tr("&Export the project…"),
                  tr("One file with its runs, evaluations and figures, to open it on another machine"),
                  [this] { askToExport(); });
    add("folder-open", tr("&Import a project…"), tr("A project that was exported elsewhere"),
        [this] { askToImport(); });
    menu_->addSeparator();
    remove_ =
        add("trash", tr("&Delete the project…"), tr("What belongs to it stays"), [this] { askToRemove(); });
}

void EvaluateProjects::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    refresh();
}

QString EvaluateProjects::current() const {
    return box_->currentData().toString();
}

void EvaluateProjects::setCurrent(const QString& project) {
    if (const int at = box_->findData(project); at >= 0)
        box_->setCurrentIndex(at);
    else
        wanted_ = project;
}

void EvaluateProjects::setSelected(std::vector<engine::EvaluationSummary> selected) {
    selected_ = std::move(selected);
    updateMenu();
}

const engine::ProjectSummary* EvaluateProjects::find(const QString& name) const {
    const auto wanted = name.toStdString();
    const auto found =
        std::find_if(projects_.begin(), projects_.end(), [&](const auto& one) { return one.name == wanted; });
    return found == projects_.end() ? nullptr : &*found;
}

void EvaluateProjects::refresh() {
    if (!workspace_) return;
    request_.start<std::vector<engine::ProjectSummary>>(
        [shared = workspace_](const JobContext&) { return shared->projects(); },
        [this](Result<std::vector<engine::ProjectSummary>> outcome) {
            if (!outcome) {
                emit message(QString::fromStdString(outcome.error().message));
                return;
            }
            projects_ = std::move(*outcome);
            const auto before = current();
            const auto keep = wanted_.isEmpty() ? before : std::exchange(wanted_, {});
            {
                const QSignalBlocker guard(box_);
                box_->clear();
                box_->addItem(tr("All projects"), QString());
                for (const auto& project : projects_)
                    box_->addItem(QString::fromStdString(project.name), QString::fromStdString(project.name));
                box_->setCurrentIndex(std::max(0, box_->findData(keep)));
            }
            updateMenu();
            if (current() != before) emit currentChanged(current());
        });
}

void EvaluateProjects::updateMenu() {
    addTo_->clear();
    for (const auto& project : projects_) {
        const auto name = QString::fromStdString(project.name);
        connect(addTo_->addAction(name), &QAction::triggered, this, [this, name] { addSelectedTo(name); });
    }
    if (!projects_.empty()) addTo_->addSeparator();
    connect(addTo_->addAction(tr("A new project…")), &QAction::triggered, this,
            [this] { askForName([this](const QString& name) { addSelectedTo(name); }); });
    addTo_->setEnabled(!selected_.empty());
    export_->setEnabled(!current().isEmpty());
    remove_->setEnabled(!current().isEmpty());
}

void EvaluateProjects::askForName(const std::function<void(const QString&)>& then) {
    bool accepted = false;
    const auto name =
        QInputDialog::getText(this, tr("New project"), tr("Name"), QLineEdit::Normal, {}, &accepted)
            .simplified();
    if (!accepted || name.isEmpty()) return;
    then(name);
}

void EvaluateProjects::save(engine::ProjectSummary project, const QString& sentence) {
    if (!workspace_) return;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, project](const JobContext&) -> Result<bool> {
            const auto saved = shared->saveProject(project);
            if (!saved) return saved.error();
            return true;
        },
        this,
        [this, sentence](Result<bool> outcome) {
            emit message(outcome ? sentence : QString::fromStdString(outcome.error().message));
            refresh();
            emit changed();
        });
}

void EvaluateProjects::create(const QString& name) {
    if (find(name) != nullptr) {
        emit message(tr("There is a project “%1” already.").arg(name));
        setCurrent(name);
        return;
    }
    engine::ProjectSummary project;
    project.name = name.toStdString();
    project.created = std::time(nullptr);
    // An empty project in view would hide what is about to be added to it.
    if (selected_.empty()) wanted_ = name;
    save(std::move(project), tr("The project “%1” is there; add evaluations to it.").arg(name));
}

void EvaluateProjects::addSelectedTo(const QString& name) {
    engine::ProjectSummary project;
    if (const auto* known = find(name)) {
        project = *known;
    } else {
        project.name = name.toStdString();
        project.created = std::time(nullptr);
    }
    const auto append = [](std::vector<std::string>& ids, const std::string& id) {
        if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (const auto& one : selected_) {
        append(project.evaluations, one.id);
        append(project.runs, one.run);
    }
    save(std::move(project),
         tr("%n evaluations were added to “%1”.", nullptr, static_cast<int>(selected_.size())).arg(name));
}

void EvaluateProjects::askToExport() {
    const auto project = current();
    if (project.isEmpty()) return;
    auto file = QFileDialog::getSaveFileName(this, tr("Export the project"),
                                             QDir::home().filePath(project + QLatin1String(kSuffix)),
                                             tr("Projects (*%1)").arg(QLatin1String(kSuffix)));
    if (file.isEmpty()) return;
    if (!file.endsWith(QLatin1String(kSuffix))) file += QLatin1String(kSuffix);
    QMessageBox box(QMessageBox::Question, tr("Export the project"),
                    tr("Should the models be in the file too?"), QMessageBox::Cancel, this);
    box.setInformativeText(
        tr("With them the file is as large as they are; without them all numbers, rankings and "
           "figures can be opened, but nothing new can be measured."));
    auto* with = box.addButton(tr("With models"), QMessageBox::AcceptRole);
    auto* without = box.addButton(tr("Without models"), QMessageBox::AcceptRole);
    box.setDefaultButton(without);
    box.exec();
    if (box.clickedButton() == with || box.clickedButton() == without)
        exportTo(project, file, box.clickedButton() == with);
}

void EvaluateProjects::exportTo(const QString& project, const QString& file, bool models) {
    if (!workspace_) return;
    jobs_.run<bool>(
        tr("Exporting “%1”").arg(project), JobListing::Listed,
        [shared = workspace_, name = project.toStdString(), path = QFile::encodeName(file).toStdString(),
         models](const JobContext& context) -> Result<bool> {
            const auto done = shared->exportProject(name, path, models, context.progress, context.cancel);
            if (!done) return done.error();
            return true;
        },
        this,
        [this, project, file](Result<bool> outcome) {
            if (outcome) emit message(tr("“%1” was written to “%2”.").arg(project, file));
        });
}

void EvaluateProjects::askToImport() {
    const auto file =
        QFileDialog::getOpenFileName(this, tr("Import a project"), QDir::homePath(),
                                     tr("Projects (*%1);;All files (*)").arg(QLatin1String(kSuffix)));
    if (!file.isEmpty()) importFrom(file);
}

void EvaluateProjects::importFrom(const QString& file) {
    if (!workspace_) return;
    jobs_.run<engine::ProjectSummary>(
        tr("Importing “%1”").arg(file.section(QLatin1Char('/'), -1)), JobListing::Listed,
        [shared = workspace_, path = QFile::encodeName(file).toStdString()](const JobContext& context) {
            return shared->importProject(path, context.progress, context.cancel);
        },
        this,
        [this](Result<engine::ProjectSummary> outcome) {
            if (!outcome) return;
            const auto name = QString::fromStdString(outcome->name);
            wanted_ = name;
            emit message(tr("The project “%1” was imported.").arg(name));
            refresh();
            emit changed();
        });
}

void EvaluateProjects::askToRemove() {
    const auto project = current();
    if (project.isEmpty()) return;
    QMessageBox box(QMessageBox::Question, tr("Delete the project"),
                    tr("Delete the project “%1”?").arg(project), QMessageBox::Cancel, this);
    box.setInformativeText(tr("Its runs and evaluations stay; they only belong to no project any more."));
    auto* yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    box.exec();
    if (box.clickedButton() == yes) remove(project);
}

void EvaluateProjects::remove(const QString& project) {
    if (!workspace_) return;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, name = project.toStdString()](const JobContext&) -> Result<bool> {
            const auto done = shared->deleteProject(name);
            if (!done) return done.error();
            return true;
        },
        this,
        [this, project](Result<bool> outcome) {
            emit message(outcome ? tr("The project “%1” was deleted.").arg(project)
                                 : QString::fromStdString(outcome.error().message));
            refresh();
            emit changed();
        });
}

void EvaluateProjects::applyTheme() {
    button_->setIcon(themedIcon(QStringLiteral("collection"), palette()));
    for (const auto& [action, icon] : icons_)
        action->setIcon(themedIcon(icon, palette()));
}

void EvaluateProjects::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

} // namespace sparlet::ui
