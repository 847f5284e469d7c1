#include "lib/charge/drill/invocation.hpp"

#include <string_view>
#include <utility>

#include "lib/failure.hpp"
#include "lib/process/invocation.hpp"
#include "lib/process/spawn.hpp"

namespace checkoutdiag::charge {
namespace {

using process::Variables;

void set_all(Variables& variables, const std::vector<std::string>& names,
             const std::string& value) {
  for (const std::string& each : names)
    variables[each] = value;
}

std::vector<std::string> environment(const DrillPlan& plan, const Told& told) {
  Variables all = process::own_variables();
  all["CHECKOUTDIAG_URL"] = told.url;
  all["CHECKOUTDIAG_CA"] = told.ca_file;
  all["CHECKOUTDIAG_KEY"] = told.key;
  all["CHECKOUTDIAG_ORDER"] = told.order;
  all["CHECKOUTDIAG_HOST"] = told.host;
  all["CHECKOUTDIAG_PORT"] = std::to_string(told.port);
  all["CHECKOUTDIAG_SCENARIO"] = told.scenario;
  set_all(all, plan.url_env, told.url);
  // An empty SSL_CERT_FILE would be no file at all; without TLS there is nothing to trust.
  if (!told.ca_file.empty()) set_all(all, plan.ca_env, told.ca_file);
  set_all(all, plan.key_env, told.key);
  set_all(all, plan.order_env, told.order);
  return process::entries_of(all);
}

std::string filled(std::string_view word, const Told& told) {
  const std::pair<std::string_view, std::string> values[] = {
      {"{url}", told.url},     {"{ca}", told.ca_file}, {"{key}", told.key},
      {"{order}", told.order}, {"{host}", told.host},  {"{port}", std::to_string(told.port)}};
  return process::filled(word, values);
}

}  // namespace

process::ChildPlan invocation(const DrillPlan& plan, const Told& told) {
  process::ChildPlan child;
  for (const std::string& word : plan.command)
    child.words.push_back(filled(word, told));
  child.file = process::find_program(child.words.front());
  child.environment = environment(plan, told);
  return child;
}

void require_command(const DrillPlan& plan) {
  if (plan.command.empty())
    throw Failure(Failure::Kind::usage, "there is no command to run",
                  "give the client's command after --: checkoutdiag charge drill -- ./pay");
  process::require_program(plan.command.front(), "client");
}

std::string shown_command(const std::vector<std::string>& words) {
  return process::shown_command(words);
}

}  // namespace checkoutdiag::charge
