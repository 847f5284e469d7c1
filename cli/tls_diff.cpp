#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/tls/diff.hpp"
#include "cli/commands.hpp"
#include "cli/facts/tls_facts.hpp"
#include "cli/files.hpp"
#include "cli/gate/report_reader.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "cli/tls_probe.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/probe.hpp"

// `tls diff`: two gateways, or reports of them. Both are compared by what the report tells, so that
// a gateway of today can be held against a report of last month.
namespace checkoutdiag {
namespace {

using nlohmann::json;
using tls::Side;

constexpr std::size_t kMostReport = 64u << 20;

bool is_file(const std::string& word) {
  if (word.starts_with("https://")) return false;
  return word == "-" || word.ends_with(".json") || word.find('/') != word.npos;
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? text::printable(found->get<std::string>())
                                                     : std::string();
}

const json& list_at(const json& object, const char* key) {
  static const json none = json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

std::vector<std::string> names_in(const json& list) {
  std::vector<std::string> names;
  for (const json& each : list)
    if (each.is_object()) names.push_back(text_at(each, "name"));
  return names;
}

void add_versions(const json& address, Side& side) {
  for (const json& each : list_at(address, "versions")) {
    const std::string version = text_at(each, "name"), state = text_at(each, "state");
    side.versions[version] = state == "accepted"  ? std::optional(true)
                             : state == "refused" ? std::optional(false)
                                                  : std::nullopt;
    if (state != "accepted") continue;
    side.suites[version] = names_in(list_at(each, "suites"));
    if (!each.value("complete", true)) side.incomplete.push_back(version + " suites");
    if (const std::string order = text_at(each, "preference"); !order.empty())
      side.traits[version + " order of suites"] = order;
  }
}

void add_chains(const json& address, Side& side) {
  for (const json& sent : list_at(address, "certificates")) {
    const json& chain = list_at(sent, "chain");
    if (chain.empty() || !chain[0].is_object()) continue;
    const json& leaf = chain[0];
    const json bits = leaf.value("key_bits", json());
    tls::SentChain made{
        text_at(leaf, "key_algorithm") + (bits.is_number() ? ' ' + bits.dump() : ""),
        text_at(leaf, "subject"),
        text_at(leaf, "issuer"),
        text_at(leaf, "sha256"),
        text_at(leaf, "not_after"),
        {}};
    for (const json& each : chain)
      if (each.is_object()) made.subjects.push_back(text_at(each, "subject"));
    side.chains.push_back(std::move(made));
  }
}

void add_traits(const json& address, Side& side) {
  if (const auto features = address.find("features");
      features != address.end() && features->is_object())
    for (const auto& [name, value] : features->items()) {
      std::string words = text::printable(name);
      std::replace(words.begin(), words.end(), '_', ' ');
      if (value.is_boolean() && name != "alpn_asked") side.traits[words] = value ? "yes" : "no";
    }
  if (const auto client = address.find("client_auth");
      client != address.end() && client->is_object())
    side.traits["client certificate"] = text_at(*client, "mode");
}

Side side_of(const json& address, std::string name) {
  Side side;
  side.name = std::move(name);
  add_versions(address, side);
  if (const auto groups = address.find("groups"); groups != address.end() && groups->is_object()) {
    side.groups = names_in(list_at(*groups, "groups"));
    if (!groups->value("complete", true)) side.incomplete.emplace_back("groups");
  }
  if (const auto signatures = address.find("signatures");
      signatures != address.end() && signatures->is_object())
    side.signatures = names_in(list_at(*signatures, "schemes"));
  add_chains(address, side);
  add_traits(address, side);
  return side;
}

/// A side, and what it may be paired by.
struct Named {
  std::string target, address;
  Side side;
};

/// One of the two words: what it is a report of, or what answers there.
struct Whole {
  std::string word;
  std::vector<Named> sides;
  std::string unreached;  // why there is nothing, a clause; empty: there is

  /// Which of several looks at one target it was.
  void name_time(int number) {
    word = fmt::format("time {}", number);
    for (Named& each : sides)
      each.side.name = word;
  }
};

// Only what answered can be compared.
void add_sides(const json& data, Whole& to) {
  for (const json& target : list_at(data, "targets")) {
    const std::string name = text_at(target, "target");
    for (const json& address : list_at(target, "addresses")) {
      const std::string at = text_at(address, "address");
      if (text_at(address, "reachable") != "accepted") continue;
      to.sides.push_back({name, at, side_of(address, to.word)});
    }
  }
  if (to.sides.empty()) to.unreached = "nothing answered";
}

Whole read_file_of(const std::string& word) {
  Whole whole;
  whole.word = word == "-" ? "stdin" : text::printable(word, 100);
  const ReadReport read = read_report(read_file(word, "the report", kMostReport), word);
  if (read.report.command != "tls probe")
    throw Failure(Failure::Kind::input,
                  fmt::format("{} is a report of {}", whole.word, read.report.command),
                  "write one with checkoutdiag tls probe TARGET --report json=FILE");
  add_sides(json::parse(read.report.data), whole);
  return whole;
}

Whole ask(const std::string& word, const TlsProbeOptions& options, const CommonOptions& common,
          Time now) {
  Whole whole;
  whole.word = text::printable(word, 100);
  tls::ProbeOptions how = probe_options(options, common);
  how.now = now;
  const x509::Verifier verifier({options.ca_file, options.ca_path});
  const net::Endpoint endpoint = net::parse_endpoint(word);
  const net::Endpoint dial =
      options.connect.empty() ? endpoint : net::parse_endpoint(options.connect, endpoint.port);
  const tls::TargetFacts facts = tls::probe(word, endpoint, dial, how, verifier);
  add_sides(json::parse(facts::to_json({facts}, read_policy(options))), whole);
  if (!facts.resolve_error.empty()) whole.unreached = text::printable(facts.resolve_error);
  return whole;
}

// By target and address where both sides have it, by address, and one with the other where there is
// one of each.
std::vector<tls::DiffCase> pairs_of(Whole& a, Whole& b) {
  std::vector<tls::DiffCase> pairs;
  if (a.sides.size() == 1 && b.sides.size() == 1) {
    pairs.push_back({std::move(a.sides[0].side), std::move(b.sides[0].side)});
    return pairs;
  }
  const auto label = [](Named& named) {
    named.side.name += fmt::format(" {} ({})", named.target, named.address);
    return std::move(named.side);
  };
  for (Named& one : a.sides) {
    const auto same = std::find_if(b.sides.begin(), b.sides.end(), [&](const Named& other) {
      return other.address == one.address && (other.target == one.target || b.sides.size() == 1);
    });
    if (same == b.sides.end()) {
      pairs.push_back({label(one), std::nullopt});
      continue;
    }
    pairs.push_back({label(one), label(*same)});
    b.sides.erase(same);
  }
  for (Named& other : b.sides)
    pairs.push_back({std::nullopt, label(other)});
  return pairs;
}

void check_words(const std::vector<std::string>& words, int repeat) {
  if (repeat == 1 && words.size() != 2)
    throw Failure(Failure::Kind::usage,
                  fmt::format("tls diff compares two, and was given {}", words.size()),
                  "checkoutdiag tls diff A B, each a target or a JSON report of tls probe");
  if (repeat > 1 && (words.size() != 1 || is_file(words[0])))
    throw Failure(Failure::Kind::usage, "--repeat is for one target",
                  "checkoutdiag tls diff TARGET --repeat 5");
}

// Each with the first. What did not answer is no likeness.
void compare(std::vector<Whole>& wholes, const std::string& subject,
             std::vector<Outcome>& outcomes) {
  for (const Whole& each : wholes)
    if (!each.unreached.empty()) {
      Outcome& open =
          outcomes.emplace_back(Outcome{&tls::rules::gateways_differ.rule, subject, {}, {}, {}});
      open.undecided("{}: {}", each.word, each.unreached);
    }
  if (!outcomes.empty()) return;
  for (std::size_t i = 1; i < wholes.size(); ++i) {
    Whole first = wholes[0];
    for (const tls::DiffCase& pair : pairs_of(first, wholes[i]))
      judge(tls::diff(), pair, subject, outcomes);
  }
}

}  // namespace

int run_tls_diff(const TlsProbeOptions& options, const std::vector<std::string>& words,
                 const CommonOptions& common) {
  check_words(words, options.repeat);
  Session session(common);
  session.prepare();
  Report report;
  report.command = "tls diff";
  report.arguments = common.given;
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto begun = net::Clock::now();
  Progress progress(common.progress && !common.quiet);
  std::vector<Whole> wholes;
  for (int i = 0; i < options.repeat; ++i)
    for (const std::string& word : words) {
      progress.show("asking " + text::printable(word, 60));
      wholes.push_back(is_file(word) ? read_file_of(word)
                                     : ask(word, options, common, session.now()));
      if (options.repeat > 1) wholes.back().name_time(i + 1);
    }
  progress.clear();
  Subject subject;
  subject.name = options.repeat > 1
                     ? fmt::format("{}, {} times", text::printable(words[0], 100), options.repeat)
                     : wholes[0].word + " -> " + wholes[1].word;
  compare(wholes, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(net::Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
