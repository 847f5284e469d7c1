#include "checks/ca/chain_causes.hpp"

#include <algorithm>
#include <map>

#include "checks/ca/chain_missing.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::chains {
namespace {

using trust::Cause;

std::string remedy_key(const Row& row) {
  if (row.remedies.empty()) return {};
  std::string key = row.remedies.front().kind == Remedy::Kind::add_root ? "add" : "send";
  for (const x509::Certificate& each : row.remedies.front().certificates)
    key += " " + each.sha256;
  return key;
}

// Runtimes give one missing root different names, and blame different certificates for it.
std::string key(const Row& row) {
  std::string remedy = remedy_key(row);
  if (is_gap(row.verdict.cause)) return "gap " + remedy;
  return fmt::format("{} {} {}", static_cast<int>(row.verdict.cause), row.verdict.at, remedy);
}

bool fits(const x509::Certificate& each, Cause cause, Time at) {
  switch (cause) {
    case Cause::expired:
      return each.not_after < at;
    case Cause::not_yet_valid:
      return each.not_before > at;
    case Cause::weak_digest:
      return !each.self_signed;
    default:
      return true;
  }
}

// Whose a certificate is: that decides who must act.
enum class Place { leaf, sent, store };

Place place_of(const ChainCase& seen, const x509::Certificate& each) {
  if (each.sha256 == seen.sent.front().sha256) return Place::leaf;
  return was_sent(seen, each.sha256) ? Place::sent : Place::store;
}

std::string described(const ChainCase& seen, const Refusal& refusal) {
  const x509::Certificate* culprit = culprit_of(seen, refusal);
  if (!culprit) {
    const std::string& at = refusal.rows.front()->verdict.at;
    return at.empty() ? "a certificate of its path" : brief(at);
  }
  std::string name = plain_name(*culprit);
  switch (place_of(seen, *culprit)) {
    case Place::leaf:
      return "its certificate " + name;
    case Place::sent:
      return name + ", which it sends,";
    case Place::store:
      break;
  }
  return (culprit->self_signed ? "the root " : "the authority ") + name + " of " +
         (refusal.rows.size() == 1 ? "this store" : "these stores");
}

bool issuer_is_known(const ChainCase& seen, const x509::Certificate& of) {
  return std::any_of(seen.seen.certificates.begin(), seen.seen.certificates.end(),
                     [&](const x509::Certificate& each) { return each.subject == of.issuer; });
}

std::string why_gap(const ChainCase& seen, const Refusal& refusal) {
  std::string_view theirs = refusal.rows.size() == 1 ? "its store" : "their stores";
  if (refusal.remedy && !refusal.remedy->certificates.empty()) {
    const x509::Certificate& last = refusal.remedy->certificates.back();
    if (refusal.remedy->kind == Remedy::Kind::send_intermediate)
      return fmt::format(
          "no root of {} ends the chain as it is sent; with {} sent besides, one does", theirs,
          plain_name(refusal.remedy->certificates.front()));
    return fmt::format("the {} {} is not in {}", last.self_signed ? "root" : "authority",
                       plain_name(last), theirs);
  }
  const x509::Certificate& top = *top_of(seen.sent);
  if (top.self_signed && &top == &seen.sent.front())
    return fmt::format("it sends a certificate that it signed itself, {}, which is not in {}",
                       plain_name(top), theirs);
  if (top.self_signed)
    return fmt::format("its chain ends at the root {}, which is not in {}", plain_name(top),
                       theirs);
  return fmt::format(
      "its chain ends at {}, whose issuer {} is {}", plain_name(top), brief(top.issuer),
      issuer_is_known(seen, top) ? fmt::format("not in {} in a form that makes a path", theirs)
                                 : "in no store of this machine");
}

std::string why_dated(const ChainCase& seen, const Refusal& refusal) {
  bool expired = refusal.cause == Cause::expired;
  const x509::Certificate* culprit = culprit_of(seen, refusal);
  std::string when = culprit ? (expired ? " on " + text::date(culprit->not_after)
                                        : " before " + text::rfc3339(culprit->not_before))
                             : "";
  return described(seen, refusal) + (expired ? " expired" : " is not valid") + when;
}

std::string weakness(const x509::Certificate* culprit, Cause cause) {
  if (!culprit) return {};
  if (cause == Cause::weak_digest) return " (" + brief(culprit->signature_algorithm, 60) + ")";
  return culprit->key_bits > 0
             ? fmt::format(" ({} {})", brief(culprit->key_algorithm, 30), culprit->key_bits)
             : "";
}

// What the runtime objects to in the certificate that it names.
std::string_view objection(Cause cause) {
  switch (cause) {
    case Cause::not_a_ca:
      return "signs others although it says that it is no authority (basicConstraints, keyUsage)";
    case Cause::path_length:
      return "allows fewer authorities below it than the path has (pathLenConstraint)";
    case Cause::name_constraints:
      return "must not sign for this name (nameConstraints)";
    case Cause::purpose:
      return "is not for TLS servers (extendedKeyUsage or a trust setting)";
    case Cause::bad_signature:
      return "has a signature that its issuer's key does not verify";
    case Cause::anchor_not_root:
      return "is the only anchor, and is no root: this runtime takes none but self-signed ones";
    case Cause::distrusted:
      return "is marked as not to be trusted for servers";
    default:
      return "was not accepted";
  }
}

}  // namespace

std::vector<Refusal> find_refusals(const ChainCase& seen) {
  Rows elsewhere;
  for (const Unsent& unsent : find_unsent(seen))
    elsewhere.insert(elsewhere.end(), unsent.refusing.begin(), unsent.refusing.end());
  std::vector<Refusal> refusals;
  std::map<std::string, std::size_t> known;
  for (const Row* row : rows_that(seen, trust::Answer::refused)) {
    if (std::find(elsewhere.begin(), elsewhere.end(), row) != elsewhere.end()) continue;
    auto [place, fresh] = known.try_emplace(key(*row), refusals.size());
    if (fresh)
      refusals.push_back(
          {row->verdict.cause, row->remedies.empty() ? nullptr : &row->remedies.front(), {}});
    refusals[place->second].rows.push_back(row);
  }
  return refusals;
}

const x509::Certificate* culprit_of(const ChainCase& seen, const Refusal& refusal) {
  const Row& row = *refusal.rows.front();
  const x509::Certificate* named = nullptr;
  for (const std::vector<x509::Certificate>* each : {&row.path, &seen.sent})
    for (const x509::Certificate& one : *each) {
      if (row.verdict.at.empty() || one.subject != row.verdict.at) continue;
      if (fits(one, refusal.cause, seen.at)) return &one;
      if (!named) named = &one;
    }
  return named;
}

std::string_view key_of(Cause cause) {
  switch (cause) {
    case Cause::none:
    case Cause::other:
      break;
    case Cause::issuer_missing:
      return "issuer missing";
    case Cause::root_not_trusted:
      return "root not trusted";
    case Cause::expired:
      return "expired";
    case Cause::not_yet_valid:
      return "not yet valid";
    case Cause::not_a_ca:
      return "not a CA";
    case Cause::path_length:
      return "path length";
    case Cause::name_constraints:
      return "name constraints";
    case Cause::purpose:
      return "purpose";
    case Cause::weak_key:
      return "weak key";
    case Cause::weak_digest:
      return "weak digest";
    case Cause::bad_signature:
      return "bad signature";
    case Cause::anchor_not_root:
      return "anchor not a root";
    case Cause::distrusted:
      return "distrusted";
    case Cause::too_complex:
      return "too complex";
  }
  return "other";
}

std::string why(const ChainCase& seen, const Refusal& refusal) {
  switch (refusal.cause) {
    case Cause::issuer_missing:
    case Cause::root_not_trusted:
      return why_gap(seen, refusal);
    case Cause::expired:
    case Cause::not_yet_valid:
      return why_dated(seen, refusal);
    case Cause::weak_digest:
      return described(seen, refusal) + " is signed with a digest that can be forged" +
             weakness(culprit_of(seen, refusal), refusal.cause);
    case Cause::weak_key:
      return described(seen, refusal) + " has a key that is too short" +
             weakness(culprit_of(seen, refusal), refusal.cause);
    case Cause::too_complex:
      return "it gives up among too many possible paths (certificates of one name that sign each "
             "other)";
    case Cause::none:
    case Cause::other: {
      const std::string& words = refusal.rows.front()->verdict.words;
      return words.empty() ? "it gave no reason" : brief(words, 200);
    }
    default:
      return described(seen, refusal) + " " + std::string(objection(refusal.cause));
  }
}

}  // namespace checkoutdiag::ca::chains
