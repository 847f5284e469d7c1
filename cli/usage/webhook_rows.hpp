#pragma once
#include "cli/usage/rows.hpp"

// Options that several of the `webhook` commands have.
namespace checkoutdiag::usage {

/// --secret-file and --secret-env.
void add_secrets(Rows& rows, WebhookOptions& to);

/// What the sender is configured with, beside its secret.
void add_settings(Rows& rows, WebhookOptions& to);

/// --header and its kin, of the generic scheme, and what is wrong with them: Failure(usage).
void add_generic(Rows& rows, WebhookOptions& to);
void check_generic(const WebhookOptions& options);

Option tolerance_option(WebhookOptions& to);

/// One sender: whose webhooks a command makes or takes, with its secrets. And whether they are
/// there: Failure(usage).
void add_sender(Command& command, const char* scheme, WebhookOptions& to);
void check_sender(const WebhookOptions& options);

Command webhook_listen_command(Options& options);
Command webhook_events_command(Options& options);

}  // namespace checkoutdiag::usage
