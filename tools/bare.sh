#!/bin/sh
# `make test` and `make run` on a fresh Debian that has python3 and make, and nothing else.
#
#   sudo sh tools/bare.sh          SUITE=bookworm, as apt on this machine has it, or another
#
# The system is made by debootstrap in a folder of TMPDIR, which goes away at the end; the
# mounts are those of a name space of its own. Mirror, certificates and pip's configuration are
# this machine's. Takes some 4 GB of disk, and the time of all tests.
set -eu

suite=${SUITE:-bookworm}
project=$(cd "$(dirname "$0")/.." && pwd)

if [ "${1-}" != inside ]; then
    command -v debootstrap unshare >/dev/null || { echo 'install debootstrap' >&2; exit 2; }
    BARE=$(mktemp -d -t bare-XXXXXX)
    # It becomes a root, and others than root must find their way in it.
    chmod 755 "$BARE"
    export BARE
    trap 'rm -rf --one-file-system "$BARE"' EXIT
    unshare --mount sh "$0" inside
    exit
fi

# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(RELEASE) $(SITE)' | awk -v s="$suite" '$1 == s {print $2; exit}')
debootstrap --variant=minbase --include=ca-certificates "$suite" "$BARE" "${mirror:?no such suite}"

# The machine's own ways to its registries.
cp /etc/resolv.conf /etc/hosts "$BARE/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$BARE/etc/ssl/certs/"
[ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$BARE/etc/"
for settings in /etc/apt/apt.conf.d/99*; do
    [ ! -f "$settings" ] || cp "$settings" "$BARE/etc/apt/apt.conf.d/"
done
mount -t proc proc "$BARE/proc"
mount --rbind /sys "$BARE/sys"
mount --rbind /dev "$BARE/dev"

inside() {
    env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        chroot "$BARE" sh -ec "$1"
}

inside 'apt-get -qq update && apt-get -qq install -y --no-install-recommends python3 make >/dev/null'
mkdir "$BARE/root/project"
(cd "$project" && git ls-files -z | tar --null -cf - -T -) | tar -C "$BARE/root/project" -xf -
inside 'cd /root/project && make test'

inside 'cd /root/project; make run PORT=8599 & made=$!
    for try in $(seq 120); do
        sleep 1
        ! .venv/bin/python -c "
from urllib.request import urlopen
assert urlopen(\"http://localhost:8599/_stcore/health\").read() == b\"ok\"
print(\"The page is served:\", len(urlopen(\"http://localhost:8599/\").read()), \"bytes\")
" 2>/dev/null || { kill $made; exit 0; }
    done
    echo "The page did not start"
    exit 1'
