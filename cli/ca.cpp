#include "cli/ca.hpp"

#include <algorithm>
#include <filesystem>

#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostKnowledge = 4 << 20;

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

std::string image_root(const std::string& directory) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(directory, ignored))
    throw Failure(Failure::Kind::input,
                  "--root " + text::printable(directory, 400) + " is not a directory",
                  "unpack the image first and name the directory that holds its etc and usr");
  return absolute(directory);
}

// A command that is pasted on the host must not mend the host for what is wrong in an image.
void name_root_in_fixes(Report& report, const std::string& root) {
  for (Outcome& outcome : report.outcomes)
    for (Finding& finding : outcome.findings)
      finding.fix = "not on this machine but within " + text::printable(root) +
                    ", where its image or container is built:\n" +
                    (finding.fix.empty() ? std::string(outcome.rule->fix) : finding.fix);
}

}  // namespace

CaRun::CaRun(const char* command, const CaOptions& options, const CommonOptions& common)
    : session(common),
      progress(common.progress && !common.quiet),
      options_(options),
      common_(common),
      subject_("this machine"),
      started_(net::Clock::now()) {
  session.prepare();
  at = session.now();
  wanted.expiry_warning_days = options.expiry_warning;
  wanted.stale_days = options.stale;
  wanted.deny_local = options.deny_local;
  std::string root = "/";
  if (options.process) {
    trust::ProcessView view = trust::look_at_process(*options.process);
    root = view.root;
    around_ = std::move(view.surroundings);
    subject_ = "process " + view.name;
  } else if (!options.root.empty()) {
    root = image_root(options.root);
    subject_ = root;
  } else {
    around_ = trust::own_surroundings();
  }
  files_ = std::make_unique<trust::Files>(root);
  if (common.deadline > 0)
    deadline_ = started_ + std::chrono::milliseconds(static_cast<long>(common.deadline * 1000));
  report.command = command;
  report.arguments = common.given;
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void CaRun::read_knowledge() {
  known = trust::built_in_knowledge();
  for (const std::string& file : options_.knowledge)
    trust::add_knowledge(known, read_file(file, "the knowledge file", kMostKnowledge), file);
}

void CaRun::judge_machine(std::span<const Check<ca::MachineCase>* const> rules,
                          const trust::Inventory& inventory) {
  judge(rules, ca::MachineCase{inventory, known, wanted, at}, subject_, report.outcomes);
}

void CaRun::judge_completeness(const trust::Inventory& inventory) {
  constexpr const Check<ca::MachineCase>* kComplete[] = {&ca::rules::search_complete};
  if (inventory.incomplete) judge_machine(kComplete, inventory);
}

bool CaRun::stopped() const {
  return interrupted_by() != 0 || (deadline_ && net::Clock::now() > *deadline_);
}

net::Limits CaRun::limits() const {
  net::Limits limits;
  limits.timeout = std::chrono::milliseconds(static_cast<long>(common_.timeout * 1000));
  limits.deadline = deadline_;
  limits.stop = [] { return interrupted_by() != 0; };
  return limits;
}

void CaRun::search() {
  trust::SearchOptions how;
  how.deep = options_.deep;
  how.deep_from = files_->foreign() ? options_.deep_from : absolute(options_.deep_from);
  how.stop = [this] { return stopped(); };
  if (options_.deep && !files_->is_directory(how.deep_from))
    throw Failure(
        Failure::Kind::input,
        "--deep-from " + text::printable(options_.deep_from, 400) + " is not a directory there",
        "name the directory where the walk begins");
  progress.show(options_.deep ? "walking the file system" : "looking for trust stores");
  plan_ = trust::search(*files_, around_, how);
}

std::size_t CaRun::place_of(const std::string& named) {
  // A name is the caller's, relative to where he stands; in an image or a process it is that
  // root's.
  const std::string path = files_->foreign() ? named : absolute(named);
  const trust::FileFacts facts = files_->look(path);
  if (facts.real.empty())
    throw Failure(Failure::Kind::input,
                  "cannot read the store " + text::printable(named, 400) + ": " +
                      (facts.error.empty() ? "it is not there" : text::printable(facts.error)),
                  "checkoutdiag ca stores lists those that are");
  return trust::place_of(plan_, *files_, path);
}

trust::Inventory CaRun::take(const std::vector<std::size_t>* places,
                             trust::InventoryOptions options) {
  options.stop = [this] { return stopped(); };
  options.run_modules = options_.root.empty() && !options_.process;
  trust::Inventory inventory =
      trust::take_inventory(*files_, places ? trust::narrowed(plan_, *places) : plan_, options);
  progress.clear();
  return inventory;
}

void CaRun::read_baseline() {
  if (options_.baseline.empty()) return;
  // It is compared with, not judged: the plan stays as it was.
  const trust::Plan plan = plan_;
  const std::vector<std::size_t> one{place_of(options_.baseline)};
  const trust::Inventory inventory = take(&one, {});
  plan_ = plan;
  if (inventory.incomplete)
    throw Failure(Failure::Kind::input, "the run ended before the baseline was read",
                  "let the run take longer with --deadline");
  ca::Baseline baseline{options_.baseline, {}};
  for (const trust::Store& store : inventory.stores)
    for (const trust::Entry& entry : store.entries) {
      const x509::Certificate& each = inventory.certificates[entry.certificate];
      baseline.sha256.insert(each.sha256);
      baseline.names.emplace(each.sha256,
                             each.common_name.empty() ? each.subject : each.common_name);
    }
  if (baseline.sha256.empty())
    throw Failure(Failure::Kind::input,
                  "the baseline " + text::printable(options_.baseline, 400) +
                      " holds no certificate that can be read",
                  "name a store, such as /etc/ssl/certs/ca-certificates.crt");
  wanted.baseline = std::move(baseline);
}

int CaRun::finish(const std::function<std::string()>& data) {
  const bool wanted_as_json =
      common_.format == Format::json ||
      std::any_of(common_.reports.begin(), common_.reports.end(),
                  [](const ReportTarget& each) { return each.kind == "json"; });
  if (wanted_as_json) report.data = data();
  if (files_->foreign()) name_root_in_fixes(report, files_->root());
  report.duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(net::Clock::now() - started_);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
