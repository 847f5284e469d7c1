#include <algorithm>

#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/nearest.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"RFC 9525: service identity in TLS", "https://www.rfc-editor.org/rfc/rfc9525"},
    {"RFC 9525 section 6.3: matching the DNS domain name",
     "https://www.rfc-editor.org/rfc/rfc9525#section-6.3"},
};

constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kNamesKept = 50;

// Raw, and no more than are looked at: shared certificates carry hundreds.
std::vector<std::string> some_names(const x509::Certificate& leaf) {
  std::vector<std::string> names;
  for (const std::vector<std::string>* each : {&leaf.dns_names, &leaf.ip_addresses})
    for (const std::string& name : *each)
      if (names.size() < kNamesKept) names.push_back(name);
  return names;
}

std::string bearer(const x509::Certificate& leaf) {
  const std::size_t all = leaf.dns_names.size() + leaf.ip_addresses.size();
  if (all == 0) return "for no name at all, for it has no subjectAltName";
  std::vector<std::string> shown = some_names(leaf);
  shown.resize(std::min(shown.size(), kNamesShown));
  for (std::string& each : shown)
    each = brief(each, 80);
  std::string text = "for " + listed(shown, kNamesShown);
  return all > shown.size() ? text + fmt::format(" and {} more", all - shown.size()) : text;
}

// ":8443" of the target; the usual port when it says none.
std::string port_of(const ChainCase& seen) {
  const std::size_t at = seen.target.rfind(':');
  const std::string port = at == std::string::npos ? "" : seen.target.substr(at + 1);
  const bool digits =
      !port.empty() && port.size() <= 5 &&
      std::all_of(port.begin(), port.end(), [](char each) { return each >= '0' && each <= '9'; });
  return digits ? port : "443";
}

// A wildcard stands for the asked host's own first label; what is proposed is a name that the
// certificate really serves.
std::string near_name(const std::string& asked, const x509::Certificate& leaf) {
  std::vector<std::string> candidates = some_names(leaf);
  for (std::string& each : candidates)
    if (each.starts_with("*.")) each = asked.substr(0, asked.find('.')) + each.substr(1);
  std::erase_if(candidates, [&](const std::string& each) {
    return each == asked || !x509::matches_host(leaf, each);
  });
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return std::string(nearest(asked, views));
}

std::string repair(const ChainCase& seen, const std::string& near) {
  if (!near.empty())
    return "perhaps another name was meant:" +
           paste("checkoutdiag ca chain " + shell_word(near + ":" + port_of(seen))) +
           "\notherwise the gateway must send a certificate for the name that its clients ask by";
  const bool address = seen.host.find(':') != std::string::npos;
  const std::string where = (address ? "[" + seen.host + "]" : seen.host) + ":" + port_of(seen);
  return "ask by a name that the certificate has, no store helps against this; all of them:" +
         paste("openssl s_client -connect " + shell_word(where) + " -servername " +
               shell_word(seen.host) + " </dev/null | openssl x509 -noout -ext subjectAltName");
}

std::string_view skip(const ChainCase& seen) {
  if (std::string_view none = no_chain(seen); !none.empty()) return none;
  if (seen.host.empty()) return "the chain is from a file: no name was asked for";
  if (!seen.sent.front().malformed.empty()) return "the gateway's certificate cannot be read";
  return {};
}

void run(const ChainCase& seen, Outcome& outcome) {
  const x509::Certificate& leaf = seen.sent.front();
  if (x509::matches_host(leaf, seen.host)) return;
  const std::string near = near_name(seen.host, leaf);
  Finding& finding = outcome.fail(
      "the certificate that {} sends is {}, and not for {}: every runtime refuses it for this "
      "name, whatever its store holds",
      brief(seen.target, 200), bearer(leaf), brief(seen.host, 200));
  identify(finding, leaf).with("asked", seen.host).with("names", some_names(leaf));
  if (!near.empty()) finding.with("near_name", near);
  finding.fixed_by(repair(seen, near));
}

}  // namespace

constinit const Check<ChainCase> chain_host_mismatch{
    .rule = {.id = "ca/chain-host-mismatch",
             .level = Level::error,
             .title = "the gateway's certificate is for other names",
             .why = "A path to a trusted root is half of what a client asks for; the other half is "
                    "that the certificate names the host. OpenSSL's users, Node.js, Go, Java and "
                    "GnuTLS all refuse one of another name, whatever their stores hold.",
             .fix = "ask by a name that the certificate has, or have the gateway send one for this "
                    "name; the names:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl "
                    "x509 -noout -ext subjectAltName",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
