#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace checkoutdiag {

/// What stops the tool itself: a wrong call, an unreadable file, a fault of ours. A broken gateway
/// is never a Failure, it is a fact. Only main catches it.
struct Failure : std::runtime_error {
  enum class Kind {
    usage,     // the command line is wrong: exit 2
    input,     // a file or its content is wrong: exit 2
    internal,  // the tool is wrong: exit 2, with a request to report it
  };

  Failure(Kind why, const std::string& message, std::string what_to_do = {})
      : std::runtime_error(message), kind(why), hint(std::move(what_to_do)) {}

  Kind kind;
  std::string hint;  // what to do next; may be empty
};

}  // namespace checkoutdiag
