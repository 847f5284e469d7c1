#pragma once
#include <string>
#include <vector>

#include "checks/webhook/webhook.hpp"
#include "cli/arguments.hpp"
#include "lib/text/secret.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/scheme.hpp"

// From the `webhook` commands' options to what lib understands.
namespace checkoutdiag {

/// The scheme of that name or in that file, with the generic one's options. Throws Failure(usage)
/// with a suggestion.
webhook::Scheme read_scheme(const WebhookOptions& options);

/// The secrets and what can be told of them. A file's last line end is not part of the secret.
struct ReadSecrets {
  std::vector<Secret> secrets;
  std::vector<webhook::GivenSecret> given;
};
ReadSecrets read_webhook_secrets(const WebhookOptions& options);

/// Tells what became of the secrets under a scheme: GivenSecret::fault and bytes. Blank ones are
/// refused: Failure(input).
void describe_keys(const webhook::Scheme& scheme, ReadSecrets& secrets);

/// The secrets of --try-secret-file, in whatever form people keep them: one a line, with a name
/// behind or before it; NAME=secret and NAME: secret, in quotes or not; values of JSON and CSV.
/// What a line may mean is offered in every meaning, each once. Lines that begin with # count for
/// nothing. Throws Failure(input) when there is none at all.
std::vector<webhook::NamedSecret> read_candidates(const WebhookOptions& options);

/// The delivery of --request, --har, or --headers and --body.
webhook::Delivery read_delivery(const WebhookOptions& options);

/// A body's bytes, of --body.
std::string read_body(const std::string& file);

/// --scheme auto: of the schemes whose headers are there, the one whose signature is right, else
/// the likeliest; else whose sender the other headers name; null when nothing tells.
const webhook::Scheme* detect_scheme(const webhook::Delivery& delivery,
                                     const std::vector<Secret>& secrets,
                                     const webhook::Settings& settings);

/// PayPal's header that names the certificate, where a receiver must not fetch from there, raw;
/// empty when there is nothing to object to.
std::string forbidden_certificate_url(const webhook::Scheme& scheme,
                                      const webhook::Delivery& delivery);

/// Whether a delivery is proven by a secret that is another scheme's by its beginning. Where the
/// delivery chose the scheme by its headers, it may have chosen the one that suits a forger: an old
/// delivery of Stripe's is a new one of GitHub's with other headers.
bool is_borrowed(const webhook::Scheme& scheme, const Secret& secret);

/// Whether a scheme has a use for what the receiver was told under that name.
bool takes_setting(const webhook::Scheme& scheme, std::string_view name);

webhook::Settings settings_of(const WebhookOptions& options);

/// Every line of --batch, answered on stdout; the exit code.
int run_webhook_batch(const WebhookOptions& options, const CommonOptions& common);

}  // namespace checkoutdiag
