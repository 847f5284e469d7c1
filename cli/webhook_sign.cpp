#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "checks/shell.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/sign.hpp"

namespace checkoutdiag {
namespace {

using json = nlohmann::ordered_json;
using webhook::Header;
using webhook::Signed;

constexpr std::size_t kLongestInline = 64 * 1024;  // a body on a command line
constexpr std::string_view kLiveKeys[] = {"sk_live_", "rk_live_"};

void refuse_live(const ReadSecrets& secrets, bool allowed) {
  if (allowed) return;
  for (std::size_t i = 0; i < secrets.secrets.size(); ++i)
    for (const std::string_view live : kLiveKeys)
      if (secrets.secrets[i].reveal().starts_with(live))
        throw Failure(Failure::Kind::usage,
                      fmt::format("the secret in {} is a live key", secrets.given[i].from),
                      "sign with a test key, or add --allow-live");
}

// An id that the same body has again, so that a repeated call signs the same.
std::string id_for(const std::string& body) {
  constexpr std::size_t kDigits = 24;
  return "msg_" + Secret(body).digest().substr(0, kDigits);
}

std::string all_one_line_each(const std::vector<Header>& headers) {
  std::string lines;
  for (const Header& each : headers)
    lines += each.name + ": " + each.value + "\n";
  return lines;
}

json as_object(const std::vector<Header>& headers) {
  json object = json::object();
  for (const Header& each : headers) {
    json& member = object[each.name];
    if (member.is_null())
      member = each.value;
    else if (member.is_string())
      member = json::array({member, each.value});
    else
      member.push_back(each.value);
  }
  return object;
}

std::string as_json(const webhook::Scheme& scheme, const Signed& signed_one) {
  json document;
  document["scheme"] = scheme.name;
  document["headers"] = as_object(signed_one.headers);
  document["url"] = signed_one.url.empty() ? json() : json(signed_one.url);
  document["body_b64"] = text::base64(text::bytes_of(signed_one.body));
  return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

bool looks_like_json(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != body.npos && (body[first] == '{' || body[first] == '[');
}

bool has(const std::vector<Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [&](const Header& each) {
    return text::equal_ignoring_case(each.name, name);
  });
}

// How curl gets the body: from the file that was signed, or on its command line when signing
// changed it.
std::string curl_body(const Signed& signed_one, const std::string& file) {
  if (!signed_one.body_changed) return "--data-binary " + shell_word("@" + file);
  const bool fits = signed_one.body.size() <= kLongestInline &&
                    signed_one.body.find('\0') == std::string::npos &&
                    text::is_utf8(signed_one.body);
  if (!fits)
    throw Failure(Failure::Kind::input, "the signed body does not fit on a command line",
                  "take it from --output json");
  return "--data-raw " + shell_word(signed_one.body);
}

std::string as_curl(const Signed& signed_one, const webhook::Delivery& delivery,
                    const std::string& file) {
  std::vector<Header> headers = delivery.headers;
  std::erase_if(headers, [&](const Header& each) { return has(signed_one.headers, each.name); });
  headers.insert(headers.end(), signed_one.headers.begin(), signed_one.headers.end());
  // curl would call any body a form, and frameworks would parse it as one.
  if (!has(headers, "content-type"))
    headers.insert(headers.begin(),
                   {"Content-Type", looks_like_json(signed_one.body) ? "application/json"
                                    : signed_one.body_changed ? "application/x-www-form-urlencoded"
                                                              : "application/octet-stream"});
  std::string command = fmt::format("curl -sS -X {} {} \\\n", shell_word(delivery.method),
                                    signed_one.url.empty() ? "URL" : shell_word(signed_one.url));
  for (const Header& each : headers)
    command += fmt::format("  -H {} \\\n", shell_word(each.name + ": " + each.value));
  return command + "  " + curl_body(signed_one, file) + "\n";
}

}  // namespace

int run_webhook_sign(const WebhookOptions& options) {
  const webhook::Scheme scheme = read_scheme(options);
  const ReadSecrets secrets = read_webhook_secrets(options);
  refuse_live(secrets, options.allow_live);
  const webhook::Delivery delivery = read_delivery(options);
  webhook::SignOptions how;
  const Time when = options.timestamp.value_or(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  how.timestamp = when.time_since_epoch().count();
  how.id = options.id.empty() ? id_for(delivery.body) : options.id;
  how.key_ids = options.key_ids;
  how.components = options.components;
  const Signed signed_one =
      webhook::sign(scheme, delivery, secrets.secrets, settings_of(options), how);
  if (options.output == "json")
    print(as_json(scheme, signed_one));
  else if (options.output == "curl")
    print(as_curl(signed_one, delivery, options.body));
  else if (signed_one.headers.empty())
    print(signed_one.body);  // Adyen's and Braintree's signatures are in the body
  else
    print(all_one_line_each(signed_one.headers));
  return 0;
}

}  // namespace checkoutdiag
