#include "async/job_manager.h"
#include "async/latest_request.h"

#include <gtest/gtest.h>

#include <QTest>
#include <QThread>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace sparlet::ui {
namespace {

/// Work that waits until the test opens the gate or the job is cancelled.
class Gate {
public:
    void open() {
        std::scoped_lock lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    Result<int> pass(const JobContext& context, int value) {
        std::unique_lock lock(mutex_);
        ++waiting_;
        while (!open_) {
            if (context.cancel.cancelled()) return Error{ErrorCode::Cancelled, "Cancelled."};
            changed_.wait_for(lock, std::chrono::milliseconds(2));
        }
        return value;
    }
    int waiting() const { return waiting_; }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<int> waiting_{0};
    bool open_ = false;
};

TEST(JobManager, WorksElsewhereAndAnswersHere) {
    JobManager jobs;
    QObject receiver;
    QThread* worked = nullptr;
    QThread* answered = nullptr;
    int value = 0;
    jobs.run<int>(
        QString(), JobListing::Quiet,
        [&worked](const JobContext&) -> Result<int> {
            worked = QThread::currentThread();
            return 7;
        },
        &receiver,
        [&](Result<int> outcome) {
            answered = QThread::currentThread();
            value = outcome.value();
        });
    EXPECT_EQ(value, 0) << "the answer must come later, not within run()";
    ASSERT_TRUE(QTest::qWaitFor([&] { return value == 7; }));
    EXPECT_EQ(answered, QThread::currentThread());
    EXPECT_NE(worked, QThread::currentThread());
}

TEST(JobManager, WhatIsThrownBecomesAnError) {
    JobManager jobs;
    QObject receiver;
    std::vector<Error> errors;
    const auto keep = [&errors](Result<int> outcome) { errors.push_back(outcome.error()); };
    jobs.run<int>(
        QString(), JobListing::Quiet,
        [](const JobContext&) -> Result<int> { throw std::runtime_error("the tensor is empty"); }, &receiver,
        keep);
    ASSERT_TRUE(QTest::qWaitFor([&] { return errors.size() == 1; }));
    EXPECT_EQ(errors[0].code, ErrorCode::Internal);
    EXPECT_NE(errors[0].message.find("the tensor is empty"), std::string::npos);
    jobs.run<int>(
        QString(), JobListing::Quiet, [](const JobContext&) -> Result<int> { throw std::bad_alloc(); },
        &receiver, keep);
    ASSERT_TRUE(QTest::qWaitFor([&] { return errors.size() == 2; }));
    EXPECT_EQ(errors[1].code, ErrorCode::OutOfMemory);
    jobs.run<int>(
        QString(), JobListing::Quiet, [](const JobContext&) -> Result<int> { throw 3; }, &receiver, keep);
    ASSERT_TRUE(QTest::qWaitFor([&] { return errors.size() == 3; }));
    EXPECT_EQ(errors[2].code, ErrorCode::Internal);
}

TEST(JobManager, AnswerForAReceiverThatHasGoneIsDropped) {
    JobManager jobs;
    Gate gate;
    bool delivered = false;
    auto receiver = std::make_unique<QObject>();
    const auto id = jobs.run<int>(
        QString(), JobListing::Quiet, [&gate](const JobContext& c) { return gate.pass(c, 1); },
        receiver.get(), [&](Result<int>) { delivered = true; });
    receiver.reset();
    gate.open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !jobs.job(id); }));
    EXPECT_FALSE(delivered);
}

TEST(JobManager, CancelReachesTheWorkAndIsNoFailure) {
    JobManager jobs;
    QObject receiver;
    Gate gate;
    std::optional<ErrorCode> code;
    const auto id = jobs.run<int>(
        QStringLiteral("long"), JobListing::Listed, [&gate](const JobContext& c) { return gate.pass(c, 1); },
        &receiver, [&](Result<int> outcome) { code = outcome.error().code; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return gate.waiting() == 1; }));
    EXPECT_TRUE(jobs.busy());
    jobs.cancel(id);
    EXPECT_TRUE(jobs.job(id)->cancelling);
    ASSERT_TRUE(QTest::qWaitFor([&] { return code.has_value(); }));
    EXPECT_EQ(*code, ErrorCode::Cancelled);
    ASSERT_TRUE(QTest::qWaitFor([&] { return jobs.listed().isEmpty(); }));
    EXPECT_FALSE(jobs.busy());
}

TEST(JobManager, AListedFailureStaysUntilDismissed) {
    JobManager jobs;
    QObject receiver;
    bool done = false;
    const auto id = jobs.run<int>(
        QStringLiteral("Indexing"), JobListing::Listed,
        [](const JobContext&) -> Result<int> {
            return Error{ErrorCode::DiskFull, "The disk is full."};
        },
        &receiver, [&](Result<int>) { done = true; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return done; }));
    QTest::qWait(50);
    ASSERT_TRUE(jobs.job(id));
    EXPECT_EQ(jobs.job(id)->state, JobState::Failed);
    EXPECT_EQ(jobs.job(id)->error, QStringLiteral("The disk is full."));
    JobId removed = 0;
    QObject::connect(&jobs, &JobManager::jobRemoved, [&](JobId gone) { removed = gone; });
    jobs.dismiss(id);
    EXPECT_EQ(removed, id);
    EXPECT_FALSE(jobs.job(id));
}

TEST(JobManager, AReportStaysToo) {
    JobManager jobs;
    QObject receiver;
    const auto id = std::make_shared<JobId>(0);
    *id = jobs.run<int>(
        QStringLiteral("Indexing"), JobListing::Listed, [](const JobContext&) -> Result<int> { return 1; },
        &receiver,
        [&](Result<int>) {
            jobs.report(*id, QStringLiteral("5 new"), {{QStringLiteral("a.jpg"), QStringLiteral("broken")}});
        });
    ASSERT_TRUE(QTest::qWaitFor([&] { return jobs.job(*id) && jobs.job(*id)->over(); }));
    EXPECT_EQ(jobs.job(*id)->summary, QStringLiteral("5 new"));
    EXPECT_EQ(jobs.job(*id)->problems.size(), 1U);
}

TEST(JobManager, ProgressArrivesAndTheLastOneWins) {
    JobManager jobs;
    QObject receiver;
    Gate gate;
    int changes = 0;
    QObject::connect(&jobs, &JobManager::jobChanged, [&](JobId) { ++changes; });
    const auto id = jobs.run<int>(
        QStringLiteral("count"), JobListing::Listed,
        [&gate](const JobContext& context) {
            for (std::uint64_t i = 1; i <= 100'000; ++i) {
                Progress p;
                p.done = i;
                p.total = 200'000;
                p.ratePerSecond = 50'000;
                context.progress(p);
            }
            return gate.pass(context, 1);
        },
        &receiver, [](Result<int>) {});
    ASSERT_TRUE(QTest::qWaitFor([&] { return jobs.job(id)->progress.done == 100'000; }));
    EXPECT_LT(changes, 50'000) << "every report was delivered singly";
    EXPECT_DOUBLE_EQ(jobs.job(id)->fraction(), 0.5);
    ASSERT_TRUE(jobs.job(id)->secondsLeft());
    EXPECT_DOUBLE_EQ(*jobs.job(id)->secondsLeft(), 2.0);
    gate.open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !jobs.busy(); }));
}

TEST(JobManager, LongJobsRunOneAfterTheOther) {
    JobManager jobs;
    QObject receiver;
    Gate gate;
    int done = 0;
    for (int i = 0; i < 2; ++i)
        jobs.run<int>(
            QStringLiteral("long"), JobListing::Listed,
            [&gate](const JobContext& c) { return gate.pass(c, 1); }, &receiver,
            [&](Result<int>) { ++done; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return gate.waiting() == 1; }));
    QTest::qWait(30);
    EXPECT_EQ(gate.waiting(), 1);
    // The second has not begun, and can be cancelled all the same.
    jobs.cancel(jobs.listed().last());
    gate.open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return done == 2; }));
    EXPECT_EQ(gate.waiting(), 1);
}

TEST(JobManager, ShutdownWaitsForWorkThatStops) {
    Gate gate;
    QObject receiver;
    bool delivered = false;
    JobManager jobs;
    jobs.run<int>(
        QString(), JobListing::Listed, [&gate](const JobContext& c) { return gate.pass(c, 1); }, &receiver,
        [&](Result<int>) { delivered = true; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return gate.waiting() == 1; }));
    EXPECT_TRUE(jobs.shutdown(std::chrono::seconds(20)));
    QTest::qWait(20);
    EXPECT_FALSE(delivered);
}

TEST(JobManager, ShutdownDoesNotWaitForeverForWorkThatDoesNotStop) {
    auto release = std::make_shared<std::atomic<bool>>(false);
    auto left = std::make_shared<std::atomic<bool>>(false);
    auto began = std::make_shared<std::atomic<bool>>(false);
    QObject receiver;
    {
        JobManager jobs;
        jobs.run<int>(
            QString(), JobListing::Quiet,
            [release, left, began](const JobContext&) -> Result<int> {
                *began = true;
                while (!*release)
                    QThread::msleep(2);
                *left = true;
                return 1;
            },
            &receiver, [](Result<int>) { FAIL() << "delivered after shutdown"; });
        ASSERT_TRUE(QTest::qWaitFor([&] { return began->load(); }));
        EXPECT_FALSE(jobs.shutdown(std::chrono::milliseconds(50)));
    }
    *release = true;
    ASSERT_TRUE(QTest::qWaitFor([&] { return left->load(); }));
    QTest::qWait(20);
}

TEST(LatestRequest, OnlyTheNewestAnswerArrives) {
    JobManager jobs;
    LatestRequest request(jobs);
    Gate first, second;
    std::vector<int> answers;
    request.start<int>([&first](const JobContext& c) { return first.pass(c, 1); },
                       [&](Result<int> outcome) { answers.push_back(outcome ? *outcome : -1); });
    ASSERT_TRUE(QTest::qWaitFor([&] { return first.waiting() == 1; }));
    request.start<int>([&second](const JobContext& c) { return second.pass(c, 2); },
                       [&](Result<int> outcome) { answers.push_back(outcome ? *outcome : -1); });
    EXPECT_TRUE(request.pending());
    second.open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !answers.empty(); }));
    first.open();
    QTest::qWait(50);
    EXPECT_EQ(answers, std::vector<int>{2});
    EXPECT_FALSE(request.pending());
}

TEST(LatestRequest, DropForgets) {
    JobManager jobs;
    LatestRequest request(jobs);
    Gate gate;
    bool answered = false;
    request.start<int>([&gate](const JobContext& c) { return gate.pass(c, 1); },
                       [&](Result<int>) { answered = true; });
    request.drop();
    EXPECT_FALSE(request.pending());
    gate.open();
    QTest::qWait(50);
    EXPECT_FALSE(answered);
}

} // namespace
} // namespace sparlet::ui
