#pragma once
#include <optional>
#include <string>
#include <string_view>

// URLs as a browser reads them in a page: the parts that decide what may be loaded.
namespace checkoutdiag::page {

struct Url {
  std::string scheme;  // in lower case
  std::string host;    // in lower case, an IPv6 address in brackets; empty: it has none (data:)
  int port = 0;        // the scheme's own where none was written; 0: it has none
  std::string path;    // without query and fragment; of a URL without host: all of it
  std::string text;    // as the browser writes it again, without user and fragment
};

/// An absolute URL; nothing when it is none.
std::optional<Url> parse_url(std::string_view text);

/// What a page's attribute means there: "/pay", "//cdn.example/x", "", "frame.html", or absolute.
std::optional<Url> resolve(std::string_view reference, const Url& base);

/// "https://shop.example", with its port where that is not the usual one; "data:" of others.
std::string origin_of(const Url& url);

bool is_same_origin(const Url& a, const Url& b);

/// Whether nobody can be on the way: https, wss, or this machine.
bool is_trustworthy(const Url& url);

/// As it may be shown: without query, card numbers and keys, and safe for a terminal.
std::string shown(const Url& url);

/// The port of a scheme when none is written; 0: the scheme has none.
int default_port(std::string_view scheme);

}  // namespace checkoutdiag::page
