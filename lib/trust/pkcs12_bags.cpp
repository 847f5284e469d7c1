#include "lib/trust/pkcs12_bags.hpp"

#include <fmt/core.h>

#include <map>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/trust/der.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kMostKeys = 10'000;

/// Oracle's attribute by which PKCS12KeyStore tells a trusted certificate from one that is there
/// for a chain.
const ASN1_OBJECT* trusted_key_usage() {
  static const x509::Handle<ASN1_OBJECT, ASN1_OBJECT_free> object(
      OBJ_txt2obj("2.16.840.1.113894.746875.1.1", 1));
  return object.get();
}

std::string alias_of(PKCS12_SAFEBAG* bag) {
  char* text = PKCS12_get_friendlyname(bag);
  std::string alias = text ? text : "";
  OPENSSL_free(text);
  return alias;
}

std::string key_id_of(const PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (!value || value->type != V_ASN1_OCTET_STRING) return {};
  return x509::bytes_of(value->value.octet_string);
}

BagFacts facts_of(PKCS12_SAFEBAG* bag, bool nested) {
  const ASN1_OBJECT* trusted = trusted_key_usage();
  const bool marked =
      trusted && X509at_get_attr_by_OBJ(PKCS12_SAFEBAG_get0_attrs(bag), trusted, -1) >= 0;
  return {alias_of(bag), key_id_of(bag), marked, nested};
}

/// The certificate as it was stored. OpenSSL's own way to it decodes it, which costs what reading
/// it later costs once more. Bags may be BER: encoded anew they are not.
std::string certificate_in(PKCS12_SAFEBAG* bag) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PKCS12_SAFEBAG(bag, &encoded);
  if (size <= 0) return {};
  const std::string whole(reinterpret_cast<char*>(encoded), static_cast<std::size_t>(size));
  OPENSSL_free(encoded);
  std::string_view at = whole;
  // SafeBag, [0], CertBag, [0], OCTET STRING; the first two sequences begin with an identifier.
  for (unsigned char tag : {kSequence, kContext0, kSequence, kContext0, kOctetString}) {
    std::optional<Element> element = take_element(at, tag);
    if (!element) return {};
    at = element->content;
    if (tag == kSequence && !take_element(at, kObject)) return {};
  }
  return std::string(at);
}

std::string origin_of(const BagFacts& facts) {
  if (!facts.alias.empty()) return "alias " + facts.alias;
  if (!facts.key_id.empty())
    return "without an alias, key id " + text::hex(x509::as_bytes(facts.key_id.substr(0, 20)));
  return "without an alias";
}

void read_certificate(PKCS12_SAFEBAG* bag, bool nested, Contents& to, Bags& bags) {
  BagFacts facts = facts_of(bag, nested);
  if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) {
    add_flaw(to, FlawKind::bad_certificate, origin_of(facts) + ": not an X.509 certificate");
    return;
  }
  if (add_certificate(to, certificate_in(bag), origin_of(facts)))
    bags.certificates.push_back(std::move(facts));
  else
    bags.bad = bags.bad || !nested;
}

void count_key(PKCS12_SAFEBAG* bag, bool nested, Contents& to, Bags& bags) {
  ++to.private_keys;
  if (bags.keys.size() < kMostKeys && !nested) bags.keys.push_back(facts_of(bag, nested));
}

/// Certificates by what Java makes of them: trusted entries by their names, of which the last
/// replaces others, and the first certificate of each key's chain.
std::vector<bool> taken_by_java(const Bags& bags) {
  std::vector<bool> taken(bags.certificates.size(), false);
  std::map<std::string, std::size_t> by_name, by_key;
  for (std::size_t i = 0; i < bags.certificates.size(); ++i) {
    const BagFacts& facts = bags.certificates[i];
    if (facts.nested) continue;
    if (facts.java_trusted && !facts.alias.empty()) {
      auto [at, fresh] = by_name.try_emplace(text::lower(facts.alias), i);
      if (!fresh) taken[at->second] = false;
      at->second = i;
    }
    taken[i] = facts.java_trusted;  // those without a name get names of their own
    if (!facts.java_trusted && !facts.key_id.empty()) by_key.try_emplace(facts.key_id, i);
  }
  for (const BagFacts& key : bags.keys)
    if (auto at = by_key.find(key.key_id); at != by_key.end()) taken[at->second] = true;
  return taken;
}

}  // namespace

void read_bags(const STACK_OF(PKCS12_SAFEBAG) * safe, Contents& to, Bags& bags, int depth) {
  if (depth > kDeepest)
    return add_problem(
        to, fmt::format("safes within safes, more than {} deep, were not read", kDeepest));
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num(safe) && !is_full(to); ++i) {
    PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(safe, i);
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_certBag:
        read_certificate(bag, depth > 0, to, bags);
        break;
      case NID_keyBag:
      case NID_pkcs8ShroudedKeyBag:
        count_key(bag, depth > 0, to, bags);
        break;
      case NID_crlBag:
        add_flaw(to, FlawKind::other_block, "a revocation list");
        break;
      case NID_safeContentsBag:
        read_bags(PKCS12_SAFEBAG_get0_safes(bag), to, bags, depth + 1);
        break;
      default:
        break;  // secrets, and what others may have invented
    }
  }
}

Load java_load(const Contents& contents, const Bags& bags) {
  if (bags.bad)
    return loads_none(Runtime::java, contents, true, "a certificate that is none spoils the store");
  const std::vector<bool> taken = taken_by_java(bags);
  Load load{Runtime::java, 0, false, {}, {}};
  std::size_t unmarked = 0;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i])
      load.count = *load.count + 1;
    else
      load.missing.push_back(i);
    if (!taken[i] && !bags.certificates[i].java_trusted) ++unmarked;
  }
  if (unmarked != 0)
    load.how = fmt::format(
        "{} not taken: no Java attribute marks {} as trusted (keytool "
        "-importcert sets it, openssl pkcs12 does not)",
        unmarked, unmarked == 1 ? "it" : "them");
  else if (!load.missing.empty())
    load.how =
        "of certificates with one alias only the last is kept, of those in safes within safes none";
  return load;
}

}  // namespace checkoutdiag::trust
