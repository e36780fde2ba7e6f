#include "pages/codes_page.h"

#include "widgets/collection_overview.h"

#include <QVBoxLayout>

namespace sparlet::ui {

CodesPage::CodesPage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), request_(jobs), overview_(new CollectionOverview(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(overview_);
    setAccessibleName(tr("Codes of the collection"));
    connect(overview_, &CollectionOverview::indexRequested, this, &CodesPage::indexRequested);
}

void CodesPage::setCollection(const std::string& name) {
    collection_ = name;
    fresh_ = false;
    if (isVisible()) load();
}

void CodesPage::setSelectedDensity(std::optional<double> density) {
    overview_->setSelectedDensity(density);
}

void CodesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!fresh_) load();
}

void CodesPage::load() {
    if (collection_.empty() || !workspace_) {
        request_.drop();
        overview_->clear();
        return;
    }
    fresh_ = true;
    overview_->setBusy();
    const auto workspace = workspace_;
    const auto name = collection_;
    request_.start<engine::CollectionStatistics>(
        [workspace, name](const JobContext&) { return workspace->statistics(name); },
        [this](Result<engine::CollectionStatistics> outcome) {
            if (outcome)
                overview_->setStatistics(*outcome);
            else
                overview_->setError(QString::fromStdString(outcome.error().message));
        });
}

} // namespace sparlet::ui
