#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110: HTTP semantics", "https://www.rfc-editor.org/rfc/rfc9110"},
    {"RFC 9112: HTTP/1.1", "https://www.rfc-editor.org/rfc/rfc9112"},
};

void run(const DoctorCase& seen, Outcome& outcome) {
  std::vector<const HttpTrial*> silent;
  for (const HttpTrial& each : seen.seen.http.trials)
    if (each.answer.status == 0) silent.push_back(&each);
  if (silent.empty()) return;
  const bool all = silent.size() == seen.seen.http.trials.size();
  const std::string which = all ? "a GET without credentials"
                                : fmt::format("{} of {} GETs without credentials", silent.size(),
                                              seen.seen.http.trials.size());
  outcome.undecided("{} got no HTTP answer{}: {}; see what curl says: curl -v https://{}/", which,
                    from_addresses(silent, seen), silent.front()->answer.error, seen.target);
}

}  // namespace

constinit const Check<DoctorCase> http_answer{
    .rule = {.id = "doctor/http-answer",
             .level = Level::error,
             .title = "the gateway answers over HTTP",
             .why = "A gateway that shakes hands and does not answer a request is down behind its "
                    "load balancer. This rule is never a finding: a GET without credentials may go "
                    "unanswered where a charge is served.",
             .fix = "see what becomes of a request, and compare with the gateway's status page:\n"
                    "  curl -v https://HOST/",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.http.trials.empty() ? "nothing was asked over HTTP" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
