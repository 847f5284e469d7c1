#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"

// RFC 9530: digests of a body in a header,
// "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:".
namespace checkoutdiag::webhook::rfc9421 {

/// What a header's digests say of the body.
struct DigestCheck {
  enum class Verdict {
    missing,    // no such header
    malformed,  // it is no dictionary
    unknown,    // no algorithm in it is known here: it says nothing
    wrong,      // a digest of a known algorithm is not the body's
    right,      // all of these are
  };
  Verdict verdict = Verdict::missing;
  std::vector<std::string> known;  // "sha-256", "sha-512": those that are right

  /// Whether the header proves the body; with `key`, whether that algorithm's digest alone does.
  bool proves(std::string_view key = {}) const;
};

/// Looks at the digests of Content-Digest, or of Repr-Digest when the body is not encoded.
DigestCheck check_digest(const Delivery& delivery, std::string_view header);

/// "sha-256=:…:".
std::string content_digest(std::string_view body);

}  // namespace checkoutdiag::webhook::rfc9421
