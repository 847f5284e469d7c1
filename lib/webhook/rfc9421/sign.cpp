#include "lib/webhook/sign.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/key.hpp"
#include "lib/webhook/public_key.hpp"
#include "lib/webhook/rfc9421/content_digest.hpp"
#include "lib/webhook/rfc9421/signature_base.hpp"
#include "lib/webhook/rfc9421/structured_fields.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace rfc9421;

Failure cannot(const std::string& why) {
  return {Failure::Kind::input, "the message cannot be signed: " + why};
}

std::vector<std::string> usual_components(const Delivery& delivery) {
  std::vector<std::string> out = {"@method"};
  if (!delivery.url.empty())
    out.emplace_back("@target-uri");
  else if (find_header(delivery, "host"))
    out.emplace_back("@authority");
  if (find_header(delivery, "content-type")) out.emplace_back("content-type");
  out.emplace_back("content-digest");
  return out;
}

/// "@method", or with parameters "@query-param;name=\"Pet\""; the name may be in quotes already.
FieldItem read_component(const std::string& text) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const bool quoted = text.starts_with('"');
  const std::optional<FieldItem> item =
      parse_item(quoted ? text : "\"" + text::lower(text.substr(0, end)) + "\"" + text.substr(end));
  if (!item || item->value.kind != BareItem::Kind::string)
    throw cannot(fmt::format("\"{}\" is no component of RFC 9421", text::printable(text)));
  return *item;
}

Member covered_components(const Delivery& delivery, const SignOptions& options) {
  Member covered{.inner_list = true};
  for (const std::string& text :
       options.components.empty() ? usual_components(delivery) : options.components)
    covered.items.push_back(read_component(text));
  return covered;
}

bool covers_digest(const Member& covered) {
  return std::ranges::any_of(covered.items, [](const FieldItem& component) {
    return component.value.text == "content-digest";
  });
}

/// Puts the body's digest in place of one that is missing or is not the body's.
void digest_body(Delivery& delivery, Signed& out) {
  if (check_digest(delivery, "content-digest").verdict == DigestCheck::Verdict::right) return;
  std::erase_if(delivery.headers, [](const Header& header) {
    return text::equal_ignoring_case(header.name, "content-digest");
  });
  delivery.headers.push_back({"Content-Digest", content_digest(delivery.body)});
  out.headers.push_back(delivery.headers.back());
}

/// The setting, else what the key is for.
std::string algorithm_for(const Secret& secret, const Settings& settings) {
  const auto asked = settings.values.find("algorithm");
  if (asked != settings.values.end() && !asked->second.empty()) return asked->second;
  if (!is_asymmetric_key(secret.reveal())) return "hmac-sha256";
  return std::string(PublicKey::from_text(secret.reveal()).usual_algorithm());
}

void add(Parameters& parameters, std::string key, BareItem::Kind kind, std::string text) {
  parameters.push_back({std::move(key), {kind, std::move(text)}});
}

Parameters parameters_of(const Secret& secret, std::size_t index, const Settings& settings,
                         const SignOptions& options) {
  constexpr std::int64_t kMost = 999'999'999'999'999;  // an integer's 15 digits, RFC 9651
  if (options.timestamp < -kMost || options.timestamp > kMost)
    throw cannot("the time is out of range");
  Parameters out;
  add(out, "created", BareItem::Kind::integer, std::to_string(options.timestamp));
  if (index < options.key_ids.size() && !options.key_ids[index].empty())
    add(out, "keyid", BareItem::Kind::string, options.key_ids[index]);
  const std::string algorithm = algorithm_for(secret, settings);
  if (!algorithm.empty()) add(out, "alg", BareItem::Kind::string, algorithm);
  for (const Parameter& one : out)
    if (!fits_string(one.value.text))
      throw cannot(fmt::format("{} may hold printable ASCII only", one.key));
  return out;
}

std::string make_base(const Member& covered, const Delivery& delivery) {
  std::string base;
  Gap gap;
  if (!SignatureBase(delivery).build(covered, base, gap))
    throw cannot(fmt::format("{}: {}", name(gap.trouble), text::printable(gap.subject)));
  return base;
}

std::string make_signature(const Scheme& scheme, const Secret& secret, const Settings& settings,
                           std::string_view base, std::string_view algorithm) {
  const Key key(scheme, secret.reveal(), settings.certificate);
  if (!key.fault().empty()) throw cannot("the secret " + key.fault());
  std::string signature;
  if (!key.symmetric() || algorithm == "hmac-sha256")
    signature = key.sign(std::span(&base, 1), algorithm);
  if (signature.empty())
    throw cannot(
        fmt::format("the secret cannot sign with {}: it is a public key, or one for "
                    "another algorithm",
                    text::printable(algorithm)));
  return signature;
}

}  // namespace

Signed sign_message(const Scheme& scheme, const Delivery& delivery,
                    const std::vector<Secret>& secrets, const Settings& settings,
                    const SignOptions& options) {
  Signed out;
  out.url = delivery.url;
  out.body = delivery.body;
  Delivery message = delivery;
  Member covered = covered_components(delivery, options);
  if (covers_digest(covered)) digest_body(message, out);
  std::string inputs, signatures;
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    covered.parameters = parameters_of(secrets[i], i, settings, options);
    const BareItem* algorithm = find(covered.parameters, "alg");
    const std::string signature =
        make_signature(scheme, secrets[i], settings, make_base(covered, message),
                       algorithm ? std::string_view(algorithm->text) : std::string_view());
    const std::string comma = i ? ", " : "";
    inputs += fmt::format("{}sig{}=", comma, i + 1);
    write(covered, inputs);
    signatures +=
        fmt::format("{}sig{}=:{}:", comma, i + 1, text::base64(text::bytes_of(signature)));
  }
  out.headers.push_back({"Signature-Input", std::move(inputs)});
  out.headers.push_back({"Signature", std::move(signatures)});
  return out;
}

}  // namespace checkoutdiag::webhook
