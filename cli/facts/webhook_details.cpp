#include <fmt/core.h>

#include <cstdlib>

#include "checks/words.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::facts {
namespace {

using namespace webhook;

std::string algorithm_words(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hmac_sha1:
      return "HMAC-SHA1";
    case Algorithm::hmac_sha256:
      return "HMAC-SHA256";
    case Algorithm::hmac_sha384:
      return "HMAC-SHA384";
    case Algorithm::hmac_sha512:
      return "HMAC-SHA512";
    case Algorithm::ed25519:
      return "Ed25519";
    case Algorithm::rsa_sha256:
      return "RSA with SHA-256 (PKCS #1 v1.5)";
    case Algorithm::token:
      return "a fixed token, no signature";
    case Algorithm::by_key:
      return "HMAC-SHA256, Ed25519, ECDSA or RSA, as the key says";
  }
  return {};
}

std::string encoding_words(const Scheme& scheme) {
  if (scheme.algorithm == Algorithm::token) return {};
  std::string words;
  for (const Encoding each : scheme.signature.encodings)
    words += (words.empty() ? " in " : " or ") + std::string(name(each));
  return words;
}

std::string limit_words(const TimestampRule& rule) {
  if (rule.past && rule.future && rule.past == rule.future)
    return fmt::format("{} s either way", *rule.past);
  if (rule.past && rule.future)
    return fmt::format("{} s old or {} s ahead", *rule.past, *rule.future);
  if (rule.past) return fmt::format("{} s old; ahead is accepted", *rule.past);
  return fmt::format("{} s ahead; old is accepted", rule.future.value_or(0));
}

std::string span_words(std::int64_t seconds) {
  const std::int64_t size = std::abs(seconds);
  std::string amount = size < 120      ? fmt::format("{} s", size)
                       : size < 7200   ? fmt::format("{} min", size / 60)
                       : size < 172800 ? fmt::format("{} h", size / 3600)
                                       : days_text(size / 86400);
  return seconds < 0 ? amount + " ahead" : amount + " old";
}

std::string secret_words(const GivenSecret& secret) {
  std::string words = fmt::format("{} (fingerprint {})", secret.from, secret.fingerprint);
  if (!secret.fault.empty()) words += " " + secret.fault;
  return words;
}

void add_secrets(const DeliveryCase& delivery, std::vector<Detail>& details) {
  for (std::size_t i = 0; i < delivery.secrets.size(); ++i) {
    const bool right = delivery.seen.signature && delivery.seen.secret == static_cast<int>(i);
    details.push_back(
        {"secret", secret_words(delivery.secrets[i]) +
                       (right && delivery.secrets.size() > 1 ? ", the right one" : "")});
  }
}

void add_candidates(const DeliveryCase& delivery, std::vector<Detail>& details) {
  if (delivery.candidates > 0)
    details.push_back(
        {"tried too", fmt::format("{} candidate{} of --try-secret-file", delivery.candidates,
                                  delivery.candidates == 1 ? "" : "s")});
}

void add_timestamp(const DeliveryCase& delivery, std::vector<Detail>& details) {
  const Verification& seen = delivery.seen;
  if (!seen.timestamp) return;
  // Beyond what a calendar holds, the number says more.
  const bool dated = std::abs(*seen.timestamp) < 253402300800;
  const std::string when = dated ? text::rfc3339(Time(std::chrono::seconds(*seen.timestamp)))
                                 : std::to_string(*seen.timestamp);
  const TimestampRule& rule = delivery.scheme.timestamp;
  std::string limit;
  if (delivery.tolerance)
    limit = *delivery.tolerance ? fmt::format("; --tolerance {} s", *delivery.tolerance)
                                : "; no limit asked for";
  else if (rule.past || rule.future)
    limit = "; the limit is " + limit_words(rule);
  details.push_back(
      {"timestamp", fmt::format("{}, {}{}", when, span_words(seen.seconds_off), limit)});
}

// What a length that was declared and another that is there have to say.
std::string body_words(const Delivery& delivery) {
  std::string words = fmt::format("{} bytes", delivery.body.size());
  const std::string* length = find_header(delivery, "Content-Length");
  if (length && !find_header(delivery, "Transfer-Encoding") &&
      *length != std::to_string(delivery.body.size()))
    words += ", and Content-Length says " + text::printable(*length, 40);
  if (delivery.left_behind > 0)
    words +=
        fmt::format("; {} more follow in the file, beyond Content-Length", delivery.left_behind);
  return words;
}

void add_diagnosis(const DeliveryCase& delivery, std::vector<Detail>& details) {
  const webhook::Diagnosis& diagnosis = delivery.diagnosis;
  if (!diagnosis.causes.empty())
    details.push_back(
        {"cause", diagnosis.causes[0].id + (diagnosis.causes[0].certain ? "" : " (not proven)")});
  for (std::size_t i = 1; i < diagnosis.causes.size(); ++i)
    details.push_back({"also", fmt::format("{}{}: {}", diagnosis.causes[i].id,
                                           diagnosis.causes[i].certain ? "" : " (not proven)",
                                           text::printable(diagnosis.causes[i].message, 2000))});
}

}  // namespace

std::string algorithm_name(const Scheme& scheme) {
  switch (scheme.algorithm) {
    case Algorithm::rsa_sha256:
      return "RSA-SHA256";
    case Algorithm::token:
      return "token";
    case Algorithm::by_key:
      return "by key";
    default:
      return algorithm_words(scheme.algorithm);
  }
}

std::string replay_limit(const Scheme& scheme) {
  const TimestampRule& rule = scheme.timestamp;
  if (!rule.past) return "none";
  return fmt::format("{} s{}", *rule.past, rule.future ? " both ways" : "");
}

std::string signed_with(const Scheme& scheme) {
  std::string words = algorithm_words(scheme.algorithm) + encoding_words(scheme);
  if (!scheme.signature.headers.empty())
    words += ", " + text::printable(scheme.signature.headers.front());
  return words;
}

std::string protection(const Scheme& scheme) {
  std::string words = scheme.replay() == Replay::timestamp
                          ? "replay: " + limit_words(scheme.timestamp)
                          : std::string("replay: not protected");
  if (!scheme.covers_body) words += "; the body is not signed";
  return words;
}

std::vector<Detail> delivery_details(const DeliveryCase& delivery) {
  std::vector<Detail> details;
  details.push_back({"scheme", fmt::format("{} ({}{}): {}", text::printable(delivery.scheme.title),
                                           text::printable(delivery.scheme.name),
                                           delivery.detected ? ", told from the headers" : "",
                                           signed_with(delivery.scheme))});
  add_secrets(delivery, details);
  add_candidates(delivery, details);
  add_timestamp(delivery, details);
  details.push_back({"body", body_words(delivery.delivery)});
  details.push_back({"protection", protection(delivery.scheme)});
  if (!delivery.scheme.deduplicate.empty())
    details.push_back({"deduplicate", "by " + text::printable(delivery.scheme.deduplicate)});
  if (delivery.clock && delivery.clock->problem.empty())
    details.push_back({"clock", fmt::format("this machine is {} s {} {} (± {} s)",
                                            std::abs(delivery.clock->ahead),
                                            delivery.clock->ahead < 0 ? "behind" : "ahead of",
                                            delivery.clock->url, delivery.clock->uncertainty)});
  add_diagnosis(delivery, details);
  return details;
}

std::string delivery_footer(const DeliveryCase& delivery) {
  const Verification& seen = delivery.seen;
  if (seen.valid()) {
    const std::string by =
        seen.secret >= 0 && static_cast<std::size_t>(seen.secret) < delivery.secrets.size()
            ? " by the secret " +
                  delivery.secrets[static_cast<std::size_t>(seen.secret)].fingerprint
            : std::string();
    return "valid: signed" + by;
  }
  const webhook::Diagnosis& diagnosis = delivery.diagnosis;
  if (diagnosis.attempts == 0) return "invalid";
  return fmt::format("invalid; {} repair{} tried{}", diagnosis.attempts,
                     diagnosis.attempts == 1 ? "" : "s",
                     diagnosis.bounded ? ", then the limit was reached" : "");
}

std::vector<Detail> scheme_details(const Scheme& scheme) {
  std::vector<Detail> details;
  const auto add = [&](const char* label, std::string_view value) {
    if (!value.empty()) details.push_back({label, text::printable(value, 2000)});
  };
  std::string headers;
  for (const std::string& each : scheme.signature.headers)
    headers += (headers.empty() ? "" : ", or ") + each;
  add("header", headers);
  add("algorithm", algorithm_words(scheme.algorithm) + encoding_words(scheme));
  add("signed", scheme.special.empty() ? std::string_view(scheme.written)
                                       : std::string_view("see notes: its bytes are its own"));
  add("secret", scheme.secret.where);
  add("protection", protection(scheme));
  add("deduplicate", scheme.deduplicate.empty() ? std::string() : "by " + scheme.deduplicate);
  add("rotation", scheme.rotation);
  for (const std::string& each : scheme.notes)
    add("note", each);
  if (!scheme.source.empty())
    add("source", fmt::format("{} ({}{})", scheme.source, scheme.as_of,
                              scheme.grade.empty() ? "" : ", grade " + scheme.grade));
  return details;
}

}  // namespace checkoutdiag::facts
