#include <algorithm>
#include <iterator>

#include "checks/ca/chain_causes.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::chains {
namespace {

using trust::Cause;

constexpr std::size_t kMostStores = 4;  // whose repair is spelled out
constexpr std::string_view kFile = "its-root.pem";

bool may_add(const Refusal& refusal) {
  return refusal.remedy && refusal.remedy->kind == Remedy::Kind::add_root &&
         !refusal.remedy->certificates.empty();
}

std::string and_ask_again(const ChainCase& seen) {
  return "\nthen ask again:" + paste(again(seen));
}

// The first command of a text; empty: it has none.
std::string command_of(const std::string& text) {
  std::size_t start = text.find("\n  ");
  return start == std::string::npos ? "" : text.substr(start, text.find('\n', start + 1) - start);
}

// A newer version may bring the root, and for a library's own copy the way to add says so.
bool worth_updating(const Store& store) {
  if (!store.package.outdated) return false;
  std::string command = command_of(how_to_update(store));
  return command.empty() || how_to_add(store, kFile).find(command) == std::string::npos;
}

std::string add_everywhere(const ChainCase& seen, const Refusal& refusal) {
  std::vector<const Store*> stores = main_stores(seen.seen, refusal.rows), outdated;
  if (stores.empty()) return "\nthen add it to what the program loads";
  const std::vector<const Store*> own = own_stores(seen.seen, refusal.rows);
  std::copy_if(own.begin(), own.end(), std::back_inserter(outdated),
               [](const Store* each) { return worth_updating(*each); });
  return for_each_store(outdated, kMostStores, &how_to_update) +
         for_each_store(stores, kMostStores,
                        [](const Store& each) { return how_to_add(each, kFile); });
}

std::string add_what_was_proven(const ChainCase& seen, const Refusal& refusal) {
  const x509::Certificate& root = refusal.remedy->certificates.back();
  std::string where =
      refusal.remedy->found_in.empty() ? "" : " (from " + brief(refusal.remedy->found_in) + ")";
  return fmt::format(
             "compare the SHA-256 {} of {} with the gateway's documentation, then save it{}:",
             brief(root.sha256, 64), plain_name(root), where) +
         paste(again(seen, "--save-root " + std::string(kFile))) + add_everywhere(seen, refusal);
}

std::string close_gap(const ChainCase& seen, const Refusal& refusal) {
  if (refusal.remedy && !refusal.remedy->certificates.empty()) {
    if (refusal.remedy->kind == Remedy::Kind::add_root) return add_what_was_proven(seen, refusal);
    return "the gateway can send " + plain_name(refusal.remedy->certificates.front()) +
           " after the rest of its chain, which this writes; its chain is whole for others, so a "
           "newer store on your side does as well:" +
           paste(again(seen, "--save-intermediate missing.pem"));
  }
  const x509::Certificate& top = *top_of(seen.sent);
  return "take the certificate of " + (top.self_signed ? plain_name(top) : brief(top.issuer)) +
         " from the authority's or the gateway's documentation, not from the connection, compare "
         "its SHA-256 there, and save it as " +
         std::string(kFile) + ";" + add_everywhere(seen, refusal) + and_ask_again(seen);
}

bool is_ours(const ChainCase& seen, const Refusal& refusal) {
  const x509::Certificate* culprit = culprit_of(seen, refusal);
  return culprit && !was_sent(seen, culprit->sha256);
}

std::string replace_expired(const ChainCase& seen, const Refusal& refusal) {
  if (may_add(refusal)) return add_what_was_proven(seen, refusal);
  if (!culprit_of(seen, refusal))
    return "see in the evidence which certificate of the path is out of date: one that is sent the "
           "gateway must renew, one of the store needs an update here" +
           and_ask_again(seen);
  if (!is_ours(seen, refusal))
    return "the gateway must renew it and send the new one; nothing to change on your side" +
           and_ask_again(seen);
  return "the store holds no newer root for this chain, so it must be updated" +
         for_each_store(own_stores(seen.seen, refusal.rows), kMostStores, &how_to_update) +
         and_ask_again(seen);
}

std::string reissue(const ChainCase& seen, std::string_view what) {
  return "the gateway must install a chain " + std::string(what) + and_ask_again(seen);
}

// A certificate of ours that a runtime cannot use as an anchor.
std::string other_anchor(const ChainCase& seen, const Refusal& refusal) {
  if (may_add(refusal)) return add_what_was_proven(seen, refusal);
  return "add the self-signed root above it to the store; a program that may be changed can take "
         "the intermediate instead (X509_V_FLAG_PARTIAL_CHAIN; Python: VERIFY_X509_PARTIAL_CHAIN)" +
         and_ask_again(seen);
}

// An authority that its own constraints keep from signing for this name or path.
std::string other_authority(const ChainCase& seen, const Refusal& refusal) {
  if (may_add(refusal)) return add_what_was_proven(seen, refusal);
  return reissue(seen,
                 "whose authorities may sign for it; those who accept it do not look at this "
                 "constraint, which is no proof that it is right");
}

}  // namespace

std::string way_out(const ChainCase& seen, const Refusal& refusal) {
  switch (refusal.cause) {
    case Cause::issuer_missing:
    case Cause::root_not_trusted:
      return close_gap(seen, refusal);
    case Cause::expired:
      return replace_expired(seen, refusal);
    case Cause::not_yet_valid:
      return "check this machine's clock first:" + paste("date -u") +
             "\nif it is right, the gateway installed its certificate too early" +
             and_ask_again(seen);
    case Cause::weak_digest:
      return reissue(seen, "that is signed with SHA-256 or better: see ca/chain-weak");
    case Cause::weak_key:
      return reissue(seen,
                     "with RSA keys of 2048 bits or EC keys of 256 or more: see ca/chain-weak");
    case Cause::anchor_not_root:
      return other_anchor(seen, refusal);
    case Cause::name_constraints:
    case Cause::path_length:
    case Cause::not_a_ca:
    case Cause::purpose:
      return other_authority(seen, refusal);
    case Cause::bad_signature:
      return reissue(seen,
                     "in which each certificate is signed by the next; two authorities of one "
                     "name with different keys are the usual cause");
    case Cause::distrusted:
      return reissue(seen,
                     "of an authority that is trusted for servers: see ca/chain-distrusted "
                     "and ca/chain-distrust-after");
    case Cause::too_complex:
      return "take superfluous cross-certificates of that name out of the store, or ask the "
             "gateway to send the shortest chain" +
             and_ask_again(seen);
    case Cause::none:
    case Cause::other:
      break;
  }
  return "see the runtime's own words in the evidence" + and_ask_again(seen);
}

}  // namespace checkoutdiag::ca::chains
