#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::text {

/// Finds values in a JSON text that comes in pieces and is larger than memory should be: those at
/// given places, as their very bytes. What is outside of them is followed by its brackets and
/// strings, and not checked further.
class JsonElements {
 public:
  /// A value of a place, valid during the call.
  using Each = std::function<void(std::size_t place, std::string_view value)>;

  /// `places` are JSON Pointers (RFC 6901) of at most three steps in which "*" is any item of an
  /// array: "/log/entries/*", "/traceEvents/*", "/*". A value of more than `most` bytes is counted
  /// and left out.
  JsonElements(std::vector<std::string> places, std::size_t most, Each each);

  /// The next piece of the text, cut anywhere.
  void feed(std::string_view piece);

  /// Whether the text was balanced up to here and is over.
  bool is_whole() const { return !is_broken_ && has_begun_ && open_.empty() && !in_string_; }
  /// Whether it is no JSON: a bracket that closes another one, or too many open.
  bool is_broken() const { return is_broken_; }
  std::size_t too_large() const { return too_large_; }

 private:
  struct Open {
    char bracket = '{';
    std::string key;  // of the member that is read now
    bool expects_key = true;
  };

  void structure(std::string_view piece, std::size_t& at);
  void string(std::string_view piece, std::size_t& at);
  void begin_value(std::size_t at);
  void end_value(std::string_view piece, std::size_t end);
  void keep(std::string_view bytes);
  bool matches(const std::string& place) const;

  std::vector<std::string> places_;
  std::size_t most_;
  Each each_;

  std::vector<Open> open_;
  bool has_begun_ = false, is_broken_ = false;
  bool in_string_ = false, is_escaped_ = false, is_key_ = false, in_scalar_ = false;

  // The value that is kept: since when (in this piece), its depth and what earlier pieces had of
  // it.
  bool is_kept_ = false;
  std::size_t place_ = 0, depth_ = 0, from_ = 0, too_large_ = 0;
  bool is_too_large_ = false;
  std::string kept_, key_;
};

}  // namespace checkoutdiag::text
