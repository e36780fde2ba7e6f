// The outcome of something that can fail for a reason a person should read.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace sparlet {

enum class ErrorCode {
    Cancelled,       // the caller asked to stop; not shown as a failure
    InvalidArgument, // the request itself is wrong
    NotFound,
    PermissionDenied,
    Unsupported, // a valid thing that this build or machine cannot handle
    Corrupt,     // a file's content contradicts its format or checksum
    TooLarge,    // over a stated bound
    DiskFull,
    OutOfMemory,
    Busy, // another process or job holds it
    Io,
    Network,
    Internal, // a bug or a third-party failure that has no better name
};

/// One sentence for a person that names the thing and what to do, and a code for the program.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

/// A value or an Error. `[[nodiscard]]`: a failure cannot be dropped by accident.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Precondition of these: ok(). Of a temporary the value is handed out, not a reference into it, so that
    /// `for (auto& x : *f())` is safe.
    T& value() & { return (assert(ok()), std::get<0>(state_)); }
    const T& value() const& { return (assert(ok()), std::get<0>(state_)); }
    T value() && { return (assert(ok()), std::get<0>(std::move(state_))); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// Precondition: !ok().
    const Error& error() const { return (assert(!ok()), std::get<1>(state_)); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}

    bool ok() const { return !failed_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return (assert(failed_), error_); }

private:
    Error error_;
    bool failed_ = false;
};

using Status = Result<void>;

} // namespace sparlet
