#include "pages/key_store.h"

#include <QObject>
#include <qt6keychain/keychain.h>

#include <utility>

namespace sparlet::ui {
namespace {

QString service() {
    return QStringLiteral("sparlet");
}

class DesktopKeyStore final : public KeyStore {
public:
    void read(const QString& account, QObject* receiver, Done done) override {
        auto* job = new QKeychain::ReadPasswordJob(service());
        start(*job, account, receiver, [job, done = std::move(done)](KeyAnswer answer) {
            if (answer.state == KeyAnswer::State::Done) answer.key = job->textData();
            done(answer);
        });
    }
    void write(const QString& account, const QString& key, QObject* receiver, Done done) override {
        auto* job = new QKeychain::WritePasswordJob(service());
        job->setTextData(key);
        start(*job, account, receiver, std::move(done));
    }
    void remove(const QString& account, QObject* receiver, Done done) override {
        start(*new QKeychain::DeletePasswordJob(service()), account, receiver, std::move(done));
    }

private:
    /// The job deletes itself once it has answered.
    static void start(QKeychain::Job& job, const QString& account, QObject* receiver, Done done) {
        job.setInsecureFallback(false); // without a keyring it would write a file
        job.setKey(account);
        QObject::connect(&job, &QKeychain::Job::finished, receiver,
                         [done = std::move(done)](QKeychain::Job* ended) {
                             done({stateOf(*ended), {}});
                         });
        job.start();
    }

    static KeyAnswer::State stateOf(const QKeychain::Job& job) {
        switch (job.error()) {
        case QKeychain::NoError:
            return KeyAnswer::State::Done;
        case QKeychain::EntryNotFound:
            return KeyAnswer::State::None;
        default:
            return KeyAnswer::State::Unavailable;
        }
    }
};

} // namespace

std::unique_ptr<KeyStore> desktopKeyStore() {
    return std::make_unique<DesktopKeyStore>();
}

} // namespace sparlet::ui
