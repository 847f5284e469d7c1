#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/http/server.hpp"
#include "lib/sandbox/truth.hpp"

// What the sandbox says, in the form that a profile's gateway has. Pure.
namespace checkoutdiag::sandbox {

/// A charge with what its object shows besides.
struct KeptCharge {
  Charge charge;
  std::string metadata;  // JSON, an object; empty: none
};

/// What is wrong, as an error's body tells it.
struct Problem {
  int status = 400;
  std::string type, code, message;
  std::string names;  // the object that is there: at Profile::duplicate_id
};

class Answers {
 public:
  explicit Answers(const charge::Profile& profile);

  /// A charge's object, where Profile::object_id has its id.
  http::Reply charge(int status, const KeptCharge& kept) const;

  /// {"object":"list",…}: the objects as they are, as gateways list them.
  http::Reply list(const std::vector<KeptCharge>& found, std::size_t total) const;

  http::Reply error(const Problem& problem) const;

  /// The status of a charge that was made, and that of a repetition of its answer.
  int made() const { return made_; }
  int repeated() const { return repeated_; }

 private:
  // Pieces of JSON, and what comes behind each.
  enum class Slot { end, id, amount, currency, reference, created, created_text, metadata, status };
  using Form = std::vector<std::pair<std::string, Slot>>;

  Form form_of(const charge::Profile& profile, bool listed) const;
  static std::string filled(const Form& form, const KeptCharge& kept);

  std::string family_;        // Profile::name
  std::string duplicate_id_;  // Profile::duplicate_id
  Form object_, item_;
  int made_ = 200, repeated_ = 200;
};

/// A JSON text's reply.
http::Reply json_reply(int status, std::string body);

/// JSON of an error in a gateway's shape; `family` is the profile's name.
std::string error_body(std::string_view family, const Problem& problem,
                       const std::string& duplicate_id);

/// A string as JSON, with quotes; bytes that are not UTF-8 replaced.
std::string quoted_json(std::string_view text);

}  // namespace checkoutdiag::sandbox
