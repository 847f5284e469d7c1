#include "lib/webhook/repair/secret_placeholder.hpp"

#include <algorithm>
#include <string>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook {
namespace {

// ${X}, $(x), {{ x }}, %X%, $X: something that should have been replaced and was not.
bool is_unexpanded(std::string_view text) {
  const auto between = [&](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) &&
           text.ends_with(close);
  };
  if (between("${", "}") || between("$(", ")") || between("{{", "}}")) return true;
  const bool percent = between("%", "%");
  if (!percent && !(text.starts_with('$') && text.size() > 4)) return false;
  return std::all_of(text.begin() + 1, text.end() - (percent ? 1 : 0), [](char c) {
    return (c >= 'A' && c <= 'Z') || text::is_digit(c) || c == '_';
  });
}

// Words that stand for a secret in examples.
bool is_example(std::string_view text) {
  const std::string low = text::lower(text);
  for (std::string_view whole :
       {"changeme", "change-me", "change_me", "secret", "todo", "none", "null", "undefined", "nil",
        "placeholder", "replace-me", "test", "xxx", "(null)", "[object object]"})
    if (low == whole) return true;
  for (std::string_view part : {"your_", "your-", "<your", "replace_with", "replace_me", "changeme",
                                "_here", "xxxxxx", "...", "\xE2\x80\xA6"})
    if (low.find(part) != std::string::npos) return true;
  return low.size() > 2 && low.front() == '<' && low.back() == '>';
}

// What pages and logs show in a secret's place.
bool is_masked(std::string_view text) {
  const std::string low = text::lower(text);
  for (std::string_view whole :
       {"***", "redacted", "[redacted]", "<redacted>", "[filtered]", "[masked]", "[hidden]",
        "[secret]", "(hidden)", "(sensitive value)", "<sensitive>"})
    if (low == whole) return true;
  for (std::string_view part : {"****", "\xE2\x80\xA2", "\xE2\x97\x8F"})  // • and ●
    if (low.find(part) != std::string::npos) return true;
  return false;
}

struct Look {
  std::string_view begin, end, is, fix;
};

constexpr std::string_view kInProgram =
    "let the program read the variable: without quotes around that text in the program, and with "
    "the value itself in a file";
constexpr std::string_view kLookUp =
    "let whatever starts the program look the reference up, or give the value that it stands for";
constexpr Look kLooks[] = {
    {"op://", "", "looks like a reference to 1Password",
     "start the program with op run, or read the secret with op read"},
    {"arn:aws", "", "looks like the name (ARN) of a secret in AWS",
     "give the value that the name stands for: secrets with valueFrom in an ECS task definition, "
     "or "
     "GetSecretValue in the program"},
    {"ENC[", "]", "looks like a text that SOPS, eyaml or Datadog encrypted",
     "decrypt the text before the program reads it, with sops exec-env for one of SOPS"},
    {"ENC(", ")", "looks like a text that Jasypt encrypted",
     "decrypt the text before the program reads it"},
    {"$ANSIBLE_VAULT;", "", "looks like a text that Ansible Vault encrypted",
     "decrypt the text with ansible-vault before the program reads it"},
    {"vault:", "", "looks like a reference to Vault", kLookUp},
    {"ref+", "", "looks like a reference to a secret store", kLookUp},
    {"sm://", "", "looks like a reference to a secret store", kLookUp},
    {"projects/", "", "looks like the name of a secret in Google Cloud", kLookUp},
    {"@Microsoft.KeyVault(", ")", "looks like a reference to Azure Key Vault", kLookUp},
    {"process.env", "", "looks like program text that reads a variable", kInProgram},
    {"import.meta.env", "", "looks like program text that reads a variable", kInProgram},
    {"Deno.env.", "", "looks like program text that reads a variable", kInProgram},
    {"os.environ", "", "looks like program text that reads a variable", kInProgram},
    {"os.getenv(", ")", "looks like program text that reads a variable", kInProgram},
    {"System.getenv(", ")", "looks like program text that reads a variable", kInProgram},
    {"getenv(", ")", "looks like program text that reads a variable", kInProgram},
    {"env(", ")", "looks like program text that reads a variable", kInProgram},
    {"ENV[", "]", "looks like program text that reads a variable", kInProgram},
};

}  // namespace

std::optional<Placeholder> placeholder_of(std::string_view text) {
  if (is_unexpanded(text))
    return Placeholder{"looks like the name of a variable that nothing replaced",
                       "let whatever starts the program replace variables, or read the secret from "
                       "a file"};
  for (const Look& each : kLooks)
    if (text.starts_with(each.begin) && text.ends_with(each.end))
      return Placeholder{each.is, each.fix};
  if (is_masked(text))
    return Placeholder{"looks like what pages and logs show in its place, with characters hidden",
                       {}};
  if (is_example(text)) return Placeholder{"looks like a placeholder of an example", {}};
  return {};
}

}  // namespace checkoutdiag::webhook
