// A keyring in memory, or none at all.
#pragma once

#include "pages/key_store.h"

#include <QPointer>
#include <QStringList>
#include <QTimer>

#include <map>

namespace sparlet::testing {

class FakeKeyStore final : public ui::KeyStore {
public:
    std::map<QString, QString> keys;
    bool available = true;
    int milliseconds = 0; // until an answer
    int reads = 0;

    void read(const QString& account, QObject* receiver, Done done) override {
        ++reads;
        answer(receiver, std::move(done), [this, account]() -> ui::KeyAnswer {
            const auto found = keys.find(account);
            if (found == keys.end()) return {ui::KeyAnswer::State::None, {}};
            return {ui::KeyAnswer::State::Done, found->second};
        });
    }
    void write(const QString& account, const QString& key, QObject* receiver, Done done) override {
        answer(receiver, std::move(done), [this, account, key]() -> ui::KeyAnswer {
            keys[account] = key;
            return {ui::KeyAnswer::State::Done, {}};
        });
    }
    void remove(const QString& account, QObject* receiver, Done done) override {
        answer(receiver, std::move(done), [this, account]() -> ui::KeyAnswer {
            return {keys.erase(account) > 0 ? ui::KeyAnswer::State::Done : ui::KeyAnswer::State::None, {}};
        });
    }

private:
    void answer(QObject* receiver, Done done, std::function<ui::KeyAnswer()> act) {
        QTimer::singleShot(milliseconds, receiver, [this, done = std::move(done), act = std::move(act)] {
            done(available ? act() : ui::KeyAnswer{});
        });
    }
};

} // namespace sparlet::testing
