#include <algorithm>

#include "checks/nearest.hpp"
#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9525: service identity in TLS", "https://www.rfc-editor.org/rfc/rfc9525"},
    {"RFC 9525 section 6.3: matching the DNS domain name",
     "https://www.rfc-editor.org/rfc/rfc9525#section-6.3"},
};

// Shared certificates carry hundreds of names; a person wants to recognise one.
constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kNamesKept = 50;

std::vector<std::string> names_of(const x509::Certificate& leaf) {
  std::vector<std::string> names = leaf.dns_names;
  names.insert(names.end(), leaf.ip_addresses.begin(), leaf.ip_addresses.end());
  return names;
}

std::vector<std::string> bounded(std::vector<std::string> names) {
  if (names.size() > kNamesKept) names.resize(kNamesKept);
  return names;
}

std::string covered(const std::vector<std::string>& names) {
  if (names.empty()) return "it has no subjectAltName at all";
  std::vector<std::string> shown = bounded(names);
  for (std::string& each : shown)
    each = text::printable(each, 80);
  std::string more = names.size() > kNamesShown
                         ? fmt::format(" and {} more", names.size() - kNamesShown)
                         : std::string();
  shown.resize(std::min(shown.size(), kNamesShown));
  return "it names " + listed(shown, kNamesShown) + more;
}

// A wildcard stands for the asked host's own first label: that is a name which can be asked for.
std::string near_name(const std::string& asked, const std::vector<std::string>& names) {
  std::vector<std::string> candidates = bounded(names);
  for (std::string& each : candidates)
    if (each.starts_with("*.")) each = asked.substr(0, asked.find('.')) + each.substr(1);
  std::erase(candidates, asked);
  std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return std::string(nearest(asked, views));
}

std::string repair(const TlsCase& seen, const std::string& near) {
  if (near.empty())
    return "ask by a name that the certificate has; all of them:" +
           paste(s_client(seen) + " | openssl x509 -noout -ext subjectAltName");
  std::string command =
      "checkoutdiag tls probe " + shell_word(fmt::format("{}:{}", near, seen.endpoint.port));
  if (net::to_string(seen.dial) != net::to_string(seen.endpoint))
    command += " --connect " + shell_word(net::to_string(seen.dial));
  return "perhaps another name was meant:" + paste(command);
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    if (chain.host_matches) return;
    std::vector<std::string> names = names_of(leaf);
    std::string near = near_name(asked_name(seen), names);
    Finding& finding = outcome.fail("the certificate of {} is not for {}: {}", called(leaf),
                                    asked_name(seen), covered(names));
    describe(finding, leaf).with("asked", asked_name(seen)).with("names", bounded(names));
    if (!near.empty()) finding.with("near_name", near);
    finding.fixed_by(repair(seen, near));
  });
}

}  // namespace

constinit const Check<TlsCase> host_mismatch{
    .rule = {.id = "tls/host-mismatch",
             .level = Level::error,
             .title = "the certificate is for another host",
             .why = "A certificate proves who answered only if it names the host that was asked; "
                    "clients refuse any other, and so they should: it may be somebody in between.",
             .fix = "ask by a name that the certificate has; the names:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl "
                    "x509 -noout -ext subjectAltName",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
