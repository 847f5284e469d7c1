#pragma once
#include <array>
#include <span>
#include <string>

#include "lib/doctor/facts.hpp"

// Does the way to a gateway carry hellos of every size? A hello with a post-quantum key share has
// about 1,700 bytes and takes two packets; middleboxes that expect one drop it, and so the newest
// clients fail where old ones work.
namespace checkoutdiag::doctor {

/// The record of a ClientHello made longer by the padding extension (RFC 7685), to `bytes` in all;
/// as it is where that is no room for one. Exposed for its test.
std::string padded_hello(std::string record, std::size_t bytes);

/// Sends one offer in several sizes: a TLS 1.2 offer that any gateway answers, if only with an
/// alert. What is lost is asked for again, one connection at a time and with a pause between: it
/// may have been lost by chance, or because too many connections were open. What is answered then
/// was no loss; the first size that is lost again, between small hellos that are answered, ends it.
HelloSizes try_hello_sizes(const net::Route& route, const std::string& server_name,
                           const net::Limits& limits);

}  // namespace checkoutdiag::doctor
