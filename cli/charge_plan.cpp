#include <fmt/core.h>

#include <algorithm>

#include "cli/charge.hpp"
#include "cli/files.hpp"
#include "cli/request_parts.hpp"
#include "cli/usage/values.hpp"
#include "lib/charge/body.hpp"
#include "lib/charge/journal.hpp"
#include "lib/charge/key.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag {
namespace {

using charge::Proof;
using charge::ReplayPlan;
using Kind = Failure::Kind;

constexpr std::size_t kMostPayload = 1 << 20;
constexpr text::JsonLimits kPayloadLimits = {64, 100'000};

void refuse_live(const ChargeOptions& options, const std::string& host, const ReplayPlan& plan) {
  if (options.allow_live) return;
  http::Headers all = plan.headers;
  all.insert(all.end(), plan.verify.headers.begin(), plan.verify.headers.end());
  refuse_money(plan.profile, host, all, {plan.payload}, options.auth.has_value());
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
  plan.headers = read_request_headers(options.auth, options.headers, options.header);
  read_payload(options, plan);
  read_verify(options, order.host, plan);
  plan.proofs = proofs_of(options);
  plan.concurrency = options.concurrency;
  if (!options.provoke.empty()) plan.provoke = header_line("--provoke", options.provoke);
  plan.retry.retries = options.retries;
  plan.retry.also_on = options.retry_on;
  plan.ca_file = options.ca_file;
  plan.timeout = milliseconds(options.answer_timeout);
  order.dry = !is_this_machine(order.host) && !options.send;
  refuse_live(options, order.host, plan);
  plan.key = key_for(options);
  return order;
}

}  // namespace checkoutdiag
