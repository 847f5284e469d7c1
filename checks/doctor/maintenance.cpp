#include <array>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.6.4: 503 Service Unavailable",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4"},
    {"RFC 9110 section 10.2.3: Retry-After",
     "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"},
};

constexpr std::array kUnavailable{503};

void run(const DoctorCase& seen, Outcome& outcome) {
  std::vector<const HttpTrial*> found;
  for (const HttpTrial* each : answers_with(seen, kUnavailable))
    if (http::find_header(each->answer.headers, "Retry-After")) found.push_back(each);
  if (found.empty()) return;
  const HttpTrial& first = *found.front();
  const long seconds = wait_seconds(first);
  const bool several = found.size() > 1 && seen.seen.http.trials.size() > 1;
  std::string until;
  if (seconds >= 0)
    until =
        ", until about " + text::rfc3339(Time(std::chrono::seconds(first.begun / 1000 + seconds)));
  outcome
      .fail("{} {} 503 Service Unavailable{}{}{}", share(found.size(), seen),
            several ? "are" : "is", from_addresses(found, seen), wait_text(first), until)
      .with("status", 503)
      .with("retry_after", static_cast<std::int64_t>(seconds))
      .fixed_by(
          "nothing on this side: the gateway says that it is out of service for a while; "
          "look at its status page, hold charges back with their idempotency keys kept, and "
          "ask again after that time:" +
          paste(seen.repeat));
}

}  // namespace

constinit const Check<DoctorCase> maintenance{
    .rule = {.id = "doctor/maintenance",
             .level = Level::error,
             .title = "the gateway says that it is out of service for a while",
             .why = "A 503 with Retry-After is how a service announces maintenance or overload. "
                    "Whoever asks again at once makes it last longer, and a charge that was in "
                    "doubt then must be repeated with its own idempotency key.",
             .fix = "look at the gateway's status page, and ask again when Retry-After is over:\n"
                    "  curl -sS -o /dev/null -D - https://HOST/",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.http.trials.empty() ? "nothing was asked over HTTP" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
