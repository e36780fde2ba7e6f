#include "progress_printer.h"

#include "base/printable.h"
#include "output.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sparlet::cli {

namespace {

constexpr std::chrono::seconds kBetweenLines{3};

std::string duration(double seconds) {
    const auto whole = static_cast<long long>(seconds + 0.5);
    if (whole < 90) return std::to_string(whole) + " s";
    if (whole < 5400) return std::to_string((whole + 30) / 60) + " min";
    return decimal(static_cast<double>(whole) / 3600.0, 1) + " h";
}

int terminalWidth() {
    struct winsize size {};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::min<int>(size.ws_col, 200) : 80;
}

bool isTerminal() {
    const char* kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && (kind == nullptr || std::string(kind) != "dumb");
}

} // namespace

std::string describe(const Progress& step) {
    std::string line = step.stage;
    if (step.done > 0 || step.total > 0) line += " " + std::to_string(step.done);
    if (step.total > 0) line += " of " + std::to_string(step.total);
    if (step.ratePerSecond > 0) line += ", " + decimal(step.ratePerSecond, 1) + "/s";
    if (step.secondsLeft && step.done < step.total) line += ", " + duration(*step.secondsLeft) + " left";
    if (step.failures > 0) {
        line += ", " + std::to_string(step.failures) + (step.failures == 1 ? " failure" : " failures");
    }
    return line;
}

ProgressPrinter::ProgressPrinter() : terminal_(isTerminal()) {}

ProgressPrinter::~ProgressPrinter() {
    if (barShown_) std::cerr << "\r\033[K" << std::flush;
}

std::string ProgressPrinter::barLine(const Progress& step) const {
    const std::string text = describe(step);
    const int room = terminalWidth() - static_cast<int>(text.size()) - 4;
    if (step.total == 0 || room < 10) return text;
    const int length = std::min(room, 40);
    const double share =
        static_cast<double>(std::min(step.done, step.total)) / static_cast<double>(step.total);
    const auto filled = static_cast<std::size_t>(share * length + 0.5);
    return "[" + std::string(filled, '=') + std::string(static_cast<std::size_t>(length) - filled, ' ') +
           "] " + text;
}

void ProgressPrinter::show(const Progress& step) {
    if (terminal_) {
        barShown_ = true;
        std::cerr << "\r\033[K" << barLine(step) << std::flush;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool first = stage_ != step.stage;
    const bool last = step.total > 0 && step.done >= step.total;
    if (!first && !last && now - lastLine_ < kBetweenLines) return;
    stage_ = step.stage;
    lastLine_ = now;
    std::cerr << describe(step) << (step.detail.empty() || last ? "" : " (" + printable(step.detail) + ")")
              << std::endl;
}

} // namespace sparlet::cli
