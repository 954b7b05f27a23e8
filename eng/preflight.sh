# Sourced by ./build and ./collimate: one line about what a machine lacks, before any tool can say it in thirty.
# shellcheck shell=bash

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if [[ ${CI:-} == true ]]; then
    # Nothing may outlive the run: a lingering compiler server would hold the pipes of whoever reads our output.
    export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
fi

say() { printf '%s: %s\n' "${0##*/}" "$1" >&2; }

# 70 is what ./collimate wants: its exit code 1 already means that some branches failed.
refuse() {
    say "$1"
    exit "${refusal:-1}"
}

require_linux_x64() {
    [[ $OSTYPE == linux* && $HOSTTYPE == x86_64 ]] ||
        refuse "only Linux on x64 is supported so far, this is $OSTYPE on $HOSTTYPE"
}

require_git() {
    command -v git >/dev/null || refuse "git 2.39 or newer is missing: install the package 'git', or see https://git-scm.com/downloads"
    local version major minor
    version=$(git --version)
    version=${version#git version }
    IFS=. read -r major minor _ <<<"$version"
    ((major > 2 || (major == 2 && minor >= 39))) ||
        refuse "git 2.39 or newer is missing (found ${version%% *}): see https://git-scm.com/downloads"
}

require_dotnet() {
    local where=https://dotnet.microsoft.com/download/dotnet/10.0 found
    command -v dotnet >/dev/null || refuse ".NET SDK 10.0.4xx is missing: install it from $where"
    # Fails when global.json cannot be satisfied, so the list says better what is there.
    [[ $(dotnet --version 2>/dev/null) == 10.0.4?? ]] && return
    found=$(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')
    refuse ".NET SDK 10.0.4xx is missing (found: ${found:-none}): install it from $where"
}

require_native_linker() {
    local compiler
    compiler=$(command -v clang || command -v gcc) ||
        refuse "a native build needs gcc or clang: install the package 'gcc' or 'clang'"
    "$compiler" -E -x c -o /dev/null - <<<'#include <zlib.h>' 2>/dev/null ||
        refuse "a native build needs the headers of zlib: install the package 'zlib1g-dev'"
}

# Everything that writes artifacts/obj takes turns. The lock must not reach a child (9>&-): compiler servers outlive us.
lock_build_output() {
    mkdir -p artifacts
    exec 9>artifacts/build.lock
    flock 9
}

unlock_build_output() { exec 9>&-; }
