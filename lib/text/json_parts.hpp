#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A JSON value taken apart where it lies, one level at a time: for values with texts too large to
// copy, of which little is wanted.
namespace checkoutdiag::text {

/// A member of an object: its name, and its value's very bytes.
struct JsonMember {
  std::string name;
  std::string_view value;
};

/// An object's members, in order; none when it is no object.
class JsonMembers {
 public:
  JsonMembers() = default;
  explicit JsonMembers(std::string_view object);

  /// Whether it was an object, and JSON.
  bool is_object() const { return is_object_; }
  /// The value's bytes; empty: there is none of that name.
  std::string_view raw(std::string_view name) const;
  /// A string's text, as it was written where its escapes make no text; empty when it is none.
  std::string text(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;
  bool is_true(std::string_view name) const { return raw(name) == "true"; }
  JsonMembers object(std::string_view name) const { return JsonMembers(raw(name)); }
  const std::vector<JsonMember>& all() const { return members_; }

 private:
  std::vector<JsonMember> members_;
  bool is_object_ = false;
};

/// An array's items; none when it is no array.
std::vector<std::string_view> json_items(std::string_view array);

}  // namespace checkoutdiag::text
