#include <nlohmann/json.hpp>

#include "cli/facts/webhook_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"

// Text of a delivery goes through printable(), so that the report is valid UTF-8 and safe to print.
// No secret, no key and no signature that would be right is ever among it.
namespace checkoutdiag::facts {
namespace {

using nlohmann::ordered_json;
using namespace webhook;

ordered_json or_null(const std::optional<std::int64_t>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json text_or_null(std::string_view value) {
  return value.empty() ? ordered_json(nullptr) : ordered_json(text::printable(value));
}

ordered_json texts(const std::vector<std::string>& values) {
  ordered_json list = ordered_json::array();
  for (const std::string& each : values)
    list.push_back(text::printable(each));
  return list;
}

const char* word(Age age) {
  switch (age) {
    case Age::untold:
      return "untold";
    case Age::inside:
      return "inside";
    case Age::too_old:
      return "too_old";
    case Age::too_new:
      return "too_new";
  }
  return "untold";
}

ordered_json json_of(const Scheme& scheme) {
  ordered_json encodings = ordered_json::array();
  for (const Encoding each : scheme.signature.encodings)
    encodings.push_back(name(each));
  return {{"name", scheme.name},
          {"title", scheme.title},
          {"algorithm", name(scheme.algorithm)},
          {"signed", text_or_null(scheme.written)},
          {"headers", texts(scheme.signature.headers)},
          {"encodings", std::move(encodings)},
          {"covers_body", scheme.covers_body},
          {"tolerance_past", or_null(scheme.timestamp.past)},
          {"tolerance_future", or_null(scheme.timestamp.future)},
          {"deduplicate", text_or_null(scheme.deduplicate)},
          {"grade", text_or_null(scheme.grade)},
          {"source", text_or_null(scheme.source)},
          {"as_of", text_or_null(scheme.as_of)}};
}

ordered_json secrets_of(const DeliveryCase& delivery) {
  ordered_json list = ordered_json::array();
  for (const GivenSecret& each : delivery.secrets)
    list.push_back({{"from", each.from},
                    {"fingerprint", each.fingerprint},
                    {"fault", text_or_null(each.fault)}});
  return list;
}

ordered_json causes_of(const webhook::Diagnosis& diagnosis) {
  ordered_json list = ordered_json::array();
  for (const webhook::Cause& each : diagnosis.causes)
    list.push_back({{"id", each.id},
                    {"message", text::printable(each.message, 2000)},
                    {"fix", each.fix},
                    {"certain", each.certain}});
  return list;
}

ordered_json clock_of(const DeliveryCase& delivery) {
  if (!delivery.clock) return nullptr;
  const ClockFacts& clock = *delivery.clock;
  const bool known = clock.problem.empty();
  return {{"url", clock.url},
          {"problem", text_or_null(clock.problem)},
          {"ahead_seconds", known ? ordered_json(clock.ahead) : ordered_json(nullptr)},
          {"uncertainty_seconds", known ? ordered_json(clock.uncertainty) : ordered_json(nullptr)}};
}

ordered_json certificate_of(const DeliveryCase& delivery) {
  if (!delivery.certificate) return nullptr;
  const CertificateVerdict& seen = *delivery.certificate;
  const bool dated = seen.readable;
  return {{"subject", text_or_null(seen.subject)},
          {"named_for_sender", seen.names_paypal},
          {"not_before", dated ? ordered_json(text::rfc3339(seen.not_before)) : nullptr},
          {"not_after", dated ? ordered_json(text::rfc3339(seen.not_after)) : nullptr},
          {"trusted", seen.trusted()},
          {"problem", text_or_null(seen.problem)}};
}

}  // namespace

std::string to_json(const DeliveryCase& delivery) {
  const Verification& seen = delivery.seen;
  const bool troubled = seen.trouble != Trouble::none;
  return ordered_json{
      {"valid", seen.valid()},
      {"signature", seen.signature},
      {"scheme", json_of(delivery.scheme)},
      {"detected", delivery.detected},
      {"trouble", troubled ? ordered_json(name(seen.trouble)) : ordered_json(nullptr)},
      {"about", text_or_null(seen.about)},
      {"secret", seen.secret < 0 ? ordered_json(nullptr) : ordered_json(seen.secret + 1)},
      {"matched", text_or_null(seen.matched)},
      {"secrets", secrets_of(delivery)},
      {"items", seen.items},
      {"signatures", seen.candidates},
      {"wrong_item",
       seen.wrong_item < 0 ? ordered_json(nullptr) : ordered_json(seen.wrong_item + 1)},
      {"timestamp", or_null(seen.timestamp)},
      {"age", word(seen.age)},
      {"seconds_old", seen.timestamp ? ordered_json(seen.seconds_off) : ordered_json(nullptr)},
      {"body_bytes", delivery.delivery.body.size()},
      {"causes", causes_of(delivery.diagnosis)},
      {"attempts", delivery.diagnosis.attempts},
      {"bytes_signed", delivery.diagnosis.bytes},
      {"bounded", delivery.diagnosis.bounded},
      {"clock", clock_of(delivery)},
      {"certificate", certificate_of(delivery)}}
      .dump();
}

std::string to_json(const std::vector<Scheme>& schemes) {
  ordered_json list = ordered_json::array();
  for (const Scheme& each : schemes)
    list.push_back(json_of(each));
  return list.dump(2);
}

}  // namespace checkoutdiag::facts
