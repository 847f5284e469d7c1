#include "checks/tls/chain_gap.hpp"
#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446 section 4.4.2: the Certificate message",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"},
    {"RFC 5280 section 4.2.2.1: authority information access",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1"},
    {"nginx: ssl_certificate",
     "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"},
};

std::string sent_text(const ChainFacts& chain) {
  return chain.certificates.size() == 1 ? std::string("its leaf alone")
                                        : fmt::format("{} certificates", chain.certificates.size());
}

std::string why_not(const x509::AiaProof& aia) {
  return aia.failure.empty() ? "it gave no reason" : aia.failure;
}

// Where the fetch was tried, or there is nothing to fetch, it would prove nothing more.
std::string proving(const TlsCase& seen, const ChainFacts& chain, const ChainGap& gap) {
  if (chain.aia.tried || gap.top->ca_issuers_urls.empty()) return {};
  return "\nto prove it, and to see what is missing:" + paste(again(seen, {{"--fetch-aia", ""}}));
}

std::string repair(const TlsCase& seen, const ChainFacts& chain, const ChainGap& gap) {
  const std::string install = paste("ssl_certificate fullchain.pem;");
  if (gap.proof == ChainGap::Proof::none)
    return "the gateway must send the full chain, the leaf first, for nginx:" + install +
           proving(seen, chain, gap) +
           "\nif that issuer is a root, the gateway is right and this store lacks it; compare its "
           "fingerprint with the gateway's documentation, then trust it:" +
           paste(again(seen, {{"--ca-file", "its-root.pem"}}));
  if (gap.proof == ChainGap::Proof::aia && !chain.aia.urls.empty())
    return "the gateway must send the full chain, which is its leaf and then what this fetches:" +
           paste("curl -s " + shell_word(chain.aia.urls.front()) +
                 " | openssl x509 >> fullchain.pem") +
           "\nand install it, for nginx:" + install;
  return "the gateway must send the full chain, the leaf first, for nginx:" + install;
}

void tell(const TlsCase& seen, const ChainFacts& chain, const ChainGap& gap, Outcome& outcome) {
  const x509::Verification& verification = chain.verification;
  const std::string missing = gap.missing ? gap.missing->subject : gap.top->issuer;
  std::string proof;
  switch (gap.proof) {
    case ChainGap::Proof::aia:
      proof = chain.aia.repaired
                  ? fmt::format("proven: the chain is valid in {} with it added",
                                store_of(verification))
                  : fmt::format("proven: it was fetched, is no root, and is not in {}",
                                store_of(verification));
      break;
    case ChainGap::Proof::other_chain:
      proof = "the gateway itself sends it with another certificate";
      break;
    case ChainGap::Proof::none:
      proof = fmt::format(
          "it is not in {} either; that it is an intermediate and not a root is likely, not "
          "proven{}",
          store_of(verification),
          chain.aia.tried ? "; --fetch-aia did not prove it: " + why_not(chain.aia) : "");
      break;
  }
  describe(outcome.fail("sends {} for {}, without its issuer {} ({})", sent_text(chain),
                        called(chain.certificates.front()), missing, proof),
           chain.certificates.front())
      .with("missing", missing)
      .with("proof", gap.proof == ChainGap::Proof::aia           ? "aia"
                     : gap.proof == ChainGap::Proof::other_chain ? "other chain"
                                                                 : "none")
      .with("sent", static_cast<std::int64_t>(chain.certificates.size()))
      .with("store", verification.store)
      .with("verify_errors", error_list(verification))
      .fixed_by(repair(seen, chain, gap));
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    if (!chain.verification.tried) {
      outcome.undecided("the chain of {} could not be verified: {}; {}", called(leaf),
                        why_not_verified(chain.verification), kNameAStore);
      return;
    }
    ChainGap gap = find_gap(seen.seen, chain);
    if (gap.intermediate_missing) tell(seen, chain, gap, outcome);
  });
}

}  // namespace

constinit const Check<TlsCase> intermediate_missing{
    .rule = {.id = "tls/intermediate-missing",
             .level = Level::error,
             .title = "the gateway does not send an intermediate certificate",
             .why = "A server must send the whole path but for the root. Browsers fetch or "
                    "remember what is missing and hide the fault; curl, Java, PHP, Node and Go do "
                    "not, and fail with `unable to get local issuer certificate`.",
             .fix = "the gateway must send the full chain, the leaf first:\n"
                    "  cat leaf.pem intermediate.pem > fullchain.pem\n"
                    "and install it, for nginx:\n"
                    "  ssl_certificate fullchain.pem;\n"
                    "what it sends now:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
