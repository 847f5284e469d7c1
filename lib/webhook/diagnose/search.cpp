#include "lib/webhook/diagnose/search.hpp"

#include <algorithm>

namespace checkoutdiag::webhook {
namespace {

bool told(const std::vector<Cause>& causes, std::string_view id) {
  return std::any_of(causes.begin(), causes.end(),
                     [&](const Cause& each) { return each.id == id; });
}

bool has_public_key(Algorithm algorithm) {
  return algorithm == Algorithm::ed25519 || algorithm == Algorithm::rsa_sha256 ||
         algorithm == Algorithm::by_key;
}

std::string sentence(const std::string& happened, const std::string& repaired) {
  return happened + ": the signature matches once " + repaired;
}

// Whether another body, secret or URL could be heard at all: without a signature none can.
bool others_could_help(const Search& search) {
  const Trouble trouble = search.verification.trouble;
  // Where a setting chooses among the signatures, another one may choose better.
  if (trouble == Trouble::no_signature || trouble == Trouble::setting_missing)
    return !search.scheme.settings.empty();
  return trouble == Trouble::none || trouble == Trouble::digest_wrong ||
         trouble == Trouble::body_uncovered || trouble == Trouble::body_malformed ||
         trouble == Trouble::value_missing;
}

bool has_certificate(const Search& search) {
  return search.scheme.secret.form == KeyForm::certificate;
}

bool needs_webhook_id(const Search& search) {
  const std::vector<std::string>& settings = search.scheme.settings;
  return std::find(settings.begin(), settings.end(), "webhook-id") != settings.end();
}

// What to look at when nothing is proven, the most frequent first.
std::string what_to_check(const Search& search) {
  std::string fix = "check in this order that:";
  int number = 0;
  const auto point = [&](const std::string& text) {
    fix += "\n" + std::to_string(++number) + ". " + text;
  };
  const Scheme& scheme = search.scheme;
  if (needs_webhook_id(search))
    point(
        "the webhook id is that of the very webhook that calls this endpoint: the developer "
        "dashboard, at the app, where sandbox and live have one each; not the id of an event "
        "(WH-...); events of the webhook simulator are signed for the id WEBHOOK_ID");
  if (!has_certificate(search))
    point("the secret is the one of this very endpoint and mode" +
          (scheme.secret.where.empty() ? std::string() : ": " + scheme.secret.where));
  if (scheme.covers_body)
    point(
        "the body is what crossed the wire, byte for byte, kept before anything parsed it, and "
        "not a copy from a log or a console");
  if (search.signs_url())
    point(
        "the URL is the very one that the sender calls, with its scheme, host, port and query, not "
        "the one behind a proxy");
  if (has_certificate(search)) point("the certificate is the one that this delivery names");
  point("the headers and the body are of one and the same delivery");
  return fix;
}

void tell(Search& search, std::vector<Cause>&& causes) {
  for (Cause& each : causes)
    each.certain ? search.state(each.id, each.message, each.fix) : search.suspect(std::move(each));
}

std::string what_was_tried(const Search& search) {
  if (search.bounded() && !search.in_pairs()) return "no repair that the limits allow";
  std::string text = has_certificate(search) ? "no single repair of body, webhook id"
                                             : "no single repair of body, secret";
  text += search.signs_url() ? ", URL or header" : " or header";
  if (search.in_pairs()) {
    text += ", and none of the likely pairs";
    text += search.bounded() ? " that the limits allow," : ",";
  }
  return text;
}

void tell_the_unknown(Search& search) {
  tell(search, strong_evidence(search.scheme, search.given));
  if (search.has_facts()) return;
  search.suspect(
      {.id = "unknown.no-repair-found",
       .message = what_was_tried(search) + " makes the signature right: " +
                  (has_certificate(search)
                       ? "the webhook id or the certificate is another one's, or the body "
                         "was changed"
                       : "the secret belongs to another endpoint, or the body was "
                         "changed"),
       .fix = what_to_check(search)});
  tell(search, style_evidence(search.scheme, search.given));
}

// The signature is right: keys, headers and URL are. A digest that it covers can be another body's.
void mend_the_body(Search& search) {
  if (search.verification.trouble != Trouble::digest_wrong) return;
  try_bodies(search);
  if (!search.proven()) tell(search, side_evidence(search.scheme, search.given));
}

void search_all(Search& search, const std::vector<NamedSecret>& others) {
  look_at_secrets(search);
  try_headers(search);
  if (!search.over()) try_other_schemes(search);
  if (!search.over()) try_fields(search);
  if (others_could_help(search)) {
    for (auto* step : {&try_secrets, &try_bodies, &try_urls, &try_settings})
      if (!search.over()) step(search);
    if (!search.over()) try_other_secrets(search, others);
  }
  if (!search.over() && !search.proven()) try_pairs(search, others);
}

}  // namespace

CauseWords words_of(const Variant& variant) {
  return {std::string(variant.id), variant.happened, variant.repaired, variant.fix};
}

Search::Search(const Scheme& of, const std::vector<Secret>& keys, const Settings& known,
               const Delivery& delivery, const Verification& verified, std::int64_t time,
               const DiagnosisLimits& allowed)
    : scheme(of),
      secrets(keys),
      settings(known),
      given(delivery),
      verification(verified),
      now(time),
      limits(allowed),
      work(delivery),
      verifier(of, keys, known) {
  for (const Header& each : delivery.headers)
    header_bytes_ += each.name.size() + each.value.size();
}

// Headers cost as well: a hostile one holds thousands of signatures, each to be compared. Where a
// public key verifies, each of them is computed anew.
bool Search::spend(std::size_t keys) {
  const std::size_t times = std::max<std::size_t>(keys, 1);
  const std::size_t items = std::max<std::size_t>(verification.items, 1);
  const std::size_t again = has_public_key(scheme.algorithm)
                                ? std::max(verification.candidates / items, std::size_t{1})
                                : 1;
  const std::size_t macs = times * items * again;
  const std::size_t bytes =
      times * again * (work.body.size() + work.url.size() + header_bytes_ + scheme.layout.size());
  if (macs > static_cast<std::size_t>(std::max(limits.attempts - attempts_, 0)) ||
      bytes > limits.bytes - std::min(bytes_, limits.bytes)) {
    bounded_ = true;
    return false;
  }
  attempts_ += static_cast<int>(macs);
  bytes_ += bytes;
  return true;
}

bool Search::proves(Verifier& with, SignatureForm form) {
  if (bounded_ || !spend(with.keys().size())) return false;
  if (form != SignatureForm::exact) return with.matches(work, form);
  // A right signature over a digest that is not the body's proves nothing about the body.
  const Verification found = with.verify(work, now);
  return found.signature && (found.trouble == Trouble::none ||
                             (found.trouble == Trouble::body_uncovered && !verification.signature));
}

bool Search::proves_with_headers(Verifier& with, std::vector<Header>& headers, SignatureForm form) {
  work.headers.swap(headers);
  const bool proven = proves(with, form);
  work.headers.swap(headers);
  return proven;
}

bool Search::proves_with_url(Verifier& with, std::string& url) {
  work.url.swap(url);
  const bool proven = proves(with);
  work.url.swap(url);
  return proven;
}

bool Search::proves_with_body(Verifier& with, std::string& body) {
  work.body.swap(body);
  const bool proven = proves(with);
  work.body.swap(body);
  return proven;
}

bool Search::signs_url() const {
  if (scheme.special != "message-signatures") return scheme.needs_url();
  constexpr std::string_view kOfUrl[] = {"\"@target-uri\"", "\"@authority\"",
                                         "\"@scheme\"",     "\"@path\"",
                                         "\"@query",        "\"@request-target\""};
  return std::any_of(std::begin(kOfUrl), std::end(kOfUrl),
                     [this](std::string_view each) { return covers(each); });
}

bool Search::covers(std::string_view component) const {
  const std::vector<std::string_view> inputs = values_of(given, "Signature-Input");
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](std::string_view input) { return input.find(component) != input.npos; });
}

void Search::prove(const CauseWords& words) {
  if (told(proven_, words.id)) return;
  proven_.push_back({words.id, sentence(words.happened, words.repaired), words.fix, true});
}

void Search::prove_both(const CauseWords& first, const CauseWords& second) {
  if (told(proven_, first.id)) return;
  const std::string message = sentence(first.happened + ", and " + second.happened,
                                       first.repaired + ", and " + second.repaired);
  // The first is the one that is told, and both have to be mended.
  const std::string fix = first.fix == second.fix ? first.fix : first.fix + "\n" + second.fix;
  proven_.push_back({first.id, message, fix, true});
  if (!told(proven_, second.id)) proven_.push_back({second.id, message, second.fix, true});
}

void Search::state(std::string id, std::string message, std::string fix, bool certain) {
  facts_.push_back({std::move(id), std::move(message), std::move(fix), certain});
}

bool Search::stated(std::string_view id) const {
  return told(facts_, id);
}

std::string Search::called(std::size_t secret) const {
  if (secrets.size() < 2) return "the secret";
  return "secret " + std::to_string(secret + 1) + " (fingerprint " + secrets[secret].fingerprint() +
         ")";
}

Diagnosis Search::result() {
  Diagnosis diagnosis;
  const auto add = [&](std::vector<Cause>& list, std::size_t settled) {
    for (Cause& each : list) {
      const auto begin = diagnosis.causes.begin();
      // What is proven is not suspected as well, and nothing is told twice.
      const bool again = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(settled),
                                     [&](const Cause& other) { return other.id == each.id; }) ||
                         std::any_of(begin, diagnosis.causes.end(), [&](const Cause& other) {
                           return other.id == each.id && other.message == each.message;
                         });
      if (!again) diagnosis.causes.push_back(std::move(each));
    }
    return diagnosis.causes.size();
  };
  const std::size_t proven = add(proven_, 0);
  add(facts_, proven);
  add(evidence_, proven);
  diagnosis.attempts = attempts_;
  diagnosis.bytes = bytes_;
  diagnosis.bounded = bounded_;
  return diagnosis;
}

Diagnosis diagnose(const Scheme& scheme, const std::vector<Secret>& secrets,
                   const Settings& settings, const Delivery& delivery,
                   const Verification& verification, std::int64_t now,
                   const std::vector<NamedSecret>& others, const DiagnosisLimits& limits) {
  if (verification.valid()) return {};
  Search search(scheme, secrets, settings, delivery, verification, now, limits);
  if (verification.signature)
    mend_the_body(search);
  else
    search_all(search, others);
  look_at_trouble(search);
  if (search.proven() || verification.signature)
    look_at_time(search);
  else
    tell_the_unknown(search);
  return search.result();
}

}  // namespace checkoutdiag::webhook
