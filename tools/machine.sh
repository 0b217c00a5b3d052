#!/bin/sh
# What a machine has to bring beside Python and make, from Debian's or Ubuntu's packages.
#
#   sh tools/machine.sh run PYTHON    what `make run` needs
#   sh tools/machine.sh test PYTHON   what `make test` needs as well
#
# Installs what is missing where it may: as root, or by a sudo that asks for no password. Elsewhere,
# and with APT=no in the environment, it says in one line what to install. It ends with 1 only where
# nothing can go on; tests whose program is missing are skipped, and say so.
set -eu

purpose=$1
python=${2:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo '*** Python 3.11 or newer is needed (set PYTHON=...) ***'
    exit 1
fi

any() { # whether one of these programs is there
    for program; do
        ! command -v "$program" >/dev/null || return 0
    done
    return 1
}

# Each function says whether its thing is there; Debian keeps the modules of venv apart from Python.
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
has_browser() { any chromium chromium-browser google-chrome google-chrome-stable; }
# The driver of the browser tests wants it; other systems bring it along.
has_atomic() { ! any apt-get || ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1; }
# Debian puts it where only root looks.
has_nginx() { any nginx /usr/sbin/nginx; }
has_postgis() { ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; }

find_missing() { # sets packages, and the same with what each is for
    packages=
    said=
    has_venv || miss "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" 'all'
    [ "$purpose" = test ] || return 0
    has_browser || miss chromium 'tests in the browser'
    has_atomic || miss libatomic1 'tests in the browser'
    has_nginx || miss nginx 'tests of the proxy'
    has_postgis || miss postgresql-postgis 'tests with a database'
}

miss() { # PACKAGE WHAT-FOR
    packages="$packages $1"
    said="${said:+$said, }$1 ($2)"
}

find_missing
[ -n "$packages" ] || exit 0

may_install() {
    [ "${APT:-yes}" != no ] && any apt-get && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

apt() { # an apt-get that asks nothing and waits for another's end
    set -- env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@"
    [ "$(id -u)" -eq 0 ] || set -- sudo -n "$@"
    "$@" >/dev/null
}

if may_install; then
    echo "Installing$packages"
    apt update || true
    # One by one: where one is not to be had, the others are worth having.
    for package in $packages; do
        apt install -y --no-install-recommends "$package" || true
    done
    find_missing
    [ -n "$packages" ] || exit 0
fi

printf '\n*** To be installed: %s ***\n\n' "$said"
has_venv
