#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"

// What is known about authorities and gateways at a date, with its source (lib/data/trust/*.json).
// It ages: it never decides alone, the chain that was seen does, and a user's file wins.
namespace checkoutdiag::trust {

/// Where an entry comes from, and when that was read.
struct Provenance {
  std::string source;  // URL
  Time as_of{};
  std::string file;  // "built in", or the user's file
};

/// A certificate or key that is not to be trusted, outright or for leaves issued after a day.
struct Distrust {
  std::string sha256;       // of the certificate; or …
  std::string spki_sha256;  // … of its SubjectPublicKeyInfo, which cross-signs share
  std::string name, reason;
  std::optional<Time> after;  // leaves whose notBefore is later; nothing: outright
  bool allowed = false;       // a user's entry that takes a built-in one back
  Provenance from;
};

/// A root that came into or left the common upstream set (Mozilla's, by Debian's changelog).
struct Change {
  std::string sha256, name;  // sha256 may be empty where only the name is known: then not matched
  bool added = false;        // else removed
  Time when{};
  std::string version;  // "Mozilla 2.86, Debian ca-certificates 20260601"
  Provenance from;
};

/// What a gateway announced about its roots.
struct Notice {
  std::string host;  // "api.stripe.com", "*.adyen.com"
  std::string gateway;
  std::vector<std::pair<std::string, std::string>> roots;  // SHA-256 and name
  std::string note;
  Provenance from;
};

/// Words in a subject that tell a product that intercepts TLS.
struct Interceptor {
  std::string words;  // lower case; part of the subject
  std::string product;
  Provenance from;
};

struct Knowledge {
  std::vector<Distrust> distrust;
  std::vector<Change> changes;
  std::vector<Notice> notices;
  std::vector<Interceptor> interceptors;
};

/// What was built in.
Knowledge built_in_knowledge();

/// Adds a user's JSON file of the same shape (`text`, called `name` in errors): its entries for a
/// certificate, key or host replace the built-in ones. Throws Failure(input) that names file, entry
/// and key.
void add_knowledge(Knowledge& to, std::string_view text, const std::string& name);

}  // namespace checkoutdiag::trust
