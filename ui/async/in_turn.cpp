#include "async/in_turn.h"

namespace sparlet::ui {

InTurn inTurn(const QStringList& ids, const std::function<Status(const std::string& id)>& action) {
    InTurn out;
    for (const auto& id : ids) {
        if (const auto status = action(id.toStdString()); !status) {
            out.problem = QString::fromStdString(status.error().message);
            break;
        }
        out.done << id;
    }
    return out;
}

} // namespace sparlet::ui
