#include "tests/checks/webhook/deliveries.hpp"

#include <doctest/doctest.h>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::webhook::written {
namespace {

constexpr std::int64_t kAge = 12;

void check_texts(const Outcome& outcome) {
  const Rule& rule = *outcome.rule;
  for (const Finding& finding : outcome.findings) {
    const std::string fix = finding.fix.empty() ? std::string(rule.fix) : finding.fix;
    CHECK_MESSAGE(fault_of_fix(fix) == "", rule.id);
    CHECK_MESSAGE(!has_placeholder(fix), rule.id, ": ", fix);
    CHECK_MESSAGE(text::printable(finding.message, 100'000) == finding.message, rule.id);
    CHECK_MESSAGE(!finding.message.empty(), rule.id);
    CHECK_MESSAGE(finding.message.back() != '.', rule.id, ": ", finding.message);
    for (std::string_view stray : {"  ", ", :", "()", ": ;", ": :"})
      CHECK_MESSAGE(!has(finding.message, stray), rule.id, ": ", finding.message);
    for (std::string_view stray : {"\n\n", "()", ": ;"})
      CHECK_MESSAGE(!has(fix, stray), rule.id, ": ", fix);
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), rule.id, ": ",
                  outcome.inconclusive_because);
}

}  // namespace

Given::Given() : now(noon().time_since_epoch().count()) {
  scheme.name = "stripe";
  scheme.title = "Stripe";
  scheme.written = "{timestamp}.{body}";
  scheme.signature.headers = {"Stripe-Signature"};
  scheme.timestamp.key = "t";
  scheme.timestamp.past = 300;
  scheme.secret.where = "the Dashboard, under Webhooks";
  scheme.deduplicate = "the body's id (evt_…)";
  delivery.headers = {{"Content-Type", "application/json"}, {"Stripe-Signature", "t=1,v1=00"}};
  delivery.body = R"({"id":"evt_1"})";
  seen.signature = true;
  seen.secret = 0;
  seen.matched = "v1";
  seen.items = seen.candidates = 1;
  seen.age = Age::inside;
  seen.timestamp = now - kAge;
  seen.seconds_off = kAge;
  secrets = {{.from = "whsec.txt", .fingerprint = "1a2b3c4d", .bytes = 38}};
}

Given& Given::trouble(Trouble why, const std::string& about) {
  seen.trouble = why;
  seen.about = about;
  if (why == Trouble::body_uncovered || why == Trouble::digest_wrong) return *this;
  Verification nothing;
  nothing.trouble = why;
  nothing.about = about;
  seen = nothing;
  return *this;
}

Given& Given::mismatch(std::vector<Cause> causes) {
  seen.signature = false;
  seen.secret = -1;
  seen.matched.clear();
  seen.wrong_item = 0;
  diagnosis.causes = std::move(causes);
  diagnosis.attempts = 512;
  diagnosis.bytes = 65'536;
  return *this;
}

Given& Given::aged(std::int64_t seconds, Age age) {
  seen.seconds_off = seconds;
  seen.timestamp = now - seconds;
  seen.age = age;
  return *this;
}

DeliveryCase Given::all() const {
  return {.scheme = scheme,
          .delivery = delivery,
          .seen = seen,
          .diagnosis = diagnosis,
          .secrets = secrets,
          .clock = clock,
          .certificate = certificate,
          .tolerance = tolerance,
          .now = now,
          .detected = detected,
          .url_from_request = url_from_request,
          .forbidden_certificate_url = forbidden_certificate_url};
}

CertificateVerdict good_certificate() {
  CertificateVerdict verdict;
  verdict.readable = verdict.names_paypal = verdict.chain_ok = true;
  verdict.subject = "CN=messageverificationcerts.paypal.com,O=PayPal";
  verdict.not_before = noon() - std::chrono::days(100);
  verdict.not_after = noon() + std::chrono::days(265);
  return verdict;
}

Outcome judged(const Check<DeliveryCase>& check, const Given& given) {
  std::vector<Outcome> outcomes;
  const Check<DeliveryCase>* const one[] = {&check};
  judge<DeliveryCase>(one, given.all(), "delivery.http", outcomes);
  check_texts(outcomes.at(0));
  return outcomes.at(0);
}

std::vector<Outcome> judge_all(const Given& given) {
  std::vector<Outcome> outcomes;
  judge<DeliveryCase>(webhook::all(), given.all(), "delivery.http", outcomes);
  for (const Outcome& outcome : outcomes)
    check_texts(outcome);
  return outcomes;
}

}  // namespace checkoutdiag::webhook::written
