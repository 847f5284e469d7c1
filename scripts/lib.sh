# Shared by the scripts: setting up a fresh Debian 12, building, and telling how a stage went.
# shellcheck shell=bash
# Source it; it expects `set -euo pipefail` and changes to the top of the tree.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# What the program is built from.
# shellcheck disable=SC2034 # the scripts use it
build_packages=(cmake ninja-build g++ libcli11-dev libcurl4-openssl-dev libssl-dev libfmt-dev
  nlohmann-json3-dev libsqlite3-dev libhiredis-dev liblz4-dev libbrotli-dev zlib1g-dev libp11-kit-dev libboost-dev libyaml-cpp-dev
  libxml2-dev libarchive-dev doctest-dev openssl)

# What one clone has compiled, another need not: the cache sees paths below the tree, not the tree's.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "packages are missing and neither root nor sudo is there: $*"
    sudo "$@"
  fi
}

# Prints those of the named packages that dpkg does not know as installed.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
      printf '%s\n' "$package"
  done
}

policy=/usr/sbin/policy-rc.d

# Debian's own switch against services that start when their package is installed (nginx would take
# port 80): a policy that says no, for as long as the installation takes. One that is there stays.
forbid_services() {
  [ -e "$policy" ] && return 1
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

# Installs what is missing of the named packages; does and asks nothing when all are there.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
  say "installing ${missing[*]}"
  # A subshell, so that the policy goes even when the installation is interrupted.
  (
    if forbid_services; then trap 'as_root rm -f "$policy"' EXIT; fi
    apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    as_root "${apt[@]}" update >&2 || say "apt-get update failed; trying with what is known"
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >&2 </dev/null
  )
  keep_nginx_asleep "${missing[@]}"
}

# The package enables its service for the next boot; the tests only want the program.
keep_nginx_asleep() {
  [ -d /run/systemd/system ] || return 0
  case " $* " in
    *" nginx-light "*) as_root systemctl disable --quiet nginx.service 2>/dev/null || true ;;
  esac
}

# configure DIRECTORY [CMAKE-OPTION...]: once; later calls only when an option changed.
configure() {
  local directory=$1 wanted
  shift
  wanted="$*"
  local note=$directory/.configured-with
  if [ -f "$directory/build.ninja" ] && [ -f "$note" ] && [ "$(<"$note")" = "$wanted" ]; then
    return 0
  fi
  cmake -S . -B "$directory" -G Ninja "$@" && printf '%s\n' "$wanted" >"$note"
}

# build DIRECTORY [TARGET...]
build() {
  local directory=$1
  shift
  cmake --build "$directory" -j "${JOBS:-2}" ${1:+--target "$@"}
}

# build_release TARGET...: the build that everybody uses, in build/.
build_release() {
  configure build -DCMAKE_BUILD_TYPE=Release -DCHECKOUTDIAG_WERROR=ON && build build "$@"
}

failed_stages=()

# stage NAME COMMAND...: runs it with its output in a log, prints one line, and the log's end when
# it failed.
stage() {
  local name=$1 log start=$SECONDS
  shift
  log=$(mktemp)
  if ("$@") >"$log" 2>&1 </dev/null; then
    printf 'ok      %-28s %4d s\n' "$name" $((SECONDS - start))
  else
    printf 'FAILED  %-28s %4d s\n' "$name" $((SECONDS - start))
    tail -n 60 "$log" | sed 's/^/        /'
    failed_stages+=("$name")
  fi
  rm -f "$log"
}

# needed_stage NAME COMMAND...: a stage without which the next ones mean nothing.
needed_stage() {
  local before=${#failed_stages[@]}
  stage "$@"
  [ "${#failed_stages[@]}" -eq "$before" ] || stop_if_failed
}

# Ends the run with what has failed so far, if anything has.
stop_if_failed() {
  [ "${#failed_stages[@]}" -eq 0 ] || die "failed: ${failed_stages[*]}"
}
