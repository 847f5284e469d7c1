#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"curl: environment variables for proxies", "https://curl.se/docs/manpage.html#ENVIRONMENT"},
    {"Go: net/http ProxyFromEnvironment", "https://pkg.go.dev/net/http#ProxyFromEnvironment"},
    {"Python: urllib.request.getproxies",
     "https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies"},
};

const std::string* value_of(const DoctorCase& seen, std::string_view name) {
  for (const ProxySetting& each : seen.seen.around.proxies)
    if (each.name == name) return &each.value;
  return nullptr;
}

void compare(const DoctorCase& seen, const char* lower, const char* upper, Outcome& outcome) {
  const std::string *low = value_of(seen, lower), *up = value_of(seen, upper);
  if (!low || !up || *low == *up) return;
  outcome
      .fail("{} and {} say different things, and some programs read the one and some the other",
            lower, upper)
      .with("variables", std::vector<std::string>{lower, upper})
      .fixed_by(fmt::format("give both the same value, where the service's environment is set:{}",
                            paste(fmt::format("export {}=\"${}\"", upper, lower))));
}

void run(const DoctorCase& seen, Outcome& outcome) {
  compare(seen, "https_proxy", "HTTPS_PROXY", outcome);
  compare(seen, "all_proxy", "ALL_PROXY", outcome);
  compare(seen, "no_proxy", "NO_PROXY", outcome);
}

}  // namespace

constinit const Check<DoctorCase> proxy_settings{
    .rule = {.id = "doctor/proxy-settings",
             .level = Level::warning,
             .title = "the proxy variables contradict each other",
             .why = "curl takes the lower-case variable first, Go the upper-case one, and others "
                    "know only one of both: with different values the programs of one machine go "
                    "different ways, and only some of them fail.",
             .fix = "give both spellings the same value, where the service's environment is set:\n"
                    "  export HTTPS_PROXY=\"$https_proxy\" NO_PROXY=\"$no_proxy\"",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.around.proxies.empty() ? "no proxy variable is set" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
