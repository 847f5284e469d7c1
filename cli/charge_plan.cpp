#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "cli/charge.hpp"
#include "cli/files.hpp"
#include "cli/secrets.hpp"
#include "cli/usage/values.hpp"
#include "lib/charge/body.hpp"
#include "lib/charge/journal.hpp"
#include "lib/charge/key.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_shape.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag {
namespace {

using charge::Proof;
using charge::ReplayPlan;
using Kind = Failure::Kind;

constexpr std::size_t kMostPayload = 1 << 20;
constexpr std::size_t kMostHeaders = 256 * 1024;
constexpr text::JsonLimits kPayloadLimits = {64, 100'000};
constexpr std::string_view kLive[] = {"sk_live_", "rk_live_", "pk_live_"};

std::chrono::milliseconds ms(double seconds) {
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

http::Headers read_headers(const ChargeOptions& options) {
  http::Headers headers;
  if (options.auth) {
    const ReadSecret read = read_secret(*options.auth, "--auth-env", "--auth-file");
    if (read.secret.blank() || read.secret.reveal().find_first_of("\r\n") != std::string::npos)
      throw Failure(Kind::input, fmt::format("what is in {} is no key", read.from),
                    "it is one line: the key, or Authorization's whole value");
    headers.push_back({"Authorization", authorization(read.secret.reveal())});
  }
  if (!options.headers.empty())
    for (http::Header& each : webhook::read_headers(
             read_file(options.headers, "the headers", kMostHeaders), options.headers))
      headers.push_back(std::move(each));
  for (const std::string& line : options.header) {
    headers.push_back(header_line("--header", line));
    refuse_secret(headers.back());
  }
  return headers;
}

bool holds_live(std::string_view value, const charge::Profile& profile) {
  const auto inside = [&](std::string_view prefix) { return value.find(prefix) != value.npos; };
  return std::any_of(std::begin(kLive), std::end(kLive), inside) ||
         std::any_of(profile.live_prefixes.begin(), profile.live_prefixes.end(), inside);
}

// A key stands bare, behind "Bearer", or in the base64 of "Basic".
bool is_live(const http::Headers& headers, const charge::Profile& profile) {
  return std::any_of(headers.begin(), headers.end(), [&](const http::Header& header) {
    if (holds_live(header.value, profile)) return true;
    std::string decoded;
    return text::equal_ignoring_case(header.value.substr(0, 6), "basic ") &&
           text::decode_base64(text::trimmed(std::string_view(header.value).substr(6)), decoded) &&
           holds_live(decoded, profile);
  });
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

// Where money is real, nothing is sent that was not asked for twice.
void refuse_live(const ChargeOptions& options, const std::string& host, const ReplayPlan& plan) {
  if (options.allow_live) return;
  http::Headers all = plan.headers;
  all.insert(all.end(), plan.verify.headers.begin(), plan.verify.headers.end());
  if (is_live(all, plan.profile) || holds_live(plan.payload, plan.profile))
    throw Failure(Kind::usage, "the request holds a live key: every charge would be real",
                  "use a test key; or add --allow-live, if real charges are meant");
  if (is_this_machine(host) || charge::matches_host(plan.profile.test_hosts, host)) return;
  // One host for tests and for money, as Stripe has it: the key decides, and it is not a live one.
  const bool decided_by_key = plan.profile.test_hosts.empty() &&
                              !plan.profile.live_prefixes.empty() && options.auth.has_value();
  if (decided_by_key && charge::matches_host(plan.profile.hosts, host)) return;
  throw Failure(
      Kind::usage,
      fmt::format("{} is not known as a host of tests: charges may be real", text::printable(host)),
      "name a profile whose test hosts have it; or add --allow-live, if that is meant");
}

Proof proof_of(const std::string& word) {
  return usage::choice<Proof>("--proofs", word,
                              {{"sequential", Proof::sequential},
                               {"mismatch", Proof::mismatch},
                               {"concurrent", Proof::concurrent},
                               {"lost", Proof::lost},
                               {"dropped", Proof::dropped},
                               {"after-error", Proof::after_error}});
}

// In the order in which they run; mismatch needs the object of sequential.
std::vector<Proof> proofs_of(const ChargeOptions& options) {
  const std::vector<Proof> all = {Proof::sequential, Proof::mismatch, Proof::concurrent,
                                  Proof::lost,       Proof::dropped,  Proof::after_error};
  if (options.proofs.empty()) return all;
  std::vector<Proof> wanted;
  for (const std::string& word : options.proofs)
    wanted.push_back(proof_of(word));
  const auto has = [&](Proof proof) {
    return std::find(wanted.begin(), wanted.end(), proof) != wanted.end();
  };
  if (has(Proof::mismatch) && !has(Proof::sequential))
    throw Failure(Kind::usage, "mismatch needs sequential: it uses its charge",
                  "--proofs sequential,mismatch");
  std::vector<Proof> ordered;
  std::copy_if(all.begin(), all.end(), std::back_inserter(ordered), has);
  return ordered;
}

const char* content_type(charge::BodyType type) {
  return type == charge::BodyType::form ? "application/x-www-form-urlencoded" : "application/json";
}

void read_payload(const ChargeOptions& options, ReplayPlan& plan) {
  plan.payload = read_file(options.payload, "the payload", kMostPayload);
  // Every file that an editor wrote ends in a line end, and no form does.
  while (plan.payload.ends_with('\n') || plan.payload.ends_with('\r'))
    plan.payload.pop_back();
  if (plan.payload.empty())
    throw Failure(Kind::input,
                  fmt::format("the payload {} is empty", text::printable(options.payload)),
                  "give the body of a charge that the gateway accepts in its test mode");
  if (!options.other_payload.empty())
    plan.other_payload = read_file(options.other_payload, "the other payload", kMostPayload);
  const std::string* given = http::find_header(plan.headers, "Content-Type");
  plan.type = options.type == "json"   ? charge::BodyType::json
              : options.type == "form" ? charge::BodyType::form
                                       : charge::body_type(given ? *given : "", plan.payload);
  if (!given && plan.type != charge::BodyType::other)
    plan.headers.push_back({"Content-Type", content_type(plan.type)});
  if (plan.type == charge::BodyType::json && text::fault_in_json(plan.payload, kPayloadLimits))
    throw Failure(Kind::input,
                  fmt::format("the payload {} is not JSON", text::printable(options.payload)),
                  "if it is a form, say so: --type form");
}

void read_verify(const ChargeOptions& options, const std::string& host, ReplayPlan& plan) {
  plan.verify.url = options.verify_url;
  plan.verify.list = options.verify_list;
  for (const std::string& each : options.verify_match) {
    const std::size_t equals = each.find('=');
    plan.verify.match.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  if (options.verify_url.empty()) return;
  if (host_of(options.verify_url, "--verify-url") != host)
    throw Failure(Kind::usage, "--verify-url is another host's than --url",
                  "the credentials go to both: name the gateway's own list");
  plan.verify.headers = plan.headers;
  std::erase_if(plan.verify.headers, [](const http::Header& each) {
    return text::equal_ignoring_case(each.name, "Content-Type");
  });
}

std::string key_for(const ChargeOptions& options) {
  if (options.resume) return charge::Journal::base_key_in(options.journal);
  return options.key.empty() ? charge::random_key() : options.key;
}

}  // namespace

ReplayOrder read_replay(const ChargeOptions& options) {
  ReplayOrder order;
  ReplayPlan& plan = order.plan;
  order.host = host_of(options.url, "--url");
  plan.profile = read_gateway(options, "generic");
  plan.url = options.url;
  plan.method = options.method;
  plan.headers = read_headers(options);
  read_payload(options, plan);
  read_verify(options, order.host, plan);
  plan.proofs = proofs_of(options);
  plan.concurrency = options.concurrency;
  if (!options.provoke.empty()) plan.provoke = header_line("--provoke", options.provoke);
  plan.retry.retries = options.retries;
  plan.retry.also_on = options.retry_on;
  plan.ca_file = options.ca_file;
  plan.timeout = ms(options.answer_timeout);
  order.dry = !is_this_machine(order.host) && !options.send;
  refuse_live(options, order.host, plan);
  plan.key = key_for(options);
  return order;
}

}  // namespace checkoutdiag
