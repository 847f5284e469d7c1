#include <array>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 6585 section 4: 429 Too Many Requests",
     "https://www.rfc-editor.org/rfc/rfc6585#section-4"},
    {"RFC 9110 section 10.2.3: Retry-After",
     "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"},
    {"RateLimit header fields for HTTP (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/"},
};

constexpr std::array kTooMany{429};
constexpr std::string_view kLimits[] = {
    "RateLimit",       "RateLimit-Policy",  "RateLimit-Limit",       "RateLimit-Remaining",
    "RateLimit-Reset", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"};

std::vector<std::string> limits_of(const HttpTrial& trial) {
  std::vector<std::string> said;
  for (const std::string_view name : kLimits)
    if (const std::string* value = http::find_header(trial.answer.headers, name))
      said.push_back(fmt::format("{}: {}", name, value->substr(0, 200)));
  return said;
}

void run(const DoctorCase& seen, Outcome& outcome) {
  const auto found = answers_with(seen, kTooMany);
  if (found.empty()) return;
  const HttpTrial& first = *found.front();
  const std::vector<std::string> limits = limits_of(first);
  outcome
      .fail("{} {} 429 Too Many Requests{}{}{}", share(found.size(), seen),
            found.size() > 1 && seen.seen.http.trials.size() > 1 ? "are" : "is",
            from_addresses(found, seen), wait_text(first),
            limits.empty() ? "" : "; " + listed(limits))
      .with("status", 429)
      .with("retry_after", static_cast<std::int64_t>(wait_seconds(first)))
      .with("limits", limits)
      .fixed_by(
          "send less from this address until then: wait as long as Retry-After says, then "
          "begin slowly, with a pause that grows and is random; look at what else of yours "
          "asks from here, and ask the gateway for the limit of your account:" +
          paste(curl_head(seen)));
}

}  // namespace

constinit const Check<DoctorCase> rate_limited{
    .rule = {.id = "doctor/rate-limited",
             .level = Level::error,
             .title = "the gateway limits the rate of this address",
             .why = "A gateway that answers 429 does not look at the request: charges fail until "
                    "the rate falls, and clients that try again at once keep it high.",
             .fix = "wait as long as Retry-After says and begin slowly; see what it says:\n"
                    "  curl -sS -o /dev/null -D - https://HOST/",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.http.trials.empty() ? "nothing was asked over HTTP" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
