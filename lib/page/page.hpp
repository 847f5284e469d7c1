#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/message.hpp"
#include "lib/page/cookie.hpp"
#include "lib/page/csp.hpp"
#include "lib/page/url.hpp"

// What a checkout page's HTML and headers say about the frames and forms of 3-D Secure. Scripts are
// not run: what they make is not here.
namespace checkoutdiag::page {

/// A page as it came.
struct Document {
  Url url;
  bool is_address_known = true;  // false: a file, whose url is a stand-in
  http::Headers headers;
  std::string body;
  std::optional<std::int64_t> at;  // seconds since 1970; nothing: when it came is not known
};

/// What 3-D Secure has a frame or a form for.
enum class Role { other, challenge, method };

/// A width or height as the HTML declares it.
struct Length {
  bool is_declared = false, is_attribute = false;  // is_attribute: a style sheet goes before it
  std::optional<double> at_most;                   // pixels; nothing: "100%" and its kin
};

struct Frame {
  Role role = Role::other;
  bool is_guessed = false;  // by what it is called alone
  int line = 0;
  std::string name, id;                // raw
  std::optional<Url> url;              // nothing: no src, or one that is no URL
  std::optional<std::string> sandbox;  // the attribute's tokens; nothing: it has none
  Length width, height;
  bool is_hidden = false;
};

/// A form that has a field of 3-D Secure, of whatever spelling.
struct Form {
  Role role = Role::other;
  int line = 0;
  std::optional<Url> url;                        // nothing: no action, or one that is no URL
  std::string method = "get", target, encoding;  // method and encoding in lower case
  std::vector<std::string> fields;               // of 3-D Secure, as they are written; untrusted
  std::string window_size;       // the challengeWindowSize of its creq; empty: not known
  std::string id;                // raw
  bool has_post_button = false;  // one whose formmethod is post
};

/// What the page loads or sends to by itself, other than its creq.
struct Load {
  enum class Kind { script, style, frame, form, image } kind = Kind::image;
  int line = 0;
  Url url;
};

struct Page {
  Url url;
  bool is_address_known = true;
  Policies policies, reported;  // reported: they refuse nothing
  std::vector<Frame> frames;
  std::vector<Form> forms;
  std::vector<Load> insecure;  // that anybody on the way can change
  std::vector<Cookie> cookies;
  bool has_scripts = false, has_styles = false;
  std::optional<Url> leaves_to;  // by <meta http-equiv="refresh">, within seconds
  bool is_cut = false;           // it has more frames or forms than are judged
};

/// What is known besides.
struct Known {
  std::optional<Url> acs, method_url;
};

/// Throws Failure(input) when the page is too long.
Page read_page(const Document& document, const std::string& file, const Known& known);

/// The name that 3-D Secure has for a field which is called so but for case, "-" and "_": "creq"
/// for "CReq"; empty: it is none of its.
std::string_view meant_field(std::string_view name);

/// Whether a field is of 3-D Secure 1: PaReq, TermUrl.
bool is_of_version_1(std::string_view name);

/// "kind" in words: "scripts", "a script".
std::string_view plural(Load::Kind kind);

}  // namespace checkoutdiag::page
