#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/repair/variant.hpp"

// The search of causes: the steps share what was given, what may still be spent, and what was
// found.
namespace checkoutdiag::webhook {

/// What a cause is in words, before it is proven: Variant's without the text.
struct CauseWords {
  std::string id, happened, repaired, fix;
};

CauseWords words_of(const Variant& variant);

class Search {
 public:
  Search(const Scheme& scheme, const std::vector<Secret>& secrets, const Settings& settings,
         const Delivery& delivery, const Verification& verification, std::int64_t now,
         const DiagnosisLimits& limits);
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  const Scheme& scheme;
  const std::vector<Secret>& secrets;
  const Settings& settings;
  const Delivery& given;
  const Verification& verification;
  const std::int64_t now;
  const DiagnosisLimits& limits;

  Delivery work;      // the delivery as it is asked about; every step leaves it as it was given
  Verifier verifier;  // of the scheme and the secrets that were given

  /// Whether the signature of `work` is right. False, too, when a limit forbids to ask.
  bool proves(Verifier& with, SignatureForm form = SignatureForm::exact);
  /// The same with other headers, another URL or another body for this once.
  bool proves_with_headers(Verifier& with, std::vector<Header>& headers, SignatureForm form);
  bool proves_with_url(Verifier& with, std::string& url);
  bool proves_with_body(Verifier& with, std::string& body);

  /// Records a cause that the signature proves.
  void prove(const CauseWords& words);
  void prove_both(const CauseWords& first, const CauseWords& second);
  /// Records what is told when nothing is proven: facts before evidence.
  void state(std::string id, std::string message, std::string fix, bool certain = true);
  void suspect(Cause cause) { evidence_.push_back(std::move(cause)); }

  /// Whether a cause was proven and that is enough, or a limit was reached.
  bool over() const { return bounded_ || (proven() && !limits.all); }
  bool proven() const { return !proven_.empty(); }
  bool has_facts() const { return !facts_.empty(); }
  bool stated(std::string_view id) const;
  void reach_limit() { bounded_ = true; }
  bool bounded() const { return bounded_; }
  int attempts() const { return attempts_; }

  /// From here on two repairs are tried at once, which is to be told where none of them helps.
  void begin_pairs() { in_pairs_ = true; }
  bool in_pairs() const { return in_pairs_; }

  /// Whether another URL could make the signature right.
  bool signs_url() const;
  /// Whether an RFC 9421 signature names that component, as it is written there: "\"@method\"".
  bool covers(std::string_view component) const;

  /// "the secret", or which of several it is.
  std::string called(std::size_t secret) const;

  Diagnosis result();

 private:
  bool spend(std::size_t keys);

  std::vector<Cause> proven_, facts_, evidence_;
  std::size_t header_bytes_ = 0;
  int attempts_ = 0;
  std::size_t bytes_ = 0;
  bool bounded_ = false, in_pairs_ = false;
};

/// What a header's damage is undone with: other headers, a scheme that reads more, or a signature
/// that is read less strictly.
struct HeaderRepair {
  CauseWords words;
  std::vector<Header> headers;
  std::optional<Scheme> scheme;
  SignatureForm form = SignatureForm::exact;
  bool common = false;
};

/// False ends the generation.
using HeaderOffer = std::function<bool(HeaderRepair&&)>;

/// How the signature's header, and the timestamp's, may have been before they were damaged.
void header_repairs(const Search& search, const HeaderOffer& offer);
// Its parts: each returns false once the taker has enough.
bool value_repairs(const Search& search, const HeaderOffer& offer);  // of the signature's header
bool name_repairs(const Search& search, const HeaderOffer& offer);   // it has another name
bool time_repairs(const Search& search, const HeaderOffer& offer);   // of the timestamp

/// The names and values of the headers without those of that name, in any case.
std::vector<Header> without(const std::vector<Header>& headers, std::string_view name);

/// The secret's own damages; a variant's words, with which of several secrets it is.
CauseWords words_of(const Search& search, std::size_t secret, const Variant& variant);
CauseWords words_of_other(const std::vector<NamedSecret>& others, std::size_t secret);

/// side_evidence by its strength: what points at a damage, and the mere style of the JSON, which
/// senders may have themselves and which never is the first thing to tell.
std::vector<Cause> strong_evidence(const Scheme& scheme, const Delivery& delivery);
std::vector<Cause> style_evidence(const Scheme& scheme, const Delivery& delivery);

/// Whether a text may not be shown, as it is one of the secrets or much like it.
bool resembles_secret(const Search& search, std::string_view text);

/// The public keys that Braintree's bt_signature names: of all who may read.
std::vector<std::string> public_keys_of(const Delivery& delivery);

/// What to do where a form was made JSON.
inline constexpr std::string_view kFormFix =
    "verify over the raw body, before the form is parsed: express.urlencoded with a verify "
    "function "
    "that keeps the buffer, request.get_data() in Flask before request.form is read, request.body "
    "in Django, php://input in PHP, request.raw_post in Rails";

/// The names of the query's parameters that the scheme signs, and whether the URL has one.
std::vector<std::string> signed_parameters(const Scheme& scheme);
bool has_parameter(std::string_view url, std::string_view name);

// The steps, in the order in which they are taken. Each ends when the search is over.
void look_at_time(Search& search);     // the signature is right, or was made so
void look_at_secrets(Search& search);  // their shape alone
void look_at_trouble(Search& search);  // why there is nothing that a key could decide
void try_headers(Search& search);
void try_other_schemes(Search& search);
void try_secrets(Search& search);
void try_fields(Search& search);  // a form whose fields came in another way
void try_bodies(Search& search);
void try_urls(Search& search);
void try_settings(Search& search);
void try_other_secrets(Search& search, const std::vector<NamedSecret>& others);
void try_pairs(Search& search, const std::vector<NamedSecret>& others);

}  // namespace checkoutdiag::webhook
