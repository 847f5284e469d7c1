#include "cli/webhook.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "checks/nearest.hpp"
#include "cli/files.hpp"
#include "cli/secrets.hpp"
#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/certificate.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/key.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag {
namespace {

using webhook::GivenSecret;
using webhook::Scheme;

constexpr std::size_t kMostSecret = 64 * 1024;  // a PEM chain fits
constexpr std::size_t kMostHeaders = 1 << 20;
constexpr std::size_t kMostBody = 64u << 20;
constexpr std::size_t kMostScheme = 64 * 1024;
constexpr std::size_t kMostHar = 256u << 20;

Failure no_such_scheme(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Scheme& each : webhook::built_in_schemes())
    names.push_back(each.name);
  const std::string_view near = nearest(name, names);
  return Failure(Failure::Kind::usage,
                 fmt::format("no scheme is called {}", text::printable(name, 80)),
                 near.empty() ? "checkoutdiag webhook schemes lists them; a file of your own is "
                                "named with its path, such as ./mine.json"
                              : fmt::format("did you mean {}?", near));
}

bool is_path(const std::string& name) {
  return name.find('/') != name.npos || name.ends_with(".json") || name == "-";
}

void set_generic(const WebhookOptions& options, Scheme& scheme) {
  if (!options.header.empty()) scheme.signature.headers = {options.header};
  // "sha256=" is written before hex of SHA-256 alone; another form has what it is given.
  if (options.prefix || !options.digest.empty() || !options.encoding.empty())
    scheme.signature.prefix = options.prefix.value_or("");
  if (options.prefix) scheme.signature.prefix_required = true;
  scheme.title = "generic HMAC";
  if (!options.digest.empty())
    scheme.algorithm = options.digest == "sha1"     ? webhook::Algorithm::hmac_sha1
                       : options.digest == "sha384" ? webhook::Algorithm::hmac_sha384
                       : options.digest == "sha512" ? webhook::Algorithm::hmac_sha512
                                                    : webhook::Algorithm::hmac_sha256;
  if (!options.encoding.empty())
    scheme.signature.encodings = {options.encoding == "hex" ? webhook::Encoding::hex
                                                            : webhook::Encoding::base64};
  if (options.layout.empty()) return;
  scheme.layout = webhook::parse_layout(options.layout);
  scheme.written = options.layout;
  scheme.covers_body = options.layout.find("{body") != options.layout.npos;
}

// Vendors that share headers make other keys of a secret; whose it is, its beginning tells.
bool fits_secrets(const Scheme& scheme, const std::vector<Secret>& secrets) {
  const std::vector<std::string>& prefixes = scheme.secret.prefixes;
  return prefixes.empty() || secrets.empty() ||
         std::any_of(secrets.begin(), secrets.end(), [&](const Secret& secret) {
           return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
             return secret.reveal().starts_with(prefix);
           });
         });
}

webhook::Delivery with_plain_names(webhook::Delivery delivery) {
  for (webhook::Header& each : delivery.headers) {
    if (each.name.starts_with("HTTP_")) each.name.erase(0, 5);
    std::replace(each.name.begin(), each.name.end(), '_', '-');
  }
  return delivery;
}

}  // namespace

Scheme read_scheme(const WebhookOptions& options) {
  const std::string& name = options.scheme;
  if (is_path(name))
    return webhook::parse_scheme(read_file(name, "the scheme file", kMostScheme), name);
  const Scheme* found = webhook::find_scheme(name);
  if (!found) throw no_such_scheme(name);
  Scheme scheme = *found;
  if (name == "generic") set_generic(options, scheme);
  return scheme;
}

ReadSecrets read_webhook_secrets(const WebhookOptions& options) {
  ReadSecrets read;
  for (const SecretSource& source : options.secrets) {
    ReadSecret one = read_secret(source, "--secret-env", "--secret-file");
    GivenSecret given;
    given.from = std::move(one.from);
    given.dropped = std::move(one.dropped);
    given.fingerprint = one.secret.fingerprint();
    read.secrets.push_back(std::move(one.secret));
    read.given.push_back(std::move(given));
  }
  return read;
}

void describe_keys(const Scheme& scheme, ReadSecrets& secrets) {
  for (std::size_t i = 0; i < secrets.secrets.size(); ++i) {
    if (webhook::keeps_nobody_out(scheme, secrets.secrets[i]))
      throw Failure(Failure::Kind::input, "the secret in " + secrets.given[i].from + " is blank",
                    "with a blank secret everybody's signature would be right: see that the "
                    "variable or file is set where this runs");
    const webhook::Key key(scheme, secrets.secrets[i].reveal());
    secrets.given[i].fault = key.fault();
    secrets.given[i].bytes = key.bytes();
  }
}

std::string read_body(const std::string& file) {
  return read_file(file, "the body", kMostBody);
}

webhook::Delivery read_delivery(const WebhookOptions& options) {
  webhook::Delivery delivery;
  if (!options.request.empty()) {
    delivery = webhook::read_raw_request(
        read_file(options.request, "the request", kMostBody + kMostHeaders), options.request);
  } else if (!options.har.empty()) {
    const std::optional<std::size_t> entry =
        options.entry ? std::optional(static_cast<std::size_t>(*options.entry)) : std::nullopt;
    delivery =
        webhook::read_har(read_file(options.har, "the HAR file", kMostHar), entry, options.har);
  } else {
    if (!options.headers.empty())
      delivery.headers = webhook::read_headers(
          read_file(options.headers, "the headers", kMostHeaders), options.headers);
    delivery.body = read_body(options.body);
  }
  if (!options.url.empty()) delivery.url = options.url;
  if (!options.method.empty()) delivery.method = options.method;
  return delivery;
}

const Scheme* detect_scheme(const webhook::Delivery& delivery, const std::vector<Secret>& secrets,
                            const webhook::Settings& settings) {
  const std::vector<const Scheme*> found = webhook::detect(delivery);
  if (found.empty()) {
    // One that a proxy took the signature from is still somebody's, and is invalid.
    if (const Scheme* sender = webhook::sender_of(delivery)) return sender;
    // As CGI and WSGI name headers: whose they are can be told all the same.
    const std::vector<const Scheme*> renamed = webhook::detect(with_plain_names(delivery));
    return renamed.empty() ? nullptr : renamed.front();
  }
  if (found.size() > 1)
    for (const Scheme* each : found)
      if (fits_secrets(*each, secrets) &&
          webhook::Verifier(*each, secrets, settings).matches(delivery))
        return each;
  return found.front();
}

std::string forbidden_certificate_url(const Scheme& scheme, const webhook::Delivery& delivery) {
  if (scheme.secret.form != webhook::KeyForm::certificate) return {};
  const std::string* url = webhook::find_header(delivery, "Paypal-Cert-Url");
  return url && !webhook::cert_url_allowed(*url, scheme.secret.domain) ? *url : std::string();
}

bool is_borrowed(const Scheme& scheme, const Secret& secret) {
  const auto begins = [&](const std::string& prefix) {
    return secret.reveal().starts_with(prefix);
  };
  const std::vector<std::string>& own = scheme.secret.prefixes;
  if (std::any_of(own.begin(), own.end(), begins)) return false;
  const std::vector<Scheme>& all = webhook::built_in_schemes();
  return std::any_of(all.begin(), all.end(), [&](const Scheme& other) {
    return std::any_of(other.secret.prefixes.begin(), other.secret.prefixes.end(), begins);
  });
}

bool takes_setting(const Scheme& scheme, std::string_view name) {
  if (scheme.special == "message-signatures")
    return name == "label" || name == "key-id" || name == "algorithm";
  if (scheme.special == "braintree") return name == "public-key";
  const auto named = [&](const webhook::Part& part) {
    return part.source == webhook::Part::Source::setting &&
           (part.name == name || part.name + "s" == name);
  };
  return std::any_of(scheme.layout.begin(), scheme.layout.end(), [&](const webhook::Group& group) {
    return std::any_of(group.parts.begin(), group.parts.end(), named);
  });
}

webhook::Settings settings_of(const WebhookOptions& options) {
  webhook::Settings settings;
  for (const auto& [name, value] : options.settings)
    settings.values[name] = value;
  settings.tolerance = options.tolerance;
  settings.body_may_be_uncovered = options.uncovered_body;
  if (!options.certificate.empty())
    settings.certificate = read_file(options.certificate, "the certificate", kMostSecret);
  return settings;
}

}  // namespace checkoutdiag
