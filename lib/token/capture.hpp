#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/token/entry.hpp"
#include "lib/token/gateway.hpp"
#include "lib/token/leak.hpp"

// What a recording shows of the way from a card to a charge.
namespace checkoutdiag::token {

/// So many exchanges are followed, so many challenges, and so on: a checkout has a few.
inline constexpr std::size_t kMostFollowed = 300;

enum class Source { har, trace };

/// What was written to a recording's own file, and how much of it could be read.
struct Recording {
  Source source = Source::har;
  std::string creator;           // "Playwright 1.65.1", raw
  std::size_t entries = 0;       // requests
  std::size_t unread = 0;        // entries that are none, or too large
  std::size_t lost_bodies = 0;   // of requests that are no GET: not in the recording
  std::size_t lost_replies = 0;  // of scripts' requests: answered, and the text is not there
  std::size_t unfollowed = 0;    // exchanges, challenges and the like beyond kMostFollowed
  bool is_cut = false;           // the file ends in the middle
};

/// A request for a token.
struct Exchange {
  std::size_t entry = 0;             // index into Capture::entries
  const Gateway* gateway = nullptr;  // null: an endpoint that was named
  std::string token;                 // raw, never printed whole; empty: none came
  std::string error;                 // the code in the reply
  std::optional<double> life;        // seconds that the reply says the token is good for
};

/// A request of the shop, or to the gateway, with a token in it.
struct Use {
  std::size_t exchange = 0, entry = 0;
  std::string error;  // the code in the reply
};

/// Another request with a token in it, that is no charge, or of nobody knows whom.
struct Elsewhere {
  std::size_t exchange = 0, entry = 0;
};

/// An answer that asks for a challenge of 3-D Secure 2.
struct Challenge {
  std::size_t entry = 0;
  std::string creq;                    // as it was written: the same one is the same challenge
  std::string acs, acs_url;            // host of acsURL, and all of it, raw; empty: not said
  std::optional<std::size_t> mounted;  // the entry that went to the ACS
};

/// A call of the 3DS Method: a hidden frame that posts to the issuer, and the notification that its
/// page posts back to the shop.
struct MethodCall {
  std::size_t entry = 0;
  std::optional<std::size_t> notified;
};

/// A page or a frame and what it lets itself load.
struct Document {
  std::size_t entry = 0;
  bool is_top = false;
};

/// What a browser's console said.
struct ConsoleLine {
  std::size_t line = 0;
  std::string directive, url;  // of a refusal by a Content-Security-Policy, raw
  bool is_cors = false;        // a reply that CORS kept from the page
  bool is_uncaught = false;    // an exception that nobody caught
  std::string text;            // redacted, and safe to print
};

/// A task of the shop's main thread: what else the page could not do meanwhile.
struct Task {
  double began = 0, ended = 0;   // as Entry's
  std::string script, function;  // that took most of it, raw; empty: no script did
  std::string what;              // "Layout", when it was no script

  double ms() const { return ended - began; }
};

/// A request for which the page stood still: a synchronous XMLHttpRequest.
struct SyncRequest {
  std::size_t entry = 0;
  double ms = 0;
};

/// How long a reply waited for the main thread, after it had come.
struct ReplyDelay {
  std::size_t entry = 0;
  double ms = 0;
};

/// What a trace says of the shop's main thread.
struct MainThread {
  bool was_recorded = false;  // its tasks are in the trace
  std::vector<Task> tasks;    // long ones (50 ms), in their order
  std::vector<SyncRequest> synchronous;
  std::vector<ReplyDelay> delays;  // of all that was asked for by scripts
  std::vector<double> clicks;      // when the customer clicked or submitted
};

struct Capture {
  Recording recording;
  std::vector<Entry> entries;  // in the order of their beginning
  std::vector<Document> documents;
  std::vector<Exchange> exchanges;
  std::vector<Use> uses;
  std::vector<Elsewhere> elsewhere;
  std::vector<Challenge> challenges;
  std::vector<MethodCall> methods;
  std::vector<Leak> leaks;
  std::vector<ConsoleLine> console;
  bool has_console = false;
  MainThread main_thread;

  std::vector<std::size_t> cards;    // entries that carried a card number to who may have it
  std::vector<std::string> entered;  // those numbers: what the customer typed, never printed

  /// The host of the page that asked for the token, or the first; empty: not known.
  std::string shop() const;
};

/// What is known beforehand.
struct Expected {
  const Gateway* gateway = nullptr;     // null: any of those that are known
  std::vector<Endpoint> endpoints;      // named by the user, beside the gateway's
  std::vector<std::string> token;       // JSON Pointers of the token there; none: the usual ones
  std::vector<std::string> card_hosts;  // that may have card data
};

/// Whether a host is the shop's: the same, one below or above it, or beside it (api.shop.example),
/// or, with another port, on the same machine.
bool is_of_shop(const Capture& capture, const std::string& host);
/// Whether it may have card data: a gateway's host, one that the user names, or an endpoint.
bool may_have_cards(const Expected& expected, const std::string& host, const std::string& path);

/// Finds exchanges, uses, challenges and documents among the entries.
void find_flow(Capture& capture, const Expected& expected);

/// "tok_7f…": the beginning of a token.
std::string shown_token(const std::string& token);

}  // namespace checkoutdiag::token
