#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/diagnose/shapes.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr const char* kAsSent =
    "hand the header on as it came: read it from the request's own headers, not from a form, a log "
    "or a configuration file";
constexpr const char* kSmallLetters =
    "the sender writes small letters: find what writes the header anew on the way, or compare the "
    "decoded bytes, which are the same";
constexpr const char* kAsHex =
    "the sender writes hex: where the signature is made by a program of your own, let it write hex "
    "(digest('hex') in Node.js, hexdigest() in Python, hash_hmac without its last argument in PHP)";
constexpr const char* kAsBase64 =
    "the sender writes base64: where the signature is made by a program of your own, let it write "
    "base64 of the digest's bytes (digest('base64') in Node.js, b64encode(digest()) in Python, "
    "base64_encode of hash_hmac with true as its last argument in PHP)";
constexpr const char* kUsualBase64 =
    "the sender writes base64 with + and / and = at its end: find what writes the header anew on "
    "the way, or let a program of your own that signs use the usual base64";

struct FormWords {
  SignatureForm form;
  const char *id, *happened, *repaired, *fix;
};

// The narrow readings first: the later ones take what the earlier ones do, too.
constexpr FormWords kForms[] = {
    {SignatureForm::any_case_hex, "header.hex-upper-case",
     "the signature has upper-case hex digits", "they are lower-case", kSmallLetters},
    {SignatureForm::hex, "header.hex-instead-of-base64", "the signature is hex, not base64",
     "it is read as hex", kAsBase64},
    {SignatureForm::base64, "header.base64-instead-of-hex", "the signature is base64, not hex",
     "it is read as base64", kAsHex},
    {SignatureForm::quoted, "header.quoted", "the signature has quotes or spaces around it",
     "they are removed", kAsSent},
    {SignatureForm::percent_encoded, "header.percent-encoded", "the signature is percent-encoded",
     "it is decoded", kAsSent},
    {SignatureForm::spaces_for_plus, "header.plus-became-space",
     "the signature has spaces where the sender wrote +", "they become + again",
     "do not decode the header as a form or query: there, + is a space"},
    {SignatureForm::unpadded_base64, "header.base64-unpadded",
     "the signature lacks the = at its end", "it is padded", kUsualBase64},
    {SignatureForm::base64url, "header.base64url", "the signature is base64url, with - and _",
     "it is read as base64", kUsualBase64},
};

// Lenient readings take exact texts as well: a form is a damage only where the text shows it.
bool shows(SignatureForm form, std::string_view text) {
  const auto has = [text](std::string_view any) { return text.find_first_of(any) != text.npos; };
  switch (form) {
    case SignatureForm::exact:
      return false;
    case SignatureForm::any_case_hex:
      return is_hex(text) && has("ABCDEF");
    case SignatureForm::hex:
      return is_hex(text);
    case SignatureForm::base64:
      return !is_hex(text);
    case SignatureForm::base64url:
      return has("-_");
    case SignatureForm::unpadded_base64:
      return text.size() % 4 != 0;
    case SignatureForm::spaces_for_plus:
      return has(" ");
    case SignatureForm::percent_encoded:
      return has("%");
    case SignatureForm::quoted:
      return !text.empty() && (std::string_view(" \t\"'").find(text.front()) != text.npos ||
                               std::string_view(" \t\"'").find(text.back()) != text.npos);
  }
  return false;
}

bool form_repairs(const Search& search, const HeaderOffer& offer) {
  Claims claims;
  read_claims(search.scheme, search.given, search.settings, claims);
  const auto shown = [&](SignatureForm form) {
    return std::any_of(claims.items.begin(), claims.items.end(), [&](const Item& item) {
      return std::any_of(item.any.begin(), item.any.end(), [&](const Statement& statement) {
        return std::any_of(statement.candidates.begin(), statement.candidates.end(),
                           [&](const Candidate& each) { return shows(form, each.text); });
      });
    });
  };
  for (const FormWords& each : kForms) {
    if (!shown(each.form)) continue;
    const bool common = each.form == SignatureForm::any_case_hex ||
                        each.form == SignatureForm::hex || each.form == SignatureForm::base64;
    if (!offer({.words = {each.id, each.happened, each.repaired, each.fix},
                .headers = search.given.headers,
                .form = each.form,
                .common = common}))
      return false;
  }
  return true;
}

// A scheme that is the same but for its hash: what a sender's setting "SHA-512" does.
bool algorithm_repairs(const Search& search, const HeaderOffer& offer) {
  constexpr std::array<Algorithm, 4> kHashes = {Algorithm::hmac_sha256, Algorithm::hmac_sha1,
                                                Algorithm::hmac_sha512, Algorithm::hmac_sha384};
  const Algorithm usual = search.scheme.algorithm;
  if (std::find(kHashes.begin(), kHashes.end(), usual) == kHashes.end()) return true;
  for (const Algorithm each : kHashes) {
    if (each == usual) continue;
    Scheme other = search.scheme;
    other.algorithm = each;
    const std::string made(name(each)), wanted(name(usual));
    if (!offer({.words = {"header.other-algorithm",
                          "the signature was made with " + made + ", not " + wanted,
                          "it is verified with " + made,
                          "choose " + wanted + " where the sender is configured"},
                .headers = search.given.headers,
                .scheme = std::move(other)}))
      return false;
  }
  return true;
}

// Headers that are the other's alone say something; those of both must hold a signature of the
// other's shape.
bool looks_like(const Search& search, const Scheme& other) {
  const std::vector<std::string>& ours = search.scheme.signature.headers;
  const std::vector<std::string>& theirs = other.signature.headers;
  const bool shared = std::any_of(theirs.begin(), theirs.end(), [&](const std::string& name) {
    return find_header(search.given, name) &&
           std::any_of(ours.begin(), ours.end(), [&](const std::string& each) {
             return text::equal_ignoring_case(each, name);
           });
  });
  return !shared || has_signature(other, search.given);
}

}  // namespace

std::vector<Header> without(const std::vector<Header>& headers, std::string_view name) {
  std::vector<Header> rest;
  for (const Header& each : headers)
    if (!text::equal_ignoring_case(each.name, name)) rest.push_back(each);
  return rest;
}

void header_repairs(const Search& search, const HeaderOffer& offer) {
  const Trouble trouble = search.verification.trouble;
  // Another form helps where signatures were read, and nowhere else.
  const bool readable = trouble == Trouble::none || trouble == Trouble::body_uncovered;
  if (readable && !form_repairs(search, offer)) return;
  if (!value_repairs(search, offer)) return;
  if (!time_repairs(search, offer)) return;
  if (!name_repairs(search, offer)) return;
  if (readable) algorithm_repairs(search, offer);
}

void try_headers(Search& search) {
  header_repairs(search, [&](HeaderRepair&& repair) {
    bool proven = false;
    if (repair.scheme) {
      Verifier lenient(*repair.scheme, search.secrets, search.settings);
      proven = search.proves_with_headers(lenient, repair.headers, repair.form);
    } else {
      proven = search.proves_with_headers(search.verifier, repair.headers, repair.form);
    }
    if (proven) search.prove(repair.words);
    return !proven && !search.over();  // the first is the least that explains it
  });
}

void try_other_schemes(Search& search) {
  std::vector<const Scheme*> likely;
  for (const Scheme* each : detect(search.given)) {
    if (search.over()) return;
    if (each->name == search.scheme.name) continue;
    if (looks_like(search, *each)) likely.push_back(each);
    Verifier other(*each, search.secrets, search.settings);
    if (search.proves(other))
      search.prove({"header.other-scheme",
                    "the delivery is signed as " + each->title + " signs, not as " +
                        search.scheme.title + " does",
                    "it is verified so", "verify with --scheme " + each->name});
  }
  if (search.proven() || likely.empty()) return;
  // Headers of another provider say something where our own are not there.
  if (search.verification.trouble != Trouble::header_missing &&
      search.verification.trouble != Trouble::header_malformed &&
      search.verification.trouble != Trouble::body_malformed)
    return;
  search.state("header.other-scheme",
               "this looks like " + likely.front()->title + ", not " + search.scheme.title,
               "verify with --scheme " + likely.front()->name, false);
}

}  // namespace checkoutdiag::webhook
