#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/charge/traffic.hpp"
#include "lib/http/client.hpp"
#include "lib/http/server.hpp"

// How the recording proxy passes a request on, and its answer back. Pure.
namespace checkoutdiag::charge {

/// More of a body, either way, is not passed on.
inline constexpr std::size_t kMostPassed = 16 * 1024 * 1024;

/// Why a target cannot be put behind the upstream's origin, a clause; empty: it can. One that does
/// not begin with a slash would become a part of the host's name, and take the client's credentials
/// there.
std::string objection_to_target(std::string_view target);

/// The request as it goes to the upstream: without what is between two neighbours alone (RFC 9110
/// section 7.6.1), and without Accept-Encoding, so that bodies can be read.
http::Call call_of(const http::Request& request, const RecorderOptions& options);

/// The upstream's answer as it goes back: what was cut on its way here is cut on its way on, and
/// what is no answer becomes 502 or 504.
http::Reply reply_of(const http::Exchange& got, std::string_view method);

/// The request as it is kept, with the upstream's answer to be filled in. A body in a content
/// coding is left out: what is in it could not be redacted.
Recorded recorded_of(const http::Request& request, const RecorderOptions& options);

/// Fills in the answer.
void take_answer(Recorded& recorded, const http::Exchange& got);

/// An answer of the proxy's own.
http::Reply own_reply(int status, const std::string& why);

}  // namespace checkoutdiag::charge
