#!/usr/bin/env bash
# The one script of the project: installs what is missing, builds, runs, tests, measures. See ./build.sh help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
artifacts=$root/artifacts
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Without a home folder (some containers) the SDK refuses to start.
[ -n "${HOME:-}" ] || export DOTNET_CLI_HOME=$artifacts/dotnet-home

say() { printf '%s\n' "$*" >&2; }
fail() { say "build.sh: $*"; exit 1; }

usage() {
  cat <<'TEXT'
usage: ./build.sh COMMAND [arguments]

  run [gengpu arguments]    install what is missing, build Release, run gengpu;
                            without arguments: the classical benchmark, `gengpu compare`
  test [--long] [arguments] the same set-up, then every test; the last line is "N passed, M failed".
                            --long adds the tests of category Long; other arguments go to `dotnet test`
                            (for example --filter FullyQualifiedName~Philox)
  bench [NAME] [arguments]  benchmarks; installs the peers they are compared with. Without NAME: lists them
  format [--check]          dotnet format over the solution; --check only verifies
  pack [arguments]          NuGet packages into artifacts/packages; arguments go to `dotnet pack`
  help                      this text

Only what is missing is installed, and only with root rights on a system with apt-get; otherwise the line to
type is printed and the work goes on with what is there. With CI=true a missing package is a failure.
TEXT
}

# ---- what the machine must have --------------------------------------------------------------------------

have_command() { command -v "$1" > /dev/null 2>&1; }
have_package() { have_command dpkg-query && [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }
have_font() { have_package fonts-dejavu-core || { have_command fc-list && fc-list : family | grep -qi "dejavu sans"; }; }
# Debian's Python modules are seen by Debian's Python only, whatever python3 comes first in PATH.
python() { if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else echo python3; fi; }
have_module() { "$(python)" -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$1') is None)" 2> /dev/null; }

missing=()
# want PACKAGE "REASON" PROBE...: remembers the package when the probe fails.
want() {
  local package=$1 reason=$2
  shift 2
  "$@" && return
  missing+=("$package")
  say "missing: $package ($reason)"
}

want_for_run() {
  want gnuplot-nox "draws the pictures" have_command gnuplot
  want fonts-dejavu-core "the letters in the pictures" have_font
}

# In any of the places where an OpenCL loader looks.
have_pocl() { have_package pocl-opencl-icd || compgen -G "/etc/OpenCL/vendors/*pocl*" > /dev/null; }
have_opencl_loader() { have_package ocl-icd-libopencl1 || { have_command ldconfig && [ -n "$(ldconfig -p | grep 'libOpenCL\.so\.1')" ]; }; }

want_for_test() {
  want pocl-opencl-icd "OpenCL on the CPU: the tests run the GPU kernels through it" have_pocl
  want ocl-icd-libopencl1 "the loader that finds OpenCL drivers" have_opencl_loader
  want g++ "the tests compile the CUDA side of the GPU kernels as C++, and a stand-in for the CUDA driver" have_command g++
  want slurm-wlm "the tests give sweeps to a real Slurm, which they start and stop themselves" have_command slurmctld
  want munge "Slurm's programs know each other by it" have_command mungekey
  # Elsewhere than in CI the tests that need it are skipped with a message.
  if [ "${CI:-}" = true ] || apt-cache show clang-19 > /dev/null 2>&1; then
    want clang-19 "the tests make PTX of the GPU kernels and check their OpenCL side" have_command clang-19
  fi
}

want_for_bench() {
  want g++ "compiles the hand-written yardstick and measures the machine's peak" have_command g++
  want python3-torch "the peer that the training speed is compared with" have_module torch
  want python3-numpy "the peer that sorting is compared with" have_module numpy
  want python3-scipy "the peer that W1 is compared with" have_module scipy
  want python3-sklearn "ships the real measurements that compare and train are shown on" have_module sklearn
  want libopenblas0-pthread "fast matrix products for PyTorch; without it the ratios would flatter us" have_package libopenblas0-pthread
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@"; }

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  local line="apt-get install -y --no-install-recommends ${missing[*]}"
  if have_command apt-get && [ "$(id -u)" = 0 ]; then
    say "installing with: $line"
    local log
    log=$(mktemp)
    # The package lists are fetched only when they are absent or too old to install from.
    if { apt-cache show "${missing[@]}" && apt install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1 ||
       { apt update && apt install -y --no-install-recommends "${missing[@]}"; } >> "$log" 2>&1 < /dev/null; then
      rm -f "$log"
      missing=()
      return
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "the installation failed; its last lines stand above"
  elif have_command apt-get; then
    say "not root, so nothing is installed. To install it, type:"
    say "  sudo apt-get update && sudo $line"
  else
    say "no apt-get here: install the equivalents of ${missing[*]} with your package manager"
  fi
  [ "${CI:-}" != true ] || fail "CI needs ${missing[*]}"
  say "going on without ${missing[*]}"
}

# ---- building --------------------------------------------------------------------------------------------

need_dotnet() {
  have_command dotnet ||
    fail "the .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and put dotnet on the PATH"
}

need_sdk() {
  need_dotnet
  local answer
  answer=$(cd "$root" && dotnet --version 2>&1) && return
  say "$answer"
  fail "no installed .NET SDK satisfies global.json: install a .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0"
}

# Name, size and time of every input of a build. Empty where find is not GNU's: then every call builds.
signature() {
  (cd "$root" && find "$@" Directory.Build.props Directory.Packages.props .editorconfig global.json GenGpu.sln \
    \( -name bin -o -name obj -o -name __pycache__ \) -prune -o -type f -printf '%p %s %T@\n' 2> /dev/null | sort) || true
}

# build NAME PROJECT PRODUCT FOLDER...: builds Release unless the folders are as they were at the last good build.
build() {
  local name=$1 project=$2 product=$3
  shift 3
  local stamp=$artifacts/built-$name log now
  now=$(signature "$@")
  [ -n "$now" ] && [ -f "$product" ] && [ -f "$stamp" ] && [ "$now" = "$(cat "$stamp")" ] && return
  need_sdk
  say "building $(basename "$project") ..."
  mkdir -p "$artifacts"
  rm -f "$stamp"
  log=$(mktemp)
  local options=(-c Release -v quiet -nologo -clp:NoSummary)
  [ "${CI:-}" != true ] || options+=(-nodeReuse:false)
  # Into a file, not a pipe: the compiler server outlives the build and would hold the pipe open.
  if ! (cd "$root" && dotnet build "$project" "${options[@]}") > "$log" 2>&1 < /dev/null; then
    if grep -q ': error ' "$log"; then grep ': error ' "$log" | sort -u >&2; else cat "$log" >&2; fi
    rm -f "$log"
    fail "$(basename "$project") does not build"
  fi
  rm -f "$log"
  printf '%s\n' "$now" > "$stamp"
}

gengpu=$root/src/GenGpu.Cli/bin/Release/net10.0/GenGpu.Cli.dll
bench=$root/bench/GenGpu.Bench/bin/Release/net10.0/GenGpu.Bench.dll

# ---- commands --------------------------------------------------------------------------------------------

run() {
  want_for_run
  install_missing
  need_dotnet
  build gengpu src/GenGpu.Cli/GenGpu.Cli.csproj "$gengpu" src kernels
  [ $# -gt 0 ] || set -- compare
  # exec: signals and the exit code are gengpu's own. The folder is the caller's.
  exec dotnet "$gengpu" "$@"
}

attribute() { grep -o '<Counters [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }

run_tests() {
  local filter='Category!=Long' extra=() settings=(RunConfiguration.MaxCpuCount=0) userFilter=
  while [ $# -gt 0 ]; do
    case $1 in
      --long) filter= ;;
      --filter) [ $# -gt 1 ] || fail "--filter needs an expression, for example FullyQualifiedName~Philox"
                userFilter=$2; shift ;;
      --filter=*) userFilter=${1#--filter=} ;;
      --) shift; settings+=("$@"); break ;;
      *) extra+=("$1") ;;
    esac
    shift
  done
  [ -z "$userFilter" ] || filter="${filter:+($filter)&}($userFilter)"
  [ -z "$filter" ] || extra+=(--filter "$filter")

  want_for_run
  want_for_test
  install_missing
  need_dotnet
  build everything GenGpu.sln "$gengpu" src kernels tests bench tools

  local projects=("$root"/tests/*/*.csproj) assemblies=() project name
  for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    assemblies+=("$(dirname "$project")/bin/Release/net10.0/$name.dll")
  done
  local results log status=0 passed failed total executed
  results=$(mktemp -d)
  log=$results/all.trx
  # One runner for all assemblies, side by side: half the time of one `dotnet test` per project.
  dotnet test "${assemblies[@]}" --nologo --results-directory "$results" --logger "trx;LogFileName=all.trx" \
    ${extra[@]+"${extra[@]}"} -- "${settings[@]}" || status=$?
  if [ -f "$log" ]; then
    passed=$(attribute passed "$log") failed=$(attribute failed "$log")
    total=$(attribute total "$log") executed=$(attribute executed "$log")
  else
    passed=0 failed=0 total=0 executed=0
  fi
  rm -rf "$results"
  echo
  # A test host that died reports no failed test: the run as a whole has failed then.
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
    echo "the test run broke off with exit code $status; it is counted as one failure"
  elif [ "$status" -eq 0 ] && [ "$executed" -eq 0 ]; then
    status=1
    echo "no test was run"
  fi
  echo "$((total - executed)) skipped"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || [ "$status" -ne 0 ] || status=1
  return "$status"
}

run_bench() {
  if [ $# -eq 0 ]; then
    sed -n '/^## Commands/,/^## /{/^## /d;p;}' "$root/bench/README.md"
    return
  fi
  want_for_bench
  install_missing
  need_dotnet
  build everything GenGpu.sln "$bench" src kernels tests bench tools
  local name=$1 script=$root/bench/$1.py
  if [ -f "$script" ]; then
    shift
    exec "$(python)" "$script" "$@"
  fi
  case $name in
    flow) shift; exec "$(python)" "$root/bench/flow_speed.py" "$@" ;;
    train) shift; exec "$(python)" "$root/bench/train_speed.py" "$@" ;;
    *) exec dotnet "$bench" "$@" ;;
  esac
}

run_format() {
  need_sdk
  local options=()
  case ${1:-} in
    '') ;;
    --check) options+=(--verify-no-changes) ;;
    *) fail "format knows --check only, not $1" ;;
  esac
  cd "$root"
  exec dotnet format GenGpu.sln ${options[@]+"${options[@]}"}
}

run_pack() {
  need_sdk
  local project
  cd "$root"
  for project in src/*/*.csproj; do
    dotnet pack "$project" -c Release -v quiet -nologo -o "$artifacts/packages" -p:IsPackable=true "$@"
  done
  say "packages in $artifacts/packages:"
  ls -1 "$artifacts/packages"
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  run) run "$@" ;;
  test) run_tests "$@" ;;
  bench) run_bench "$@" ;;
  format) run_format "$@" ;;
  pack) run_pack "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; say; say "build.sh: unknown command '$command'"; exit 2 ;;
esac
