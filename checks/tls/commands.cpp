#include "checks/tls/commands.hpp"

#include <algorithm>

#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

std::string joined(std::initializer_list<std::string_view> words) {
  std::string line;
  for (std::string_view word : words)
    if (!word.empty()) line += (line.empty() ? "" : " ") + std::string(word);
  return line;
}

// The end of the shell word that begins here.
std::size_t word_end(std::string_view command, std::size_t at) {
  bool quoted = false;
  for (; at < command.size(); ++at) {
    if (command[at] == '\'')
      quoted = !quoted;
    else if (!quoted && command[at] == '\\')
      ++at;
    else if (!quoted && command[at] == ' ')
      break;
  }
  return std::min(at, command.size());
}

std::string without_option(std::string command, std::string_view option) {
  for (std::size_t at = 0; at < command.size();) {
    std::size_t end = word_end(command, at);
    if (std::string_view(command).substr(at, end - at) != option) {
      at = end + 1;
      continue;
    }
    end = word_end(command, std::min(end + 1, command.size()));
    command.erase(at - 1, end - at + 1);  // with the space before it; a command is never first
  }
  return command;
}

// "http://proxy:3128 (https_proxy)" without who named it.
std::string proxy_url(const TlsCase& seen) {
  return seen.seen.via_proxy ? seen.seen.proxy.substr(0, seen.seen.proxy.find(" (")) : "";
}

// s_client speaks to HTTP proxies only.
std::string s_client_proxy(const TlsCase& seen) {
  constexpr std::string_view kHttp = "http://";
  std::string url = proxy_url(seen);
  if (url.starts_with(kHttp)) url.erase(0, kHttp.size());
  if (url.empty() || url.find("://") != std::string::npos) return {};
  while (url.ends_with('/'))
    url.pop_back();
  return "-proxy " + shell_word(url);
}

std::string s_client_by(const TlsCase& seen, std::string_view name, std::string_view options) {
  return joined(
      {"openssl s_client -connect", shell_word(net::to_string(seen.dial)), s_client_proxy(seen),
       name.empty() ? "-noservername" : "-servername " + shell_word(name), options, "</dev/null"});
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

const std::string& asked_name(const TlsCase& seen) {
  return seen.seen.sni.sent.empty() ? seen.endpoint.host : seen.seen.sni.sent;
}

std::string again(const TlsCase& seen, std::initializer_list<Option> options) {
  std::string command = seen.repeat;
  for (const Option& option : options) {
    if (!option.value.empty()) command = without_option(command, option.name);
    command += " " + std::string(option.name);
    if (!option.value.empty()) command += " " + shell_word(option.value);
  }
  return command;
}

std::string ask_by_name(const TlsCase& seen) {
  net::Endpoint named = seen.endpoint;
  if (named.literal) named = {"NAME", named.port, false};
  std::string command = "checkoutdiag tls probe " + shell_word(net::to_string(named));
  return command + " --connect " + shell_word(net::to_string(seen.dial));
}

std::string s_client(const TlsCase& seen, std::string_view options) {
  return s_client_by(seen, seen.seen.sni.sent, options);
}

std::string nameless_s_client(const TlsCase& seen) {
  return s_client_by(seen, {}, {});
}

std::string curl(const TlsCase& seen, std::string_view options) {
  std::string url = proxy_url(seen);
  std::string through = url.empty() ? "" : "--proxy " + shell_word(url);
  return curl_by_way_of({asked_name(seen), seen.endpoint.port, seen.endpoint.literal}, seen.dial,
                        joined({options, through}));
}

std::string curl_by_way_of(const net::Endpoint& asked, const net::Endpoint& dial,
                           std::string_view options) {
  std::string elsewhere;
  if (asked.host != dial.host || asked.port != dial.port)
    elsewhere =
        "--connect-to " + shell_word(fmt::format("{}:{}:{}:{}", bracketed(asked.host), asked.port,
                                                 bracketed(dial.host), dial.port));
  std::string port = asked.port == 443 ? "" : fmt::format(":{}", asked.port);
  return joined(
      {"curl", options, elsewhere, shell_word("https://" + bracketed(asked.host) + port + "/")});
}

std::string nginx_protocols(std::span<const Version> versions) {
  std::string line = "ssl_protocols";
  for (Version version : versions) {
    std::string_view word = name(version);  // nginx writes "TLS 1.0" as "TLSv1"
    if (word == "TLS 1.0")
      line += " TLSv1";
    else if (word.starts_with("TLS "))
      line += " TLSv" + std::string(word.substr(4));
    else
      line += " " + std::string(word);
  }
  return line + ";";
}

}  // namespace checkoutdiag::tls
