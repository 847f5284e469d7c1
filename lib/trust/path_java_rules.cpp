#include <fmt/core.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <climits>

#include "lib/trust/path_java.hpp"
#include "lib/trust/path_names.hpp"

namespace checkoutdiag::trust::paths {
namespace {

constexpr int kSmallestRsa = 1024, kSmallestEc = 224;  // jdk.certpath.disabledAlgorithms

bool contains(const auto& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool disabled_digest(const Node& node) {
  return node.signature_digest == "MD2" || node.signature_digest == "MD5";
}

bool disabled_key(const Node& node) {
  if (node.key_type.starts_with("RSA") || node.key_type == "DSA")
    return node.key_bits < kSmallestRsa;
  return node.key_type == "EC" && node.key_bits < kSmallestEc;
}

/// SunEC computes on the three curves of TLS.
bool unknown_curve(const Node& node) {
  constexpr std::array kCurves{"prime256v1", "secp384r1", "secp521r1"};
  return node.key_type == "EC" && !contains(kCurves, node.key_group);
}

std::string disabled_key_words(const Node& node) {
  return fmt::format(
      "Algorithm constraints check failed on keysize limits: {} {} bit key used with certificate: "
      "{}",
      node.key_type, node.key_bits, node.subject_text);
}

/// "SHA256withRSA"
std::string signature_name(const Node& node, const Node& signer) {
  const std::string_view kind =
      signer.key_type == "EC" ? "ECDSA" : std::string_view(signer.key_type);
  return fmt::format("{}with{}", node.signature_digest, kind);
}

/// Java takes a common name for a host where no other is given, when it could be one.
bool looks_like_host(const std::string& text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '*';
  });
}

std::vector<Name> names_of(const Node& node) {
  std::vector<Name> names = node.names;
  names.push_back({Name::Kind::directory, node.subject});
  if (!node.alternative_names)
    for (const std::string& email : node.emails)
      names.push_back({Name::Kind::email, email});
  const bool has_host = std::any_of(names.begin(), names.end(),
                                    [](const Name& name) { return name.kind == Name::Kind::dns; });
  if (!has_host && !node.common_names.empty() && looks_like_host(node.common_names.back()))
    names.push_back({Name::Kind::dns, node.common_names.back()});
  return names;
}

}  // namespace

JavaObjection JavaCheck::run() {
  longest_ = static_cast<int>(path_.size());
  const Node* above = &anchor_;
  for (std::size_t i = path_.size(); i-- > 0;) {
    JavaObjection found = check(*path_[i], *above, i == 0, i + 1 == path_.size());
    if (!found.words.empty()) return found;
    above = path_[i];
  }
  return {};
}

JavaObjection JavaCheck::check_algorithms(const Node& node, const Node& above) const {
  constexpr std::string_view kWords = "Algorithm constraints check failed on signature algorithm: ";
  if (disabled_digest(node))
    return {std::string(kWords) + signature_name(node, above), Cause::weak_digest, &node};
  if (disabled_key(node)) return {disabled_key_words(node), Cause::weak_key, &node};
  if (disabled_key(above))
    return {
        "Algorithm constraints check failed on signature algorithm: " + signature_name(node, above),
        Cause::weak_key, &above};
  return {};
}

JavaObjection JavaCheck::check_length(const Node& node, bool top) {
  constexpr std::string_view kWords = "basic constraints check failed: ";
  int length = node.path_length.value_or(INT_MAX);
  const bool ca = node.version < 3 ? top && node.self_issued() : node.ca;
  if (!ca) return {fmt::format("{}this is not a CA certificate", kWords), Cause::not_a_ca, &node};
  if (!node.self_issued() && longest_-- <= 0)
    return {fmt::format("{}pathLenConstraint violated - this cert must be the last cert in the "
                        "certification path",
                        kWords),
            Cause::path_length, &node};
  longest_ = std::min(longest_, length);
  return {};
}

JavaObjection JavaCheck::check_names(const Node& node, bool leaf) {
  if (!constraints_.empty() && (leaf || !node.self_issued()))
    for (const Name& name : names_of(node))
      for (const Constraints* one : constraints_)
        if (name.kind != Name::Kind::other && !allows(*one, name, within_for_java))
          return {"name constraints check failed", Cause::name_constraints, &node};
  if (node.constraints_unreadable)
    return {"name constraints check failed", Cause::name_constraints, &node};
  if (node.constraints) constraints_.push_back(&*node.constraints);
  return {};
}

JavaObjection JavaCheck::check(const Node& node, const Node& above, bool leaf, bool top) {
  if (JavaObjection found = check_algorithms(node, above); !found.words.empty()) return found;
  if (whole_ && !leaf && !node.may_sign())
    return {"CA key usage check failed: keyCertSign bit is not set", Cause::not_a_ca, &node};
  if (!leaf)
    if (JavaObjection found = check_length(node, top); !found.words.empty()) return found;
  if (JavaObjection found = check_names(node, leaf); !found.words.empty()) return found;
  if (whole_)
    if (const auto cause = out_of_date(node, query_.now))
      return {"validity check failed", *cause, &node};
  const Signature signature = query_.signatures.check(node, above);
  too_costly_ |= signature == Signature::too_costly;
  if (signature == Signature::bad || unknown_curve(above))
    return {"signature check failed", unknown_curve(above) ? Cause::other : Cause::bad_signature,
            &node};
  if (java_unknown_extension(node))
    return {"unrecognized critical extension(s)", Cause::other, &node};
  return {};
}

bool java_unknown_extension(const Node& node) {
  constexpr std::array kKnown{"2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36",
                              "2.5.29.54", "2.5.29.17", "2.5.29.15", "2.5.29.37"};
  return std::any_of(node.critical.begin(), node.critical.end(),
                     [&](const std::string& oid) { return !contains(kKnown, oid); });
}

JavaObjection java_anchor_objection(const Node& anchor) {
  if (anchor.version < 3) return {};
  if (!anchor.ca)
    return {
        fmt::format("TrustAnchor with subject \"{}\" is not a CA certificate", anchor.subject_text),
        Cause::not_a_ca, &anchor};
  if (!anchor.may_sign())
    return {fmt::format("TrustAnchor with subject \"{}\" does not have keyCertSign bit set in "
                        "KeyUsage extension",
                        anchor.subject_text),
            Cause::not_a_ca, &anchor};
  return {};
}

JavaObjection java_leaf_objection(const Node& leaf) {
  if (leaf.key_usage && (*leaf.key_usage & KU_DIGITAL_SIGNATURE) == 0)
    return {"KeyUsage does not allow digital signatures", Cause::purpose, &leaf};
  const Purposes& has = leaf.purposes;
  if (has.listed && !has.server && !has.any && !has.microsoft && !has.netscape)
    return {"Extended key usage does not permit use for TLS server authentication", Cause::purpose,
            &leaf};
  if (leaf.netscape_server && !*leaf.netscape_server)
    return {"Netscape cert type does not permit use for SSL server", Cause::purpose, &leaf};
  return {};
}

}  // namespace checkoutdiag::trust::paths
