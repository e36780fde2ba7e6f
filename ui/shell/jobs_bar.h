// Every running job with its progress, time left and cancel; errors stay until they are dismissed.
#pragma once

#include "async/job_manager.h"

#include <QWidget>

#include <map>

class QVBoxLayout;

namespace sparlet::ui {

class JobsBar : public QWidget {
    Q_OBJECT

public:
    explicit JobsBar(JobManager& jobs, QWidget* parent = nullptr);

    /// "128 of 4,958 · 61 images/s · 1 min 20 s left · 2 failures"
    static QString describe(const Job& job);

signals:
    void problemsRequested(sparlet::ui::JobId id);

private:
    class Row;
    void update(JobId id);
    void remove(JobId id);

    JobManager& jobs_;
    QVBoxLayout* layout_;
    std::map<JobId, Row*> rows_;
};

} // namespace sparlet::ui
