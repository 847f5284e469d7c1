#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/message.hpp"
#include "lib/http/server.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::receiver {

/// A delivery whose signature was right, as it is stored. Its body and headers are untrusted still.
struct Event {
  std::string key;     // of its scheme; what tells a repeated delivery
  std::string digest;  // SHA-256 of the body, hex
  std::string scheme, target;
  http::Headers headers;
  std::string body;
  std::int64_t received = 0;  // ms since 1970
  std::string order;          // that it is about; empty: of none
  std::string move;           // what it does to the order: "open,authorized>paid"; empty: nothing
};

/// What becomes of an event that is to be stored.
enum class Stored {
  fresh,       // it was not there
  duplicate,   // it is there already, with this body
  conflict,    // its key is there with another body
  parked,      // it was not there, and waits for its order
  superseded,  // it was not there, and its order has gone on: it is kept, and not passed on
};

/// The key of a delivery: what Scheme::event_id names, or the SHA-256 of its body. Visible ASCII,
/// at most 300 bytes.
std::string key_of(const webhook::Scheme& scheme, const http::Headers& headers,
                   std::string_view body);

/// An event of a request that was verified.
Event event_of(const webhook::Scheme& scheme, http::Request request, std::int64_t now);

/// Headers as one text, and back: "Name: value" lines, which is how they came.
std::string headers_text(const http::Headers& headers);
http::Headers read_headers(std::string_view text);

/// Milliseconds since 1970.
std::int64_t milliseconds_now();

}  // namespace checkoutdiag::receiver
