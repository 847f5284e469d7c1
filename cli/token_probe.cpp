#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "checks/token/story.hpp"
#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/token_facts.hpp"
#include "cli/files.hpp"
#include "cli/request_parts.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "cli/token.hpp"
#include "lib/failure.hpp"
#include "lib/fields/card.hpp"
#include "lib/page/url.hpp"
#include "lib/text/escape.hpp"
#include "lib/token/leak.hpp"
#include "lib/token/probe.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

constexpr std::size_t kMostPayload = 1 << 20;

std::string payload_of(const std::string& path, const char* what) {
  std::string payload = read_file(path, what, kMostPayload);
  // Every file that an editor wrote ends in a line end, and no form does.
  while (payload.ends_with('\n') || payload.ends_with('\r'))
    payload.pop_back();
  if (payload.empty())
    throw Failure(Kind::input, fmt::format("{} {} is empty", what, text::printable(path, 200)));
  return payload;
}

void add_content_type(http::Headers& headers, const std::string& payload) {
  if (http::find_header(headers, "Content-Type")) return;
  const bool is_json = payload.front() == '{' || payload.front() == '[';
  headers.push_back(
      {"Content-Type", is_json ? "application/json" : "application/x-www-form-urlencoded"});
}

void refuse_real_card(const std::string& payload) {
  for (const token::CardDatum& each : token::card_data_in(payload))
    if (each.kind == token::LeakKind::number && !fields::is_test_number(each.digits))
      throw Failure(Kind::usage, "the payload has a card number that is no published test number",
                    "use one of the gateway's test cards; or add --allow-live, if it is meant");
}

// The grain of a life in whole seconds is no difference, and no more than a third of a short one.
double tolerance_of(double life) {
  constexpr double kGrain = 1.1;  // seconds
  return std::clamp(kGrain / life, 0.1, 0.35);
}

// Around the life that is known, or else further and further apart.
std::vector<double> ages_for(const TokenOptions& options, std::optional<double> life) {
  if (!options.ages.empty()) return options.ages;
  std::vector<double> ages;
  if (life) {
    for (const double part : {0.5, 0.8, 0.95, 1.05, 1.2})
      ages.push_back(*life * part);
    // One that is taken there is taken past any tolerance.
    constexpr double kMargin = 0.3;  // seconds
    const double past = *life * (1 + tolerance_of(*life)) + kMargin;
    if (past > ages.back()) ages.push_back(past);
  } else {
    for (double age = 1; age <= options.until; age *= 2)
      ages.push_back(age);
  }
  return ages;
}

std::string origin_of(const std::string& url) {
  const auto parsed = page::parse_url(url);
  return parsed ? page::origin_of(*parsed) : url;
}

token::ProbePlan plan_of(const TokenOptions& options, const token::Gateway* gateway,
                         std::optional<double> life) {
  token::ProbePlan plan;
  plan.gateway = gateway;
  plan.url = options.url;
  plan.use_url = options.use_url;
  plan.payload = payload_of(options.payload, "the payload");
  plan.use_payload = payload_of(options.use_payload, "the payload of the use");
  if (plan.use_payload.find(token::kPlaceholder) == std::string::npos)
    throw Failure(Kind::input, "the payload of the use has no {token} in it",
                  R"(write {token} where the token goes: {"amount": 100, "source": "{token}"})");
  plan.headers = read_request_headers(options.auth, options.headers, options.header);
  // What is secret goes to another host only where it was given for it.
  const bool is_same_origin = origin_of(options.url) == origin_of(options.use_url);
  plan.use_headers =
      read_request_headers(options.use_auth || !is_same_origin ? options.use_auth : options.auth,
                           is_same_origin ? options.headers : "", options.header);
  add_content_type(plan.headers, plan.payload);
  add_content_type(plan.use_headers, plan.use_payload);
  plan.token = options.token;
  plan.ages = ages_for(options, life);
  plan.ca_file = options.ca_file;
  plan.timeout = milliseconds(options.answer_timeout);
  return plan;
}

// Both requests go where money is not real, and only where that was asked for.
void check_targets(const TokenOptions& options, const token::ProbePlan& plan) {
  const std::string host = host_of(options.url, "--url"),
                    use_host = host_of(options.use_url, "--use-url");
  if (!options.allow_live) {
    refuse_real_card(plan.payload);
    refuse_real_card(plan.use_payload);
    charge::Profile profile = charge::load_profile("generic");
    if (plan.gateway)
      if (const charge::Profile* known = charge::profile_of_host(use_host)) profile = *known;
    http::Headers all = plan.headers;
    all.insert(all.end(), plan.use_headers.begin(), plan.use_headers.end());
    for (const std::string& each : {host, use_host})
      refuse_money(profile, each, all, {plan.payload, plan.use_payload}, options.auth.has_value());
  }
  if (!options.send && !(is_this_machine(host) && is_this_machine(use_host)))
    throw Failure(
        Kind::usage,
        fmt::format("{} is not this machine, and {} tokens would be made and charged there",
                    text::printable(is_this_machine(host) ? use_host : host),
                    plan.ages.size() * 2 + 1),
        "add --send, if that is meant");
}

// The seconds of a run that has no --deadline of its own: the ages and their narrowing.
double deadline_of(const CommonOptions& common, const std::vector<double>& ages) {
  const bool is_given = std::any_of(common.given.begin(), common.given.end(),
                                    [](const auto& each) { return each.first == "deadline"; });
  constexpr double kRequests = 300;
  return is_given ? common.deadline : ages.back() * 4 + kRequests;
}

std::string use_text(const token::ProbeUse& use) {
  std::string text = fmt::format("{}, {}{}", token::name(use.taken), use.status,
                                 token::code_in_brackets(use.code));
  return use.reason.empty() ? text : text + ": " + use.reason;
}

std::vector<Detail> details_of(const token::ProbeFacts& facts) {
  std::vector<Detail> all;
  const auto taken = facts.taken_at(), refused = facts.refused_at();
  if (taken && refused)
    all.push_back({"life", fmt::format("taken at {}, refused at {}", token::duration_text(*taken),
                                       token::duration_text(*refused))});
  else if (taken)
    all.push_back({"life", fmt::format("taken at {}; none was refused for its age",
                                       token::duration_text(*taken))});
  if (facts.said) all.push_back({"reply says", token::duration_text(*facts.said)});
  if (const auto* again = facts.find(token::Purpose::again))
    all.push_back({"used twice", use_text(*again)});
  if (const auto* expired = facts.refusal()) all.push_back({"too old", use_text(*expired)});
  if (const auto* unknown = facts.find(token::Purpose::unknown))
    all.push_back({"never made", use_text(*unknown)});
  return all;
}

}  // namespace

int run_token_probe(const TokenOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "token probe";
  report.arguments = charge_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  KnownToken known;
  read_known(options, known);
  const token::Gateway* gateway = known.expected.gateway;
  std::optional<double> life = options.life;
  std::string life_from = "--token-life";
  if (!life && gateway && gateway->lifetime) {
    life = static_cast<double>(gateway->lifetime->seconds);
    life_from = gateway->lifetime->source;
  }
  const token::ProbePlan plan = plan_of(options, gateway, life);
  check_targets(options, plan);
  const Deadline deadline(deadline_of(common, plan.ages));
  Progress progress(common.progress && !common.quiet);
  token::ProbeFacts facts = token::probe(plan, deadline.descriptor(),
                                         [&](const std::string& step) { progress.show(step); });
  progress.clear();
  facts.url = shown_url(options.url);
  facts.use_url = shown_url(options.use_url);
  if (!life && facts.said) {
    life = facts.said;
    life_from = "the gateway's own reply";
  }
  Subject subject;
  subject.name = facts.url;
  subject.details = details_of(facts);
  subject.footer =
      fmt::format("{} tokens were made, and {} uses", facts.exchanges, facts.uses.size());
  const double tolerance = life ? tolerance_of(*life) : 0.1;
  judge(token::probes(), token::ProbeCase{facts, life, life_from, tolerance}, subject.name,
        report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = to_json(facts);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
