#include <cmath>
#include <nlohmann/json.hpp>

#include "checks/doctor/words.hpp"
#include "cli/facts/certificate_json.hpp"
#include "cli/facts/doctor_facts.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::facts {
namespace {

using nlohmann::ordered_json;
using namespace doctor;

ordered_json ms_or_null(double ms) {
  return ms < 0 ? ordered_json(nullptr) : ordered_json(std::round(ms * 100) / 100);
}

std::string safe(const std::string& raw) {
  return text::printable(text::redacted(raw));
}

template <class T, class Make>
ordered_json list_of(const std::vector<T>& items, Make make) {
  ordered_json out = ordered_json::array();
  for (const T& each : items)
    out.push_back(make(each));
  return out;
}

ordered_json json(const Sign& sign) {
  return {{"rule", sign.rule}, {"subject", sign.subject}, {"message", sign.message}};
}

ordered_json json(const Cause& cause) {
  const auto signs = [](const std::vector<Sign>& all) {
    return list_of(all, [](const Sign& each) { return json(each); });
  };
  return {{"cause", cause.key},
          {"title", cause.title},
          {"side", name(cause.side)},
          {"level", cause.level ? ordered_json(name(*cause.level)) : ordered_json(nullptr)},
          {"stops_requests", cause.stops},
          {"proven", cause.proven},
          {"seen", signs(cause.seen)},
          {"explains", signs(cause.explains)},
          {"unexplained", cause.unexplained},
          {"fix", cause.fix}};
}

std::string where(const net::Address& address) {
  return address.port == 0 ? "via proxy" : net::to_string(address);
}

ordered_json json(const ClockOffset& clock) {
  const bool known = clock.problem.empty();
  return {{"from", safe(clock.from)},
          {"problem", text_or_null(clock.problem)},
          {"ahead_at_least_s", known ? ordered_json(clock.least) : ordered_json(nullptr)},
          {"ahead_at_most_s", known ? ordered_json(clock.most) : ordered_json(nullptr)},
          {"answers", clock.answers}};
}

// What tells of the service, and nothing that could be a secret.
ordered_json headers_of(const http::Exchange& answer) {
  constexpr const char* kKept[] = {"Date",
                                   "Server",
                                   "Retry-After",
                                   "RateLimit",
                                   "RateLimit-Policy",
                                   "RateLimit-Limit",
                                   "RateLimit-Remaining",
                                   "RateLimit-Reset",
                                   "X-RateLimit-Limit",
                                   "X-RateLimit-Remaining",
                                   "X-RateLimit-Reset",
                                   "Age",
                                   "Via",
                                   "Content-Type",
                                   "Location"};
  ordered_json all = ordered_json::array();
  for (const char* name : kKept)
    if (const std::string* value = http::find_header(answer.headers, name))
      all.push_back(std::string(name) + ": " + safe(value->substr(0, 500)));
  return all;
}

ordered_json json(const HttpTrial& trial) {
  const http::Phases& phases = trial.answer.phases;
  return {{"address", where(trial.address)},
          {"status",
           trial.answer.status == 0 ? ordered_json(nullptr) : ordered_json(trial.answer.status)},
          {"error", text_or_null(trial.answer.error)},
          {"headers", headers_of(trial.answer)},
          {"lookup_ms", ms_or_null(trial.lookup_ms)},
          {"connect_ms", ms_or_null(phases.connect)},
          {"tls_ms", ms_or_null(phases.tls)},
          {"first_byte_ms", ms_or_null(phases.answer)},
          {"total_ms", ms_or_null(phases.total)}};
}

ordered_json percentiles(const Facts& seen, double (*of)(const HttpTrial&)) {
  std::vector<double> times;
  for (const HttpTrial& trial : seen.http.trials)
    if (const double ms = of(trial); ms >= 0) times.push_back(ms);
  return {{"count", times.size()},
          {"p50_ms", ms_or_null(percentile(times, 50))},
          {"p90_ms", ms_or_null(percentile(times, 90))},
          {"max_ms", ms_or_null(percentile(times, 100))}};
}

ordered_json http_json(const Facts& seen) {
  return {
      {"path", safe(seen.http.path)},
      {"left_in_peace", seen.http.left_in_peace},
      {"requests", list_of(seen.http.trials, [](const HttpTrial& each) { return json(each); })},
      {"phases",
       {{"lookup", percentiles(seen, [](const HttpTrial& t) { return t.lookup_ms; })},
        {"connect", percentiles(seen, [](const HttpTrial& t) { return t.answer.phases.connect; })},
        {"tls", percentiles(seen, [](const HttpTrial& t) { return t.answer.phases.tls; })},
        {"first_byte",
         percentiles(seen, [](const HttpTrial& t) { return t.answer.phases.answer; })}}}};
}

ordered_json hello_json(const HelloSizes& sizes) {
  return {{"address", where(sizes.address)},
          {"trials", list_of(sizes.trials, [](const HelloTrial& each) {
             return ordered_json{
                 {"bytes", each.bytes}, {"answered", each.answered()}, {"ms", ms_or_null(each.ms)}};
           })}};
}

ordered_json proxy_json(const Facts& seen) {
  ordered_json direct = ordered_json::array();
  for (const auto& chain : seen.direct_chains)
    direct.push_back(
        list_of(chain, [](const x509::Certificate& each) { return certificate_json(each); }));
  return {{"in_force", seen.proxy ? ordered_json(shown_proxy(*seen.proxy)) : ordered_json(nullptr)},
          {"variables", list_of(seen.around.proxies,
                                [](const ProxySetting& each) {
                                  return each.name + "=" + shown_proxy(each.value);
                                })},
          {"asked_directly", seen.asked_directly},
          {"direct_chains", std::move(direct)},
          {"direct_problem", text_or_null(seen.direct_problem)}};
}

ordered_json settings_json(const DoctorCase& seen) {
  ordered_json key = nullptr, webhook = nullptr;
  if (seen.key)
    key = {{"gateway", safe(seen.key->gateway)},   {"has_keys", seen.key->has_keys},
           {"key", text_or_null(seen.key->shown)}, {"objection", text_or_null(seen.key->objection)},
           {"bits", std::round(seen.key->bits)},   {"form", text_or_null(seen.key->form)}};
  if (seen.webhook)
    webhook = {{"scheme", safe(seen.webhook->scheme)},
               {"fault", text_or_null(seen.webhook->fault)},
               {"kind", text_or_null(seen.webhook->wrong_kind)}};
  return {{"idempotency_key", std::move(key)}, {"webhook", std::move(webhook)}};
}

ordered_json examination(const DoctorCase& seen) {
  const Facts& facts = seen.seen;
  return {{"resolution",
           {{"asked", facts.asked_resolver},
            {"addresses", list_of(facts.tls.resolved,
                                  [](const net::Address& each) { return ordered_json(each.ip); })},
            {"problem", text_or_null(facts.tls.resolve_error)},
            {"lookups_ms", list_of(facts.lookups_ms, [](double ms) { return ms_or_null(ms); })}}},
          {"connects", list_of(facts.connects,
                               [](const Connect& each) {
                                 return ordered_json{{"address", where(each.address)},
                                                     {"outcome", word(each.end)},
                                                     {"detail", text_or_null(each.detail)},
                                                     {"ms", ms_or_null(each.ms)}};
                               })},
          {"proxy", proxy_json(facts)},
          {"hello_sizes",
           list_of(facts.hello_sizes, [](const HelloSizes& each) { return hello_json(each); })},
          {"clock",
           {{"gateway", json(facts.clock)},
            {"witness", facts.witness ? json(*facts.witness) : ordered_json(nullptr)},
            {"synchronised", facts.around.clock_synchronised
                                 ? ordered_json(*facts.around.clock_synchronised)
                                 : ordered_json(nullptr)}}},
          {"http", http_json(facts)},
          {"settings", settings_json(seen)},
          {"duration_ms", ms_or_null(facts.duration_ms)}};
}

std::string text_of(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Diagnosis& diagnosis, const DoctorCase& seen, const DoctorParts& parts) {
  const ordered_json told{
      {"verdict", diagnosis.verdict},
      {"causes", list_of(diagnosis.causes, [](const Cause& each) { return json(each); })}};
  return "{\"diagnosis\":" + text_of(told) + ",\"examination\":" + text_of(examination(seen)) +
         ",\"tls\":" + parts.tls + ",\"ca\":" + parts.ca + "}";
}

}  // namespace checkoutdiag::facts
