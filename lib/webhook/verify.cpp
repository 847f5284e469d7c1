#include "lib/webhook/verify.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/signature_text.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMostDigits = 18;
// Each goes over the whole body; a rotation needs four.
constexpr int kMostPublicKeyProofs = 100;
constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;  // 1e11 seconds is the year 5138

bool proven(const Key& key, const Scheme& scheme, const Statement& statement,
            const Candidate& candidate, std::string_view mac, SignatureForm form) {
  if (scheme.algorithm == Algorithm::token)
    return !mac.empty() && equal_in_constant_time(mac, candidate.text);
  if (key.symmetric() && scheme.algorithm != Algorithm::by_key)
    return !mac.empty() && is_text_of(mac, candidate.text, scheme.signature.encodings, form);
  for (const Encoding encoding : scheme.signature.encodings)
    if (const auto raw = signature_bytes(candidate.text, encoding, form))
      if (key.verify(statement.pieces, *raw, statement.algorithm)) return true;
  return false;
}

void judge_age(const TimestampRule& rule, const Settings& settings, std::int64_t now,
               Verification& found) {
  const AgeLimits limits = age_limits(rule, settings.tolerance);
  found.seconds_off = now - *found.timestamp;
  if (limits.past && found.seconds_off > *limits.past)
    found.age = Age::too_old;
  else if (limits.future && -found.seconds_off > *limits.future)
    found.age = Age::too_new;
  else if (limits.past || limits.future || rule.past || rule.future)
    found.age = Age::inside;
}

}  // namespace

AgeLimits age_limits(const TimestampRule& rule, const std::optional<std::int64_t>& tolerance) {
  AgeLimits limits{rule.past, rule.future};
  if (!tolerance) return limits;
  const auto wanted = *tolerance ? tolerance : std::nullopt;
  const bool none = !rule.past && !rule.future;
  if (rule.past || none) limits.past = wanted;
  if (rule.future || none) limits.future = wanted;
  return limits;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text, bool milliseconds) {
  if (text.empty() || text.size() > kMostDigits || (text[0] == '0' && text.size() > 1))
    return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!text::is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return milliseconds && value > kFirstMilliseconds ? value / 1000 : value;
}

std::optional<std::int64_t> read_timestamp(const TimestampRule& rule, std::string_view text) {
  if (!rule.rfc3339) return parse_timestamp(text, rule.milliseconds);
  if (const auto time = text::parse_time(text)) return time->time_since_epoch().count();
  return std::nullopt;
}

Verifier::Verifier(const Scheme& scheme, const std::vector<Secret>& secrets, Settings settings)
    : scheme_(scheme), settings_(std::move(settings)) {
  // Who has the sender's certificate needs no secret, and those of others are not meant.
  if (scheme.secret.form == KeyForm::certificate) {
    keys_.emplace_back(scheme, std::string_view{}, settings_.certificate);
    return;
  }
  for (const Secret& secret : secrets) {
    keys_.emplace_back(scheme, secret.reveal(), settings_.certificate);
    for (const SecretRule::Known& known : scheme.secret.known)
      if (secret.reveal() == known.secret) settings_.values.try_emplace(known.setting, known.value);
  }
}

// Every item needs a statement, and every statement one candidate, that one of the keys proves.
bool Verifier::prove(SignatureForm form, Verification& found) {
  int left = kMostPublicKeyProofs;
  const auto proves = [&](const Statement& statement) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const Key& key = keys_[i];
      if (!key.fault().empty()) continue;
      const std::string_view mac = scheme_.algorithm != Algorithm::by_key && key.symmetric()
                                       ? key.mac(statement.pieces)
                                       : std::string_view{};
      for (const Candidate& candidate : statement.candidates) {
        if (!key.symmetric() && left-- <= 0) return false;
        if (proven(key, scheme_, statement, candidate, mac, form)) {
          if (scheme_.secret.form != KeyForm::certificate) found.secret = static_cast<int>(i);
          found.matched = candidate.label;
          return true;
        }
      }
    }
    return false;
  };
  for (std::size_t i = 0; i < claims_.items.size(); ++i) {
    const std::vector<Statement>& any = claims_.items[i].any;
    if (std::any_of(any.begin(), any.end(), proves)) continue;
    found.wrong_item = static_cast<int>(i);
    return false;
  }
  return !claims_.items.empty();
}

namespace {

// Troubles that leave the signature decidable: it can be right while the delivery is not.
bool leaves_signature(Trouble trouble) {
  return trouble == Trouble::none || trouble == Trouble::body_uncovered ||
         trouble == Trouble::digest_wrong;
}

}  // namespace

Verification Verifier::verify(const Delivery& delivery, std::int64_t now) {
  Verification found;
  read_claims(scheme_, delivery, settings_, claims_);
  found.trouble = claims_.trouble;
  if (found.trouble != Trouble::none) found.about = claims_.subject;
  if (!leaves_signature(found.trouble)) return found;
  found.items = claims_.items.size();
  for (const Item& item : claims_.items)
    for (const Statement& statement : item.any)
      found.candidates += statement.candidates.size();
  found.signature = prove(SignatureForm::exact, found);
  if (!claims_.timestamp.empty()) {
    found.timestamp = read_timestamp(scheme_.timestamp, claims_.timestamp);
    if (found.timestamp) judge_age(scheme_.timestamp, settings_, now, found);
  }
  if (claims_.expires && now > *claims_.expires) {
    found.age = Age::too_old;
    found.expired = true;
  }
  return found;
}

bool Verifier::matches(const Delivery& delivery, SignatureForm form) {
  read_claims(scheme_, delivery, settings_, claims_);
  Verification ignored;
  return leaves_signature(claims_.trouble) && prove(form, ignored);
}

}  // namespace checkoutdiag::webhook
