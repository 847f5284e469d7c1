#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

// What a body, a secret or a URL may have been before it was damaged. Each generator goes through
// the likely damages, cheapest and most common first; the search tries which of them makes the
// signature right.
namespace checkoutdiag::webhook {

/// One way back.
struct Variant {
  std::string_view id;   // of the cause: "body.trailing-newline-added"
  std::string happened;  // a clause: "a newline was added at the end of the body"
  std::string repaired;  // a clause: "the body's last newline is removed"
  std::string fix;       // what to do, as Finding::fix
  std::string value;     // the text before the damage
  bool common = false;   // may come together with another damage (a newline here and there)
};

/// Takes a variant; false ends the generation. A generator never offers the text that it was given,
/// nor the same text twice.
using Offer = std::function<bool(Variant&&)>;

/// Damages of a body that can be undone without knowing what it means: line ends, BOM, encodings,
/// wrappings (section "lossless" of checkoutdiag-webhook-verify(1)). At most `limit` bytes are
/// made of one body, compressed ones included.
void body_repairs(std::string_view body, std::size_t limit, const Offer& offer);

/// How the body is compressed: "gzip", "zlib", or "" when it is not, or is by what leaves no mark
/// (Brotli). True of one that is cut off, too.
std::string compression_of(std::string_view body);

/// How a JSON body may have been written before something parsed it and wrote it again: member
/// order and number text are kept, but for the forms that sort and that rewrite numbers. Nothing
/// when it is not JSON.
void json_forms(std::string_view body, const Offer& offer);

/// What else a secret may have been: without newline, spaces, quotes, prefixes; decoded, or not.
void secret_repairs(const Scheme& scheme, std::string_view secret, const Offer& offer);

/// What else the URL may have been when the sender signed it. Among `headers`,
/// X-Forwarded-Proto, -Host and -Port, Forwarded and Host tell what a proxy saw.
void url_repairs(std::string_view url, const std::vector<Header>& headers, const Offer& offer);

}  // namespace checkoutdiag::webhook
