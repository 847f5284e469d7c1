#include "cli/usage/webhook_rows.hpp"

#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr int kLongestTolerance = 366 * 24 * 3600;

void add_setting(Rows& rows, const char* option, const char* value, const char* what,
                 const char* name, WebhookOptions& to) {
  rows.add({option, value, what,
            [&to, name](const std::string& v) { to.settings.emplace_back(name, v); }});
}

}  // namespace

void add_secrets(Rows& rows, WebhookOptions& to) {
  Option file{"--secret-file", "FILE",
              "the secret; - is stdin; again for each further one (rotation)",
              [&to](const std::string& v) {
                to.secrets.push_back({false, v});
              }};
  file.repeats = true;
  rows.add(std::move(file));
  Option variable{"--secret-env", "NAME", "the secret in an environment variable",
                  [&to](const std::string& v) {
                    to.secrets.push_back({true, v});
                  }};
  variable.repeats = true;
  rows.add(std::move(variable));
}

void add_settings(Rows& rows, WebhookOptions& to) {
  rows.text("--url", "URL", "the URL that the sender calls (Square, Twilio, Mercado Pago)", to.url);
  rows.text("--method", "METHOD", "the request's method (RFC 9421; default: POST)", to.method);
  add_setting(rows, "--webhook-id", "ID", "PayPal's id of the webhook", "webhook-id", to);
  add_setting(rows, "--public-key", "KEY", "Braintree's public key", "public-key", to);
  Option other{"--setting", "NAME=VALUE", "another value that an own scheme signs",
               [&to](const std::string& v) {
                 const std::size_t equals = v.find('=');
                 if (equals == v.npos || equals == 0)
                   throw wrong_value("--setting", v, "a name, =, and a value");
                 to.settings.emplace_back(v.substr(0, equals), v.substr(equals + 1));
               }};
  other.repeats = true;
  rows.add(std::move(other));
}

void add_generic(Rows& rows, WebhookOptions& to) {
  rows.text("--header", "NAME", "the signature's header", to.header);
  rows.add({"--prefix", "TEXT", "before the signature (default: none, or sha256=)",
            [&to](const std::string& v) { to.prefix = v; }});
  rows.text("--digest", "sha1|sha256|sha384|sha512", "(default: sha256)", to.digest);
  rows.text("--encoding", "hex|base64", "of the signature (default: hex)", to.encoding);
  rows.text("--signed", "TEMPLATE", "what is signed, such as {header:X-Time}.{body}", to.layout);
}

void check_generic(const WebhookOptions& options) {
  const bool any = !options.header.empty() || options.prefix.has_value() ||
                   !options.digest.empty() || !options.encoding.empty() || !options.layout.empty();
  if (!options.digest.empty())
    choice<int>("--digest", options.digest,
                {{"sha1", 0}, {"sha256", 0}, {"sha384", 0}, {"sha512", 0}});
  if (!options.encoding.empty())
    choice<int>("--encoding", options.encoding, {{"hex", 0}, {"base64", 0}});
  if (any && options.scheme != "generic")
    throw Failure(Kind::usage,
                  "--header, --prefix, --digest, --encoding and --signed are the generic scheme's",
                  "add --scheme generic, or write a scheme file (checkoutdiag-webhook-scheme(5))");
}

Option tolerance_option(WebhookOptions& to) {
  return {"--tolerance", "SECONDS", "instead of the scheme's; 0 is none",
          [&to](const std::string& v) {
            to.tolerance = whole("--tolerance", v, 0, kLongestTolerance);
          }};
}

void add_sender(Command& command, const char* scheme, WebhookOptions& to) {
  Rows rows{command, "The sender"};
  rows.text("--scheme", "NAME|FILE", scheme, to.scheme);
  add_secrets(rows, to);
  add_settings(rows, to);
  rows.add(tolerance_option(to));
  Rows generic{command, "The generic scheme"};
  add_generic(generic, to);
}

void check_sender(const WebhookOptions& options) {
  check_generic(options);
  if (options.scheme.empty() || options.scheme == "auto")
    throw Failure(Kind::usage, "--scheme is missing",
                  "name whose webhooks come: checkoutdiag webhook schemes lists them");
  if (options.secrets.empty())
    throw Failure(Kind::usage, "there is no secret", "--secret-file FILE, or --secret-env NAME");
}

}  // namespace checkoutdiag::usage
