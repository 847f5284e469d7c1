#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"resolv.conf(5): timeout, attempts and the order of servers",
     "https://man7.org/linux/man-pages/man5/resolv.conf.5.html"},
    {"curl: CURLINFO times", "https://curl.se/libcurl/c/curl_easy_getinfo.html#TIMES"},
};

struct Phase {
  const char *name, *what;
  double most;  // ms; what is below disturbs no checkout
  double (*of)(const HttpTrial&);
  std::string (*fix)(const DoctorCase&);
};

std::string ask_resolver(const DoctorCase& seen) {
  return "see which name server is slow; one that does not answer costs its time-out (5 s by "
         "default) before the next is asked:" +
         paste("time getent ahosts " + shell_word(seen.seen.dial.host)) +
         paste("cat /etc/resolv.conf");
}

std::string ask_route(const DoctorCase& seen) {
  return "see where the way is slow or loses packets; one second is a SYN that was sent again:" +
         paste("mtr --tcp --port " + std::to_string(seen.seen.dial.port) + " --report " +
               shell_word(seen.seen.dial.host));
}

std::string ask_gateway(const DoctorCase& seen) {
  return "nothing on this side: send the gateway's support the times:" +
         paste(seen.repeat + " --bundle evidence.tar.gz");
}

constexpr Phase kPhases[] = {
    {"lookup", "the name's resolution", 500, [](const HttpTrial& t) { return t.lookup_ms; },
     &ask_resolver},
    {"connect", "the TCP connection", 800,
     [](const HttpTrial& t) { return t.answer.phases.connect; }, &ask_route},
    {"tls", "the TLS handshake", 1500, [](const HttpTrial& t) { return t.answer.phases.tls; },
     &ask_gateway},
    {"answer", "the first byte of the answer", 3000,
     [](const HttpTrial& t) { return t.answer.phases.answer; }, &ask_gateway},
};

void run(const DoctorCase& seen, Outcome& outcome) {
  for (const Phase& phase : kPhases) {
    std::vector<double> times;
    for (const HttpTrial& trial : seen.seen.http.trials)
      if (const double ms = phase.of(trial); ms >= 0) times.push_back(ms);
    const double half = percentile(times, 50), worst = percentile(times, 100);
    if (worst < phase.most) continue;
    outcome
        .fail("{} takes {} (median of {}; the slowest {}){}", phase.what, milliseconds_text(half),
              times.size(), milliseconds_text(worst),
              half < phase.most ? ": slow now and then" : "")
        .with("phase", phase.name)
        .with("median_ms", static_cast<std::int64_t>(half))
        .with("slowest_ms", static_cast<std::int64_t>(worst))
        .with("times", static_cast<std::int64_t>(times.size()))
        .fixed_by(phase.fix(seen));
  }
}

}  // namespace

constinit const Check<DoctorCase> slow_phase{
    .rule = {.id = "doctor/slow-phase",
             .level = Level::warning,
             .title = "a part of a request takes long",
             .why = "A checkout waits for the sum of resolution, connection, handshake and answer. "
                    "A slow resolver or a lost SYN costs whole seconds before the gateway knows of "
                    "the request, and looks like a slow gateway.",
             .fix = "measure each part by itself:\n"
                    "  curl -sS -o /dev/null -w '%{time_namelookup} %{time_connect} "
                    "%{time_appconnect} %{time_starttransfer}\\n' https://HOST/",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.seen.http.trials.empty() ? "nothing was asked over HTTP" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
