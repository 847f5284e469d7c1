#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/language.hpp"
#include "lib/regex/normaliser.hpp"

// The fields of a form, or of what a gateway takes.
namespace checkoutdiag::fields {

/// What a field is about, whatever it is called.
enum class Meaning {
  other,
  card_number,
  expiry,
  security_code,
  card_name,
  postal_code,
  country,
  amount,
  currency,
  email,
  phone,
};

/// "card-number", "postal-code", …; "other".
std::string_view word_of(Meaning meaning);
std::optional<Meaning> meaning_of_word(std::string_view word);

/// By its name: "billing.zipCode" is a postal code, "cc-csc" a security code. A guess.
Meaning meaning_of_name(std::string_view name);

/// By a token of the attribute autocomplete (HTML 4.10.18.7.1); other when it has no meaning here.
Meaning meaning_of_autocomplete(std::string_view tokens);

struct Field {
  std::string name;  // raw
  Meaning meaning = Meaning::other;
  regex::Language language;
  /// By country (ISO 3166-1 alpha-2), where that changes what is taken. Others have `language`.
  std::map<std::string, regex::Language> by_country;
  std::optional<regex::Normaliser> normaliser;  // what is done before it is sent
  std::optional<bool> luhn;  // a right check digit is asked for; nothing: of card numbers
  /// What can be typed into it at all: line ends cannot, in most. No rule, but no value is without.
  std::vector<regex::Pattern> typeable;
  /// Where it is optional it is so by being left out: an empty one is a value as any other.
  bool is_left_out = false;
  bool is_hidden = false;  // nobody types it: the page has it, or a script puts it there
  /// Rules that the language leaves out, a clause each: it takes more than the side does.
  std::vector<std::string> unread;
  std::string ignored;  // a rule that was written and checks nothing: a clause, safe to print
};

struct Schema {
  std::string source;  // a file or a name; safe to print
  std::string kind;    // "form", "JSON Schema", "OpenAPI schema Card"; safe to print
  std::vector<Field> fields;
  bool is_form = false;    // of a page
  bool is_closed = false;  // a request with any other field is refused
};

/// A file of fields, a JSON Schema or an OpenAPI description (JSON or YAML), an HTML page, each
/// with #PART for one of several, or the name of a schema that the program has. Throws
/// Failure(input).
Schema read_schema(const std::string& where);

/// The names of the schemas that the program has.
std::vector<std::string> schema_names();

}  // namespace checkoutdiag::fields
