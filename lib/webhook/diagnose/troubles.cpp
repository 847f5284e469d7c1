#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/diagnose/shapes.hpp"

namespace checkoutdiag::webhook {
namespace {

struct TroubleWords {
  Trouble trouble;
  const char *id, *what, *fix;
};

constexpr const char* kPassOn =
    "let every proxy and framework on the way hand the header on, and verify as the scheme that "
    "the sender uses";
constexpr const char* kAsSent = "read the header from the request as it came";
constexpr const char* kClockFormat =
    "hand the timestamp on as the sender wrote it: it is signed as text";

// What stands behind the words is what the trouble is about: a header's name.
constexpr TroubleWords kTroubles[] = {
    {Trouble::header_missing, "header.missing", "the delivery has no signature header", kPassOn},
    {Trouble::header_blank, "header.blank", "the signature header is empty", kPassOn},
    {Trouble::header_repeated, "header.repeated", "the header is there more than once",
     "find what adds it again: a proxy or relay that copies headers"},
    {Trouble::header_malformed, "header.malformed",
     "the signature header is not of the scheme's form", kAsSent},
    {Trouble::no_signature, "header.malformed", "the signature header has no signature that counts",
     kAsSent},
    {Trouble::header_unexpected, "header.unexpected-algorithm",
     "a header names something else than the scheme has",
     "configure the sender for the algorithm that the scheme has"},
    {Trouble::timestamp_missing, "time.missing", "the delivery has no timestamp", kPassOn},
    {Trouble::timestamp_malformed, "time.malformed", "the timestamp is not of the scheme's form",
     kClockFormat},
    {Trouble::timestamp_repeated, "header.repeated", "the timestamp is there more than once",
     "find what adds it again: a proxy or relay that copies headers"},
    {Trouble::id_missing, "header.value-missing", "the message's id, which is signed, is missing",
     kPassOn},
    {Trouble::value_missing, "header.value-missing", "a value that is signed is missing",
     "hand on every header and parameter that the sender sent"},
    {Trouble::value_repeated, "header.repeated",
     "a value that is signed is there more than once, so that nobody knows which was meant",
     "find what adds it again: a proxy or relay that copies headers"},
    {Trouble::url_missing, "url.missing", "the URL is signed, and it is not known",
     "name the URL that the sender calls: --url"},
    {Trouble::setting_missing, "setting.missing", "the scheme needs a setting", "give the setting"},
    {Trouble::body_malformed, "body.malformed", "the body is not what the scheme signs",
     "keep the body's bytes as they cross the wire"},
    {Trouble::body_uncovered, "body.not-covered",
     "the signature covers neither the body nor its digest, so that anybody can change it",
     "let the sender cover content-digest"},
    {Trouble::digest_wrong, "body.digest-wrong", "the body is not the one whose digest is signed",
     "keep the body's bytes as they cross the wire"},
    {Trouble::certificate_missing, "certificate.missing",
     "the sender's certificate is needed, and none was given", "give it: --cert FILE"},
};

bool is_mollie_legacy(const Search& search) {
  const std::string& body = search.given.body;
  if (search.scheme.name != "mollie" || !body.starts_with("id=") || body.size() > 200) return false;
  return std::all_of(body.begin() + 3, body.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

constexpr const char* kFetchIt =
    "fetch the object with that id from Mercado Pago's API, and believe that alone";

// Mercado Pago's older notifications name a topic, and an id that is not data.id.
bool is_ipn(const Search& search) {
  const std::string& url = search.given.url;
  if (has_parameter(url, "topic")) return true;
  if (has_parameter(url, "id") && !has_parameter(url, "data.id")) return true;
  return search.given.body.find("\"topic\"") != std::string::npos;
}

// Answers for what the scheme never signs; false when it would sign this.
bool tell_unsigned(Search& search) {
  if (search.verification.trouble != Trouble::header_missing) return false;
  if (is_mollie_legacy(search)) {
    search.state("header.unsigned-by-design",
                 "this is one of Mollie's classic webhooks, which carry an id and no signature",
                 "fetch the object with that id from Mollie's API, and believe that alone");
    return true;
  }
  if (search.scheme.name != "mercadopago") return false;
  search.state("header.unsigned-by-design",
               is_ipn(search)
                   ? "this looks like a QR-code or IPN notification of Mercado Pago, which is "
                     "not signed"
                   : "the delivery has no x-signature: Mercado Pago leaves it out of QR-code and "
                     "IPN notifications, and everything else has it unless a proxy drops it",
               kFetchIt, false);
  return true;
}

// An item of Adyen's without its signature, Braintree's without one for our key: what it is about
// is no header, and in Braintree's case may be a private key in the public one's place.
bool tell_special(Search& search) {
  const Verification& seen = search.verification;
  if (seen.trouble != Trouble::no_signature) return false;
  if (search.scheme.special == "adyen-items") {
    search.state("body.signature-missing",
                 seen.about +
                     " has no additionalData.hmacSignature, as when HMAC is not set up for the "
                     "webhook",
                 "generate an HMAC key in the Customer Area, under Developers, Webhooks, at this "
                 "webhook: HMAC Key; save the webhook, and give that key as the secret");
    return true;
  }
  if (search.scheme.special != "braintree") return false;
  if (search.stated("setting.keys-swapped")) return true;
  std::string names;
  for (const std::string& key : public_keys_of(search.given))
    if (!key.empty() && !resembles_secret(search, key)) names += (names.empty() ? "" : ", ") + key;
  search.state("setting.other-public-key",
               "the delivery has no signature for the public key that was given" +
                   (names.empty() ? std::string() : ", only for " + names),
               "give the public key and the private one of one API key: the Control Panel shows "
               "both in one line, under Settings, API");
  return true;
}

// A parameter of the URL that is signed where it is there, and is not.
void look_at_query(Search& search) {
  if (search.verification.trouble != Trouble::none) return;
  const bool ipn = search.scheme.name == "mercadopago" && is_ipn(search);
  if (ipn)
    search.suspect({"header.unsigned-by-design",
                    "this looks like a QR-code or IPN notification of Mercado Pago, whose "
                    "signature proves nothing",
                    kFetchIt});
  for (const std::string& name : signed_parameters(search.scheme)) {
    if (ipn || has_parameter(search.given.url, name)) continue;
    if (search.given.url.empty())
      search.suspect({"url.missing",
                      "the URL is not known, and its parameter " + name +
                          " is signed where the sender put it there",
                      "give the URL that the sender calls, with its query: --url"});
    else
      search.suspect(
          {"url.query-removed",
           "the URL has no parameter " + name + ", which is signed where the sender put it there",
           "use the URL as it crossed the wire, with its query"});
  }
}

// "[Filtered]", "***" and "…": what a log shows in place of a signature.
bool is_redacted(std::string_view value) {
  for (std::string_view mark : {"***", "[FILTERED]", "[Filtered]", "[REDACTED]", "<redacted>",
                                "xxxxxxxx", "...", "\xE2\x80\xA6", "\xE2\x80\xA2"})
    if (value.find(mark) != std::string_view::npos) return true;
  return false;
}

bool all_written_in(Encoding encoding, const std::vector<Candidate>& candidates) {
  return std::all_of(candidates.begin(), candidates.end(), [&](const Candidate& each) {
    if (encoding == Encoding::hex) return is_hex(each.text);
    return std::all_of(each.text.begin(), each.text.end(), [](char c) {
      return text::is_letter(c) || text::is_digit(c) || c == '+' || c == '/' || c == '=';
    });
  });
}

// What no key can make right: another length, or what no signature of the scheme is written with.
void look_at_shape(Search& search, const std::string& name,
                   const std::vector<Candidate>& candidates) {
  const std::size_t bytes = raw_bytes(search.scheme.algorithm);
  const std::vector<Encoding>& encodings = search.scheme.signature.encodings;
  if (bytes == 0 || encodings.empty() || candidates.empty()) return;
  if (std::any_of(candidates.begin(), candidates.end(),
                  [&](const Candidate& each) { return has_shape(search.scheme, each.text); }))
    return;
  const bool hex = encodings.front() == Encoding::hex;
  const std::size_t right = hex ? 2 * bytes : (bytes + 2) / 3 * 4;
  const std::string unit = hex ? " hex digits" : " characters of base64";
  if (encodings.size() == 1 && all_written_in(encodings.front(), candidates))
    return search.state("header.wrong-length",
                        "the signature has " + std::to_string(candidates.front().text.size()) +
                            unit + " where the scheme has " + std::to_string(right),
                        "copy the header whole; of another length it is another algorithm's");
  // The scheme's own grammar said so already.
  if (search.verification.trouble == Trouble::none)
    search.state("header.malformed",
                 "what stands in " + name + " is no signature of the scheme, which has " +
                     std::to_string(right) + unit,
                 kAsSent);
}

void look_at_values(Search& search) {
  Claims claims;
  for (const std::string& name : search.scheme.signature.headers) {
    const std::vector<std::string_view> values = values_of(search.given, name);
    if (values.empty()) continue;
    if (std::any_of(values.begin(), values.end(), is_redacted))
      return search.state(
          "header.redacted",
          "the header " + name + " is not whole: it is cut or masked, as logs have it",
          "take the header from the request itself");
    std::vector<Candidate> candidates;
    read_signatures(search.scheme, values, candidates, claims);
    look_at_shape(search, name, candidates);
    return;
  }
}

}  // namespace

void look_at_trouble(Search& search) {
  if (!search.proven()) look_at_values(search);
  if (!search.proven() && !search.verification.signature) look_at_query(search);
  const Verification& seen = search.verification;
  if (seen.trouble == Trouble::none) return;
  // The signature is there, in a body that is to be read otherwise.
  if (search.stated("body.form-became-json")) return;
  if (!search.proven() && (tell_unsigned(search) || tell_special(search))) return;
  // A header that was repaired is no trouble any more; what the body lacks still is.
  if (search.proven() && seen.trouble != Trouble::body_uncovered) return;
  for (const TroubleWords& each : kTroubles) {
    if (each.trouble != seen.trouble) continue;
    const std::vector<std::string>& ignored = search.scheme.signature.ignored;
    const bool ignored_only =
        seen.trouble == Trouble::no_signature &&
        std::find(ignored.begin(), ignored.end(), seen.about) != ignored.end();
    std::string message = each.what;
    if (!seen.about.empty()) message += ": " + seen.about;
    if (ignored_only)
      search.state("header.ignored-version-only",
                   "the header has no signature but " + seen.about + ", which never counts",
                   "send an event with the mode and the endpoint whose secret this is");
    else
      search.state(each.id, std::move(message), each.fix);
  }
}

}  // namespace checkoutdiag::webhook
