#include <algorithm>

#include "checks/ca/chain_missing.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr std::size_t kMostStores = 2;  // whose repair is spelled out

constexpr Reference kReferences[] = {
    {"RFC 8446 section 4.4.2: the Certificate message",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"},
    {"RFC 5280 section 4.2.2.1: authority information access",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1"},
    {"nginx: ssl_certificate",
     "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"},
};

std::string sent_text(const ChainCase& seen) {
  return seen.sent.size() == 1 ? std::string("its leaf alone")
                               : counted(seen.sent.size(), "certificate", "certificates");
}

std::string proof_text(const Unsent& unsent) {
  std::string where = unsent.found_in.empty() ? "" : ", found in " + brief(unsent.found_in);
  switch (unsent.proof) {
    case Unsent::Proof::remedy:
      return "proven: sent besides" + where + ", it makes a valid path";
    case Unsent::Proof::held_by_some:
      return "proven: those who accept the chain have it themselves, in " + brief(unsent.found_in);
    case Unsent::Proof::none:
      break;
  }
  return "it is in no store here; that it is an intermediate and not a root is likely, not proven";
}

std::string_view proof_key(Unsent::Proof proof) {
  return proof == Unsent::Proof::remedy         ? "remedy"
         : proof == Unsent::Proof::held_by_some ? "held by some"
                                                : "none";
}

std::string who_text(const ChainCase& seen, const Unsent& unsent) {
  if (!unsent.refusing.empty()) return told(unsent.refusing) + " cannot reach it";
  return rows_that(seen, trust::Answer::refused).empty()
             ? "everybody here has it, others will not"
             : "who cannot reach it here lacks more than that: see ca/chain-refused";
}

// Some lack the root above it too: then the gateway's repair is half of it.
const x509::Certificate* root_missing_too(const Unsent& unsent) {
  if (unsent.proof != Unsent::Proof::remedy || unsent.certificates.size() < 2) return nullptr;
  return unsent.certificates.back()->self_issued ? unsent.certificates.back() : nullptr;
}

std::string besides_text(const Unsent& unsent) {
  const x509::Certificate* root = root_missing_too(unsent);
  return root ? "; their stores lack the root " + plain_name(*root) + " as well" : "";
}

// An intermediate in the store completes the path just as one that was sent: every runtime that is
// modelled takes its store's certificates as issuers.
std::string until_then(const ChainCase& seen, const Unsent& unsent) {
  if (const x509::Certificate* root = root_missing_too(unsent))
    return "\nand, when the SHA-256 " + brief(root->sha256, 64) + " of " + plain_name(*root) +
           " is what the gateway's documentation says, give the root to your side:" +
           paste(again(seen, "--save-root its-root.pem")) +
           for_each_store(main_stores(seen.seen, unsent.refusing), kMostStores,
                          [](const Store& each) { return how_to_add(each, "its-root.pem"); });
  std::string text =
      for_each_store(main_stores(seen.seen, unsent.refusing), kMostStores,
                     [](const Store& each) { return how_to_add(each, "missing.pem"); });
  return text.empty() ? text : "\nuntil it does, on your side" + text;
}

std::string repair(const ChainCase& seen, const Unsent& unsent) {
  const std::string install = paste("ssl_certificate fullchain.pem;");
  switch (unsent.proof) {
    case Unsent::Proof::remedy:
      return "the gateway must send the full chain, its leaf first, and then what this writes:" +
             paste(again(seen, "--save-intermediate missing.pem")) +
             paste("cat leaf.pem missing.pem > fullchain.pem") +
             "\nand install it, for nginx:" + install + until_then(seen, unsent);
    case Unsent::Proof::held_by_some:
      return "the gateway must send the full chain, its leaf first and then " + unsent.name +
             ", for nginx:" + install + "\nthen ask again:" + paste(again(seen));
    case Unsent::Proof::none:
      break;
  }
  std::string fetch;
  for (const std::string& url : seen.sent.front().ca_issuers_urls)
    if (fetch.empty())
      fetch = "\nits authority says that the issuer is here:" +
              paste("curl -s " + shell_word(url) + " -o issuer.der");
  return "the gateway must send the full chain, its leaf first, for nginx:" + install + fetch +
         "\nif that issuer is a root, the gateway is right and the stores lack it; then ask again "
         "when it is in one:" +
         paste(again(seen));
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const Unsent& unsent : find_unsent(seen)) {
    Finding& finding =
        outcome.fail("sends {} without the intermediate {} ({}); {}{}", sent_text(seen),
                     unsent.name, proof_text(unsent), who_text(seen, unsent), besides_text(unsent));
    finding.with("missing", unsent.name).with("proof", proof_key(unsent.proof));
    if (!unsent.certificates.empty()) {
      std::vector<std::string> fingerprints;
      for (const x509::Certificate* each : unsent.certificates)
        fingerprints.push_back(each->sha256);
      finding.with("missing_sha256", bounded(std::move(fingerprints)));
    }
    if (!unsent.found_in.empty()) finding.with("found_in", unsent.found_in);
    finding.with("sent", static_cast<std::int64_t>(seen.sent.size()))
        .with("refused_by", labels(unsent.refusing))
        .with("words", words_of(unsent.refusing))
        .fixed_by(repair(seen, unsent));
    // It costs nobody on this machine anything.
    if (rows_that(seen, trust::Answer::refused).empty()) finding.at_level(Level::warning);
  }
}

}  // namespace

constinit const Check<ChainCase> chain_incomplete{
    .rule = {.id = "ca/chain-incomplete",
             .level = Level::error,
             .title = "the gateway does not send an intermediate certificate",
             .why = "A server must send the whole path but for the root. A client that happens to "
                    "have the intermediate hides the fault; all others fail with `unable to get "
                    "local issuer certificate`, and no store of theirs is to blame.",
             .fix = "the gateway must send the full chain, its leaf first, and then what this "
                    "writes:\n"
                    "  checkoutdiag ca chain TARGET --save-intermediate missing.pem\n"
                    "  cat leaf.pem missing.pem > fullchain.pem\n"
                    "and install it, for nginx:\n"
                    "  ssl_certificate fullchain.pem;",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
