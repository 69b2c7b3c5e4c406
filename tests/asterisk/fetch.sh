#!/usr/bin/env bash
# Fetches a program with its libraries from a suite of Debian and unpacks it into a folder: fetch.sh FOLDER SUITE PACKAGE
# forky has Asterisk 22 (package asterisk) and a phone to be commanded (baresip-core), bullseye Asterisk 16.
#
# It needs no root, installs nothing and touches nothing else: apt works in folders of its own, and no maintainer script runs.
# A folder that is complete already is left as it is. Asterisk is under the GPL: it is fetched, never kept in this repository.
#
# Packages come from the mirror that this machine uses anyway, by the way that its apt is set up for (proxies, certificates);
# HOTDESK_DEBIAN_MIRROR names another one, for machines that are no Debian.
set -euo pipefail
folder=$1 suite=$2 package=$3
done_mark="$folder/.unpacked-$suite-$package"
[ ! -e "$done_mark" ] || exit 0

fail() {
  echo "cannot fetch $package of Debian's $suite: $*" >&2
  exit 1
}
for tool in apt-get apt-config dpkg-deb flock; do
  command -v "$tool" >/dev/null || fail "there is no $tool here; it takes a Debian, or a system made from it"
done
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keys" ] || fail "there are no keys to prove it with; please install: debian-archive-keyring"

mkdir -p "$(dirname "$folder")"
# One at a time: whoever waited here finds it done.
exec 9>"$folder.lock"
flock 9
[ ! -e "$done_mark" ] || exit 0

# Unpacked beside and renamed at the end, so that what is there is whole.
new="$folder.new" apt="$folder.apt"
rm -rf "$new" "$apt"
mkdir -p "$new" "$apt"/{lists/partial,archives/partial,etc/apt.conf.d,etc/preferences.d}
: >"$apt/status"
# This machine's ways to a mirror, and folders of our own for all the rest.
apt-config dump | grep -iE '^Acquire::(https?|Retries|ForceIPv[46])' >"$apt/apt.conf" || true
cat >>"$apt/apt.conf" <<CONF
Dir::State "$apt"; Dir::State::lists "$apt/lists"; Dir::State::status "$apt/status";
Dir::Cache "$apt"; Dir::Cache::archives "$apt/archives";
Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "$apt/sources.list"; Dir::Etc::sourceparts "-"; Dir::Log "$apt";
Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Check-Date "false";
APT::Install-Recommends "false"; APT::Sandbox::User ""; Debug::NoLocking "true";
CONF
mirrors=${HOTDESK_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | sort -u)}
export APT_CONFIG="$apt/apt.conf"

# The first of the mirrors that has the suite.
found=
for mirror in $mirrors; do
  echo "deb [signed-by=$keys] $mirror $suite main" >"$apt/sources.list"
  if apt-get update -qq >>"$apt/update.log" 2>&1; then
    found=yes
    break
  fi
done
[ $found ] || fail "none of this machine's mirrors has that suite; HOTDESK_DEBIAN_MIRROR names one that has
$(cat "$apt/update.log" 2>/dev/null)"
apt-get install -qq --download-only "$package" >"$apt/install.log" || fail "it cannot be downloaded"

# What is not run stays out: documentation, other languages, and the programs that only an installation needs.
program=${package%-core}
for file in "$apt"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$file" |
    tar -x --skip-old-files -C "$new" --exclude='./usr/share/doc*' --exclude='./usr/share/man*' --exclude='./usr/share/locale*' \
      --exclude='*/perl*' --exclude='*/gconv*' --exclude='./bin/*' --exclude='./sbin/*'
done
find "$new/usr/bin" ! -type d ! -name "$program" -delete
[ -x "$new/usr/sbin/$program" ] || [ -x "$new/usr/bin/$program" ] || fail "there is no $program in what was unpacked"
# What an installation would choose: the voice that is there speaks English.
sounds="$new/usr/share/asterisk/sounds"
[ ! -d "$sounds" ] || ln -sfn en_US_f_Allison "$sounds/en"
touch "$new/${done_mark##*/}"
rm -rf "$apt" "$folder"
mv "$new" "$folder"
