#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/trust/facts.hpp"

namespace checkoutdiag::trust {

/// How one runtime builds and judges a path.
struct Profile {
  Runtime runtime = Runtime::openssl;
  int security_level = 2;      // OpenSSL family
  bool partial_chain = false;  // OpenSSL family
};

enum class Answer { accepted, refused, unknown };

/// Why a runtime refuses a chain; the one that a person should look at first.
enum class Cause {
  none,
  issuer_missing,    // no path reaches an anchor: an intermediate or a root is not there
  root_not_trusted,  // the path as sent ends in a self-signed certificate that is not in the store
  expired,           // a certificate of the path is out of date (`at` says which)
  not_yet_valid,
  not_a_ca,  // basicConstraints or keyUsage
  path_length,
  name_constraints,
  purpose,  // extended key usage, TRUSTED rejects
  weak_key,
  weak_digest,  // MD5, SHA-1
  bad_signature,
  anchor_not_root,  // the anchor is an intermediate, which this runtime does not take
  distrusted,       // the store itself says that the anchor is not for servers
  too_complex,      // budget exhausted: cycles and meshes
  other,
};

struct PathVerdict {
  Answer answer = Answer::unknown;
  Cause cause = Cause::none;
  std::string words;              // the runtime's own: "20 at depth 0: unable to get local issuer
                                  // certificate", "PKIX path building failed: …"; raw
  std::string at;                 // subject of the certificate concerned; raw
  std::vector<std::string> path;  // SHA-256 of the path that was built, leaf to anchor; the best
                                  // try when refused
  std::string unknown_because;    // for `unknown`: not modelled, budget, unreadable leaf
};

/// An anchor as a store offers it.
struct Anchor {
  const x509::Certificate* certificate = nullptr;
  std::optional<bool> server_trusted;
  std::optional<Time> server_distrust_after;
};

/// Builds paths for one chain as sent (leaf first, DER), against many stores: decoded certificates
/// and signature results are kept between calls. Bounded: cycles and same-name meshes end in
/// `too_complex`, never in a hang. Not for several threads at once.
class PathBuilder {
 public:
  explicit PathBuilder(std::span<const std::string> sent);
  ~PathBuilder();
  PathBuilder(const PathBuilder&) = delete;
  PathBuilder& operator=(const PathBuilder&) = delete;

  /// As `profile` decides it, for a TLS server, at `now`; the host's name is not checked.
  PathVerdict verify(const Profile& profile, std::span<const Anchor> anchors, Time now);

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace checkoutdiag::trust
