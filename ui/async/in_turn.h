// The same done to several things, one after the other.
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <string>

namespace sparlet::ui {

/// Where one cannot be done, those before it are.
struct InTurn {
    QStringList done; // ids
    QString problem;  // of the first that could not be done; "": none
};

/// Runs on the calling thread and stops at the first error.
InTurn inTurn(const QStringList& ids, const std::function<Status(const std::string& id)>& action);

} // namespace sparlet::ui
