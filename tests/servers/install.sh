#!/usr/bin/env bash
# Installs the Debian packages with the servers and the browser that the tests start themselves, and those named as arguments;
# and fetches axe-core, with which the tests look for what people with other senses stumble over, into .axe/ of this folder.
#
# Quick and silent where all is there. Needs root, or sudo without a password, and for axe-core npm; where it cannot install,
# it says so in capitals and lets the tests run without (they skip, as loudly). It never fails, and never lets a service
# start: the tests run these programs privately, with their own configuration, on free ports.
set -uo pipefail

packages=(dovecot-imapd dovecot-lmtpd dovecot-sieve postfix postgresql chromium "$@")
policy=/usr/sbin/policy-rc.d
axe=4.14.1 # with another version comes the SHA-512 of its package
axe_sha512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
axe_file=$(cd "$(dirname "$0")/../.." && pwd)/.axe/axe-$axe.js

complain() {
    printf '\n!!! THE REAL SERVERS ARE NOT ALL INSTALLED: %s\n!!! %s\n!!! THE TESTS THAT NEED THEM WILL BE SKIPPED.\n\n' "${missing[*]}" "$1" >&2
    exit 0
}

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

no_axe() { printf '\n!!! AXE-CORE WAS NOT FETCHED: %s\n!!! THE TESTS THAT NEED IT WILL BE SKIPPED.\n\n' "$1" >&2; }

# An older one goes only when the new one has been proven.
fetch_axe() {
    command -v npm >/dev/null || { no_axe "Install npm (apt-get install npm), and run this again."; return; }
    local folder
    folder=$(mktemp -d)
    echo "Fetching axe-core $axe …"
    if ! npm pack --loglevel error --fetch-retries 1 --pack-destination "$folder" "axe-core@$axe" >"$folder/log" 2>&1 </dev/null; then
        no_axe "npm could not fetch it: $(grep -m 1 "npm error" "$folder/log")"
    elif ! echo "$axe_sha512  $folder/axe-core-$axe.tgz" | sha512sum --check --status; then
        no_axe "What npm fetched is not axe-core $axe as it is known here."
    else
        mkdir -p "$(dirname "$axe_file")"
        rm -f "$(dirname "$axe_file")"/axe-*.js
        tar -xzOf "$folder/axe-core-$axe.tgz" package/axe.min.js >"$axe_file.part" && mv "$axe_file.part" "$axe_file"
    fi
    rm -rf "$folder"
}

[ -e "$axe_file" ] || fetch_axe

missing=()
for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null || complain "This system has no apt-get."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || complain "Install them as root: apt-get install ${missing[*]}"
    as_root=(sudo -n)
fi

# Services must not start; a policy that is there already is left alone.
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null && "${as_root[@]}" chmod 755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

log=$(mktemp)
echo "Installing ${missing[*]} …"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2)
{
    echo 'postfix postfix/main_mailer_type select Local only' | "${as_root[@]}" debconf-set-selections
    "${apt[@]}" update
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
} >"$log" 2>&1 </dev/null || { tail -n 15 "$log" >&2; complain "apt-get could not install them (above; all of it in $log)."; }
rm -f "$log"
