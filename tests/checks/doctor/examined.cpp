#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {
namespace {

std::int64_t noon_ms() {
  return static_cast<std::int64_t>(tls::noon().time_since_epoch().count()) * 1000;
}

}  // namespace

DoctorCase Examined::as_case() const {
  return {seen, known,  tls::noon(), "api.gateway.test:443", "checkoutdiag doctor api.gateway.test",
          key,  webhook};
}

HttpTrial answer(int status, http::Headers headers) {
  HttpTrial trial;
  trial.address = {"203.0.113.7", 443, false};
  trial.lookup_ms = 1;
  trial.begun = noon_ms();
  trial.answer.status = status;
  trial.answer.fate = status == 0 ? http::Fate::no_status : http::Fate::answered;
  trial.answer.headers = std::move(headers);
  trial.answer.phases = {0, 10, 20, 15, 50};
  return trial;
}

Examined good_examination() {
  Examined examined;
  Facts& seen = examined.seen;
  const tls::TlsCase good = tls::good_gateway();
  seen.tls.written = "api.gateway.test";
  seen.tls.endpoint = seen.dial = good.endpoint;
  seen.tls.resolved = {good.seen.address};
  seen.tls.addresses = {good.seen};
  seen.asked_resolver = true;
  seen.lookups_ms = {1};
  seen.connects = {{good.seen.address, net::End::finished, "", 10}};
  HelloSizes sizes{good.seen.address, {}};
  for (const std::size_t bytes : {147u, 600u, 1200u, 1800u, 3000u})
    sizes.trials.push_back({bytes, tls::ReplyKind::server_hello, false, 20});
  seen.hello_sizes = {sizes};
  seen.http.path = "/";
  seen.http.trials.assign(5, answer(200));
  seen.clock = {"api.gateway.test:443", "", -0.4, 0.5, 5};
  return examined;
}

Outcome judged(const Check<DoctorCase>& check, const Examined& examined) {
  const DoctorCase seen = examined.as_case();
  Outcome outcome{&check.rule, seen.target, {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  return outcome;
}

}  // namespace checkoutdiag::doctor
