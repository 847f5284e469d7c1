#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lib/http/message.hpp"

namespace checkoutdiag::webhook {

/// What is put in place of {id}, {order}, {type} and {now}.
struct EventValues {
  std::string id, order, type;
  std::int64_t now = 0;  // seconds since 1970
};

/// How a gateway's events look: lib/data/webhook-event/*.json, or a user's own body.
struct EventTemplate {
  std::string title;  // safe to print
  std::string body;   // with {id}, {order}, {type}, {now} and {now_iso}
  http::Headers headers;
  // By role: "created", "paid", "refunded", "unknown". A body of the user's has none.
  std::map<std::string, std::string, std::less<>> types;
  std::optional<std::chrono::seconds> timeout;  // that the sender waits
  std::string timeout_source;                   // where that is documented

  /// "{type}" is in it, so that there are others than what it is made for.
  bool has_types() const { return !types.empty(); }
};

/// The events of a scheme; those of a plain one where nothing is known of its own.
EventTemplate events_of(std::string_view scheme);

/// The body and the headers of one event.
std::string body_of(const EventTemplate& events, const EventValues& values);
http::Headers headers_of(const EventTemplate& events, const EventValues& values);

/// "{id}", "{order}" and the like replaced in any text.
std::string filled(std::string_view text, const EventValues& values);

/// Whether a body is a JSON object.
bool is_json_object(std::string_view body);

// The same event, written otherwise. Of JSON objects only.

/// With white space, escapes and a member of numbers that no serialiser would write again.
std::string spaced_json(std::string_view body);
/// Indented, its lines ended by CR LF.
std::string crlf_json(std::string_view body);
/// Its first member twice.
std::string repeated_member(std::string_view body);

}  // namespace checkoutdiag::webhook
