#include "cli/commands.hpp"
#include "cli/targets.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr const char* kExamples =
    "Examples:\n"
    "  checkoutdiag tls probe api.gateway.example\n"
    "  checkoutdiag tls probe --policy pci --report junit=tls.xml api.example:8443\n"
    "  checkoutdiag tls probe --now 2026-11-27T00:00:00Z --targets gateways.txt\n"
    "\n"
    "Exit: 0 all held, 1 findings, 2 wrong call, 3 could not be decided.\n";

// Adds rows to one group of options.
struct Rows {
  Command& command;
  std::string group;

  void add(Option option) {
    option.group = group;
    command.options.push_back(std::move(option));
  }
  void text(const char* name, const char* value, const char* what, std::string& to) {
    add({name, value, what, [&to](const std::string& v) { to = v; }});
  }
  void flag(const char* name, const char* what, bool& to) {
    add({name, "", what, [&to](const std::string&) { to = true; }});
  }
};

void add_wanted(Command& command, TlsProbeOptions& to, std::vector<std::string>& lists) {
  Rows rows{command, "What is wanted"};
  rows.text("--policy", "POLICY|FILE",
            "payment (default), pci, tls13, mozilla-modern, mozilla-intermediate, or a JSON file",
            to.policy);
  rows.add({"--expiry-warning", "DAYS", "warn of certificates that end sooner than this",
            [&to](const std::string& v) {
              to.expiry_warning = whole("--expiry-warning", v, 0, 36500);
            }});
  rows.text("--ca-file", "FILE", "trust the certificates of this PEM file", to.ca_file);
  rows.text("--ca-path", "DIR", "trust the certificates of this hashed directory", to.ca_path);
  Option targets{"--targets", "FILE", "read targets from FILE, one a line, # begins a comment",
                 [&lists](const std::string& v) { lists.push_back(v); }};
  targets.repeats = true;
  rows.add(std::move(targets));
}

void add_way(Command& command, TlsProbeOptions& to) {
  Rows rows{command, "The way there"};
  rows.text("--connect", "HOST[:PORT]", "connect there instead, and ask as if it were TARGET",
            to.connect);
  rows.add({"--sni", "NAME", "send NAME as the server name; none sends no name",
            [&to](const std::string& v) { to.sni = v; }});
  rows.flag("--all-addresses", "probe each address of the name and compare them", to.all_addresses);
  rows.flag("-4,--ipv4", "IPv4 addresses only", to.ipv4);
  rows.flag("-6,--ipv6", "IPv6 addresses only", to.ipv6);
  rows.text("--proxy", "URL",
            "http, https, socks4, socks4a, socks5 or socks5h://HOST:PORT, without a password",
            to.proxy);
  rows.text("--proxy-credentials-file", "FILE", "holds user:password for the proxy",
            to.proxy_credentials_file);
  rows.text("--proxy-credentials-env", "NAME", "variable that holds user:password for the proxy",
            to.proxy_credentials_env);
  rows.flag("--no-proxy", "ignore https_proxy and its kin", to.no_proxy);
  rows.add(
      {"--max-connections", "N", "open at once to one target, 1 to 64 (default: 6)",
       [&to](const std::string& v) { to.max_connections = whole("--max-connections", v, 1, 64); }});
  rows.add({"--rate", "N", "connections a second to one target; 0 is no limit (default)",
            [&to](const std::string& v) { to.rate = number("--rate", v, 0, 10000); }});
  rows.add({"--jobs", "N", "targets at once, 1 to 256 (default: 16)",
            [&to](const std::string& v) { to.jobs = whole("--jobs", v, 1, 256); }});
}

void add_probes(Command& command, TlsProbeOptions& to) {
  Rows rows{command, "What is tried"};
  rows.text("--client-cert", "FILE", "PEM certificate to present, with its chain", to.client_cert);
  rows.text("--client-key", "FILE", "its PEM key (default: in the certificate's file)",
            to.client_key);
  rows.text("--client-key-password-file", "FILE", "holds the key's password",
            to.client_key_password_file);
  rows.text("--client-key-password-env", "NAME", "variable that holds the key's password",
            to.client_key_password_env);
  rows.flag("--fetch-aia", "fetch missing intermediates from the URLs in the certificates",
            to.fetch_aia);
  rows.flag("--signatures", "ask for every signature algorithm (more connections)", to.signatures);
  rows.flag("--no-local", "skip the handshake by this machine's OpenSSL", to.skip_local);
}

void refuse_both(bool one, bool other, const char* what) {
  if (one && other)
    throw Failure(Kind::usage, std::string(what) + " contradict each other", "leave one out");
}

// A password between "//" and "@" of a proxy's URL.
bool holds_password(const std::string& url) {
  std::size_t scheme = url.find("://");
  std::size_t from = scheme == std::string::npos ? 0 : scheme + 3;
  std::string authority = url.substr(from, url.find('/', from) - from);
  std::size_t at = authority.rfind('@');
  return at != std::string::npos && authority.find(':') < at;
}

void check_scheme(const std::string& url) {
  std::size_t end = url.find("://");
  if (end == std::string::npos) return;  // as for curl: http
  std::string scheme = url.substr(0, end);
  for (char& c : scheme)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  for (const char* known : {"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
    if (scheme == known) return;
  throw wrong_value(
      "--proxy", url,
      "http://HOST:PORT, or https, socks4, socks4a, socks5 or socks5h instead of http");
}

void check(const TlsProbeOptions& options) {
  refuse_both(options.ipv4, options.ipv6, "--ipv4 and --ipv6");
  refuse_both(!options.proxy.empty(), options.no_proxy, "--proxy and --no-proxy");
  refuse_both(!options.proxy_credentials_file.empty(), !options.proxy_credentials_env.empty(),
              "--proxy-credentials-file and --proxy-credentials-env");
  refuse_both(!options.client_key_password_file.empty(), !options.client_key_password_env.empty(),
              "--client-key-password-file and --client-key-password-env");
  if (holds_password(options.proxy))
    throw Failure(Kind::usage,
                  "--proxy holds a password, which every user of this machine can read",
                  "put user:password into a file and name it with --proxy-credentials-file");
  check_scheme(options.proxy);
  if (!options.client_key.empty() && options.client_cert.empty())
    throw Failure(Kind::usage, "--client-key is given without --client-cert",
                  "name the certificate with --client-cert FILE");
}

}  // namespace

Command tls_probe_command(Options& options) {
  TlsProbeOptions& probe = options.tls_probe;
  Command command{"probe", "Tells what a TLS gateway accepts, and whether that is what you want."};
  command.notes = kExamples;
  auto lists = std::make_shared<std::vector<std::string>>();
  auto words = std::make_shared<std::vector<std::string>>();
  add_wanted(command, probe, *lists);
  add_way(command, probe);
  add_probes(command, probe);
  add_common_options(command, options.common);
  command.positional = {"TARGET",
                        "host[:port], [IPv6]:port or an https URL; - reads them from stdin",
                        [words](const std::string& v) { words->push_back(v); },
                        true,
                        true,
                        "--targets"};
  command.run = [&options, &probe, lists, words] {
    check_common_options(options.common);
    check(probe);
    probe.targets = read_targets(*words, *lists);
    return run_tls_probe(probe, options.common);
  };
  return command;
}

}  // namespace checkoutdiag::usage
