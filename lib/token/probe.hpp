#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/http/client.hpp"
#include "lib/token/gateway.hpp"

// How long does a gateway's token live, and for how many charges? Makes tokens of a test card and
// uses them at increasing ages.
namespace checkoutdiag::token {

/// Where the token goes in the payload of a use, and a text that is another one each time: of an
/// order's number, which a gateway may want to see once.
inline constexpr std::string_view kPlaceholder = "{token}", kUnique = "{unique}";

struct ProbePlan {
  const Gateway* gateway = nullptr;  // null: none that is known
  std::string url, payload;          // of the exchange
  std::string use_url, use_payload;  // of the use; kPlaceholder becomes the token
  http::Headers headers, use_headers;
  std::vector<std::string> token;  // JSON Pointers of the reply; none: the usual places
  std::vector<double> ages;        // seconds, ascending; the first use, at once, is not among them
  double precision = 0.1;          // of the life, to which its bounds are narrowed
  int rounds = 3;                  // of narrowing, at most
  std::string ca_file;
  std::chrono::milliseconds timeout{30000};
};

/// What a use of a token showed.
enum class Taken {
  taken,    // 2xx
  refused,  // a 4xx that may be for the token
  unclear,  // a decline, a limit, no access, 5xx, no answer: it says nothing of the token
};
std::string_view name(Taken taken);

/// Why the token was used.
enum class Purpose {
  fresh,    // at once
  again,    // the one that was taken at once, a second time
  unknown,  // one that the gateway never made
  age,      // at an age
  control,  // a fresh one after a refusal: only where it is taken, the refusal was for the token
};
std::string_view name(Purpose purpose);

struct ProbeUse {
  Purpose purpose = Purpose::age;
  double age = 0;  // seconds from the token's reply to its use
  Taken taken = Taken::unclear;
  int status = 0;      // 0: none came
  std::string code;    // an error's, raw
  std::string reason;  // why it is unclear, a clause
};

struct ProbeFacts {
  std::string url, use_url;  // safe to print
  const Gateway* gateway = nullptr;
  std::vector<ProbeUse> uses;  // in the order in which they were made
  std::string problem;         // why the probe could not begin, or go on, a clause; safe to print
  std::optional<double> said;  // the life that the gateway's own reply says
  std::size_t exchanges = 0;
  bool was_interrupted = false;

  const ProbeUse* find(Purpose purpose) const;
  /// The greatest age at which a token was taken, and the least at which one was refused; nothing
  /// where there is none. A refusal at a lesser age than one that was taken is none of age.
  std::optional<double> taken_at() const;
  std::optional<double> refused_at() const;
  /// The use that was refused there.
  const ProbeUse* refusal() const;
};

/// What an answer to a use says of its token.
ProbeUse judged_use(const http::Exchange& answer, const Gateway* gateway);

/// The payload of a use: the token in the place of kPlaceholder, as JSON or a form has it, and
/// `unique`, letters and digits, in that of kUnique.
std::string with_token(const std::string& payload, const std::string& token,
                       const std::string& unique);

/// Runs it. `interrupt` as http::exchange has it; `told` is called before each step.
ProbeFacts probe(const ProbePlan& plan, int interrupt,
                 const std::function<void(const std::string&)>& told);

}  // namespace checkoutdiag::token
