#include "cli/request_parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "cli/charge.hpp"
#include "cli/files.hpp"
#include "cli/secrets.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

constexpr std::size_t kMostHeaders = 256 * 1024;
constexpr std::string_view kLive[] = {"sk_live_", "rk_live_", "pk_live_"};

// Words of a command line are seen by others.
void refuse_secret(const http::Header& header) {
  const std::string name = text::lower(header.name);
  for (const std::string_view word :
       {"authorization", "cookie", "api-key", "apikey", "secret", "token", "password"})
    if (name.find(word) != name.npos)
      throw Failure(Kind::usage, fmt::format("--header must not hold {}", header.name),
                    "words of a command are seen by others and kept in histories: use "
                    "--auth-file, --auth-env, or --headers FILE");
}

// "sk_test_…" becomes "Bearer sk_test_…"; what names its own scheme stays.
std::string authorization(std::string_view secret) {
  return std::string(secret.find(' ') == secret.npos ? "Bearer " : "") + std::string(secret);
}

}  // namespace

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

http::Header header_line(const char* option, const std::string& line) {
  const std::size_t colon = line.find(':');
  const std::string name = line.substr(0, colon);
  const bool token = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_';
  });
  if (colon == line.npos || !token || line.find_first_of("\r\n") != line.npos)
    throw usage::wrong_value(option, line, "a header line, such as 'Stripe-Version: 2026-01-01'");
  return {name, std::string(text::trimmed(std::string_view(line).substr(colon + 1)))};
}

http::Headers read_request_headers(const std::optional<SecretSource>& auth, const std::string& file,
                                   const std::vector<std::string>& lines) {
  http::Headers headers;
  if (auth) {
    const ReadSecret read = read_secret(*auth, "--auth-env", "--auth-file");
    if (read.secret.blank() || read.secret.reveal().find_first_of("\r\n") != std::string::npos)
      throw Failure(Kind::input, fmt::format("what is in {} is no key", read.from),
                    "it is one line: the key, or Authorization's whole value");
    headers.push_back({"Authorization", authorization(read.secret.reveal())});
  }
  if (!file.empty())
    for (http::Header& each :
         webhook::read_headers(read_file(file, "the headers", kMostHeaders), file))
      headers.push_back(std::move(each));
  for (const std::string& line : lines) {
    headers.push_back(header_line("--header", line));
    refuse_secret(headers.back());
  }
  return headers;
}

bool holds_live(std::string_view value, const std::vector<std::string>& prefixes) {
  const auto inside = [&](std::string_view prefix) { return value.find(prefix) != value.npos; };
  return std::any_of(std::begin(kLive), std::end(kLive), inside) ||
         std::any_of(prefixes.begin(), prefixes.end(), inside);
}

// A key stands bare, behind "Bearer", or in the base64 of "Basic".
bool is_live(const http::Headers& headers, const std::vector<std::string>& prefixes) {
  return std::any_of(headers.begin(), headers.end(), [&](const http::Header& header) {
    if (holds_live(header.value, prefixes)) return true;
    std::string decoded;
    return text::equal_ignoring_case(header.value.substr(0, 6), "basic ") &&
           text::decode_base64(text::trimmed(std::string_view(header.value).substr(6)), decoded) &&
           holds_live(decoded, prefixes);
  });
}

void refuse_money(const charge::Profile& profile, const std::string& host,
                  const http::Headers& headers, const std::vector<std::string>& payloads,
                  bool has_key) {
  const auto holds = [&](const std::string& each) {
    return holds_live(each, profile.live_prefixes);
  };
  if (is_live(headers, profile.live_prefixes) ||
      std::any_of(payloads.begin(), payloads.end(), holds))
    throw Failure(Kind::usage, "the request holds a live key: every charge would be real",
                  "use a test key; or add --allow-live, if real charges are meant");
  if (is_this_machine(host) || charge::matches_host(profile.test_hosts, host)) return;
  // One host for tests and for money, as Stripe has it: the key decides, and it is not a live one.
  const bool decided_by_key =
      profile.test_hosts.empty() && !profile.live_prefixes.empty() && has_key;
  if (decided_by_key && charge::matches_host(profile.hosts, host)) return;
  throw Failure(
      Kind::usage,
      fmt::format("{} is not known as a host of tests: charges may be real", text::printable(host)),
      "name a profile whose test hosts have it; or add --allow-live, if that is meant");
}

std::string host_of(const std::string& url, const char* option) {
  const auto parts = webhook::split_url(url);
  if (!parts || (parts->scheme != "https" && parts->scheme != "http") || parts->host.empty())
    throw usage::wrong_value(option, url, "an http or https URL");
  if (!parts->user.empty())
    throw Failure(Kind::usage, fmt::format("{} has a user or a password in it", option),
                  "words of a command are seen by others: use --auth-file or --auth-env");
  std::string host(parts->host);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  return text::lower(host);
}

}  // namespace checkoutdiag
