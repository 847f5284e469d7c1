#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"

#include <algorithm>

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

void run(const MessageCase& seen, Outcome& outcome) {
  const std::string& version = seen.message.version;
  const auto& known = versions();
  if (std::find(known.begin(), known.end(), version) != known.end()) return;
  if (version.empty())
    outcome.fail("{} has no messageVersion", seen.message.type);
  else
    outcome.fail("{} has messageVersion {}, which is none of 2.1.0, 2.2.0 and 2.3.1",
                 seen.message.type, shown_code(version));
}

}  // namespace

constinit const Check<MessageCase> version_unknown{
    .rule = {.id = "threeds/version-unknown",
             .level = Level::error,
             .title = "the message has no version that is known",
             .why = "A message without messageVersion, or with one that the other side does not "
                    "speak, is answered with Erro 101 or 102, and no field of it is looked at.",
             .fix = "send the version that the card range takes, one of 2.1.0, 2.2.0 and 2.3.1, "
                    "and the same in all messages of a transaction",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
