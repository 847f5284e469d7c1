#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checks/token/token.hpp"

// What the rules of this family say alike.
namespace checkoutdiag::token {

const Entry& entry_of(const CaptureCase& seen, const Exchange& exchange);
const Entry& entry_of(const CaptureCase& seen, const Use& use);

/// What a recording says, without card numbers and keys. Rules escape it when they print it.
std::string safe(std::string_view recorded);

/// "200 ms", "1.6 s", "45 s", "16 min".
std::string duration_text(double seconds);

/// What a gateway's code at a use means: "used", "expired", or empty. Codes that say it themselves
/// are known of every gateway.
std::string_view meaning_of_code(const Gateway* gateway, std::string_view code);

/// A code that is safe to print: letters, digits and low lines; anything else is "(not shown)".
std::string shown_code(const std::string& code);

/// " (incorrect_number)", or nothing.
std::string code_in_brackets(const std::string& code);

/// When the recording ends, in ms as Entry has them.
double end_of(const Capture& capture);

/// Why nothing can be said of what is not in the recording: it is cut off, unread in part, or ends
/// at `at`; empty: it can.
std::string ended_early(const CaptureCase& seen, double at);

/// Whether a host matters to the payment: a gateway's, an endpoint's, or an issuer's.
bool is_of_payment(const CaptureCase& seen, const std::string& host);

/// The uses of an exchange's token, in their order.
std::vector<const Use*> uses_of(const Capture& capture, std::size_t exchange);

/// What the net:: error of a browser says, a clause; empty: nothing that is known.
std::string_view failure_text(std::string_view failure);

/// Whether a token came of it, as far as the recording can show: a trace has no bodies.
bool gave_token(const CaptureCase& seen, const Exchange& exchange);

/// Why a rule about exchanges has nothing to judge; empty: it has.
std::string_view no_exchange(const CaptureCase& seen);
/// The same of a rule about the main thread.
std::string_view no_main_thread(const CaptureCase& seen);

/// The time around an exchange in which the customer waits: from the click before it to the end of
/// the request that used the token.
struct Window {
  double begin = 0, end = 0;
};
Window window_of(const CaptureCase& seen, std::size_t exchange);
/// Of every exchange.
std::vector<Window> windows(const CaptureCase& seen);

/// "the request body of POST shop.test/validate (the shop's own host)".
std::string leaked_to(const CaptureCase& seen, const Leak& leak);
/// In how many requests they are.
std::size_t count_of(const std::vector<const Leak*>& leaks);
/// ", 12 times", or nothing for once.
std::string times_text(std::size_t count);
/// Where in the recording it is.
void tell_leak(Finding& finding, const Leak& leak);
/// A host that got a card where no gateway is known may be the gateway: no more than a warning.
void tell_unknown_gateway(const CaptureCase& seen, const Leak& leak, Finding& finding);

/// A script's URL without its query, or what the page did instead.
std::string owner_text(const Task& task);
/// Whether a script is of another host than the shop's and the gateway's.
bool is_third_party(const CaptureCase& seen, const std::string& script);

}  // namespace checkoutdiag::token
