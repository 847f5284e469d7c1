#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// What a recording of a browser has of one request: a HAR entry, or the events of a trace.
namespace checkoutdiag::token {

/// How long each part of a request took, in ms; below 0: it did not apply, or was not recorded.
struct Phases {
  double blocked = -1, dns = -1, connect = -1, tls = -1, send = -1, wait = -1, receive = -1;
};

/// A header, its name in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Entry {
  std::size_t number = 0;          // in the file, from 1
  double began = 0, ended = 0;     // ms since 1970 by the browser's clock
  std::string method, url;         // as recorded: may hold a card number
  std::string scheme, host, path;  // in lower case but the path; host with a port that is not usual
  int status = 0;                  // 0: no reply was recorded
  std::string failure;             // "net::ERR_CONNECTION_REFUSED"
  std::string kind;                // "document", "script", "fetch", "xhr", "ping", "preflight", …
  std::string frame;               // of what page or frame; empty: not said
  std::string address;             // the server's IP address; empty: not said
  std::vector<std::string> scripts;  // of a page: URLs of the scripts that it names, raw
  Phases phases;
  Headers request_headers, reply_headers;
  std::string carried;          // values of headers that may carry a token
  std::string body, reply;      // of what is no GET and small: as text
  bool has_lost_body = false;   // there was a body, and it is not in the recording
  bool has_lost_reply = false;  // a script's request was answered, and the text is not there
  bool is_redirected = false;   // of a trace, which has no status of a redirect
  bool is_worker_copy = false;  // a service worker's side of a request
  bool has_reply_text = false;  // the reply's text is in the recording

  /// A header's value; null: it is not there.
  const std::string* request_header(const char* name) const;
  const std::string* reply_header(const char* name) const;
  /// Whether anything came back.
  bool was_answered() const { return status > 0; }
};

/// Sets scheme, host and path from the URL; false when it is none of http, https, ws or wss.
bool set_url(Entry& entry, std::string url);

/// "POST shop.test/pay", what is safe to print: without query, and without card numbers.
std::string shown(const Entry& entry);

}  // namespace checkoutdiag::token
