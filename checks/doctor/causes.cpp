#include "checks/doctor/causes.hpp"

#include <algorithm>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor {
namespace {

using tls::ReplyKind;
using tls::State;

std::string_view cause_of(const Symptom& symptom) {
  if (!symptom.finding) return {};
  for (const auto& [key, value] : symptom.finding->evidence.items)
    if (key == "cause")
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

// The address that an outcome is about: its subject is the target, or "target [address]".
const tls::AddressFacts* address_of(const DoctorCase& seen, const Symptom& symptom) {
  const auto& all = seen.seen.tls.addresses;
  if (all.size() == 1) return &all.front();
  for (const tls::AddressFacts& each : all)
    if (symptom.outcome->subject.ends_with(" [" + each.address.ip + "]")) return &each;
  return nullptr;
}

template <ReplyKind... kinds>
bool answered(const DoctorCase& seen, const Symptom& symptom) {
  const tls::AddressFacts* address = address_of(seen, symptom);
  return address && address->reachable == State::unknown && !address->interrupted &&
         ((address->first_answer.kind == kinds) || ...);
}

bool any_reached(const DoctorCase& seen) {
  const auto& all = seen.seen.tls.addresses;
  return std::any_of(all.begin(), all.end(), [](const tls::AddressFacts& each) {
    return each.reachable == State::accepted;
  });
}

bool nothing_reached(const DoctorCase& seen, const Symptom&) {
  return !any_reached(seen);
}

bool only_old_versions(const DoctorCase& seen, const Symptom&) {
  bool some = false;
  for (const tls::AddressFacts& address : seen.seen.tls.addresses)
    for (const tls::VersionFacts& each : address.versions) {
      if (each.state != State::accepted) continue;
      some = true;
      if (each.version >= tls::Version::tls12) return false;
    }
  return some;
}

// Is there a certificate that is valid by the gateway's clock and not by this one?
bool is_dated_by_this_clock(const DoctorCase& seen, const Symptom&) {
  const Time theirs = gateway_time(seen);
  const auto valid = [](const x509::Certificate& each, Time when) {
    return each.not_before <= when && when <= each.not_after;
  };
  for (const tls::AddressFacts& address : seen.seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains)
      for (const x509::Certificate& each : chain.certificates)
        if (!valid(each, seen.at) && valid(each, theirs)) return true;
  return false;
}

// An open question about interception is a cause only where there is a proxy to be one.
bool is_decided(const DoctorCase&, const Symptom& symptom) {
  return symptom.finding != nullptr;
}

bool is_behind_proxy(const DoctorCase& seen, const Symptom&) {
  return seen.seen.proxy.has_value();
}

bool is_error(const DoctorCase&, const Symptom& symptom) {
  return symptom.finding && symptom.finding->level == Level::error;
}

Side side_of_clock(const DoctorCase& seen) {
  switch (whose_clock(seen).whose) {
    case WrongClock::this_machine:
      return Side::here;
    case WrongClock::gateway:
      return Side::gateway;
    case WrongClock::unknown:
      break;
  }
  return Side::unknown;
}

std::string title_of_clock(const DoctorCase& seen, const Symptom&) {
  const std::string off = offset_text(seen.seen.clock);
  switch (whose_clock(seen).whose) {
    case WrongClock::this_machine:
      return fmt::format("this machine's clock is wrong: {} the gateway's", off);
    case WrongClock::gateway:
      return fmt::format("the gateway's clock is wrong: this machine's is {} it", off);
    case WrongClock::unknown:
      break;
  }
  return fmt::format("this machine's clock is {} the gateway's", off);
}

std::string title_of_trust(const DoctorCase&, const Symptom& symptom) {
  if (symptom.outcome->rule->id == "tls/root-unknown")
    return "this machine's store does not have the gateway's root";
  for (const auto& [key, value] : symptom.finding->evidence.items)
    if (key == "accepted_by")
      if (const auto* names = std::get_if<std::vector<std::string>>(&value);
          names && !names->empty())
        return "a runtime of this machine does not have the gateway's root, and others do";
  return "no runtime of this machine has the gateway's root";
}

std::string title_of_name(const DoctorCase&, const Symptom& symptom) {
  return symptom.outcome->rule->id == "tls/sni-name-refused"
             ? "the gateway does not know that name"
             : "the gateway's certificate is for other names";
}

std::string title_of_proxy(const DoctorCase& seen, const Symptom& symptom) {
  return answered<ReplyKind::proxy_unreachable>(seen, symptom)
             ? "the proxy cannot be reached"
             : "the proxy does not let this machine through";
}

std::string ask_proxy(const DoctorCase& seen) {
  return "see what is set, and what the proxy itself says:" + paste("env | grep -i _proxy") +
         paste("curl -sv -o /dev/null " + shell_word("https://" + seen.target + "/")) +
         "\nand whether the direct way is open:" + paste(seen.repeat + " --no-proxy");
}

std::string try_from_elsewhere(const DoctorCase& seen) {
  const std::string port = std::to_string(seen.seen.dial.port);
  return "see whether this machine's own firewall lets it out, and try from another network:" +
         paste("sudo nft list ruleset") +
         paste("nc -vz -w 5 " + shell_word(seen.seen.dial.host) + " " + port) +
         "\nif it is reached from there, ask the gateway to let this machine's public address in";
}

std::string ask_resolver(const DoctorCase& seen) {
  return "check the spelling, then what each name server of this machine says:" +
         paste("getent ahosts " + shell_word(seen.seen.dial.host)) + paste("cat /etc/resolv.conf") +
         paste("resolvectl query " + shell_word(seen.seen.dial.host));
}

constexpr std::string_view kGap = "issuer missing|root not trusted";
constexpr std::string_view kDates = "expired|not yet valid";

// --- The way there ---

constexpr Mark kUnresolved[] = {{"tls/name-resolves"}};
constexpr Mark kEverything[] = {
    {"tls/*"}, {"ca/chain-seen"}, {"doctor/http-answer"}, {"doctor/tls-intercepted"}};

constexpr Mark kProxyDown[] = {
    {"tls/reachable", "", &answered<ReplyKind::proxy_error, ReplyKind::proxy_unreachable>}};
constexpr Mark kFiltered[] = {{"tls/reachable", "", [](const DoctorCase& c, const Symptom& s) {
                                 return nothing_reached(c, s) &&
                                        answered<ReplyKind::connect_timeout>(c, s);
                               }}};
constexpr Mark kClosed[] = {{"tls/reachable", "", [](const DoctorCase& c, const Symptom& s) {
                               return nothing_reached(c, s) &&
                                      answered<ReplyKind::connect_refused>(c, s);
                             }}};
constexpr Mark kNoRoute[] = {{"tls/reachable", "", &answered<ReplyKind::connect_failed>}};
constexpr Mark kTurnedAway[] = {
    {"tls/reachable", "", [](const DoctorCase& c, const Symptom& s) {
       return nothing_reached(c, s) &&
              answered<ReplyKind::silence, ReplyKind::closed, ReplyKind::reset>(c, s);
     }}};
constexpr Mark kGarbled[] = {{"tls/reachable", "",
                              &answered<ReplyKind::malformed, ReplyKind::wrong_answer,
                                        ReplyKind::plain_http, ReplyKind::other_protocol>}};
constexpr Mark kUnreached[] = {{"tls/*", "", &nothing_reached},
                               {"ca/chain-seen"},
                               {"doctor/http-answer"},
                               {"doctor/hello-size"}};

constexpr Mark kNotTls[] = {{"tls/not-tls"}};

constexpr Mark kAddressDown[] = {{"tls/some-addresses-down"}};
constexpr Mark kOfOneAddress[] = {{"tls/reachable"},
                                  {"tls/enumeration-complete"},
                                  {"tls/addresses-differ"},
                                  {"doctor/http-answer"},
                                  {"doctor/slow-phase"}};

constexpr Mark kHelloSize[] = {{"doctor/hello-size", "", &is_decided}};
constexpr Mark kOfHelloSize[] = {
    {"tls/reachable"},
    {"tls/enumeration-complete"},
    {"tls/local-openssl"},
    {"tls/refuses-everything"},
    {"tls/protocol-missing"},
    {"tls/client-certificate", "",
     [](const DoctorCase& c, const Symptom& s) { return !is_decided(c, s); }},
    {"tls/forward-secrecy"},
    {"ca/chain-seen"},
    {"doctor/http-answer"},
    {"doctor/slow-phase"}};

constexpr Mark kIntercepted[] = {{"doctor/tls-intercepted", "", &is_decided}};
constexpr Mark kMaybeIntercepted[] = {{"doctor/tls-intercepted", "", &is_behind_proxy}};
constexpr Mark kOfInterception[] = {{"tls/root-unknown"},
                                    {"tls/leaf-self-signed"},
                                    {"tls/intermediate-missing"},
                                    {"tls/chain-invalid"},
                                    {"tls/certificate-lifetime"},
                                    {"tls/must-staple"},
                                    {"tls/host-mismatch"},
                                    {"ca/chain-incomplete"},
                                    {"ca/chain-refused"},
                                    {"ca/chain-host-mismatch"},
                                    {"ca/chain-weak"}};

// --- This machine ---

constexpr Mark kClock[] = {{"doctor/clock-skew"}};
constexpr Mark kOfClock[] = {{"tls/leaf-expired", "", &is_dated_by_this_clock},
                             {"tls/leaf-not-yet-valid", "", &is_dated_by_this_clock},
                             {"tls/leaf-expires-soon", "", &is_dated_by_this_clock},
                             {"tls/chain-expired", "", &is_dated_by_this_clock},
                             {"tls/chain-invalid", "", &is_dated_by_this_clock},
                             {"ca/chain-refused", kDates, &is_dated_by_this_clock},
                             {"doctor/webhook-secret", "", [](const DoctorCase& c, const Symptom&) {
                                return c.webhook && c.webhook->fault.empty() &&
                                       c.webhook->wrong_kind.empty();
                              }}};

constexpr Mark kSetting[] = {{"ca/setting-broken"}};
constexpr Mark kOfTrust[] = {{"tls/root-unknown"}, {"ca/chain-refused", kGap}, {"ca/chain-seen"}};

// --- The gateway's TLS ---

constexpr Mark kClientCertificate[] = {{"tls/client-certificate", "", &is_error}};
constexpr Mark kOfClientCertificate[] = {
    {"tls/local-openssl"}, {"tls/enumeration-complete"}, {"ca/chain-seen"}, {"doctor/http-answer"}};

constexpr Mark kName[] = {
    {"tls/sni-name-refused"}, {"tls/host-mismatch"}, {"ca/chain-host-mismatch"}};
constexpr Mark kOfName[] = {{"tls/sni-default-certificate"},
                            {"tls/sni-required"},
                            {"tls/local-openssl", "name-unknown"},
                            {"doctor/http-answer"}};

constexpr Mark kOldVersions[] = {{"tls/protocol-missing", "", &only_old_versions},
                                 {"tls/protocol-outdated", "", &only_old_versions},
                                 {"tls/local-openssl", "", &only_old_versions}};
constexpr Mark kOfOldVersions[] = {{"tls/forward-secrecy"},      {"tls/cbc-cipher"},
                                   {"tls/legacy-cipher"},        {"tls/static-rsa"},
                                   {"tls/sha1-signature"},       {"tls/suite-outside-policy"},
                                   {"tls/group-outside-policy"}, {"tls/extended-master-secret"},
                                   {"tls/server-preference"},    {"tls/fallback-scsv"},
                                   {"tls/md5-cipher"},           {"tls/rc4-cipher"},
                                   {"tls/enumeration-complete"}, {"tls/dh-weak"},
                                   {"doctor/http-answer"}};

constexpr Mark kRefuses[] = {{"tls/refuses-everything"}};
constexpr Mark kLocal[] = {{"tls/local-openssl"}};
constexpr Mark kOfHandshake[] = {{"doctor/http-answer"}, {"ca/chain-seen"}};

constexpr Mark kExpired[] = {{"tls/leaf-expired"}};
constexpr Mark kNotYet[] = {{"tls/leaf-not-yet-valid"}};
constexpr Mark kChainExpired[] = {{"tls/chain-expired"}, {"ca/chain-refused", kDates}};
constexpr Mark kOfDates[] = {
    {"ca/chain-refused", kDates}, {"tls/chain-expired"}, {"tls/chain-invalid"}};

constexpr Mark kIncomplete[] = {{"tls/intermediate-missing"}, {"ca/chain-incomplete"}};
constexpr Mark kOfIncomplete[] = {
    {"ca/chain-refused", kGap}, {"tls/root-unknown"}, {"tls/chain-invalid"}};

constexpr Mark kSelfSigned[] = {{"tls/leaf-self-signed"}};
constexpr Mark kOfSelfSigned[] = {
    {"ca/chain-refused", kGap}, {"tls/root-unknown"}, {"tls/chain-invalid"}};

constexpr Mark kUntrusted[] = {{"ca/chain-refused", kGap}, {"tls/root-unknown"}};
constexpr Mark kOfUntrusted[] = {{"tls/chain-invalid"}};

constexpr Mark kRefused[] = {{"ca/chain-refused"}, {"tls/chain-invalid"}, {"ca/chain-distrusted"}};
constexpr Mark kOfRefused[] = {{"ca/chain-weak"}, {"tls/chain-sha1"}, {"tls/key-weak"}};

// --- The gateway's service ---

constexpr Mark kMaintenance[] = {{"doctor/maintenance"}};
constexpr Mark kRate[] = {{"doctor/rate-limited"}};
constexpr Mark kFault[] = {{"doctor/server-fault"}};
constexpr Mark kNoAnswer[] = {{"doctor/http-answer"}};
constexpr Mark kOfService[] = {
    {"doctor/http-answer"}, {"doctor/slow-phase"}, {"doctor/server-fault"}};

// --- What stops nobody ---

constexpr Mark kWeak[] = {{"tls/protocol-outdated"},
                          {"tls/null-cipher"},
                          {"tls/export-cipher"},
                          {"tls/anonymous-cipher"},
                          {"tls/rc4-cipher"},
                          {"tls/legacy-cipher"},
                          {"tls/md5-cipher"},
                          {"tls/static-rsa"},
                          {"tls/cbc-cipher"},
                          {"tls/forward-secrecy"},
                          {"tls/dh-weak"},
                          {"tls/suite-outside-policy"},
                          {"tls/group-outside-policy"},
                          {"tls/sha1-signature"},
                          {"tls/renegotiation"},
                          {"tls/extended-master-secret"},
                          {"tls/fallback-scsv"},
                          {"tls/compression"},
                          {"tls/server-preference"},
                          {"tls/protocol-missing"}};
constexpr Mark kSlow[] = {{"doctor/slow-phase"}};
constexpr Mark kProxySettings[] = {{"doctor/proxy-settings"}};
constexpr Mark kKey[] = {{"doctor/idempotency-key"}};
constexpr Mark kWebhook[] = {{"doctor/webhook-secret"}};

constexpr CauseRow kRows[] = {
    {"name-unresolved", "the gateway's name does not resolve", Side::unknown, true, kUnresolved,
     kEverything, nullptr, nullptr, &ask_resolver},
    {"proxy-refuses", "the proxy does not let this machine through", Side::between, true,
     kProxyDown, kUnreached, nullptr, &title_of_proxy, &ask_proxy},
    {"port-filtered", "the port does not answer: something drops what is sent to it", Side::unknown,
     true, kFiltered, kUnreached, nullptr, nullptr, &try_from_elsewhere},
    {"port-closed", "the port is closed: nobody listens, or a firewall refuses", Side::unknown,
     true, kClosed, kUnreached},
    {"no-route", "this machine has no route to an address of the gateway", Side::here, true,
     kNoRoute, kUnreached},
    {"turned-away", "connections are taken and ended without an answer", Side::unknown, true,
     kTurnedAway, kUnreached},
    {"not-understood", "what answers on the port makes no sense as TLS", Side::unknown, true,
     kGarbled, kUnreached},
    {"not-tls", "what listens on the port does not speak TLS", Side::gateway, true, kNotTls,
     kEverything},
    {"address-down", "one address of the gateway is dead while others answer", Side::gateway, true,
     kAddressDown, kOfOneAddress},
    {"hello-size", "something on the way drops large ClientHellos", Side::between, true, kHelloSize,
     kOfHelloSize},
    {"clock-off", "this machine's clock and the gateway's are apart", Side::unknown, true, kClock,
     kOfClock, &side_of_clock, &title_of_clock},
    {"tls-intercepted", "something on the way opens the TLS connection", Side::between, true,
     kIntercepted, kOfInterception},
    {"tls-intercepted", "the proxy opens the TLS connection, as far as can be told", Side::between,
     true, kMaybeIntercepted, kOfInterception},
    {"trust-setting-broken", "a setting of this machine leads its runtimes to no store", Side::here,
     true, kSetting, kOfTrust},
    {"client-certificate", "the gateway wants a client certificate", Side::here, true,
     kClientCertificate, kOfClientCertificate},
    {"certificate-of-another-name", "the gateway is not known by that name", Side::gateway, true,
     kName, kOfName, nullptr, &title_of_name},
    {"protocol-too-old", "the gateway speaks only versions of TLS that are given up", Side::gateway,
     true, kOldVersions, kOfOldVersions},
    {"refuses-every-hello", "the gateway refuses every offer", Side::gateway, true, kRefuses,
     kUnreached},
    {"handshake-fails-here", "this machine's OpenSSL and the gateway do not agree", Side::here,
     true, kLocal, kOfHandshake},
    {"certificate-expired", "the gateway's certificate has expired", Side::gateway, true, kExpired,
     kOfDates},
    {"certificate-not-yet-valid", "the gateway's certificate is not valid yet", Side::gateway, true,
     kNotYet, kOfDates},
    {"chain-expired", "a certificate above the gateway's own has expired", Side::gateway, true,
     kChainExpired, kOfDates},
    {"intermediate-missing", "the gateway does not send an intermediate certificate", Side::gateway,
     true, kIncomplete, kOfIncomplete},
    {"self-signed", "the gateway sends a certificate that it signed itself", Side::gateway, true,
     kSelfSigned, kOfSelfSigned},
    {"root-missing", "the gateway's root is missing here", Side::here, true, kUntrusted,
     kOfUntrusted, nullptr, &title_of_trust},
    {"chain-refused", "a runtime of this machine refuses the gateway's chain", Side::unknown, true,
     kRefused, kOfRefused},
    {"maintenance", "the gateway says that it is out of service for a while", Side::gateway, true,
     kMaintenance, kOfService},
    {"rate-limited", "the gateway limits the rate of this address", Side::here, true, kRate,
     kOfService},
    {"server-fault", "the gateway answers with an error of its own", Side::gateway, true, kFault,
     kOfService},
    {"no-http-answer", "a request gets no answer, though the handshake works", Side::unknown, true,
     kNoAnswer, kOfService},
    {"webhook-secret",
     "the webhook settings can verify no delivery",
     Side::here,
     true,
     kWebhook,
     {}},
    {"idempotency-key", "the idempotency key is unfit", Side::here, false, kKey, {}},
    {"proxy-settings",
     "the proxy variables contradict each other",
     Side::here,
     false,
     kProxySettings,
     {}},
    {"slow", "a part of each request takes long", Side::unknown, false, kSlow, {}},
    {"weak-tls",
     "the gateway accepts TLS that should be given up, or lacks what is current",
     Side::gateway,
     false,
     kWeak,
     {}},
};

}  // namespace

std::span<const CauseRow> cause_rows() {
  return kRows;
}

bool matches(const Mark& mark, const DoctorCase& seen, const Symptom& symptom) {
  const std::string_view id = symptom.outcome->rule->id;
  const bool is_rule = mark.rule.ends_with("/*")
                           ? id.starts_with(mark.rule.substr(0, mark.rule.size() - 1))
                           : id == mark.rule;
  if (!is_rule) return false;
  if (!mark.causes.empty()) {
    const std::string_view cause = cause_of(symptom);
    const std::string all = "|" + std::string(mark.causes) + "|";
    if (cause.empty() || all.find("|" + std::string(cause) + "|") == std::string::npos)
      return false;
  }
  return !mark.applies || mark.applies(seen, symptom);
}

}  // namespace checkoutdiag::doctor
