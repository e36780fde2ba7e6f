// Keys of services: read from the keyring, kept, forgotten, and never given to another host.
#include "pages/key_field.h"
#include "ui/support/fake_key_store.h"
#include "ui/support/gui_driver.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QProcess>
#include <QProcessEnvironment>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <optional>

namespace sparlet::ui {
namespace {

using sparlet::testing::FakeKeyStore;
using sparlet::testing::waitFor;

class KeyFieldTest : public ::testing::Test {
protected:
    KeyFieldTest() { field.show(); }
    void at(const char* endpoint) { field.setEndpoint(QString::fromUtf8(endpoint)); }
    void type(const char* key) {
        edit().setText(QString::fromUtf8(key));
        emit edit().editingFinished();
    }
    QLineEdit& edit() { return *field.findChild<QLineEdit*>(); }
    QCheckBox& keep() { return *field.findChild<QCheckBox*>(); }
    QPushButton& forget() { return *field.findChild<QPushButton*>(); }
    bool knows(const char* host, const char* key) {
        return waitFor([&] {
            const auto found = keys.keys.find(QString::fromUtf8(host));
            return found != keys.keys.end() && found->second == QString::fromUtf8(key);
        });
    }

    FakeKeyStore keys;
    KeyField field{keys};
};

TEST_F(KeyFieldTest, TheKeyIsHiddenAndNotKeptUnlessAsked) {
    EXPECT_EQ(edit().echoMode(), QLineEdit::Password);
    at("https://api.example.org/v1");
    ASSERT_TRUE(waitFor([this] { return keys.reads == 1; }));
    type("secret-1");
    QTest::qWait(30);
    EXPECT_TRUE(keys.keys.empty());
    EXPECT_EQ(field.key(), QStringLiteral("secret-1"));
}

TEST_F(KeyFieldTest, KeptItIsThereTheNextTime) {
    at("https://api.example.org/v1");
    type("secret-1");
    QTest::mouseClick(&keep(), Qt::LeftButton, {}, QPoint(8, keep().height() / 2));
    ASSERT_TRUE(keep().isChecked());
    ASSERT_TRUE(knows("api.example.org", "secret-1"));
    EXPECT_TRUE(field.note().contains(QStringLiteral("api.example.org"))) << field.note().toStdString();
    FakeKeyStore later; // of another start of the program
    later.keys = keys.keys;
    KeyField next(later);
    next.setEndpoint(QStringLiteral("https://api.example.org/v2"));
    EXPECT_TRUE(next.key().isEmpty()) << "read later, not at once";
    ASSERT_TRUE(waitFor([&] { return next.key() == QStringLiteral("secret-1"); }));
    EXPECT_TRUE(next.findChild<QCheckBox*>()->isChecked());
}

TEST_F(KeyFieldTest, AChangedKeyReplacesTheKeptOne) {
    keys.keys[QStringLiteral("a.org")] = QStringLiteral("old");
    at("https://a.org/v1");
    ASSERT_TRUE(waitFor([this] { return field.key() == QStringLiteral("old"); }));
    type("new");
    EXPECT_TRUE(knows("a.org", "new"));
}

TEST_F(KeyFieldTest, NoKeyGoesToAnotherHost) {
    keys.keys[QStringLiteral("a.org")] = QStringLiteral("for-a");
    at("https://a.org/v1");
    ASSERT_TRUE(waitFor([this] { return field.key() == QStringLiteral("for-a"); }));
    at("https://b.org/v1");
    EXPECT_TRUE(field.key().isEmpty()) << "at once";
    EXPECT_FALSE(keep().isChecked());
    type("for-b");
    at("https://a.org/v1");
    EXPECT_EQ(field.key(), QStringLiteral("for-a"));
    at("https://b.org/other/path");
    EXPECT_EQ(field.key(), QStringLiteral("for-b")) << "as typed, for this session";
    EXPECT_EQ(keys.keys.count(QStringLiteral("b.org")), 0U);
}

TEST_F(KeyFieldTest, ALateAnswerForAnotherHostIsDropped) {
    keys.keys[QStringLiteral("a.org")] = QStringLiteral("for-a");
    keys.milliseconds = 150;
    at("https://a.org/v1");
    ASSERT_TRUE(waitFor([this] { return keys.reads == 1; }));
    at("https://b.org/v1");
    QTest::qWait(300);
    EXPECT_TRUE(field.key().isEmpty());
    ASSERT_TRUE(waitFor([this] { return keys.reads == 2; }));
}

TEST_F(KeyFieldTest, ForgettingRemovesItEverywhere) {
    keys.keys[QStringLiteral("a.org")] = QStringLiteral("for-a");
    at("https://a.org/v1");
    EXPECT_FALSE(forget().isEnabled());
    ASSERT_TRUE(waitFor([this] { return forget().isEnabled(); }));
    QTest::mouseClick(&forget(), Qt::LeftButton);
    EXPECT_TRUE(field.key().isEmpty());
    EXPECT_FALSE(keep().isChecked());
    ASSERT_TRUE(waitFor([this] { return keys.keys.empty(); }));
    EXPECT_TRUE(keys.forSession(QStringLiteral("a.org")).isEmpty());
}

TEST_F(KeyFieldTest, NoLongerKeptItStaysForTheSessionOnly) {
    keys.keys[QStringLiteral("a.org")] = QStringLiteral("for-a");
    at("https://a.org/v1");
    ASSERT_TRUE(waitFor([this] { return keep().isChecked(); }));
    keep().setChecked(false);
    ASSERT_TRUE(waitFor([this] { return keys.keys.empty(); }));
    EXPECT_EQ(field.key(), QStringLiteral("for-a"));
}

TEST_F(KeyFieldTest, WithoutAKeyringOneSentenceSaysSo) {
    keys.available = false;
    at("https://a.org/v1");
    ASSERT_TRUE(waitFor([this] { return field.note().contains(QStringLiteral("this session only")); }));
    EXPECT_FALSE(keep().isEnabled());
    field.setVariable(QStringLiteral("MY_KEY"));
    EXPECT_TRUE(field.note().contains(QStringLiteral("MY_KEY"))) << field.note().toStdString();
    type("typed");
    KeyField again(keys); // the dialog is opened again
    again.setEndpoint(QStringLiteral("https://a.org/v1"));
    EXPECT_EQ(again.key(), QStringLiteral("typed"));
}

TEST_F(KeyFieldTest, AnOpenConnectionIsWarnedOf) {
    at("http://far.org/v1");
    type("k");
    EXPECT_TRUE(field.note().contains(QStringLiteral("https"))) << field.note().toStdString();
    at("http://127.0.0.1:8080/v1");
    type("k");
    EXPECT_FALSE(field.note().contains(QStringLiteral("https"))) << field.note().toStdString();
}

// Runs under a session of its own, started by the test below it.
TEST(DesktopKeyring, WritesReadsAndRemoves) {
    if (!qEnvironmentVariableIsSet("SPARLET_TEST_KEYRING")) GTEST_SKIP() << "needs a keyring of its own";
    const auto keys = desktopKeyStore();
    QObject receiver;
    const auto ask = [&](auto call) {
        std::optional<KeyAnswer> got;
        call([&](const KeyAnswer& answer) { got = answer; });
        EXPECT_TRUE(waitFor([&] { return got.has_value(); }, 20'000));
        return got.value_or(KeyAnswer{});
    };
    using State = KeyAnswer::State;
    const auto host = QStringLiteral("api.example.org");
    const auto read = [&](auto done) { keys->read(host, &receiver, done); };
    EXPECT_EQ(ask(read).state, State::None);
    EXPECT_EQ(ask([&](auto done) { keys->write(host, QStringLiteral("geheim"), &receiver, done); }).state,
              State::Done);
    const auto found = ask(read);
    EXPECT_EQ(found.state, State::Done);
    EXPECT_EQ(found.key, QStringLiteral("geheim"));
    EXPECT_EQ(ask([&](auto done) { keys->remove(host, &receiver, done); }).state, State::Done);
    EXPECT_EQ(ask(read).state, State::None);
}

TEST(DesktopKeyring, ARealOneServes) {
    const auto session = QStandardPaths::findExecutable(QStringLiteral("dbus-run-session"));
    const auto keyring = QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon"));
    if (session.isEmpty() || keyring.isEmpty())
        GTEST_SKIP() << "dbus-run-session or gnome-keyring is missing";
    QTemporaryDir home;
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home.filePath(QStringLiteral("data")));
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.path());
    environment.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), QStringLiteral("GNOME"));
    environment.insert(QStringLiteral("SPARLET_TEST_KEYRING"), QStringLiteral("1"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(session, {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                            QStringLiteral("printf x | \"$1\" --unlock --components=secrets >/dev/null && "
                                           "exec \"$2\" --gtest_filter=DesktopKeyring.WritesReadsAndRemoves"),
                            QStringLiteral("sh"), keyring, QCoreApplication::applicationFilePath()});
    ASSERT_TRUE(process.waitForFinished(60'000));
    EXPECT_EQ(process.exitCode(), 0) << process.readAll().toStdString();
}

} // namespace
} // namespace sparlet::ui
