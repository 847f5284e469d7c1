#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/check.hpp"
#include "checks/report.hpp"

// What the command line asked for, as plain values.
namespace checkoutdiag {

enum class Format { human, json };
enum class ColorChoice { automatic, always, never };

/// `--report KIND=FILE`.
struct ReportTarget {
  std::string kind;  // "json", "junit", "sarif", "github", "markdown"
  std::string file;  // "-" is stdout
};

/// What every command that reports understands.
struct CommonOptions {
  Format format = Format::human;
  std::vector<ReportTarget> reports;
  Threshold threshold;      // --fail-on, --inconclusive
  std::string waivers;      // a file; empty: none
  std::optional<Place> at;  // --at: where findings without a place of their own are shown
  std::optional<Time> now;  // --now: judge as if it were then
  double timeout = 5;       // seconds for one step
  double deadline = 120;    // seconds for the whole run; 0: none
  bool quiet = false, verbose = false, progress = true;
  ColorChoice color = ColorChoice::automatic;
  std::vector<std::pair<std::string, std::string>>
      given;  // for Report::arguments; holds no secrets
};

/// A target and where it was written, when that was a file or stdin.
struct WrittenTarget {
  std::string text;
  std::optional<Place> place;
};

/// How to get out of the house; the same words for every command that connects.
struct ProxyOptions {
  std::string url;                                // empty: the environment's, unless none
  std::string credentials_file, credentials_env;  // hold user:password
  bool none = false;
};

struct TlsProbeOptions {
  std::vector<WrittenTarget> targets;  // with those of `-` and --targets in their places
  std::string policy = "payment";      // a built-in name or a file
  std::optional<std::string> sni;      // "none" sends none; nothing: the target's name
  std::string connect;                 // HOST:PORT instead of the target's own; empty: none
  bool all_addresses = false, ipv4 = false, ipv6 = false;  // -4, -6: that family alone
  std::string ca_file, ca_path;
  std::string client_cert, client_key;  // PEM files; the key defaults to the certificate's file
  std::string client_key_password_file, client_key_password_env;
  bool fetch_aia = false;
  std::optional<int> expiry_warning;  // days; nothing: the policy's
  int max_connections = 6;            // at once, to one target
  double rate = 0;                    // connections a second, to one target; 0: no limit
  ProxyOptions proxy;
  bool signatures = false;  // ask for every signature algorithm
  bool skip_local = false;  // no handshake by this machine's OpenSSL
  int jobs = 16;            // targets at once
  int repeat = 1;           // diff: ask one target so often, and compare
};

/// What `tls client` is asked.
struct TlsClientOptions {
  std::vector<std::string> command;
  std::string as;    // "openssl", or a saved hello; empty: the command's
  std::string save;  // a file; empty: none
  std::string host = "localhost";
  bool proxy = false;
};

/// Which machine's stores are meant, and what is asked of them; shared by the `ca` commands.
struct CaOptions {
  std::vector<std::string> words;  // STORE..., TARGET..., A B
  std::string root;                // an unpacked image; empty: this machine
  std::optional<int> process;      // a running process's surroundings
  bool deep = false;               // walk the file system
  std::string deep_from = "/";
  std::vector<std::string> knowledge;    // files that add to and override what is built in
  std::string baseline;                  // a store or file to compare with
  int expiry_warning = 60, stale = 180;  // days
  bool deny_local = false;
  // ca chain
  std::vector<std::string> clients;        // judge these runtimes alone, by part of their name
  std::vector<std::string> stores;         // judge these alone, as everything that may read them
  std::vector<std::string> intermediates;  // files of certificates that may close a gap
  bool fetch_aia = false;
  std::string save_root, save_intermediate;  // where the certificates of a proven fix go
  std::string connect;
  std::optional<std::string> sni;
  ProxyOptions proxy;
};

/// Where a secret is, never the secret itself.
struct SecretSource {
  bool variable = false;  // of the environment; else a file, "-" is stdin
  std::string name;
};

/// What the `webhook` commands are asked; each takes what it has options for.
struct WebhookOptions {
  std::string scheme;  // a name, a JSON file, or "auto"
  std::vector<SecretSource> secrets;
  // The delivery, in one of several forms.
  std::string headers, body;  // files
  std::string request, har, batch;
  std::optional<int> entry;  // of the HAR file, from 0
  std::string url, method;
  // What the receiver knows besides.
  std::vector<std::pair<std::string, std::string>> settings;  // "webhook-id", "public-key", …
  std::string certificate, ca_file;
  std::optional<int> tolerance;  // seconds; 0: none
  bool uncovered_body = false;
  // The generic scheme's own.
  std::string header, digest, encoding, layout;
  std::optional<std::string> prefix;
  // verify
  std::vector<std::string> candidates;  // files of secrets that may be the right one
  std::string clock_from;               // a URL whose Date header tells the time
  bool diagnose = true;
  // sign
  std::optional<Time> timestamp;
  std::string id;
  std::vector<std::string> key_ids, components;
  std::string output = "headers";
  bool allow_live = false;
  // schemes
  std::string name;  // one alone
  bool json = false;
};

/// What `webhook drill` is asked besides the scheme and its secrets.
struct WebhookDrillOptions {
  std::string url, event, ca_file;
  std::string probe_url, probe_pointer, probe_command, probe_sqlite, probe_sql;
  std::string before, create_order, restart;  // shell commands
  std::vector<std::string> trials, skipped;   // empty: all
  int together = 16;
  std::optional<double> timeout;  // seconds; nothing: the sender's own
  double settle = 2;              // seconds
  bool allow_remote = false;
};

/// What `webhook listen` and `webhook events` are asked besides the scheme and its secrets.
struct WebhookListenOptions {
  std::string listen = "127.0.0.1:0", admin;  // ADDRESS:PORT; admin empty: none
  bool expose = false;
  std::string path;              // empty: any
  std::string certificate, key;  // PEM files
  std::string store = "sqlite:checkoutdiag-webhooks.db";
  std::optional<SecretSource> store_password;
  int keep_days = -1;  // the scheme's
  bool orders = false;
  std::string order_rules;  // a file; empty: the scheme's
  std::size_t most_body = 1024 * 1024;
  int threads = 2;
  std::string forward, forward_ca;  // a URL; empty: none
  int attempts = 20, jobs = 4;
  double answer_timeout = 30;  // seconds
  bool allow_remote = false, print = false, json = false;
  // events
  std::string action, event, state, since;
  int most = 20;
  bool body = false, dead = false;
  int older_days = -1;
};

/// What the `charge` commands are asked; each takes what it has options for.
struct ChargeOptions {
  std::string profile;  // a name or a file; empty: the command's own default
  // Over what the profile says of the key and of the objects.
  std::string key_header, key_member, syntax;  // syntax: "raw", "sf-string"; empty: the profile's
  std::string object_id, object_created;
  // replay: the request
  std::string url, method = "POST", type;  // type: "json", "form"; empty: as it looks
  std::string payload, other_payload;      // files
  std::string key;                         // empty: a random one
  std::string headers;                     // a file, which may hold secrets
  std::vector<std::string> header;         // lines that hold none
  std::optional<SecretSource> auth;        // Authorization's value, or a bare key
  std::string ca_file;
  double answer_timeout = 30;  // seconds
  // replay: what is proven, and how it is counted
  std::vector<std::string> proofs;  // empty: all
  int concurrency = 10;
  std::string provoke;  // a header line
  std::string verify_url, verify_list;
  std::vector<std::string> verify_match;  // POINTER=VALUE
  int retries = 2;
  std::vector<int> retry_on;
  std::string journal;
  bool resume = false;
  bool send = false, allow_live = false;
  // drill
  std::vector<std::string> command;
  std::vector<std::string> scenarios;  // empty: all that are built in
  bool plain = false;                  // without TLS
  std::vector<std::string> url_env, ca_env, key_env, order_env;
  std::vector<int> success_exits, doubt_exits;
  bool kill_after_send = false;
  double client_timeout = 30;  // seconds
  int jobs = 8, repeat = 1;
  // audit
  std::string file;
  std::string listen, upstream, record;
  std::vector<std::string> hosts;
  bool every_host = false;
};

struct SandboxCommandOptions {
  std::string listen = "127.0.0.1:0";
  bool tls = false, expose = false;
  std::string ca_out;  // a file for the throw-away authority's certificate
  std::string profile = "generic", scenario = "clean";
  std::vector<std::string> broken;  // --break
  std::string state;
  std::string webhook_url, webhook_scheme, webhook_ca;
  std::optional<SecretSource> webhook_secret;
  std::optional<int> work_ms;
  int token_life = 900;  // seconds
  bool require_key = false;
  std::optional<SecretSource> api_key;
  int threads = 2;
  bool list = false, verbose = false;
  std::string show;  // a scenario's or profile's name
};

/// What the `fields` commands are asked.
struct FieldsOptions {
  std::string front, gateway;  // patterns: bare, or /…/flags
  std::string front_dialect = "javascript", gateway_dialect = "javascript";
  std::string front_match, gateway_match;  // "search", "full", "prefix"; empty: the dialect's
  std::vector<std::string> schemas;        // the form's and the gateway's
  std::vector<std::string> renamed;        // FIELD=NAME
  std::vector<std::string> countries;      // ISO 3166-1 alpha-2
  std::vector<std::string> normalise;      // LIST, or FIELD=LIST
  int maxlength = -1;                      // of the front end; -1: none
  bool luhn = false;
  std::string pairs;  // a file of NDJSON, or -
  double budget = 2;  // seconds for a pair

  // fields check
  std::vector<std::string> values;  // FIELD=VALUE, FIELD=@FILE
  std::string schema, csv, ndjson, verdicts, expiry_order;

  // fields lint, with schema
  std::string pattern, dialect = "javascript", match;
};

/// What the `threeds` commands are asked.
struct ThreeDsOptions {
  // lint
  std::string file, type, version, profile;
  // decode
  std::string text;  // the text itself, @FILE or -
  // explain
  std::string field, code, network;
  bool json = false;
};

/// What `threeds page` is asked.
struct ThreeDsPageOptions {
  std::string target;  // a URL, a file, or -
  std::string acs, method_url, notification;
  std::vector<std::string> apis;
  std::string origin, headers_file;  // of a file
  std::vector<std::string> headers;  // lines
  std::string ca_file;
  std::string har;  // a recording of the page at work
};

/// What the `token` commands are asked.
struct TokenOptions {
  // har, trace
  std::string file, profile, console;
  std::vector<std::string> endpoints, token, card_hosts;
  double slow = 2;             // seconds
  std::optional<double> life;  // seconds
  // probe
  std::string url, payload, use_url, use_payload;  // payloads are files
  std::string headers;                             // a file, which may hold secrets
  std::vector<std::string> header;                 // lines that hold none
  std::optional<SecretSource> auth, use_auth;
  std::string ca_file;
  std::vector<double> ages;  // seconds; none: as the life that is known suggests
  double until = 960;        // seconds
  double answer_timeout = 30;
  bool send = false, allow_live = false;
};

/// What `gate` is asked.
struct GateOptions {
  std::string file = "checkoutdiag.json";
  std::vector<std::string> only, skip;  // names of checks
  std::string baseline;
  int jobs = 0;               // 0: the file's, or 8
  int shard = 0, shards = 1;  // --shard I/N
  // init
  std::string profile, output = "checkoutdiag.json";
  std::vector<std::string> targets;
};

/// What `report merge` is asked.
struct ReportOptions {
  std::vector<std::string> files;
};

/// What `doctor` is asked.
struct DoctorOptions {
  std::string target;
  TlsProbeOptions tls;               // the way there, and the trust
  CaOptions ca;                      // whose runtimes
  std::vector<std::string> resolve;  // addresses in the place of what the resolver says
  int requests = 5;                  // GETs
  std::string witness;               // --clock-from: a URL
  std::string bundle;                // a file for the gateway's support; empty: none
  std::string profile, key;          // a gateway's profile, and an idempotency key of the shop
  WebhookOptions webhook;            // a scheme and its secret
};

struct ProfileOptions {
  std::string name;
  bool json = false, licences = false;
  std::vector<std::string> files;
};

struct ExplainOptions {
  std::string rule;  // empty: list all
  ColorChoice color = ColorChoice::automatic;
};

struct CompletionOptions {
  std::string shell;
};

struct Options {
  CommonOptions common;
  TlsProbeOptions tls_probe;
  TlsClientOptions tls_client;
  CaOptions ca;
  WebhookOptions webhook;
  WebhookDrillOptions webhook_drill;
  WebhookListenOptions webhook_listen;
  ChargeOptions charge;
  SandboxCommandOptions sandbox;
  FieldsOptions fields;
  ThreeDsOptions threeds;
  ThreeDsPageOptions threeds_page;
  TokenOptions token;
  GateOptions gate;
  ReportOptions report;
  DoctorOptions doctor;
  ProfileOptions profile;
  ExplainOptions explain;
  CompletionOptions completion;
};

/// A command line that was understood: what it asks for, and how to do it.
struct Invocation {
  std::shared_ptr<Options> options;
  std::function<int()> run;
};

/// Understands the words after the program's name. Throws Failure(usage) with a hint.
Invocation parse_arguments(const std::vector<std::string>& words);

/// Whether an error in these words should be told as JSON: asked of the words themselves, because
/// the error may be in them.
bool wants_json(const std::vector<std::string>& words);

}  // namespace checkoutdiag
