#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/charge/charge.hpp"

// Which recorded requests belong together: questions that several rules of the audit share. What
// they return points into the case, in the order of sending.
namespace checkoutdiag::charge {

using Mutations = std::vector<const Mutation*>;

/// What a request's gateway documents: the profile that was given, else the built-in one of its
/// name; null when there is none.
const Profile* gateway_of(const AuditCase& seen, const Mutation& each);

/// Whether a request has a key that its gateway heeds. One that was answered by a redirection has
/// not reached what it was for: the request that follows it counts, and not it.
bool is_keyed(const Mutation& each);

/// Whether it was answered with 2xx.
bool is_success(const Mutation& each);

/// Whether the request says which order it is for. Without a digit it is a word for the goods or
/// the shop, which many orders share.
bool names_order(const Mutation& each);

/// The ms from one request to a later one; nothing where a time is missing. As large as a number
/// can be, where a recording's times are nonsense.
std::optional<std::int64_t> elapsed(const Mutation& before, const Mutation& after);

/// Groups of one name each, in the order of their first requests; an empty name belongs to none.
std::vector<Mutations> grouped(const std::vector<Mutation>& all,
                               const std::function<std::string(const Mutation&)>& name);

/// Whether the request is one that can charge: by its operation, or its gateway's paths. Making a
/// customer again, or cancelling again, costs nothing; where nobody says which paths charge,
/// anything may.
bool moves_money(const AuditCase& seen, const Mutation& each);

/// Whether something was looked up at that gateway, with success, between two requests.
bool looked_up(const AuditCase& seen, const Mutation& before, const Mutation& after);

/// Whether what was made with the key of `before` was cancelled by that key before `after`.
bool cancelled_between(const AuditCase& seen, const Mutation& before, const Mutation& after);

/// What keys and charges belong to: the gateway under all of its hosts, tests apart, and the
/// account; or the host, where the gateway is not known.
std::string owner_of(const AuditCase& seen, const Mutation& each);

/// Keyed requests to one owner with one key; with one fingerprint. Without those that cancel by a
/// key.
std::vector<Mutations> by_key(const AuditCase& seen);
std::vector<Mutations> by_fingerprint(const AuditCase& seen);

/// "/v1/charges/ch_7/capture" as "/v1/charges/{id}/capture".
std::string route(std::string_view path);

/// What one key was used for.
enum class KeyUse {
  one,       // one request, and its retries
  unknown,   // a body is not there, so that nothing tells whether it was one
  reused,    // different requests for one purpose
  shared,    // an authorization and its capture, …
  constant,  // the same key for at least three orders
};
KeyUse use_of(const Mutations& same_key);

/// How many orders they are: by reference, or where there is none by fingerprint.
std::size_t orders_in(const Mutations& requests);

}  // namespace checkoutdiag::charge
