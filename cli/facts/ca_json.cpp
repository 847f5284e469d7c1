#include <fmt/core.h>

#include "cli/facts/ca_facts.hpp"
#include "cli/facts/certificate_json.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::facts {
namespace {

using nlohmann::ordered_json;
using namespace trust;

ordered_json json(const std::optional<bool>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json json(const std::optional<Time>& value) {
  return value ? ordered_json(text::rfc3339(*value)) : ordered_json(nullptr);
}

ordered_json json(const Inventory& inventory, const Entry& entry) {
  return {{"sha256", inventory.certificates[entry.certificate].sha256},
          {"origin", text_or_null(entry.origin)},
          {"label", text_or_null(entry.label)},
          {"server_trusted", json(entry.server_trusted)},
          {"server_distrust_after", json(entry.server_distrust_after)}};
}

ordered_json json(const Flaw& flaw) {
  return {{"kind", word(flaw.kind)},
          {"line", flaw.line ? ordered_json(flaw.line) : ordered_json(nullptr)},
          {"text", text::printable(flaw.text)}};
}

ordered_json json(const Load& load) {
  return {{"runtime", word(load.runtime)},
          {"count", load.count ? ordered_json(*load.count) : ordered_json(nullptr)},
          {"fails", load.fails},
          {"how", text_or_null(load.how)}};
}

ordered_json json(const Link& link) {
  return {{"name", text_or_null(link.name)},
          {"target", text_or_null(link.target)},
          {"state", word(link.state)},
          {"wanted", text_or_null(link.wanted)}};
}

ordered_json json(const FileFacts& file) {
  return {{"real", text_or_null(file.real)},          {"size", file.size},
          {"mode", fmt::format("{:04o}", file.mode)}, {"owner", file.owner},
          {"modified", text::rfc3339(file.modified)}, {"world_writable", file.world_writable},
          {"error", text_or_null(file.error)}};
}

ordered_json json(const PackageFacts& package) {
  if (package.manager.empty()) return nullptr;
  return {{"manager", package.manager},
          {"name", text::printable(package.name)},
          {"version", text_or_null(package.version)},
          {"candidate", text_or_null(package.candidate)},
          {"lists_from", json(package.lists_from)},
          {"outdated", package.outdated},
          {"unknown_because", text_or_null(package.unknown_because)}};
}

template <class List, class Make>
ordered_json list_of(const List& list, Make make) {
  ordered_json all = ordered_json::array();
  for (const auto& each : list)
    all.push_back(make(each));
  return all;
}

ordered_json json(const Inventory& inventory, const Store& store) {
  const auto plain = [](const auto& each) { return json(each); };
  return {
      {"path", text::printable(store.path)},
      {"title", text_or_null(store.title)},
      {"role", word(store.role)},
      {"format", word(store.format)},
      {"format_note", text_or_null(store.format_note)},
      {"also", texts(store.also)},
      {"file", json(store.file)},
      {"package", json(store.package)},
      {"count", store.entries.size()},
      {"entries", list_of(store.entries, [&](const Entry& each) { return json(inventory, each); })},
      {"loads", list_of(store.loads, plain)},
      {"flaws", list_of(store.flaws, plain)},
      {"good_links", store.good_links},
      {"links", list_of(store.links, plain)},
      {"problem", text_or_null(store.problem)},
      {"integrity_unchecked", store.integrity_unchecked},
      {"private_keys", store.private_keys}};
}

ordered_json json(const Inventory& inventory, const Client& client) {
  ordered_json uses = list_of(client.uses, [&](const Use& use) {
    return ordered_json{{"store", text::printable(inventory.stores[use.store].path)},
                        {"because", text::printable(use.because)},
                        {"always", use.always}};
  });
  return {{"name", text::printable(client.name)},
          {"program", text_or_null(client.program)},
          {"version", text_or_null(client.version)},
          {"runtime", word(client.runtime)},
          {"security_level", client.security_level},
          {"partial_chain", client.partial_chain},
          {"uses", std::move(uses)},
          {"notes", texts(client.notes)}};
}

ordered_json json(const Inventory& inventory, const Setting& setting) {
  return {{"name", text::printable(setting.name)},
          {"where", text::printable(setting.where)},
          {"value", text::printable(setting.value)},
          {"store", setting.store ? text_or_null(inventory.stores[*setting.store].path)
                                  : ordered_json(nullptr)},
          {"readers", text_or_null(setting.readers)},
          {"ignored", setting.ignored},
          {"note", text_or_null(setting.note)}};
}

ordered_json json(const DriftFacts& drift) {
  if (!drift.applies) return nullptr;
  return {{"bundle", text::printable(drift.bundle)},
          {"deselected_present", texts(drift.deselected_present)},
          {"selected_absent", texts(drift.selected_absent)},
          {"unexplained", texts(drift.unexplained)},
          {"java_store", text_or_null(drift.java_store)},
          {"java_lacks", texts(drift.java_lacks)},
          {"java_only", texts(drift.java_only)}};
}

ordered_json machine(const Inventory& inventory) {
  return {{"root", text::printable(inventory.root)},
          {"foreign", inventory.foreign},
          {"stores",
           list_of(inventory.stores, [&](const Store& each) { return json(inventory, each); })},
          {"clients",
           list_of(inventory.clients, [&](const Client& each) { return json(inventory, each); })},
          {"settings",
           list_of(inventory.settings, [&](const Setting& each) { return json(inventory, each); })},
          {"drift", json(inventory.drift)},
          {"unseen", texts(inventory.unseen)},
          {"incomplete_because", text_or_null(inventory.incomplete_because)}};
}

ordered_json certificates(const std::vector<x509::Certificate>& list) {
  return list_of(list, [](const x509::Certificate& each) { return certificate_json(each); });
}

ordered_json json(const Remedy& remedy) {
  return {{"kind", remedy.kind == Remedy::Kind::add_root ? "add_root" : "send_intermediate"},
          {"certificates", certificates(remedy.certificates)},
          {"found_in", text_or_null(remedy.found_in)}};
}

ordered_json json(const JudgedChain& chain, const Row& row) {
  const PathVerdict& verdict = row.verdict;
  return {{"target", text::printable(chain.target)},
          {"name", text::printable(row.name)},
          {"runtime", word(row.profile.runtime)},
          {"security_level", row.profile.security_level},
          {"partial_chain", row.profile.partial_chain},
          {"stores", texts(row.stores)},
          {"answer", word(verdict.answer)},
          {"cause", word(verdict.cause)},
          {"words", text_or_null(verdict.words)},
          {"at", text_or_null(verdict.at)},
          {"path", list_of(row.path,
                           [](const x509::Certificate& each) {
                             return ordered_json(text::printable(each.subject));
                           })},
          {"path_sha256", texts(verdict.path)},
          {"unknown_because", text_or_null(verdict.unknown_because)},
          {"remedies", list_of(row.remedies, [](const Remedy& each) { return json(each); })}};
}

std::string text_of(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Inventory& inventory) {
  ordered_json document = machine(inventory);
  document["certificates"] = certificates(inventory.certificates);
  return text_of(document);
}

std::string to_json(const Inventory& inventory, const std::vector<JudgedChain>& chains) {
  ordered_json rows = ordered_json::array(), targets = ordered_json::array();
  for (const JudgedChain& chain : chains) {
    targets.push_back({{"target", text::printable(chain.target)},
                       {"host", text_or_null(chain.host)},
                       {"address", text_or_null(chain.address)},
                       {"seen_in", text_or_null(chain.seen_in)},
                       {"problem", text_or_null(chain.problem)},
                       {"chain", certificates(chain.sent)}});
    for (const Row& row : chain.rows)
      rows.push_back(json(chain, row));
  }
  ordered_json document{{"targets", std::move(targets)}, {"rows", std::move(rows)}};
  document["machine"] = machine(inventory);
  return text_of(document);
}

std::string to_json(const ca::DiffCase& diff) {
  ordered_json changed = list_of(diff.changed, [](const auto& pair) {
    return ordered_json{{"old", certificate_json(pair.first)},
                        {"new", certificate_json(pair.second)}};
  });
  return text_of({{"old", {{"store", text::printable(diff.old_name)}, {"count", diff.old_count}}},
                  {"new", {{"store", text::printable(diff.new_name)}, {"count", diff.new_count}}},
                  {"removed", certificates(diff.removed)},
                  {"added", certificates(diff.added)},
                  {"changed", std::move(changed)}});
}

}  // namespace checkoutdiag::facts
