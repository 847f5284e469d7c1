#include "tests/checks/ca/stores.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::ca::hosts {
namespace {

constexpr auto kTenYears = std::chrono::days(3652);
constexpr std::size_t kLinesOfOne = 30;

std::size_t index_of(Inventory& seen, const Certificate& certificate) {
  for (std::size_t i = 0; i < seen.certificates.size(); ++i)
    if (seen.certificates[i].sha256 == certificate.sha256) return i;
  seen.certificates.push_back(certificate);
  return seen.certificates.size() - 1;
}

// What a rule says must be fit to be pasted, and to be shown.
void check_texts(const Rule& rule, const Outcome& outcome) {
  for (const Finding& finding : outcome.findings) {
    const std::string fix = finding.fix.empty() ? std::string(rule.fix) : finding.fix;
    CHECK_MESSAGE(fault_of_fix(fix) == "", rule.id);
    if (!finding.fix.empty()) CHECK_MESSAGE(!has_placeholder(fix), rule.id, ": ", fix);
    CHECK_MESSAGE(text::printable(finding.message, 100'000) == finding.message, rule.id);
    CHECK_MESSAGE(!has(finding.message, "  "), rule.id, ": ", finding.message);
    CHECK_MESSAGE(!has(finding.message, ", :"), rule.id, ": ", finding.message);
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), rule.id, ": ",
                  outcome.inconclusive_because);
}

}  // namespace

Certificate root(const std::string& name) {
  Certificate made = tls::certificate("CN=" + name, "CN=" + name);
  made.is_ca = made.basic_constraints = true;
  made.may_sign = true;
  made.key_bits = 4096;
  made.not_before = noon() - kTenYears;
  made.not_after = noon() + kTenYears;
  return made;
}

Certificate expired_root(const std::string& name, std::chrono::seconds ago) {
  Certificate made = root(name);
  made.not_after = noon() - ago;
  return made;
}

Certificate intermediate(const std::string& name, const std::string& issuer) {
  Certificate made = root(name);
  made.issuer = "CN=" + issuer;
  made.self_issued = made.self_signed = false;
  return made;
}

std::vector<Certificate> roots(const std::string& name, int count) {
  std::vector<Certificate> made;
  for (int i = 1; i <= count; ++i)
    made.push_back(root(name + " " + std::to_string(i)));
  return made;
}

trust::Distrust against(const Certificate& certificate, const std::string& reason) {
  trust::Distrust entry;
  entry.sha256 = certificate.sha256;
  entry.name = certificate.common_name;
  entry.reason = reason;
  entry.from = {"https://bugzilla.mozilla.org/show_bug.cgi?id=2083449", at("2026-10-20"),
                "built in"};
  return entry;
}

Host& Host::store(const std::string& path, const std::vector<Certificate>& certificates,
                  Role role) {
  Store& made = seen.stores.emplace_back();
  made.path = made.file.path = made.file.real = path;
  made.role = role;
  made.format = Format::pem;
  made.file.mode = 0644;
  std::size_t line = 1;
  for (const Certificate& each : certificates) {
    entry(each, "line " + std::to_string(line));
    line += kLinesOfOne;
  }
  return *this;
}

Host& Host::entry(const Certificate& certificate, const std::string& origin) {
  trust::Entry made;
  made.certificate = index_of(seen, certificate);
  made.origin = origin;
  last().entries.push_back(std::move(made));
  return *this;
}

Host& Host::titled(const std::string& title) {
  last().title = title;
  return *this;
}

Host& Host::format(Format format) {
  last().format = format;
  return *this;
}

Host& Host::package(const std::string& manager, const std::string& name, const std::string& version,
                    const std::string& candidate, bool outdated) {
  trust::PackageFacts& made = last().package;
  made.manager = manager;
  made.name = name;
  made.version = version;
  made.candidate = candidate;
  made.outdated = outdated;
  return *this;
}

Host& Host::flaw(FlawKind kind, std::size_t line, const std::string& text) {
  last().flaws.push_back({kind, line, text});
  return *this;
}

Host& Host::load(Runtime runtime, std::optional<int> count, const std::string& how,
                 std::vector<std::size_t> missing) {
  trust::Load made;
  made.runtime = runtime;
  made.count = count;
  made.how = how;
  made.missing = std::move(missing);
  last().loads.push_back(std::move(made));
  return *this;
}

Host& Host::link(LinkState state, const std::string& name, const std::string& target,
                 const std::string& right_name) {
  last().links.push_back({name, target, state, right_name});
  return *this;
}

Host& Host::client(const std::string& name, Runtime runtime,
                   std::initializer_list<const char*> paths) {
  trust::Client& made = seen.clients.emplace_back();
  made.name = name;
  made.runtime = runtime;
  for (std::string_view path : paths)
    for (std::size_t i = 0; i < seen.stores.size(); ++i)
      if (seen.stores[i].path == path) made.uses.push_back({i, "its default", true});
  REQUIRE(made.uses.size() == paths.size());
  return *this;
}

Outcome judged(const Check<StoreCase>& check, const Host& host, std::string_view path) {
  auto store = std::find_if(host.seen.stores.begin(), host.seen.stores.end(),
                            [&](const Store& each) { return path.empty() || each.path == path; });
  REQUIRE(store != host.seen.stores.end());
  const StoreCase seen{host.seen, *store, host.known, host.wanted, host.when};
  std::vector<Outcome> outcomes;
  const Check<StoreCase>* const one[] = {&check};
  judge<StoreCase>(one, seen, store->path, outcomes);
  check_texts(check.rule, outcomes.at(0));
  return outcomes.at(0);
}

}  // namespace checkoutdiag::ca::hosts
