# What Scripts/accredit and Scripts/test share: a machine made ready, a binary built.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
binary=$root/.build/release/accredit
stamp=$root/.build/accredit.built # empty; dates from the moment before the build
# Which static libraries the binary was linked from, for its bill of materials.
export ACCREDIT_ARCHIVES=$root/.build/accredit.archives

# Ends the script: EX_UNAVAILABLE, which is none of accredit's own exit codes.
refuse() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 69
}

# Runs a command and shows what it says only when it fails.
quietly() {
  local log status=0
  log=$("$@" 2>&1 </dev/null) || status=$?
  [[ $status -eq 0 ]] || printf '%s\n' "$log" >&2
  return "$status"
}

# --- The machine -----------------------------------------------------------------------------

missing=()

# need PACKAGE COMMAND…: the package is missing when the command fails.
need() {
  "${@:2}" >/dev/null 2>&1 || missing+=("$1")
}

# Installs the packages without which Swift cannot build accredit, and finds Swift.
prepare() {
  if [[ $(uname -s) == Darwin ]]; then
    need pkgconf command -v pkg-config
    need libyaml pkg-config --exists yaml-0.1
  else
    need git command -v git
    need g++ compgen -G '/usr/lib/gcc/*/*/libstdc++.a'
    need binutils-gold command -v ld.gold
    need pkg-config command -v pkg-config
    need libyaml-dev pkg-config --exists yaml-0.1
    # Swift's own, which its archive leaves to the system.
    need libcurl4 has_library libcurl.so.4
    need libncurses6 has_library libncurses.so.6
    need libsqlite3-0 has_library libsqlite3.so.0
    need libxml2 has_library libxml2.so
  fi
  install_missing
  find_swift
}

has_library() {
  /sbin/ldconfig -p | grep -F "$1"
}

install_missing() {
  [[ ${#missing[@]} -gt 0 ]] || return 0
  [[ $(uname -s) != Darwin ]] || refuse "first run: brew install ${missing[*]}"
  command -v apt-get >/dev/null || refuse "first install what Debian calls: ${missing[*]}"

  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || refuse "first run as root: apt-get install ${missing[*]}"
    apt=(sudo "${apt[@]}")
  fi
  printf 'installing %s…\n' "${missing[*]}" >&2
  quietly "${apt[@]}" update || true # what is known from an earlier update may be enough
  quietly "${apt[@]}" install "${missing[@]}" || refuse "could not install ${missing[*]}"
}

# Makes 'swift' a toolchain that can build the package.
find_swift() {
  local swift said others=''
  for swift in \
    "$(command -v swift || true)" \
    /opt/swift/usr/bin/swift \
    "${SWIFTLY_BIN_DIR:-${HOME:-}/.local/share/swiftly/bin}/swift"; do
    [[ -x $swift ]] || continue
    said=$("$swift" --version 2>&1) || true
    if [[ $said =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] &&
      ((BASH_REMATCH[1] * 100 + BASH_REMATCH[2] >= 601)); then
      [[ $swift == "$(command -v swift)" ]] || PATH=${swift%/*}:$PATH
      return
    fi
    others+="; $swift says '${said%%$'\n'*}'"
  done
  refuse "needs Swift 6.1 or later from swift.org/install$others"
}

# --- The binary ------------------------------------------------------------------------------

# Whether no source has changed since the last build, which saves asking SwiftPM (half a second).
# A date of change (ctime) cannot be set back, so copied and checked-out files are seen as well.
is_built() {
  [[ -x $binary && -e $stamp ]] || return 1
  local sources=("$root/Package.swift" "$root/Sources" "$root/Templates")
  [[ -z $(find "${sources[@]}" -cnewer "$stamp" -print -quit) ]]
}

# How everything is compiled for a release, so that the binary doesn't depend on the folder that it was built in: without
# what debuggers read, which isn't in it anyway, and without the digest that a compiler leaves in each object to find out
# whether it has to write it again (.swift_modhash).
#
# Generic types, such as a dictionary with keys of some type, are made from what the compiler knows of them, and not from
# their names: for each name the runtime goes through all conformances of the program, a fifth of the cost of a small compile.
release=(-c release -debug-info-format none -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
  -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors)

# Runs a compiler with its memory at the same addresses each time, where the machine allows that (a container may not).
# Elsewhere what the optimizer does depends on them here and there: of eight builds of one source, three kept a check of an
# index that five had dropped.
steadily() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

# Builds the binary.
build() {
  local flags=(--package-path "$root" "${release[@]}" --product accredit --quiet)
  [[ -x $binary ]] || printf 'building accredit (first use, some minutes)…\n' >&2
  mkdir -p "${stamp%/*}"
  touch "$stamp.$$"
  quietly steadily swift build "${flags[@]}" || {
    rm -f "$stamp.$$"
    refuse 'could not build accredit'
  }
  mv "$stamp.$$" "$stamp"
}
