#pragma once
#include <string>
#include <string_view>
#include <vector>

// The bytes that are signed, as a template: "{timestamp}.{body}". What stands between braces is
// replaced, the rest is itself. A group in square brackets is left out when one of its values is
// absent: "[id:{query:data.id};]ts:{timestamp};". A backslash makes the next character itself.
namespace checkoutdiag::webhook {

struct Part {
  enum class Source {
    literal,     // `name` itself
    timestamp,   // as it was written
    id,          // the value of Scheme::id_headers
    body,        // its octets
    body_crc32,  // zlib's CRC-32 of the octets, unsigned decimal
    url,         // Delivery::url
    header,      // the value of header `name`
    query,       // the decoded query parameter `name` of the URL
    param,       // Delivery::params, else a field of a form, else of the query: `name`
    setting,     // Settings::values[name]
  };
  Source source = Source::literal;
  std::string name;
};

struct Group {
  std::vector<Part> parts;
  bool optional = false;
};

using Layout = std::vector<Group>;

/// Reads a template. Throws Failure(input) that says what is wrong and where.
Layout parse_layout(std::string_view text);

}  // namespace checkoutdiag::webhook
