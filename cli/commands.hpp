#pragma once
#include <string>

#include "cli/arguments.hpp"

// What the commands do; each returns its exit code.
namespace checkoutdiag {

int run_tls_probe(const TlsProbeOptions& options, const CommonOptions& common);
int run_tls_client(const TlsClientOptions& options, const CommonOptions& common);
int run_tls_diff(const TlsProbeOptions& options, const std::vector<std::string>& words,
                 const CommonOptions& common);
int run_ca_stores(const CaOptions& options, const CommonOptions& common);
int run_ca_audit(const CaOptions& options, const CommonOptions& common);
int run_ca_chain(const CaOptions& options, const CommonOptions& common);
int run_ca_diff(const CaOptions& options, const CommonOptions& common);
int run_webhook_sign(const WebhookOptions& options);
int run_webhook_listen(const WebhookOptions& sender, const WebhookListenOptions& options);
int run_webhook_events(const WebhookListenOptions& options);
int run_webhook_drill(const WebhookOptions& sender, const WebhookDrillOptions& options,
                      const CommonOptions& common);
int run_webhook_verify(const WebhookOptions& options, const CommonOptions& common);
int run_webhook_schemes(const WebhookOptions& options);
int run_charge_replay(const ChargeOptions& options, const CommonOptions& common);
int run_charge_drill(const ChargeOptions& options, const CommonOptions& common);
int run_charge_audit(const ChargeOptions& options, const CommonOptions& common);
int run_sandbox(const SandboxCommandOptions& options);
int run_fields_diff(const FieldsOptions& options, const CommonOptions& common);
int run_fields_lint(const FieldsOptions& options, const CommonOptions& common);
int run_threeds_lint(const ThreeDsOptions& options, const CommonOptions& common);
int run_threeds_decode(const ThreeDsOptions& options);
int run_threeds_explain(const ThreeDsOptions& options);
int run_threeds_page(const ThreeDsPageOptions& options, const CommonOptions& common);
int run_token_har(const TokenOptions& options, const CommonOptions& common);
int run_token_trace(const TokenOptions& options, const CommonOptions& common);
int run_token_probe(const TokenOptions& options, const CommonOptions& common);
int run_gate(const GateOptions& options, const CommonOptions& common);
int run_gate_init(const GateOptions& options);
int run_gate_schema();
int run_report_merge(const ReportOptions& options, const CommonOptions& common);
int run_doctor(const DoctorOptions& options, const CommonOptions& common);
int run_profile_list();
int run_profile_show(const ProfileOptions& options);
int run_profile_check(const ProfileOptions& options);
int run_fields_check(const FieldsOptions& options, const CommonOptions& common);
int run_explain(const ExplainOptions& options);
int run_completion(const CompletionOptions& options);

/// Prints name and versions on one line.
int run_version();

/// checkoutdiag-rules(7) in mdoc, made from the rules themselves.
std::string rules_manual();

}  // namespace checkoutdiag
