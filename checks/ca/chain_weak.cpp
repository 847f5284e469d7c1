#include <algorithm>

#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr int kLeastRsaBits = 2048, kLeastEcBits = 256;

constexpr Reference kReferences[] = {
    {"RFC 9155: deprecating MD5 and SHA-1 signatures in TLS",
     "https://www.rfc-editor.org/rfc/rfc9155"},
    {"NIST SP 800-57 part 1 revision 5, table 2",
     "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
    {"OpenSSL: SSL_CTX_set_security_level(3)",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_get_security_level/"},
};

bool is_broken(std::string_view digest) {
  return digest == "SHA1" || digest == "MD5" || digest == "MD4" || digest == "MD2";
}

// Edwards curves have one length each and need no bound.
int least_bits(std::string_view algorithm) {
  if (algorithm.starts_with("RSA") || algorithm == "DSA") return kLeastRsaBits;
  return algorithm == "EC" ? kLeastEcBits : 0;
}

// Where everybody who has it in a path takes it for an anchor, nobody verifies its signature.
bool only_anchor(const ChainCase& seen, const x509::Certificate& each) {
  bool anchor = false;
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    if (!in_path(*row, each)) continue;
    if (row->verdict.path.back() != each.sha256) return false;
    anchor = true;
  }
  return anchor;
}

std::string weakness(const ChainCase& seen, const x509::Certificate& each) {
  std::string text;
  if (!each.self_signed && is_broken(each.signature_digest) && !only_anchor(seen, each))
    text = "is signed with " + brief(each.signature_algorithm, 60);
  int least = least_bits(each.key_algorithm);
  if (each.key_bits > 0 && each.key_bits < least)
    text += fmt::format("{}has an {} key of {} bits, less than {}", text.empty() ? "" : " and ",
                        brief(each.key_algorithm, 30), each.key_bits, least);
  return text;
}

Rows refusing(const ChainCase& seen, const x509::Certificate& each) {
  Rows rows;
  for (const Row* row : rows_that(seen, trust::Answer::refused))
    if ((row->verdict.cause == trust::Cause::weak_digest ||
         row->verdict.cause == trust::Cause::weak_key) &&
        (row->verdict.at.empty() || row->verdict.at == each.subject))
      rows.push_back(row);
  return rows;
}

// Sent besides what is needed: nobody here builds a path with it.
bool superfluous(const ChainCase& seen, const x509::Certificate& each) {
  Rows accepting = rows_that(seen, trust::Answer::accepted);
  return !accepting.empty() && refusing(seen, each).empty() &&
         std::none_of(accepting.begin(), accepting.end(),
                      [&](const Row* row) { return in_path(*row, each); });
}

std::string repair(const ChainCase& seen, const x509::Certificate& each, bool spare) {
  std::string text;
  if (spare)
    text = "the gateway can leave it out of what it sends: no path needs it";
  else if (was_sent(seen, each.sha256))
    text =
        "the gateway must install a chain whose keys have 2048 bits (RSA) or 256 (EC) and whose "
        "signatures use SHA-256 or better; no setting on your side should be lowered for it";
  else
    text =
        "the gateway must move to a stronger authority; the certificate itself is in a store of "
        "this machine: see ca/weak-key and ca/sha1-below-anchor";
  return text + "\nthen ask again:" + paste(again(seen));
}

void tell(const ChainCase& seen, const x509::Certificate& each, const std::string& what,
          Outcome& outcome) {
  Rows against = refusing(seen, each);
  const bool spare = superfluous(seen, each);
  std::string who =
      spare ? "no path that is accepted here needs it"
      : against.empty()
          ? "nobody here refuses it for that, others do"
          : told(against) + (against.size() == 1 ? " refuses" : " refuse") + " the chain for it";
  Finding& finding =
      outcome.fail("{}{} {}; {}", was_sent(seen, each.sha256) ? "" : "the authority ",
                   plain_name(each), what, who);
  if (spare) finding.at_level(Level::warning);
  identify(finding, each)
      .with("signature", each.signature_algorithm)
      .with("key", each.key_algorithm)
      .with("key_bits", each.key_bits)
      .with("refused_by", labels(against))
      .with("words", words_of(against))
      .fixed_by(repair(seen, each, spare));
}

// With the anchors that a runtime refused the chain for: they are in no accepted path.
std::vector<const x509::Certificate*> candidates(const ChainCase& seen) {
  std::vector<const x509::Certificate*> found = certificates_at_work(seen);
  for (const Row* row : rows_that(seen, trust::Answer::refused))
    for (const x509::Certificate& each : row->path)
      if (row->verdict.cause == trust::Cause::weak_key && each.subject == row->verdict.at &&
          std::none_of(found.begin(), found.end(), [&](const x509::Certificate* known) {
            return known->sha256 == each.sha256;
          }))
        found.push_back(&each);
  return found;
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const x509::Certificate* each : candidates(seen))
    if (std::string what = weakness(seen, *each); !what.empty()) tell(seen, *each, what, outcome);
}

}  // namespace

constinit const Check<ChainCase> chain_weak{
    .rule = {.id = "ca/chain-weak",
             .level = Level::error,
             .title = "the chain has a forgeable signature or a short key",
             .why =
                 "Certificates with the same SHA-1 or MD5 can be made at will, and RSA below "
                 "2048 bits does not last. Go and GnuTLS refuse SHA-1, OpenSSL does from security "
                 "level 1 on, Java takes it: such a chain fails in one runtime and works in "
                 "another. A root's signature of itself does not count.",
             .fix = "the gateway must install a chain whose keys have 2048 bits (RSA) or 256 (EC) "
                    "and whose signatures use SHA-256 or better; then ask again:\n"
                    "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
