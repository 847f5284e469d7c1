#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/http/server.hpp"
#include "lib/sandbox/scenario.hpp"
#include "lib/sandbox/truth.hpp"

// What a request to the sandbox asks for: read before the books are opened, so that nothing waits
// for a parser. Of a body only this is kept.
namespace checkoutdiag::sandbox {

enum class Route {
  charge,     // POST to a path that makes charges
  list,       // GET of such a path
  one,        // GET of such a path and an id
  token,      // POST /v1/tokens
  stored,     // GET /responses/KEY, where a conflict names no object: the first answer
  truth,      // GET /_truth
  reset,      // POST /_reset
  nothing,    // no such path
  no_method,  // such a path, and another method: Asked::allow
};

enum class Access { allowed, missing, wrong, live };

struct Asked {
  std::uint64_t number = 0, connection = 0;
  std::int64_t at = 0;       // ms since 1970, when it had arrived whole
  std::string method, path;  // the path without its query; both cut at 256 bytes
  Route route = Route::nothing;
  std::string allow;  // of no_method: "GET, POST"
  std::string id;     // of one; of stored: the key
  // Of list.
  std::size_t limit = 100;
  std::optional<std::string> of_reference, of_key;
  Access access = Access::allowed;
  std::string stranger;  // why the books are not shown to it, a clause; empty: they are
  // The key.
  bool keyed = false;     // it has one
  std::string key;        // without an RFC 8941 String's quotes
  std::string exact_key;  // as the gateway compares it: with them, where they are part of the key
  bool quoted = false;
  std::string key_fault;  // what is wrong with it, a clause; empty: nothing
  // What is to be charged.
  std::string body_fault;   // why it is refused, a clause; empty: it is not
  std::string fingerprint;  // charge::fingerprint
  std::string amount, currency, reference;
  std::string metadata;  // JSON, an object; empty: none
  std::string token;     // token, source, card or the like, where it is a string
  // Checkoutdiag-Fault.
  std::optional<Fault> fault;
  bool fault_unknown = false;
};

struct AskedOptions {
  charge::Profile profile;
  bool fault_header = true;
  std::string api_key;  // empty: anything
};

/// Reads requests; for any number of threads at once.
class AskedReader {
 public:
  explicit AskedReader(AskedOptions options);

  /// `at` in ms since 1970.
  Asked read(const http::Request& request, std::int64_t at) const;

 private:
  void find_route(std::string_view path, Asked& asked) const;
  void read_query(std::string_view query, Asked& asked) const;
  void read_key(const http::Request& request, Asked& asked) const;
  void read_charge(const http::Request& request, std::string_view path, Asked& asked) const;

  AskedOptions options_;
  std::vector<std::string> paths_;  // that make charges
};

/// Who is asking: a live credential in whatever form is never taken. `prefixes` are the profile's.
Access access_of(const http::Headers& headers, const std::string& api_key,
                 const std::vector<std::string>& prefixes);

/// The fault that meets a request: its own, else the scenario's; none meets what is not let in.
const Fault* fault_for(const Asked& asked, const Fault* of_scenario);

/// A request as the books have it when it comes; `began` in ms since 1970.
SeenRequest seen_of(const Asked& asked, const Fault* of_scenario, std::int64_t began);

/// An amount is a positive number with at most 12 digits, and at most 4 behind a point.
bool is_amount(std::string_view text);

}  // namespace checkoutdiag::sandbox
