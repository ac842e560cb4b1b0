#!/usr/bin/env bash
# Installs the Debian packages with the servers and the browser that the tests start themselves, and those named as arguments.
#
# Quick and silent where all is there. Needs root, or sudo without a password; where it cannot install, it says so in
# capitals and lets the tests run without (they skip, as loudly). It never fails, and never lets a service start: the
# tests run these programs privately, with their own configuration, on free ports.
set -uo pipefail

packages=(dovecot-imapd dovecot-lmtpd dovecot-sieve postfix postgresql chromium "$@")
policy=/usr/sbin/policy-rc.d

complain() {
    printf '\n!!! THE REAL SERVERS ARE NOT ALL INSTALLED: %s\n!!! %s\n!!! THE TESTS THAT NEED THEM WILL BE SKIPPED.\n\n' "${missing[*]}" "$1" >&2
    exit 0
}

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

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
