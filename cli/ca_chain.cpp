#include "cli/ca_chain.hpp"

#include <algorithm>
#include <filesystem>

#include "checks/shell.hpp"
#include "cli/ca.hpp"
#include "cli/commands.hpp"
#include "cli/facts/ca_facts.hpp"
#include "cli/files.hpp"
#include "cli/proxies.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/tls/fetch_chain.hpp"
#include "lib/trust/contents.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostChain = 4 << 20;
constexpr std::size_t kLongestChain = 100;

// "chain.pem", "./x" and "-" are files; "api.example" is a gateway, even where a directory of that
// name is at hand.
bool is_file(const std::string& word) {
  if (word == "-") return true;
  if (word.rfind("https://", 0) == 0) return false;
  for (const std::string_view ending : {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"})
    if (word.size() > ending.size() && word.ends_with(ending)) return true;
  std::error_code ignored;
  return word.find('/') != std::string::npos || std::filesystem::is_regular_file(word, ignored);
}

std::vector<std::string> certificates_of(const std::string& file, const char* what) {
  trust::Contents contents = trust::read_contents(read_file(file, what, kMostChain));
  std::vector<std::string> ders;
  for (trust::Found& found : contents.certificates)
    if (ders.size() < kLongestChain) ders.push_back(std::move(found.der));
  if (ders.empty())
    throw Failure(Failure::Kind::input,
                  std::string(what) + " " + (file == "-" ? "stdin" : text::printable(file, 400)) +
                      " holds no certificate that can be read",
                  "it must be PEM, DER or PKCS#7");
  return ders;
}

// What a server sends begins with its leaf; files are often sorted otherwise, and there the order
// says nothing about the gateway.
void put_leaf_first(std::vector<std::string>& ders) {
  const auto leaf = std::find_if(ders.begin(), ders.end(), [](const std::string& der) {
    const x509::Certificate each = x509::read_certificate(der);
    return each.malformed.empty() && !each.is_ca;
  });
  if (leaf != ders.end()) std::rotate(ders.begin(), leaf, leaf + 1);
}

std::vector<Sent> from_file(const std::string& word) {
  Sent sent;
  sent.target = word == "-" ? "stdin" : word;
  sent.ders = certificates_of(word, "the chain");
  put_leaf_first(sent.ders);
  return {std::move(sent)};
}

std::vector<Sent> from_gateway(const CaRun& run, const CaOptions& options,
                               const std::string& word) {
  const net::Endpoint endpoint = net::parse_endpoint(word);
  const net::Endpoint dial =
      options.connect.empty() ? endpoint : net::parse_endpoint(options.connect, endpoint.port);
  std::string name = endpoint.literal ? "" : endpoint.host;
  if (options.sni) name = *options.sni == "none" ? "" : *options.sni;
  const auto proxy_for = proxy_choice(options.proxy);
  const tls::FetchedChains fetched = tls::fetch_chains(
      endpoint, dial, name, run.limits(), proxy_for ? proxy_for(dial.host) : std::nullopt);
  Sent sent;
  sent.target = net::to_string(endpoint);
  sent.host = name.empty() ? endpoint.host : name;
  if (!fetched.via_proxy.empty())
    sent.address = "via " + fetched.via_proxy;
  else if (!fetched.address.ip.empty())
    sent.address = net::to_string(fetched.address);
  sent.problem = fetched.problem;
  if (fetched.chains.empty()) return {std::move(sent)};
  std::vector<Sent> all;
  for (const tls::FetchedChain& chain : fetched.chains) {
    Sent one = sent;
    one.ders = chain.ders;
    one.seen_in = chain.seen_in;
    // A gateway with two leaves is two subjects: a client is shown one of them.
    if (fetched.chains.size() > 1)
      one.target += " [" + x509::read_certificate(chain.ders.front()).key_algorithm + "]";
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<trust::Candidate> candidates_of(const CaOptions& options) {
  std::vector<trust::Candidate> all;
  for (const std::string& file : options.intermediates)
    for (const std::string& der : certificates_of(file, "the file of intermediates"))
      all.push_back({x509::read_certificate(der), file});
  return all;
}

void add_fetched(const CaRun& run, const Sent& sent, std::vector<trust::Candidate>& to) {
  const x509::Verifier defaults(x509::Anchors{});
  const x509::AiaProof proof = x509::fetch_missing(sent.ders, defaults, run.at,
                                                   static_cast<int>(run.limits().timeout.count()));
  for (const x509::Certificate& each : proof.added)
    to.push_back({each, proof.urls.empty() ? "its issuer's URL" : proof.urls.back()});
}

bool is_distrusted(const trust::Knowledge& known, const x509::Certificate& certificate) {
  return std::any_of(known.distrust.begin(), known.distrust.end(), [&](const auto& entry) {
    return !entry.allowed && !entry.after &&
           ((!entry.sha256.empty() && entry.sha256 == certificate.sha256) ||
            (!entry.spki_sha256.empty() && entry.spki_sha256 == certificate.spki_sha256));
  });
}

}  // namespace

std::string repeat_command(const CaOptions& options, const CommonOptions& common,
                           const std::string& word) {
  std::string command = "checkoutdiag ca chain " + shell_word(word);
  for (const std::string& store : options.stores)
    command += " --store " + shell_word(store);
  const std::pair<const char*, std::string> words[] = {{"--connect", options.connect},
                                                       {"--sni", options.sni.value_or("")},
                                                       {"--root", options.root},
                                                       {"--proxy", options.proxy.url}};
  for (const auto& [option, value] : words)
    if (!value.empty()) command += fmt::format(" {} {}", option, shell_word(value));
  for (const std::string& file : options.intermediates)
    command += " --intermediates " + shell_word(file);
  for (const std::string& file : options.knowledge)
    command += " --knowledge " + shell_word(file);
  for (const std::string& client : options.clients)
    command += " --client " + shell_word(client);
  if (options.fetch_aia) command += " --fetch-aia";
  if (common.now) command += " --now " + text::rfc3339(*common.now);
  if (options.process) command += fmt::format(" --process {}", *options.process);
  if (options.proxy.none) command += " --no-proxy";
  return command;
}

namespace {

bool is_chosen(const trust::Client& client, const std::vector<std::string>& wanted) {
  const std::string name = text::lower(client.name + " " + client.version);
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& words) {
    return name.find(text::lower(words)) != std::string::npos;
  });
}

// --client: a pipeline asks for the runtimes that its shop has, not for all of a build machine's.
void choose_clients(trust::Inventory& inventory, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return;
  std::string names;
  for (const trust::Client& client : inventory.clients)
    names += (names.empty() ? "" : ", ") + client.name;
  std::erase_if(inventory.clients,
                [&](const trust::Client& client) { return !is_chosen(client, wanted); });
  if (inventory.clients.empty())
    throw Failure(Failure::Kind::input, "no runtime of this machine is called so: --client",
                  "there are " + text::printable(names, 2000));
}

}  // namespace

Machine look(CaRun& run, const CaOptions& options) {
  run.search();
  if (options.stores.empty()) {
    Machine all{run.take(nullptr, {}), std::nullopt};
    choose_clients(all.inventory, options.clients);
    return all;
  }
  // All are read: another store may hold what this one lacks.
  std::vector<std::size_t> places;
  for (const std::string& store : options.stores)
    places.push_back(run.place_of(store));
  Machine machine{run.take(nullptr, {}), std::vector<std::size_t>{}};
  for (const std::size_t place : places) {
    const std::string& path = run.plan().places[place].path;
    for (std::size_t i = 0; i < machine.inventory.stores.size(); ++i) {
      const trust::Store& store = machine.inventory.stores[i];
      const bool same = store.path == path ||
                        std::find(store.also.begin(), store.also.end(), path) != store.also.end();
      if (same &&
          std::find(machine.stores->begin(), machine.stores->end(), i) == machine.stores->end())
        machine.stores->push_back(i);
    }
  }
  return machine;
}

facts::JudgedChain judge_one(CaRun& run, const CaOptions& options, const Machine& machine,
                             const Sent& sent, std::vector<trust::Candidate> candidates) {
  facts::JudgedChain judged;
  judged.target = sent.target;
  judged.host = sent.host;
  judged.address = sent.address;
  judged.seen_in = sent.seen_in;
  judged.problem = sent.problem;
  for (const std::string& der : sent.ders)
    judged.sent.push_back(x509::read_certificate(der));
  if (sent.ders.empty()) return judged;
  if (options.fetch_aia) add_fetched(run, sent, candidates);
  trust::MatrixOptions how;
  how.stores = machine.stores;
  how.candidates = std::move(candidates);
  how.usable = [&run](const x509::Certificate& each) { return !is_distrusted(run.known, each); };
  how.stop = [&run] { return run.stopped(); };
  how.now = run.at;
  judged.rows = trust::judge_chain(machine.inventory, sent.ders, how);
  return judged;
}

void report_chain(CaRun& run, const Machine& machine, const facts::JudgedChain& chain,
                  const std::string& repeat) {
  const ca::ChainCase seen{machine.inventory, run.known, run.wanted, run.at,        chain.target,
                           chain.host,        repeat,    chain.sent, chain.problem, chain.rows};
  judge(ca::chain(), seen, chain.target, run.report.outcomes);
  Subject subject;
  subject.name = chain.target;
  subject.note = chain.address;
  subject.details = facts::chain_details(machine.inventory, chain, run.at);
  run.report.subjects.push_back(std::move(subject));
}

namespace {

// The certificates that a remedy of this kind adds, each once; of roots the first that is proven,
// because a store should not take more than it needs.
std::string fix_of(trust::Remedy::Kind kind, const std::vector<facts::JudgedChain>& chains) {
  const bool root = kind == trust::Remedy::Kind::add_root;
  for (const facts::JudgedChain& chain : chains)
    for (const trust::Row& row : chain.rows)
      for (const trust::Remedy& remedy : row.remedies) {
        if (remedy.kind != kind) continue;
        std::string pem;
        for (const x509::Certificate& each : remedy.certificates)
          if (each.self_issued == root) pem += x509::to_pem(each.der);
        if (!pem.empty()) return pem;
      }
  return {};
}

void save(const std::string& file, trust::Remedy::Kind kind, const char* what,
          const std::vector<facts::JudgedChain>& chains) {
  if (file.empty()) return;
  const std::string pem = fix_of(kind, chains);
  if (!pem.empty())
    write_file(file, pem, what);
  else
    complain("checkoutdiag: no " + std::string(what) + " is proven to mend anything, so " +
             text::printable(file, 400) + " was not written\n");
}

}  // namespace

void judge_machine(CaRun& run, const Machine& machine) {
  constexpr const Check<ca::MachineCase>* kSettings[] = {&ca::rules::setting_broken};
  std::vector<Outcome> outcomes;
  judge<ca::MachineCase>(kSettings, {machine.inventory, run.known, run.wanted, run.at},
                         run.subject(), outcomes);
  const bool told = !machine.stores && !outcomes.front().findings.empty();
  if (told || machine.inventory.incomplete)
    run.report.subjects.push_back({run.subject(), "", {}, "", std::nullopt});
  if (told) run.report.outcomes.push_back(std::move(outcomes.front()));
  run.judge_completeness(machine.inventory);
}

int run_ca_chain(const CaOptions& options, const CommonOptions& common) {
  CaRun run("ca chain", options, common);
  run.read_knowledge();
  for (const std::string& file : {options.save_root, options.save_intermediate})
    if (!file.empty()) check_writable(file, "the fix");
  std::vector<trust::Candidate> candidates = candidates_of(options);
  // What is wrong with the call is told before anything is searched or asked.
  for (const std::string& word : options.words)
    if (!is_file(word)) net::parse_endpoint(word);
  std::vector<std::pair<std::string, Sent>> all;
  for (const std::string& word : options.words)
    for (Sent& sent : is_file(word) ? from_file(word) : from_gateway(run, options, word))
      all.emplace_back(word, std::move(sent));
  const Machine machine = look(run, options);
  judge_machine(run, machine);
  std::vector<facts::JudgedChain> chains;
  for (const auto& [word, sent] : all) {
    chains.push_back(judge_one(run, options, machine, sent, candidates));
    report_chain(run, machine, chains.back(), repeat_command(options, common, word));
  }
  save(options.save_root, trust::Remedy::Kind::add_root, "root", chains);
  save(options.save_intermediate, trust::Remedy::Kind::send_intermediate, "intermediate", chains);
  return run.finish([&] { return facts::to_json(machine.inventory, chains); });
}

}  // namespace checkoutdiag
