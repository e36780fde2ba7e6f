// Where keys of services are kept: the desktop's keyring, never a file of Sparlet's, or nowhere but here
// until the program ends.
#pragma once

#include <QString>

#include <functional>
#include <map>
#include <memory>

class QObject;

namespace sparlet::ui {

struct KeyAnswer {
    /// None: the keyring has no such key. Unavailable: there is no keyring, or it gives no access.
    enum class State { Done, None, Unavailable };
    State state = State::Unavailable;
    QString key; // of read()
};

/// An account is a service's host. Answers come later, on the receiver's thread, unless it has gone.
class KeyStore {
public:
    using Done = std::function<void(const KeyAnswer&)>;

    KeyStore() = default;
    KeyStore(const KeyStore&) = delete;
    KeyStore& operator=(const KeyStore&) = delete;
    virtual ~KeyStore() = default;

    virtual void read(const QString& account, QObject* receiver, Done done) = 0;
    virtual void write(const QString& account, const QString& key, QObject* receiver, Done done) = 0;
    virtual void remove(const QString& account, QObject* receiver, Done done) = 0;

    /// What was typed and goes with the program; "": nothing.
    QString forSession(const QString& account) const {
        const auto found = session_.find(account);
        return found == session_.end() ? QString() : found->second;
    }
    void keepForSession(const QString& account, const QString& key) {
        if (key.isEmpty())
            session_.erase(account);
        else
            session_[account] = key;
    }

private:
    std::map<QString, QString> session_;
};

/// The keyring of the desktop (Secret Service or KWallet), under the service "sparlet".
std::unique_ptr<KeyStore> desktopKeyStore();

} // namespace sparlet::ui
