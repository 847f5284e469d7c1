#include <algorithm>

#include "checks/tls/diff.hpp"

namespace checkoutdiag::tls {
namespace rules {
namespace {

using Names = std::vector<std::string>;

constexpr Reference kReferences[] = {
    {"RFC 9325: recommendations for the use of TLS", "https://www.rfc-editor.org/rfc/rfc9325"},
};

Names only_in(const Names& one, const Names& other) {
  Names rest;
  for (const std::string& each : one)
    if (std::find(other.begin(), other.end(), each) == other.end()) rest.push_back(each);
  return rest;
}

// "X, Y, Z and 3 more".
std::string listed(const Names& names) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i > 0 ? ", " : "") + names[i];
  return names.size() > kShown ? text + fmt::format(" and {} more", names.size() - kShown) : text;
}

Finding& with_aspect(Finding& finding, std::string_view aspect) {
  return finding.with("aspect", aspect);
}

/// What each of two lists has alone: one finding; of the same in another order, another.
void compare_lists(const Side& a, const Side& b, const std::string& what, const Names& in_a,
                   const Names& in_b, Outcome& outcome) {
  const Names only_a = only_in(in_a, in_b), only_b = only_in(in_b, in_a);
  if (only_a.empty() && only_b.empty()) {
    if (in_a == in_b) return;
    with_aspect(outcome.fail("{}: the same in another order, {} in {}, {} in {}", what,
                             listed(in_a), a.name, listed(in_b), b.name),
                what);
    return;
  }
  std::string text;
  if (!only_a.empty()) text = fmt::format("{} in {} alone", listed(only_a), a.name);
  if (!only_b.empty())
    text += fmt::format("{}{} in {} alone", text.empty() ? "" : "; ", listed(only_b), b.name);
  with_aspect(outcome.fail("{}: {}", what, text), what)
      .with("only_a", only_a)
      .with("only_b", only_b);
}

void compare_versions(const Side& a, const Side& b, Outcome& outcome, Names& open) {
  for (const auto& [version, in_a] : a.versions) {
    const auto found = b.versions.find(version);
    if (found == b.versions.end() || !in_a || !found->second) {
      open.push_back(version);
      continue;
    }
    if (*in_a != *found->second)
      with_aspect(outcome.fail("{} is accepted in {} alone", version, *in_a ? a.name : b.name),
                  "version")
          .with("version", version);
    else if (*in_a && a.suites.contains(version) && b.suites.contains(version))
      compare_lists(a, b, version + " suites", a.suites.at(version), b.suites.at(version), outcome);
  }
}

std::string told(const SentChain& chain) {
  return fmt::format("{} by {} until {}, SHA-256 {}", chain.leaf, chain.issuer,
                     chain.not_after.substr(0, chain.not_after.find('T')),
                     chain.sha256.substr(0, 16));
}

void compare_chains(const Side& a, const Side& b, Outcome& outcome) {
  const auto of_key = [](const Side& side, const std::string& key) -> const SentChain* {
    for (const SentChain& each : side.chains)
      if (each.key == key) return &each;
    return nullptr;
  };
  for (const SentChain& in_a : a.chains) {
    const SentChain* in_b = of_key(b, in_a.key);
    if (!in_b)
      with_aspect(outcome.fail("certificate {}: in {} alone, {}", in_a.key, a.name, told(in_a)),
                  "certificate");
    else if (in_a.sha256 != in_b->sha256)
      with_aspect(outcome.fail("certificate {}: {} in {}; {} in {}", in_a.key, told(in_a), a.name,
                               told(*in_b), b.name),
                  "certificate");
    else if (in_a.subjects != in_b->subjects)
      with_aspect(outcome.fail("chain {}: {} in {}; {} in {}", in_a.key, listed(in_a.subjects),
                               a.name, listed(in_b->subjects), b.name),
                  "chain");
  }
  for (const SentChain& in_b : b.chains)
    if (!of_key(a, in_b.key))
      with_aspect(outcome.fail("certificate {}: in {} alone, {}", in_b.key, b.name, told(in_b)),
                  "certificate");
}

void run(const DiffCase& seen, Outcome& outcome) {
  if (!seen.a || !seen.b) {
    const Side& there = seen.a ? *seen.a : *seen.b;
    with_aspect(outcome.fail("{} has nothing to be compared with on the other side", there.name),
                "address");
    return;
  }
  const Side &a = *seen.a, &b = *seen.b;
  Names open;
  compare_versions(a, b, outcome, open);
  compare_lists(a, b, "groups", a.groups, b.groups, outcome);
  if (!a.signatures.empty() && !b.signatures.empty())
    compare_lists(a, b, "signature algorithms", a.signatures, b.signatures, outcome);
  compare_chains(a, b, outcome);
  for (const auto& [trait, in_a] : a.traits) {
    const auto found = b.traits.find(trait);
    if (found == b.traits.end() || found->second == in_a) continue;
    with_aspect(outcome.fail("{}: {} in {}, {} in {}", trait, in_a, a.name, found->second, b.name),
                trait);
  }
  for (const Side* side : {&a, &b})
    for (const std::string& each : side->incomplete)
      open.push_back(each + " of " + side->name);
  if (!open.empty()) outcome.undecided("not known on both sides: {}", listed(open));
}

}  // namespace

constinit const Check<DiffCase> gateways_differ{
    .rule = {.id = "tls/gateways-differ",
             .level = Level::note,
             .title = "two gateways, or one of two days, answer alike",
             .why = "A client that worked yesterday, or with the other region, meets a version, a "
                    "suite, a group or a certificate that is another one now. A difference is no "
                    "fault by itself; it is where to look first.",
             .fix = "look at what the failing client needs among the differences, and ask the "
                    "gateway whether they are meant\n"
                    "  checkoutdiag tls probe TARGET",
             .references = kReferences},
    .run = &run,
};

}  // namespace rules

namespace {
constexpr const Check<DiffCase>* kDiff[] = {&rules::gateways_differ};
}

std::span<const Check<DiffCase>* const> diff() {
  return kDiff;
}

}  // namespace checkoutdiag::tls
