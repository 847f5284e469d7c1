#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Structured fields of HTTP (RFC 9651, which replaces RFC 8941): read strictly, and written in
// their one canonical way. Untrusted throughout; whatever is too large is not read.
namespace checkoutdiag::webhook::rfc9421 {

inline constexpr std::size_t kLongestField = 64 * 1024;  // bytes
inline constexpr std::size_t kMostMembers = 1024;        // what RFC 9651 section 3 asks for
inline constexpr std::size_t kMostInside = 256;          // items of an inner list, and parameters

struct BareItem {
  enum class Kind { integer, decimal, string, token, bytes, boolean, date, display };
  Kind kind = Kind::boolean;
  // Strings, tokens: what they say. Numbers and dates: in canonical digits. Bytes: their base64, as
  // it was written, which may be no base64 that decodes. Booleans: "1" or "0".
  std::string text;

  bool is_true() const { return kind == Kind::boolean && text == "1"; }
};

struct Parameter {
  std::string key;
  BareItem value;
};
using Parameters = std::vector<Parameter>;  // in order; a key that came twice has its last value

struct FieldItem {
  BareItem value;
  Parameters parameters;
};

/// A member of a list or dictionary: an inner list, or one item alone.
struct Member {
  bool inner_list = false;
  std::vector<FieldItem> items;  // one, when it is no inner list
  Parameters parameters;         // the inner list's
};

struct Entry {
  std::string key;
  Member member;
};
using Dictionary = std::vector<Entry>;  // in order; a key that came twice has its last value

/// RFC 9651 section 4.2; nothing when the text is none or is too large.
std::optional<Dictionary> parse_dictionary(std::string_view text);
std::optional<std::vector<Member>> parse_list(std::string_view text);
std::optional<FieldItem> parse_item(std::string_view text);

/// The member of that key; null when there is none.
const Member* find(const Dictionary& dictionary, std::string_view key);
/// The parameter of that key; null when there is none.
const BareItem* find(const Parameters& parameters, std::string_view key);

/// RFC 9651 section 4.1.
void write(const BareItem& item, std::string& out);
void write(const Parameters& parameters, std::string& out);
void write(const FieldItem& item, std::string& out);
void write(const Member& member, std::string& out);
std::string written(const Dictionary& dictionary);
std::string written(const std::vector<Member>& list);

/// True for what a structured string can hold: printable ASCII.
bool fits_string(std::string_view text);

}  // namespace checkoutdiag::webhook::rfc9421
