#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "checks/webhook/webhook.hpp"
#include "lib/webhook/scheme.hpp"

// The facts of the `webhook` commands, for programs and for people.
namespace checkoutdiag::facts {

/// The `data` of `webhook verify`.
std::string to_json(const webhook::DeliveryCase& delivery);

/// A list of schemes: for `webhook schemes --json`.
std::string to_json(const std::vector<webhook::Scheme>& schemes);

/// What a person reads below the findings of one delivery.
std::vector<Detail> delivery_details(const webhook::DeliveryCase& delivery);

/// "verified in 12 ms with 3 repairs tried"…: the footer.
std::string delivery_footer(const webhook::DeliveryCase& delivery);

/// The `data` of `webhook drill`, and a line for each trial.
std::string to_json(const webhook::DrillFacts& drill);
std::vector<Detail> drill_details(const webhook::DrillFacts& drill);

/// What a trial wants, in a word or two: "2xx, 1 effect", "4xx, none".
std::string wanted_words(const webhook::TrialFacts& trial, const webhook::DrillFacts& drill);

/// "ok", "TWICE", "status only", "not done: …".
std::string verdict_words(const webhook::TrialFacts& trial, const webhook::DrillFacts& drill);

/// "HMAC-SHA256", "Ed25519", "token".
std::string algorithm_name(const webhook::Scheme& scheme);

/// "300 s", "300 s both ways", "none".
std::string replay_limit(const webhook::Scheme& scheme);

/// "HMAC-SHA256 in hex, Stripe-Signature".
std::string signed_with(const webhook::Scheme& scheme);

/// "replay: 300 s" or what else keeps an old delivery from being played again, and whether the body
/// is covered.
std::string protection(const webhook::Scheme& scheme);

/// Everything about a scheme, for a person.
std::vector<Detail> scheme_details(const webhook::Scheme& scheme);

}  // namespace checkoutdiag::facts
