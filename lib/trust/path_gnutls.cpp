#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <string>

#include "lib/trust/path_gnutls.hpp"
#include "lib/trust/path_query.hpp"

// gnutls_certificate_verify_peers as gnutls-cli calls it: priority NORMAL and the purpose of a TLS
// server (GnuTLS 3.7; measured). It sorts what was sent into one line, cuts that where the trust
// list takes over, and looks at no alternatives: one step from the top tells it all, or stops it.
namespace checkoutdiag::trust::paths {
namespace {

using Path = std::vector<const Node*>;

enum Status : unsigned {
  kUnknownIssuer = 1U << 0,
  kIssuerNotCa = 1U << 1,
  kInsecure = 1U << 2,
  kConstraints = 1U << 3,
  kPurpose = 1U << 4,
  kNotYetValid = 1U << 5,
  kExpired = 1U << 6,
  kBadSignature = 1U << 7,
  kUnknownExtension = 1U << 8,
  kInvalid = 1U << 9,  // refused without a sentence of its own
};

// In the order in which GnuTLS prints them.
constexpr std::array<std::pair<Status, std::string_view>, 9> kSentences{
    {{kUnknownIssuer, "The certificate issuer is unknown."},
     {kIssuerNotCa, "The certificate issuer is not a CA."},
     {kInsecure, "The certificate chain uses insecure algorithm."},
     {kConstraints, "The certificate chain violates the signer's constraints."},
     {kPurpose, "The certificate chain does not match the intended purpose."},
     {kNotYetValid, "The certificate chain uses not yet valid certificate."},
     {kExpired, "The certificate chain uses expired certificate."},
     {kBadSignature, "The signature in the certificate is invalid."},
     {kUnknownExtension, "The certificate contains an unknown critical extension."}}};

std::string sentences(unsigned status) {
  std::string text = "The certificate is NOT trusted.";
  for (const auto& [bit, sentence] : kSentences)
    if (status & bit) text.append(" ").append(sentence);
  return text;
}

bool is_issuer(const Node& child, const Node& issuer) {
  return child.issuer == issuer.subject && !other_key(child, issuer);
}

bool same_name_and_key(const Node& one, const Node& other) {
  return one.subject == other.subject && one.key == other.key;
}

struct Result {
  unsigned status = 0;
  Cause cause = Cause::none;
  const Node* at = nullptr;
  Path path;

  void mark(Status bit, Cause why, const Node& where) {
    status |= bit | kInvalid;
    if (cause != Cause::none) return;
    cause = why;
    at = &where;
  }
};

class Verification {
 public:
  explicit Verification(const Query& query) : query_(query) {}
  PathVerdict run();

 private:
  Path sorted() const;
  std::size_t sort_from(Path& list, std::size_t from) const;
  Path bucket(const std::string& name) const;
  bool knows_issuer(const Node& node) const;
  Cause missing_issuer(const Node& node) const;
  Result verify(Path chain, const Path& trusted);
  const Node* find_issuer(const Node& node, const Path& trusted) const;
  bool step(const Node& node, const Path& trusted, bool leaf, bool anchor, Result& result);
  void check_issuer(const Node& node, const Node& issuer, bool leaf, bool anchor, Result& result);
  void check_dates(const Node& node, Result& result) const;

  const Query& query_;
  std::vector<Constraints> constraints_;
  std::vector<long> features_;
  int longest_ = 0;
  bool too_costly_ = false;
};

Path Verification::bucket(const std::string& name) const {
  Path found;
  const std::size_t wanted = gnutls_bucket(name);
  for (const Node* anchor : query_.anchors)
    if (gnutls_bucket(anchor->subject) == wanted) found.push_back(anchor);
  return found;
}

bool Verification::knows_issuer(const Node& node) const {
  return std::any_of(query_.anchors.begin(), query_.anchors.end(),
                     [&](const Node* anchor) { return is_issuer(node, *anchor); });
}

/// A root that was sent is dropped before the look: it may be what the store lacks.
Cause Verification::missing_issuer(const Node& node) const {
  const bool root = std::any_of(query_.sent.begin(), query_.sent.end(), [&](const Node* sent) {
    return is_issuer(node, *sent) && is_issuer(*sent, *sent);
  });
  return root ? Cause::root_not_trusted : Cause::issuer_missing;
}

/// Brings the line that begins at `from` together, each followed by its issuer; returns its length.
std::size_t Verification::sort_from(Path& list, std::size_t from) const {
  Path rest(list.begin() + static_cast<std::ptrdiff_t>(from) + 1, list.end());
  Path line{list[from]};
  std::vector<std::size_t> free(rest.size());
  for (std::size_t i = 0; i < rest.size(); ++i)
    free[i] = i;
  for (;;) {
    const Node& last = *line.back();
    if (is_issuer(last, last)) break;
    // The first that fits, used already or not: used already is a loop, where it stops.
    auto fits = [&](const Node* one) { return one != &last && is_issuer(last, *one); };
    const auto next = std::find_if(rest.begin(), rest.end(), fits);
    if (next == rest.end()) break;
    const auto index = static_cast<std::size_t>(next - rest.begin());
    const auto unused = std::find(free.begin(), free.end(), index);
    if (unused == free.end()) break;
    free.erase(unused);
    line.push_back(*next);
  }
  const std::size_t length = line.size();
  for (const std::size_t index : free)
    line.push_back(rest[index]);
  std::copy(line.begin(), line.end(), list.begin() + static_cast<std::ptrdiff_t>(from));
  return length;
}

/// The chain as sent, line by line in order and without repeats, up to where the trust list has the
/// issuer. A gap between two lines stays: it is an unknown issuer later.
Path Verification::sorted() const {
  Path list = query_.sent;
  for (std::size_t i = 0; i < list.size();) {
    const std::size_t length = sort_from(list, i);
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(i);
    const auto repeat =
        std::find_if(begin, begin + static_cast<std::ptrdiff_t>(length),
                     [&](const Node* one) { return std::find(list.begin(), begin, one) != begin; });
    if (repeat != begin + static_cast<std::ptrdiff_t>(length)) {
      list.erase(repeat);
      continue;
    }
    i += length;
    if (knows_issuer(*list[i - 1])) {
      list.resize(i);
      break;
    }
  }
  return list;
}

const Node* Verification::find_issuer(const Node& node, const Path& trusted) const {
  const Node* issuer = nullptr;
  for (const Node* one : trusted)
    if (is_issuer(node, *one) &&
        (!issuer || (query_.now >= one->not_before && query_.now < one->not_after)))
      issuer = one;
  return issuer;
}

void Verification::check_dates(const Node& node, Result& result) const {
  if (const auto cause = out_of_date(node, query_.now))
    result.mark(*cause == Cause::expired ? kExpired : kNotYetValid, *cause, node);
}

void Verification::check_issuer(const Node& node, const Node& issuer, bool leaf, bool anchor,
                                Result& result) {
  if (issuer.constraints_unreadable)
    result.mark(kConstraints, Cause::name_constraints, issuer);
  else if (issuer.constraints)
    constraints_.push_back(*issuer.constraints);
  if (leaf && !gnutls_names_allowed(constraints_, node))
    result.mark(kConstraints, Cause::name_constraints, node);
  features_.insert(features_.end(), issuer.features.begin(), issuer.features.end());
  if (!std::all_of(features_.begin(), features_.end(), [&](long feature) {
        return std::find(node.features.begin(), node.features.end(), feature) !=
               node.features.end();
      }))
    result.mark(kConstraints, Cause::other, node);
  // An X.509 version 1 certificate is a CA as an anchor only.
  if (issuer.version != 1 || !anchor) {
    const bool old_root = anchor && !issuer.basic_constraints && is_issuer(issuer, issuer);
    if (&node != &issuer && !issuer.ca && !old_root)
      result.mark(kIssuerNotCa, Cause::not_a_ca, issuer);
    if (issuer.ca && issuer.path_length) longest_ = std::min(longest_, *issuer.path_length);
    if (!issuer.may_sign()) result.mark(kConstraints, Cause::not_a_ca, issuer);
  }
  const Signature signature = query_.signatures.check(node, issuer);
  too_costly_ |= signature == Signature::too_costly;
  if (signature == Signature::bad)
    result.mark(other_algorithm(node, issuer) ? kConstraints : kBadSignature, Cause::bad_signature,
                node);
  if (gnutls_unknown_extension(issuer)) result.mark(kUnknownExtension, Cause::other, issuer);
}

/// One certificate against its issuer among `trusted`; false when it ends here.
bool Verification::step(const Node& node, const Path& trusted, bool leaf, bool anchor,
                        Result& result) {
  if (longest_ == 0) {
    result.mark(kConstraints, Cause::path_length, node);
    return false;
  }
  --longest_;
  const Node* issuer = find_issuer(node, trusted);
  if (!issuer)
    result.mark(kUnknownIssuer, missing_issuer(node), node);
  else
    check_issuer(node, *issuer, leaf, anchor, result);
  if (issuer && anchor) result.path.push_back(issuer);
  if (leaf && gnutls_unknown_extension(node)) result.mark(kUnknownExtension, Cause::other, node);
  for (const Node* one : {&node, issuer})
    if (one && (gnutls_weak_key(*one) || gnutls_unknown_curve(*one)))
      result.mark(kInsecure, Cause::weak_key, *one);
  if (gnutls_weak_digest(node) && !is_issuer(node, node))
    result.mark(kInsecure, Cause::weak_digest, node);
  if (issuer) check_dates(*issuer, result);
  check_dates(node, result);
  return result.status == 0;
}

Result Verification::verify(Path chain, const Path& trusted) {
  Result result;
  if (chain.size() > 1 && is_issuer(*chain.back(), *chain.back())) chain.pop_back();
  const Node* replaced = nullptr;
  for (std::size_t i = 0; i < chain.size(); ++i)
    for (const Node* anchor : trusted) {
      if (i == 0 ? chain[i] != anchor : !same_name_and_key(*chain[i], *anchor)) continue;
      check_dates(*anchor, result);
      if (gnutls_weak_key(*anchor) || gnutls_unknown_curve(*anchor))
        result.mark(kInsecure, Cause::weak_key, *anchor);
      chain.resize(i);
      replaced = anchor;
      break;
    }
  result.path = chain;
  if (result.status != 0 || chain.empty()) {
    if (replaced) result.path.push_back(replaced);
    return result;
  }
  constraints_.clear();
  features_.clear();
  longest_ = 4096;
  if (!step(*chain.back(), trusted, chain.size() == 1, true, result)) return result;
  for (std::size_t i = chain.size() - 1; i > 0; --i) {
    if (!gnutls_serves(*chain[i], true)) {
      result.mark(kPurpose, Cause::purpose, *chain[i]);
      return result;
    }
    if (step(*chain[i - 1], {chain[i]}, i == 1, false, result)) continue;
    if (result.status & kUnknownIssuer) result.path.resize(i);
    return result;
  }
  return result;
}

PathVerdict Verification::run() {
  const Node& leaf = *query_.sent.front();
  // Asked during the handshake, before the chain is looked at.
  if (leaf.key_usage && (*leaf.key_usage & KU_DIGITAL_SIGNATURE) == 0)
    return refused(Cause::purpose, "Key usage violation in certificate has been detected.", leaf,
                   {&leaf});
  Path chain = sorted();
  if (chain.size() > 1 && is_issuer(*chain.back(), *chain.back())) chain.pop_back();
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const Path there = bucket(chain[i]->issuer);
    if (std::find(there.begin(), there.end(), chain[i]) != there.end()) chain.resize(i + 1);
  }
  const Node& last = *chain.back();
  Result result = verify(chain, bucket(last.issuer));
  if ((result.status & (kUnknownIssuer | kExpired | kInsecure)) && last.subject != last.issuer) {
    Result second = verify(chain, bucket(last.subject));
    if (second.status == 0 || (result.status & kUnknownIssuer)) result = std::move(second);
  }
  if (too_costly_) return too_complex();
  if (!gnutls_serves(leaf, false)) result.mark(kPurpose, Cause::purpose, leaf);
  if (result.status == 0) return accepted(result.path);
  return refused(result.cause, sentences(result.status), *result.at, result.path);
}

}  // namespace

PathVerdict judge_gnutls(const Query& query) {
  return Verification(query).run();
}

}  // namespace checkoutdiag::trust::paths
