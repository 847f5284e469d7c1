#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Card data in what a browser sent, received or logged. PCI DSS 4.0.1, requirements 3 and 4: a
// number may be shown as its first 6 and last 4 digits at most, a security code never.
namespace checkoutdiag::token {

enum class LeakKind { number, security_code };

/// Card data in a text.
struct CardDatum {
  LeakKind kind = LeakKind::number;
  std::string digits;  // of a number alone: never printed whole
  std::string field;   // the name in front of it, code-like, or empty
  // Of a code: whether its name means nothing else, or a card number is in the same text.
  bool is_sure = true;
};

/// Card numbers, and security codes with a name in front of them, each number once: in the text as
/// it is, with percent-encoding, + for spaces and JSON's escapes undone, and within base64.
std::vector<CardDatum> card_data_in(std::string_view text);

/// Card numbers alone, in the text as it is: for what is large.
std::vector<CardDatum> card_numbers_in(std::string_view text);

/// What runs of base64 in a text are the text of, one after the other.
std::string base64_texts(std::string_view text);

/// Whether a name is one that fields for a card's number have.
bool is_card_field(std::string_view name);

/// Where card data was.
enum class LeakPlace {
  url,
  request_header,
  request_body,
  web_socket,
  reply_header,
  reply,
  console
};
std::string_view name(LeakPlace place);

struct Leak {
  LeakKind kind = LeakKind::number;
  LeakPlace place = LeakPlace::request_body;
  std::size_t entry = 0;  // the entry's number; of a console its line
  std::string request;    // "POST shop.test/validate", safe to print; empty: the console
  std::string host, method, resource;
  std::string field, digits;
  bool is_test_number = false, is_sure = true;
  std::size_t times = 1;  // in requests of the same host and place

  /// "424242…4242".
  std::string shown() const;
};

}  // namespace checkoutdiag::token
