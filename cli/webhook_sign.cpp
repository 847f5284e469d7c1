#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/form.hpp"
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

// An id becomes part of a header, and must stay within it.
void refuse_controls(const WebhookOptions& options) {
  std::vector<std::string> words = options.key_ids;
  words.push_back(options.id);
  for (const std::string& each : words)
    if (std::any_of(each.begin(), each.end(), [](char c) { return c <= ' ' || c >= '\x7f'; }))
      throw Failure(Failure::Kind::usage, "an id has characters that a header cannot have",
                    "use visible ASCII without spaces");
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

// Exactly these bytes, as a word of a shell command. What a terminal would act on is refused: the
// command is to be read and pasted.
std::string exact_word(std::string_view bytes, const char* what) {
  const bool readable = bytes.size() <= kLongestInline && text::is_utf8(bytes) &&
                        std::none_of(bytes.begin(), bytes.end(), [](char c) {
                          return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7f';
                        });
  if (!readable)
    throw Failure(Failure::Kind::input,
                  fmt::format("{} does not fit into a command that can be pasted", what),
                  "take it from --output json");
  std::string quoted = "'";
  for (const char c : bytes)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// How curl gets the body: from the file that was signed, or on its command line where signing
// changed it or nobody could read it a second time.
std::string curl_body(const Signed& signed_one, const std::string& file) {
  if (!signed_one.body_changed && file != "-")
    return "--data-binary " + exact_word("@" + file, "the body's name");
  if (signed_one.body.starts_with('@') || signed_one.body.empty())
    return "--data-raw " + exact_word(signed_one.body, "the body");
  return "--data-binary " + exact_word(signed_one.body, "the body");
}

// curl would call any body a form, and a receiver would parse it as one.
std::string content_type(const Signed& signed_one) {
  if (looks_like_json(signed_one.body)) return "application/json";
  webhook::Delivery sent;
  sent.body = signed_one.body;
  return webhook::is_form(sent) ? "application/x-www-form-urlencoded" : "application/octet-stream";
}

std::string as_curl(const Signed& signed_one, const webhook::Delivery& delivery,
                    const std::string& file) {
  std::vector<Header> headers = delivery.headers;
  std::erase_if(headers, [&](const Header& each) { return has(signed_one.headers, each.name); });
  headers.insert(headers.end(), signed_one.headers.begin(), signed_one.headers.end());
  if (!has(headers, "content-type"))
    headers.insert(headers.begin(), {"Content-Type", content_type(signed_one)});
  std::string command =
      fmt::format("curl -sS -X {} {} \\\n", exact_word(delivery.method, "the method"),
                  exact_word(signed_one.url, "the URL"));
  for (const Header& each : headers)
    command += fmt::format("  -H {} \\\n", exact_word(each.name + ": " + each.value, "a header"));
  return command + "  " + curl_body(signed_one, file) + "\n";
}

// A checkout's callback has its signature among the fields of the form, or of the URL.
void put_among_params(const webhook::Scheme& scheme, Signed& signed_one) {
  if (scheme.written.find("{param:") == std::string::npos) return;
  const std::string field = webhook::encode_form(signed_one.headers);
  webhook::Delivery sent;
  sent.body = signed_one.body;
  if (webhook::is_form(sent) || signed_one.url.empty()) {
    signed_one.body += (signed_one.body.empty() ? "" : "&") + field;
    signed_one.body_changed = true;
  } else {
    signed_one.url += (signed_one.url.find('?') == std::string::npos ? "?" : "&") + field;
  }
  signed_one.headers.clear();
}

// A receiver that uses the vendor's SDK refuses what is signed right and lacks these.
void tell_companions(const webhook::Scheme& scheme, const Signed& signed_one,
                     const webhook::Delivery& delivery) {
  std::string missing;
  for (const std::string& each : scheme.companions)
    if (!has(signed_one.headers, each) && !has(delivery.headers, each))
      missing += (missing.empty() ? "" : ", ") + each;
  if (!missing.empty())
    complain(fmt::format("checkoutdiag: deliveries of {} also have {}: give them with --headers\n",
                         text::printable(scheme.title), text::printable(missing)));
}

}  // namespace

int run_webhook_sign(const WebhookOptions& options) {
  const webhook::Scheme scheme = read_scheme(options);
  ReadSecrets secrets = read_webhook_secrets(options);
  refuse_live(secrets, options.allow_live);
  describe_keys(scheme, secrets);
  refuse_controls(options);
  const webhook::Delivery delivery = read_delivery(options);
  webhook::SignOptions how;
  const Time when = options.timestamp.value_or(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  how.timestamp = when.time_since_epoch().count();
  how.id = options.id.empty() ? id_for(delivery.body) : options.id;
  how.key_ids = options.key_ids;
  how.components = options.components;
  Signed signed_one = webhook::sign(scheme, delivery, secrets.secrets, settings_of(options), how);
  tell_companions(scheme, signed_one, delivery);
  if (options.output != "json") put_among_params(scheme, signed_one);
  if (options.output == "json")
    print(as_json(scheme, signed_one));
  else if (options.output == "curl")
    print(as_curl(signed_one, delivery, options.body));
  else if (signed_one.headers.empty())  // the signature is in the body, or the URL
    print(signed_one.body_changed ? signed_one.body : signed_one.url + "\n");
  else
    print(all_one_line_each(signed_one.headers));
  if (options.output == "headers" && signed_one.url_changed)
    complain("checkoutdiag: what was signed is this URL: " + text::printable(signed_one.url, 4096) +
             "\n");
  return 0;
}

}  // namespace checkoutdiag
