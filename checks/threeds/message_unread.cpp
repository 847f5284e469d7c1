#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8259: JSON", "https://www.rfc-editor.org/rfc/rfc8259"},
};

void run(const InputCase& seen, Outcome& outcome) {
  if (seen.unread > 0)
    outcome.undecided(
        "{} {} a messageType and no JSON that can be read: cut off, or written "
        "otherwise; what is in it was not judged",
        seen.unread, seen.unread == 1 ? "line has" : "lines have");
}

}  // namespace

constinit const Check<InputCase> message_unread{
    .rule = {.id = "threeds/message-unread",
             .level = Level::error,
             .title = "every line that names a message could be read",
             .why =
                 "A log cuts long lines, and what stands behind the cut is what was wrong. A line "
                 "that was not read is not one without a fault.",
             .fix = "log the message whole, on one line, and lint it again",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
