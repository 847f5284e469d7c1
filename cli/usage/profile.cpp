#include "cli/commands.hpp"
#include "cli/usage/tree.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {

Command profile_commands(Options& options) {
  ProfileOptions& to = options.profile;
  Command profile{"profile", "What is known of gateways, and where from."};

  Command list{"list", "Lists the gateways of which something is known, and what."};
  list.run = [] { return run_profile_list(); };
  profile.commands.push_back(std::move(list));

  Command show{"show",
               "Shows what is known of one gateway: its keys for charges, its webhooks' "
               "signature, its fields, each with its source and date."};
  show.positional = {"NAME", "such as stripe", [&to](const std::string& v) { to.name = v; }};
  show.options.push_back({"--json", "", "as JSON: the files themselves, to begin own ones from",
                          [&to](const std::string&) { to.json = true; }});
  show.options.push_back({"--licenses", "", "the licences and notices of the data that is built in",
                          [&to](const std::string&) { to.licences = true; }});
  show.run = [&to] {
    if (to.name.empty() && !to.licences)
      throw Failure(Failure::Kind::usage, "profile show takes a NAME, or --licenses",
                    "checkoutdiag profile list has them all");
    return run_profile_show(to);
  };
  profile.commands.push_back(std::move(show));

  Command check{"check",
                "Reads own profiles as the other commands would, and says what is wrong with one."};
  check.positional = {"FILE", "a gateway's profile, a webhook scheme or a schema of fields",
                      [&to](const std::string& v) { to.files.push_back(v); }, true, true};
  check.notes = "Exit: 0 each can be used, 2 one cannot.\n";
  check.run = [&to] { return run_profile_check(to); };
  profile.commands.push_back(std::move(check));
  return profile;
}

}  // namespace checkoutdiag::usage
