#include "lib/webhook/sign.hpp"

#include <fmt/core.h>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/key.hpp"
#include "lib/webhook/signature_text.hpp"

namespace checkoutdiag::webhook {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
  throw Failure(Failure::Kind::input, what, hint);
}

std::string timestamp_text(const TimestampRule& rule, std::int64_t seconds) {
  return rule.rfc3339 ? text::rfc3339(Time(std::chrono::seconds(seconds)))
                      : std::to_string(seconds);
}

void set_header(Delivery& delivery, const std::string& name, const std::string& value) {
  std::erase_if(delivery.headers,
                [&](const Header& each) { return text::equal_ignoring_case(each.name, name); });
  delivery.headers.push_back({name, value});
}

// What each hint is for somebody who signs: the options of `webhook sign`.
std::string hint_for(Trouble trouble, std::string_view about) {
  switch (trouble) {
    case Trouble::url_missing:
      return "name the URL that the sender calls: --url";
    case Trouble::setting_missing:
      return about == "webhook-id" || about == "public-key"
                 ? fmt::format("give it: --{}", about)
                 : fmt::format("give it: --setting {}=VALUE", about);
    case Trouble::value_missing:
      return fmt::format("give it as a header or in the URL: {}", about);
    default:
      return {};
  }
}

// "t=17…,v1=…" and its kin.
std::string in_pairs(const Scheme& scheme, const std::string& time,
                     const std::vector<std::string>& signatures, const SignOptions& options) {
  const SignatureRule& rule = scheme.signature;
  std::string value;
  if (!scheme.timestamp.key.empty()) value = scheme.timestamp.key + "=" + time;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (!value.empty()) value += rule.separator;
    value += rule.take.front() + "=";
    if (rule.key_id_before_colon) value += options.key_ids.at(i) + ":";
    value += signatures[i];
  }
  return value;
}

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string all;
  for (const std::string& each : parts) {
    if (!all.empty()) all += separator;
    all += each;
  }
  return all;
}

std::vector<Header> signature_headers(const Scheme& scheme, const std::string& time,
                                      std::vector<std::string> signatures,
                                      const SignOptions& options) {
  const SignatureRule& rule = scheme.signature;
  const std::string& name = rule.headers.front();
  switch (rule.grammar) {
    case Grammar::pairs:
      return {{name, in_pairs(scheme, time, signatures, options)}};
    case Grammar::versions:
      for (std::string& each : signatures)
        each.insert(0, rule.take.front() + ",");
      return {{name, joined(signatures, ' ')}};
    case Grammar::key_ids:
      for (std::size_t i = 0; i < signatures.size(); ++i)
        signatures[i].insert(0, options.key_ids.at(i) + "/SHA256/");
      return {{name, joined(signatures, ',')}};
    default:
      break;
  }
  for (std::string& each : signatures)
    each.insert(0, rule.prefix);
  if (!rule.repeats) return {{name, joined(signatures, rule.separator ? rule.separator : ',')}};
  std::vector<Header> headers;
  for (std::string& each : signatures)
    headers.push_back({name, std::move(each)});
  return headers;
}

// Vendors that name the key beside the signature have a header of its own for that.
void add_key_id(const Scheme& scheme, const SignOptions& options, Signed& result) {
  if (options.key_ids.empty()) return;
  for (const std::string& each : scheme.companions) {
    const std::string name = text::lower(each);
    if (name.ends_with("keyid") || name.ends_with("key-id"))
      result.headers.push_back({each, options.key_ids.front()});
  }
}

bool names_keys(const SignatureRule& rule) {
  return rule.grammar == Grammar::key_ids || rule.key_id_before_colon;
}

bool takes_several(const SignatureRule& rule) {
  return rule.grammar != Grammar::plain || rule.separator || rule.repeats;
}

void check_call(const Scheme& scheme, const std::vector<Secret>& secrets,
                const SignOptions& options) {
  if (secrets.empty()) refuse("there is no secret to sign with", "give one: --secret-file FILE");
  if (secrets.size() > 1 && !takes_several(scheme.signature))
    refuse(
        fmt::format("{} has one signature, and {} secrets are given", scheme.title, secrets.size()),
        "sign with one of them");
  if (names_keys(scheme.signature) && options.key_ids.size() != secrets.size())
    refuse(fmt::format("{} names its keys, and {} names are given for {} secrets", scheme.title,
                       options.key_ids.size(), secrets.size()),
           "give one for each: --key-id ID");
}

}  // namespace

Signed sign(const Scheme& scheme, const Delivery& delivery, const std::vector<Secret>& secrets,
            const Settings& settings, const SignOptions& options) {
  if (scheme.special == "adyen-items")
    return sign_adyen_items(scheme, delivery, secrets, settings, options);
  if (scheme.special == "braintree")
    return sign_braintree(scheme, delivery, secrets, settings, options);
  if (scheme.special == "twilio") return sign_twilio(scheme, delivery, secrets, settings, options);
  if (scheme.special == "message-signatures")
    return sign_message(scheme, delivery, secrets, settings, options);
  check_call(scheme, secrets, options);

  // The delivery as its receiver will see it, but for the signature: what is signed is read from
  // it by the same code that verifies.
  Delivery sent = delivery;
  Signed result;
  result.url = delivery.url;
  result.body = delivery.body;
  const auto add = [&](const std::string& name, const std::string& value) {
    set_header(sent, name, value);
    result.headers.push_back({name, value});
  };
  const std::string time = timestamp_text(scheme.timestamp, options.timestamp);
  if (!scheme.id_headers.empty()) add(scheme.id_headers.front(), options.id);
  if (!scheme.timestamp.headers.empty()) add(scheme.timestamp.headers.front(), time);
  for (const Expected& each : scheme.expected)
    add(each.header, each.values.front());

  Claims claims;
  const Statement statement = signed_pieces(scheme, sent, settings, time, claims);
  if (claims.trouble != Trouble::none)
    refuse(fmt::format("cannot sign for {}: {}{}{}", scheme.title, name(claims.trouble),
                       claims.subject.empty() ? "" : ": ", text::printable(claims.subject, 80)),
           hint_for(claims.trouble, claims.subject));
  std::vector<std::string> signatures;
  for (const Secret& secret : secrets) {
    const Key key(scheme, secret.reveal(), settings.certificate);
    if (!key.fault().empty())
      refuse(fmt::format("the secret {} {}", secret.fingerprint(), key.fault()));
    const std::string raw = key.sign(statement.pieces);
    if (raw.empty())
      refuse(fmt::format("the secret {} cannot sign", secret.fingerprint()),
             "sign with the private key; a public one verifies");
    signatures.push_back(scheme.algorithm == Algorithm::token
                             ? raw
                             : signature_text(raw, scheme.signature.encodings.front()));
  }
  std::vector<Header> headers = signature_headers(scheme, time, std::move(signatures), options);
  add_key_id(scheme, options, result);
  for (Header& each : headers)
    result.headers.push_back(std::move(each));
  return result;
}

}  // namespace checkoutdiag::webhook
