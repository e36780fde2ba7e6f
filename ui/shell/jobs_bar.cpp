#include "shell/jobs_bar.h"

#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/words.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

constexpr int kProgressSteps = 1000;
constexpr int kProgressWidth = 160;

QString stageText(const std::string& stage) {
    if (stage == "scanning") return JobsBar::tr("scanning");
    if (stage == "encoding") return JobsBar::tr("encoding");
    if (stage == "merging") return JobsBar::tr("merging");
    if (stage == "packing") return JobsBar::tr("preparing pictures");
    if (stage == "training") return JobsBar::tr("training");
    if (stage.rfind("waiting for ", 0) == 0) return JobsBar::tr("waiting for another program");
    if (stage == "measuring layers") return JobsBar::tr("measuring layers");
    return QString::fromStdString(stage);
}

} // namespace

class JobsBar::Row : public QWidget {
public:
    Row(JobManager& jobs, JobId id, JobsBar* parent) : QWidget(parent) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(metric::margin, 0, metric::gap, 0);
        layout->setSpacing(metric::gap);
        icon_ = new QLabel(this);
        icon_->hide();
        title_ = new QLabel(this);
        progress_ = new QProgressBar(this);
        progress_->setFixedWidth(kProgressWidth);
        progress_->setTextVisible(false);
        detail_ = new QLabel(this);
        detail_->setFont(numberFont(font()));
        detail_->setTextFormat(Qt::PlainText);
        detail_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        detail_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        problems_ = new QToolButton(this);
        problems_->setProperty("raised", true);
        problems_->hide();
        copy_ = button(QStringLiteral("copy"), JobsBar::tr("Copy the message"));
        copy_->hide();
        end_ = button(QStringLiteral("close"), QString());
        layout->addWidget(icon_);
        layout->addWidget(title_);
        layout->addWidget(progress_);
        layout->addWidget(detail_, 1);
        layout->addWidget(problems_);
        layout->addWidget(copy_);
        layout->addWidget(end_);
        setMinimumHeight(metric::control + metric::gap);
        connect(copy_, &QToolButton::clicked, this,
                [this] { QApplication::clipboard()->setText(detail_->text()); });
        connect(problems_, &QToolButton::clicked, parent,
                [parent, id] { emit parent->problemsRequested(id); });
        connect(end_, &QToolButton::clicked, this, [&jobs, id] {
            const auto job = jobs.job(id);
            if (job && !job->over())
                jobs.cancel(id);
            else
                jobs.dismiss(id);
        });
    }

    void show(const Job& job) {
        const bool failed = job.state == JobState::Failed;
        const bool over = job.over();
        title_->setText(job.title);
        title_->setAccessibleName(job.title);
        title_->setVisible(!over || failed);
        progress_->setVisible(!over);
        icon_->setVisible(over);
        problems_->setVisible(over && !job.problems.empty());
        problems_->setText(JobsBar::tr("Show %n failure(s)", nullptr, static_cast<int>(job.problems.size())));
        copy_->setVisible(failed);
        if (failed) {
            showIcon(QStringLiteral("warning"), tokensFor(palette()).warning);
            detail_->setText(job.error);
        } else if (over) {
            showIcon(QStringLiteral("info"), tokensFor(palette()).text);
            detail_->setText(job.summary);
        } else {
            detail_->setText(JobsBar::describe(job));
            const auto& p = job.progress;
            if (p.total == 0) {
                progress_->setRange(0, 0);
            } else {
                progress_->setRange(0, kProgressSteps);
                progress_->setValue(static_cast<int>(kProgressSteps * static_cast<double>(p.done) /
                                                     static_cast<double>(p.total)));
            }
        }
        detail_->setToolTip(detail_->text());
        const auto what = over ? JobsBar::tr("Dismiss") : JobsBar::tr("Cancel “%1”").arg(job.title);
        end_->setToolTip(what);
        end_->setAccessibleName(what);
        end_->setEnabled(!job.cancelling || over);
        progress_->setAccessibleName(job.title + QLatin1Char(' ') + detail_->text());
    }

protected:
    void changeEvent(QEvent* event) override {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::PaletteChange) {
            copy_->setIcon(themedIcon(QStringLiteral("copy"), palette()));
            end_->setIcon(themedIcon(QStringLiteral("close"), palette()));
        }
    }

private:
    QToolButton* button(const QString& icon, const QString& name) {
        auto* made = new QToolButton(this);
        made->setAutoRaise(true);
        made->setIcon(themedIcon(icon, palette()));
        made->setToolTip(name);
        made->setAccessibleName(name);
        return made;
    }

    QLabel* icon_;
    QLabel* title_;
    QProgressBar* progress_;
    QLabel* detail_;
    void showIcon(const QString& name, const QColor& colour) {
        QPalette tinted = palette();
        tinted.setColor(QPalette::WindowText, colour);
        icon_->setPixmap(themedIcon(name, tinted).pixmap(QSize(20, 20), devicePixelRatioF()));
    }

    QToolButton* problems_;
    QToolButton* copy_;
    QToolButton* end_;
};

JobsBar::JobsBar(JobManager& jobs, QWidget* parent) : QWidget(parent), jobs_(jobs) {
    layout_ = new QVBoxLayout(this);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(0);
    setAccessibleName(tr("Jobs"));
    asPanel(*this);
    hide();
    connect(&jobs_, &JobManager::jobAdded, this, &JobsBar::update);
    connect(&jobs_, &JobManager::jobChanged, this, &JobsBar::update);
    connect(&jobs_, &JobManager::jobRemoved, this, &JobsBar::remove);
}

void JobsBar::update(JobId id) {
    const auto job = jobs_.job(id);
    if (!job) return;
    auto& row = rows_[id];
    if (row == nullptr) {
        row = new Row(jobs_, id, this);
        layout_->addWidget(row);
    }
    row->show(*job);
    row->setVisible(true);
    setVisible(true);
}

void JobsBar::remove(JobId id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return;
    found->second->deleteLater();
    rows_.erase(found);
    setVisible(!rows_.empty());
}

QString JobsBar::describe(const Job& job) {
    if (job.cancelling) return tr("stopping");
    const auto& p = job.progress;
    const QLocale locale;
    const auto number = [&locale](std::uint64_t value) {
        return locale.toString(static_cast<qulonglong>(value));
    };
    QStringList parts;
    if (job.state == JobState::Waiting) return tr("waiting");
    if (!p.stage.empty()) parts << stageText(p.stage);
    if (p.total > 0)
        parts << tr("%1 of %2").arg(number(p.done), number(p.total));
    else if (p.done > 0)
        parts << number(p.done);
    if (p.ratePerSecond > 0) parts << tr("%1 images/s").arg(locale.toString(p.ratePerSecond, 'f', 0));
    if (const auto left = job.secondsLeft()) parts << tr("%1 left").arg(durationText(*left));
    if (p.failures > 0) parts << tr("%n failure(s)", nullptr, static_cast<int>(p.failures));
    return parts.join(QStringLiteral(" · "));
}

} // namespace sparlet::ui
