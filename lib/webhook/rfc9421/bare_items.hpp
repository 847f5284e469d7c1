#pragma once
#include <string>
#include <string_view>

#include "lib/webhook/rfc9421/structured_fields.hpp"

// The smallest parts of structured fields. Included by the reader's .cpp files only.
namespace checkoutdiag::webhook::rfc9421 {

/// A place in a text that is read from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool done() const { return left_.empty(); }
  char front() const { return left_.empty() ? '\0' : left_.front(); }
  char take();
  bool take_if(char c);
  void skip_spaces();           // SP
  void skip_spaces_and_tabs();  // OWS

  /// RFC 9651 section 4.2.3.3.
  bool key(std::string& out);
  /// RFC 9651 section 4.2.3.1.
  bool bare_item(BareItem& out);

 private:
  bool number(BareItem& out);
  bool string(std::string& out);
  bool token(std::string& out);
  bool bytes(std::string& out);
  bool boolean(std::string& out);
  bool date(std::string& out);
  bool display(std::string& out);

  std::string_view left_;
};

}  // namespace checkoutdiag::webhook::rfc9421
