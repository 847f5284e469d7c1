#include <algorithm>

#include "checks/ca/chain_words.hpp"
#include "checks/ca/settings.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"OpenSSL: SSL_CTX_set_default_verify_paths(3)",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/"},
    {"libcurl errors: CURLE_SSL_CACERT_BADFILE (77)",
     "https://curl.se/libcurl/c/libcurl-errors.html"},
    {"Requests: SSL cert verification",
     "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification"},
    {"Node.js: NODE_EXTRA_CA_CERTS", "https://nodejs.org/api/cli.html#node_extra_ca_certsfile"},
};

std::string state_text(const Fault& fault) {
  switch (fault.kind) {
    case Fault::Kind::missing:
      return "which is not there";
    case Fault::Kind::unreadable:
      return "which cannot be read (" + brief(fault.detail) + ")";
    case Fault::Kind::is_file:
      return "which is a file and not a directory";
    case Fault::Kind::is_directory:
      return "which is a directory and not a file";
    case Fault::Kind::not_a_store:
      return "which is no store" + (fault.detail.empty() ? "" : " (" + brief(fault.detail) + ")");
    case Fault::Kind::empty:
      return "which holds no certificate";
    case Fault::Kind::no_key_store:
      return "which is no Java key store (" + brief(fault.detail) + ")";
    case Fault::Kind::loads_nothing:
      break;
  }
  return "of which nothing is loaded" +
         (fault.detail.empty() ? "" : " (" + brief(fault.detail) + ")");
}

std::string_view key_of(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::missing:
      return "missing";
    case Fault::Kind::unreadable:
      return "unreadable";
    case Fault::Kind::is_file:
      return "a file";
    case Fault::Kind::is_directory:
      return "a directory";
    case Fault::Kind::not_a_store:
      return "not a store";
    case Fault::Kind::empty:
      return "empty";
    case Fault::Kind::no_key_store:
      return "not a key store";
    case Fault::Kind::loads_nothing:
      break;
  }
  return "loads nothing";
}

bool in_environment(const trust::Setting& setting) {
  return !setting.where.starts_with('/');
}

// A store of this machine that such a setting could name; null when none is known.
const Store* good_store(const MachineCase& seen, const trust::Setting& setting) {
  for (const Store& store : seen.seen.stores) {
    bool directory = store.format == trust::Format::hashed_directory;
    bool text = store.format == trust::Format::pem;
    bool java = store.format == trust::Format::jks || store.format == trust::Format::pkcs12;
    bool fits = is_java(setting) ? java : setting.is_directory ? directory : text;
    if (fits && store.role == trust::Role::bundle && store.file.error.empty() &&
        store.problem.empty() && store.entries.size() > 1)
      return &store;
  }
  return nullptr;
}

// Only the lines of files whose syntax is certain are for pasting.
std::string naming(const trust::Setting& setting, const std::string& path) {
  if (is_java(setting))
    return ":" + paste("-D" + shell_word(setting.name) + "=" + shell_word(path));
  if (in_environment(setting))
    return ":" + paste("export " + shell_word(setting.name) + "=" + shell_word(path));
  if (setting.name.starts_with("openssl.") || setting.name.starts_with("curl."))
    return ":" + paste(brief(setting.name, 60) + "=\"" + text::printable(path, 300) + "\"");
  return ", such as " + brief(path, 300);
}

std::string repair(const MachineCase& seen, const trust::Setting& setting, const Fault& fault) {
  std::string where = inside(seen.seen) + "in " + brief(setting.where);
  const Store* good = good_store(seen, setting);
  std::string text =
      where + ", name a store that is one" + (good ? naming(setting, good->path) : "");
  if (in_environment(setting) && !is_java(setting))
    text +=
        "\nor drop it, so that the default counts:" + paste("unset " + shell_word(setting.name));
  if (fault.kind == Fault::Kind::unreadable)
    text += "\nor see which directory or file keeps its reader out:" +
            paste("sudo namei -l " + shell_word(fault.path));
  else if (fault.kind != Fault::Kind::missing)
    text += "\nor put a store there; what it holds now:" +
            paste("checkoutdiag ca audit " + shell_word(fault.path));
  return text;
}

void tell(const MachineCase& seen, const trust::Setting& setting, const Fault& fault,
          Outcome& outcome) {
  std::string result = setting.ignored
                           ? "it is overridden" +
                                 (setting.note.empty() ? "" : " (" + brief(setting.note) + ")") +
                                 " and costs nothing until that changes"
                           : what_happens(setting, fault);
  Finding& finding =
      outcome.fail("{} (set in {}) names {}, {}; {}", brief(setting.name, 60), brief(setting.where),
                   brief(fault.path, 200), state_text(fault), result);
  // One of several directories costs what it holds, not everything.
  if (setting.ignored)
    finding.at_level(Level::note);
  else if (fault.others_work)
    finding.at_level(Level::warning);
  finding.with("setting", setting.name)
      .with("set_in", setting.where)
      .with("value", setting.value)
      .with("path", fault.path)
      .with("fault", key_of(fault.kind))
      .with("readers", setting.readers)
      .fixed_by(repair(seen, setting, fault));
}

void run(const MachineCase& seen, Outcome& outcome) {
  for (const trust::Setting& setting : seen.seen.settings)
    for (const Fault& fault : faults_of(seen.seen, setting))
      tell(seen, setting, fault, outcome);
}

}  // namespace

constinit const Check<MachineCase> setting_broken{
    .rule = {.id = "ca/setting-broken",
             .level = Level::error,
             .title = "a setting names a trust store that is not there or holds nothing",
             .why = "A variable or an ini line that names a store replaces the default. When the "
                    "file moved, or a download left a web page in its place, its readers trust "
                    "nobody or stop with an error about the file, such as cURL error 77, and every "
                    "payment call of theirs fails.",
             .fix = "name a store that is one, or drop the setting so that the default counts:\n"
                    "  unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE\n"
                    "in a php.ini, for PHP's streams and its curl:\n"
                    "  openssl.cafile=\"/etc/ssl/certs/ca-certificates.crt\"\n"
                    "  curl.cainfo=\"/etc/ssl/certs/ca-certificates.crt\"",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
