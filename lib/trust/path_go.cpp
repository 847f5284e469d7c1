#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "lib/text/time.hpp"
#include "lib/trust/path_names.hpp"
#include "lib/trust/path_query.hpp"
#include "lib/trust/path_sent.hpp"

// crypto/x509's Certificate.Verify as crypto/tls calls it (Go 1.19; measured). All paths are looked
// for, roots before intermediates, and any good one will do.
namespace checkoutdiag::trust::paths {
namespace {

constexpr int kMostSignatureChecks = 100;  // Go's own

using Path = std::vector<const Node*>;

/// An objection in Go's words; no words: none.
struct Objection {
  std::string words;
  Cause cause = Cause::other;
};

enum class Place { leaf, intermediate, root };

// What crypto/x509 handles; any other critical extension is refused. Two of them it handles in
// part.
constexpr std::array kHandled{"2.5.29.14", "2.5.29.15", "2.5.29.19", "2.5.29.31",
                              "2.5.29.32", "2.5.29.35", "2.5.29.37", "1.3.6.1.5.5.7.1.1"};
constexpr std::string_view kAlternativeNames = "2.5.29.17", kNameConstraints = "2.5.29.30";

bool known_kind(const Name& name) {
  return name.kind != Name::Kind::directory && name.kind != Name::Kind::other;
}

bool handles(const Node& node, std::string_view oid) {
  if (oid == kAlternativeNames)
    return std::any_of(node.names.begin(), node.names.end(), known_kind);
  if (oid == kNameConstraints) {
    const auto& [permitted, excluded] = *node.constraints;
    return std::all_of(permitted.begin(), permitted.end(), known_kind) &&
           std::all_of(excluded.begin(), excluded.end(), known_kind);
  }
  return std::find(kHandled.begin(), kHandled.end(), oid) != kHandled.end();
}

std::string dates_words(const Node& node, Time now, Cause cause) {
  return fmt::format("x509: certificate has expired or is not yet valid: current time {} is {} {}",
                     text::rfc3339(now), cause == Cause::expired ? "after" : "before",
                     text::rfc3339(cause == Cause::expired ? node.not_after : node.not_before));
}

Objection objection_to_names(const Node& candidate, const Node& leaf) {
  if (!candidate.constraints) return {};
  for (const Node* named : {&leaf, &candidate})
    for (const Name& name : named->names)
      if (known_kind(name))
        if (std::string words = go_objection(*candidate.constraints, name); !words.empty())
          return {std::move(words), Cause::name_constraints};
  return {};
}

/// Certificate.isValid: what is asked of a candidate once its key has verified the signature.
Objection objection_to(const Node& node, Place place, const Path& below, Time now) {
  for (const std::string& oid : node.critical)
    if (!handles(node, oid)) return {"x509: unhandled critical extension", Cause::other};
  if (const auto cause = out_of_date(node, now)) return {dates_words(node, now, *cause), *cause};
  if (place != Place::leaf)
    if (Objection names = objection_to_names(node, *below.front()); !names.words.empty())
      return names;
  if (place == Place::intermediate && !node.ca)
    return {"x509: certificate is not authorized to sign other certificates", Cause::not_a_ca};
  if (node.path_length && static_cast<int>(below.size()) - 1 > *node.path_length)
    return {"x509: too many intermediates for path length constraint", Cause::path_length};
  return {};
}

std::string algorithm_name(const Node& child) {
  if (child.signature_digest == "MD5") return "MD5-RSA";
  switch (child.signature_algorithm) {
    case NID_ecdsa_with_SHA1:
      return "ECDSA-SHA1";
    case NID_dsaWithSHA1:
      return "DSA-SHA1";
    default:
      return "SHA1-RSA";
  }
}

std::string_view go_algorithm(const Node& child) {
  int kind = NID_undef;
  OBJ_find_sigid_algs(child.signature_algorithm, nullptr, &kind);
  if (kind == NID_rsaEncryption || kind == NID_rsassaPss) return "RSA";
  return kind == NID_ED25519 ? "Ed25519" : kind == NID_dsa ? "DSA" : "ECDSA";
}

std::string_view go_type(const Node& node) {
  if (node.key_type.starts_with("RSA")) return "*rsa.PublicKey";
  return node.key_type == "ED25519" ? "ed25519.PublicKey" : "*ecdsa.PublicKey";
}

/// Why `parent` cannot have signed `child`, as CheckSignatureFrom says it.
Objection signature_objection(const Node& child, const Node& parent, Signature signature) {
  if (!parent.may_sign() || (parent.version == 3 && !parent.basic_constraints) ||
      (parent.basic_constraints && !parent.ca))
    return {"x509: invalid signature: parent certificate cannot sign this kind of certificate",
            Cause::not_a_ca};
  if (child.signature_digest == "MD5")
    return {"x509: cannot verify signature: insecure algorithm MD5-RSA", Cause::weak_digest};
  if (child.signature_digest == "SHA1")
    return {
        fmt::format("x509: cannot verify signature: insecure algorithm {} (temporarily override "
                    "with GODEBUG=x509sha1=1)",
                    algorithm_name(child)),
        Cause::weak_digest};
  const bool unknown_digest = child.signature_digest != "SHA256" &&
                              child.signature_digest != "SHA384" &&
                              child.signature_digest != "SHA512" && !child.signature_digest.empty();
  if (unknown_digest || parent.key_type == "DSA" || parent.key_type == "ED448")
    return {"x509: cannot verify signature: algorithm unimplemented", Cause::other};
  if (parent.exponent_bits > 31) return {"crypto/rsa: public exponent too large", Cause::other};
  if (signature == Signature::good) return {};
  if (other_algorithm(child, parent))
    return {fmt::format("x509: signature algorithm specifies an {} public key, but have public key "
                        "of type {}",
                        go_algorithm(child), go_type(parent)),
            Cause::bad_signature};
  if (parent.key_type == "RSA") return {"crypto/rsa: verification error", Cause::bad_signature};
  return {fmt::format("x509: {} verification failure",
                      parent.key_type == "ED25519" ? "Ed25519" : "ECDSA"),
          Cause::bad_signature};
}

std::string label(const Node& node) {
  if (!node.common_names.empty()) return node.common_names.back();
  if (!node.organisations.empty()) return node.organisations.front();
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(node.certificate.get()), nullptr);
  char* digits = number ? BN_bn2dec(number) : nullptr;
  std::string text = fmt::format("serial:{}", digits ? digits : "?");
  OPENSSL_free(digits);
  BN_free(number);
  return text;
}

bool already_in(const Node& candidate, const Path& path) {
  for (const Node* one : path) {
    if (one->subject != candidate.subject || one->key != candidate.key) continue;
    if (!one->alternative_names && !candidate.alternative_names) return true;
    if (!one->alternative_names || !candidate.alternative_names) return false;
    if (*one->alternative_names == *candidate.alternative_names) return true;
  }
  return false;
}

/// Those named as the issuer, the likeliest first: Go counts each that it tries.
Path potential_parents(const Node& child, const std::vector<const Node*>& pool) {
  std::array<Path, 3> ranks;
  for (const Node* one : pool) {
    if (one->subject != child.issuer) continue;
    const std::string have = one->subject_key_id.value_or("");
    const std::string want = child.authority_key_id.value_or("");
    ranks[have == want ? 0 : have.empty() || want.empty() ? 1 : 2].push_back(one);
  }
  Path all;
  for (const Path& rank : ranks)
    all.insert(all.end(), rank.begin(), rank.end());
  return all;
}

class Search {
 public:
  explicit Search(const Query& query) : query_(query) {
    for (std::size_t i = 1; i < query.sent.size(); ++i)
      if (std::find(intermediates_.begin(), intermediates_.end(), query.sent[i]) ==
          intermediates_.end())
        intermediates_.push_back(query.sent[i]);
    for (const Node* anchor : query.anchors)
      if (readable_for_go(*anchor)) roots_.push_back(anchor);
  }

  PathVerdict run();

 private:
  /// What stands after some candidates for one certificate.
  struct Standing {
    std::string words, hint;  // Go's error, and the reason that it adds to "unknown authority"
    bool signed_by_one = false, forged = false;
  };

  /// All good paths that begin with `path` are added to found_; the words are Go's error if none
  /// is.
  std::string extend(const Path& path);
  void consider(const Node& candidate, Place place, const Path& path, Standing& standing);
  void note_unsigned(const Objection& why, const Node& candidate, Place place, const Path& path,
                     Standing& standing);

  const Query& query_;
  Path intermediates_, roots_;
  std::vector<Path> found_;
  Furthest furthest_;
  int checks_ = 0;
  bool too_costly_ = false;
};

void Search::note_unsigned(const Objection& why, const Node& candidate, Place place,
                           const Path& path, Standing& standing) {
  const Node& child = *path.back();
  if (standing.hint.empty())
    standing.hint = fmt::format(
        " (possibly because of \"{}\" while trying to verify candidate authority certificate "
        "\"{}\")",
        why.words, label(candidate));
  if (query_.signatures.check(child, candidate) != Signature::good) {
    standing.forged |= !other_key(child, candidate);
    return;
  }
  standing.signed_by_one = true;
  Path longer = path;
  longer.push_back(&candidate);
  const Node& at = why.cause == Cause::not_a_ca ? candidate : child;
  if (place == Place::root)
    furthest_.anchored(why.cause, at, longer);
  else
    furthest_.broken(why.cause, at, longer);
}

void Search::consider(const Node& candidate, Place place, const Path& path, Standing& standing) {
  if (too_costly_ || already_in(candidate, path)) return;
  if (++checks_ > kMostSignatureChecks) {
    standing.words =
        "x509: signature check attempts limit reached while verifying certificate chain";
    return;
  }
  const Node& child = *path.back();
  const Signature signature = query_.signatures.check(child, candidate);
  too_costly_ |= signature == Signature::too_costly;
  if (too_costly_) return;
  const Objection why = signature_objection(child, candidate, signature);
  if (!why.words.empty()) return note_unsigned(why, candidate, place, path, standing);
  standing.signed_by_one = true;
  Path longer = path;
  longer.push_back(&candidate);
  const Objection rule = objection_to(candidate, place, path, query_.now);
  standing.words = rule.words;
  const Node& at = rule.cause == Cause::name_constraints ? *path.front() : candidate;
  if (!rule.words.empty() && place == Place::root)
    furthest_.anchored(rule.cause, at, longer);
  else if (!rule.words.empty())
    furthest_.broken(rule.cause, at, longer);
  else if (place == Place::root)
    found_.push_back(std::move(longer));
  else
    standing.words = extend(longer);
}

std::string Search::extend(const Path& path) {
  const std::size_t before = found_.size();
  Standing standing;
  for (const Node* root : potential_parents(*path.back(), roots_))
    consider(*root, Place::root, path, standing);
  for (const Node* one : potential_parents(*path.back(), intermediates_))
    consider(*one, Place::intermediate, path, standing);
  if (found_.size() > before) return {};
  if (!standing.signed_by_one) furthest_.dead_end(path, standing.forged);
  if (furthest_.empty()) furthest_.dead_end(path, false);
  return standing.words.empty() ? "x509: certificate signed by unknown authority" + standing.hint
                                : standing.words;
}

/// Purposes are nested: each certificate that lists any, the anchor too, must list a server's.
const Node* purpose_objection(const Path& path) {
  for (auto node = path.rbegin(); node != path.rend(); ++node)
    if ((*node)->purposes.count != 0 && !(*node)->purposes.any && !(*node)->purposes.server)
      return *node;
  return nullptr;
}

PathVerdict Search::run() {
  const Node& leaf = *query_.sent.front();
  const Path start{&leaf};
  const Objection to_leaf = objection_to(leaf, Place::leaf, {}, query_.now);
  if (!to_leaf.words.empty()) return refused(to_leaf.cause, to_leaf.words, leaf, start);
  std::string words;
  if (std::find(roots_.begin(), roots_.end(), &leaf) != roots_.end())
    found_.push_back(start);
  else
    words = extend(start);
  if (found_.empty() && too_costly_) return too_complex();
  if (found_.empty() && checks_ > kMostSignatureChecks)
    return refused(Cause::too_complex, words, leaf, start);
  if (found_.empty()) return furthest_.refusal(words);
  for (const Path& path : found_)
    if (!purpose_objection(path)) return accepted(path);
  return refused(Cause::purpose, "x509: certificate specifies an incompatible key usage",
                 *purpose_objection(found_.front()), found_.front());
}

}  // namespace

PathVerdict judge_go(const Query& query) {
  return Search(query).run();
}

}  // namespace checkoutdiag::trust::paths
