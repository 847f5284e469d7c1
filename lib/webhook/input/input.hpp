#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"

// Deliveries as people have them at hand. All of it is untrusted; what cannot be read is
// Failure(input), with the line or byte where it stops making sense.
namespace checkoutdiag::webhook {

/// Headers as a file has them: one "Name: value" a line (what curl -D writes, with or without a
/// status or request line), or a JSON object of strings or lists of strings, or a JSON list of
/// {"name","value"} objects.
std::vector<Header> read_headers(std::string_view text, const std::string& file);

/// A raw HTTP/1 request as it crossed the wire: request line, headers, body. Lines may end in LF.
/// A chunked body is put together; with Content-Length the body is that many octets, fewer when
/// fewer are there. The URL is absolute when there is a Host: https unless X-Forwarded-Proto or the
/// request line says otherwise.
Delivery read_raw_request(std::string_view bytes, const std::string& file);

/// Request `entry` (from 0) of a HAR file (log.entries), or the only POST in it when `entry` is
/// nothing.
Delivery read_har(std::string_view text, std::optional<std::size_t> entry, const std::string& file);

/// One line of a batch: the keys of checkoutdiag-webhook-verify(1), "Batches".
struct BatchLine {
  std::string name, scheme;
  bool has_secret = false;  // the line has one, even a blank one
  std::string secret;
  std::vector<std::string> secrets;  // further ones
  Delivery delivery;
  std::optional<std::int64_t> now;
  std::optional<std::int64_t> tolerance;                      // opts.tolerance
  std::vector<std::pair<std::string, std::string>> settings;  // opts, by normalised names
};

/// Reads a line into `line`, whose memory is used again. False: `fault` says why, and `line.name`
/// is what could be read of it.
bool read_batch_line(std::string_view text, BatchLine& line, std::string& fault);

struct Cause;

/// What is told of one line.
struct BatchAnswer {
  std::string_view name;
  bool valid = false, signature = false;
  bool bounded = false;  // a limit ended the search for causes
  const std::vector<Cause>& causes;
};

/// Appends {"name",…,"valid",…,"causes":[…]} and a newline to `out`; see diagnose.hpp for causes.
void write_batch_line(const BatchAnswer& answer, std::string& out);

}  // namespace checkoutdiag::webhook
