#include <algorithm>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.6: server errors", "https://www.rfc-editor.org/rfc/rfc9110#section-15.6"},
};

bool is_fault(const http::Exchange& answer) {
  if (answer.status < 500 || answer.status > 599) return false;
  return answer.status != 503 || !http::find_header(answer.headers, "Retry-After");
}

std::string_view meaning(int status) {
  switch (status) {
    case 500:
      return " (it failed itself)";
    case 502:
      return " (what stands in front got no good answer from behind)";
    case 503:
      return " (out of service, and it does not say until when)";
    case 504:
      return " (what stands in front got no answer from behind in time)";
    default:
      return "";
  }
}

void run(const DoctorCase& seen, Outcome& outcome) {
  std::vector<const HttpTrial*> found;
  for (const HttpTrial& each : seen.seen.http.trials)
    if (is_fault(each.answer)) found.push_back(&each);
  if (found.empty()) return;
  const int status = found.front()->answer.status;
  const bool several = found.size() > 1 && seen.seen.http.trials.size() > 1;
  outcome
      .fail("{} {} {}{}{}", share(found.size(), seen), several ? "are" : "is", status,
            meaning(status), from_addresses(found, seen))
      .with("status", status)
      .with("answers", static_cast<std::int64_t>(found.size()))
      .with("asked", static_cast<std::int64_t>(seen.seen.http.trials.size()))
      .fixed_by(
          "nothing on this side: look at the gateway's status page, and send its support what "
          "was seen:" +
          paste(seen.repeat + " --bundle evidence.tar.gz"));
}

}  // namespace

constinit const Check<DoctorCase> server_fault{
    .rule = {.id = "doctor/server-fault",
             .level = Level::error,
             .title = "the gateway answers with an error of its own",
             .why = "An answer of the 5xx class says that the request may be right and the server "
                    "is not. Whether a charge that got one was made is in doubt: repeat it with "
                    "the same idempotency key, and with no other.",
             .fix = "send the gateway's support what was seen:\n"
                    "  checkoutdiag doctor TARGET --bundle evidence.tar.gz",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.http.trials.empty() ? "nothing was asked over HTTP" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
