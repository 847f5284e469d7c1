#include <algorithm>

#include "checks/doctor/words.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CISA: HTTPS interception weakens TLS security",
     "https://www.cisa.gov/news-events/alerts/2017/03/16/https-interception-weakens-tls-security"},
    {"Durumeric et al.: the security impact of HTTPS interception",
     "https://www.ndss-symposium.org/ndss2017/ndss-2017-programme/"
     "security-impact-https-interception/"},
};

using Chain = std::vector<x509::Certificate>;

std::vector<const Chain*> shown(const DoctorCase& seen) {
  std::vector<const Chain*> all;
  for (const tls::AddressFacts& address : seen.seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains)
      if (!chain.certificates.empty()) all.push_back(&chain.certificates);
  return all;
}

const trust::Interceptor* product_of(const DoctorCase& seen, const Chain& chain) {
  for (const x509::Certificate& each : chain) {
    const std::string names = text::lower(each.subject + "\n" + each.issuer);
    for (const trust::Interceptor& product : seen.known.interceptors)
      if (!product.words.empty() && names.find(product.words) != std::string::npos) return &product;
  }
  return nullptr;
}

const std::string& signer_of(const Chain& chain) {
  return chain.back().issuer;
}

// A gateway may have several leaves and renew them; another authority for the same name on two ways
// at one moment is another's signature.
bool is_of(const Chain& chain, const std::vector<Chain>& direct) {
  return std::any_of(direct.begin(), direct.end(), [&](const Chain& each) {
    return !each.empty() && (each.front().spki_sha256 == chain.front().spki_sha256 ||
                             each.front().issuer == chain.front().issuer);
  });
}

bool reaches_nobody(const DoctorCase& seen) {
  for (const tls::AddressFacts& address : seen.seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains)
      if (chain.verification.tried && !chain.verification.valid) return true;
  return false;
}

std::string way_out(const DoctorCase& seen) {
  const std::string host = shell_word(seen.seen.tls.endpoint.host);
  std::string way = "ask who runs it to let this gateway pass unopened";
  if (seen.seen.proxy)
    way += "; on this side, where the direct way is allowed, leave the proxy out:" +
           paste("export no_proxy=" + host + " NO_PROXY=" + host);
  else
    way += ", and see from where it is not opened:" + paste(seen.repeat);
  return way +
         "\nif opening it is your company's rule, give its root to each runtime that refuses:" +
         paste("checkoutdiag ca chain " + shell_word(seen.target) +
               " --save-root company-root.pem");
}

Finding& describe(Finding& finding, const DoctorCase& seen, const Chain& chain) {
  finding.with("shown_issuer", chain.front().issuer)
      .with("shown_top_issuer", signer_of(chain))
      .with("shown_sha256", chain.front().sha256)
      .fixed_by(way_out(seen));
  if (seen.seen.proxy) finding.with("proxy", *seen.seen.proxy);
  return finding;
}

void run(const DoctorCase& seen, Outcome& outcome) {
  const std::vector<const Chain*> chains = shown(seen);
  const std::vector<Chain>& direct = seen.seen.direct_chains;
  for (const Chain* chain : chains) {
    const std::string via =
        seen.seen.proxy ? "the proxy " + *seen.seen.proxy : "something on the way";
    if (!direct.empty() && !is_of(*chain, direct)) {
      describe(outcome.fail("{} opens the connection: through it the certificate is signed by {}, "
                            "directly by {}",
                            via, chain->front().issuer, direct.front().front().issuer),
               seen, *chain)
          .with("direct_issuer", direct.front().front().issuer)
          .with("direct_sha256", direct.front().front().sha256);
      return;
    }
    if (const trust::Interceptor* product = product_of(seen, *chain)) {
      describe(outcome.fail("{} opens the connection: the certificate is signed by {}, a product "
                            "that intercepts TLS",
                            via, product->product),
               seen, *chain)
          .with("product", product->product)
          .with("source", product->from.source);
      return;
    }
  }
  if (seen.seen.proxy && direct.empty() && reaches_nobody(seen))
    outcome.undecided(
        "whether the proxy {} opens the connection is not known: through it the chain ends at {}, "
        "which is not trusted here, and directly there is nothing to compare it with: {}",
        *seen.seen.proxy, signer_of(*chains.front()),
        seen.seen.direct_problem.empty() ? "no certificate came" : seen.seen.direct_problem);
}

}  // namespace

constinit const Check<DoctorCase> tls_intercepted{
    .rule = {.id = "doctor/tls-intercepted",
             .level = Level::error,
             .title = "something between here and the gateway opens the TLS connection",
             .why = "A proxy that signs in the gateway's place reads card data and brings its own "
                    "faults in TLS. Runtimes whose store lacks its root refuse it, and are blamed "
                    "on the gateway.",
             .fix = "ask who runs the proxy to let the gateway pass unopened, or go without it "
                    "where that is allowed:\n"
                    "  export no_proxy=HOST NO_PROXY=HOST",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return shown(seen).empty() ? "no certificate was seen" : std::string_view{};
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
