#!/usr/bin/env bash
# Runs a Request Tracker of its own, with nothing in it, until it is ended: serve.sh FOLDER PORT
#
# It is Debian's package request-tracker5 (with rt5-db-sqlite and rt5-standalone) on a database in FOLDER and a port of this machine; it sends no
# mail. Before it listens it writes into FOLDER/token the token of an account that may do in the queue General what hotdesk needs, and
# no more. Request Tracker is under the GPL: it is installed, never kept in this repository.
set -euo pipefail
folder=$(realpath "$1") port=$2
mkdir -p "$folder/mason" "$folder/more" "$folder/sessions"
cat >"$folder/site.pm" <<CONF
Set(\$rtname, 'rt.test');
Set(\$Organization, 'rt.test');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, $port);
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$folder/rt.db');
Set(\$MasonDataDir, '$folder/mason');
Set(\$MasonSessionDir, '$folder/sessions');
Set(\$WebSessionClass, 'Apache::Session::File');
Set(\$MailCommand, 'testfile');
Set(\$LogToSyslog, undef);
Set(\$LogToSTDERR, 'error');
1;
CONF
export RT_SITE_CONFIG="$folder/site.pm" RT_SITE_CONFIG_DIR="$folder/more" TMPDIR="$folder"
# By its place: who is not root has no /usr/sbin in the PATH.
/usr/sbin/rt-setup-database-5 --action init --skip-create --dba nobody --dba-password none >/dev/null
perl -I/usr/share/request-tracker5/lib - >"$folder/token.new" <<'PERL'
use strict; use warnings; use RT;
RT::LoadConfig(); RT::Init();
my $user = RT::User->new(RT->SystemUser);
my ($made, $said) = $user->Create(Name => 'hotdesk', Privileged => 1);
die $said unless $made;
my $queue = RT::Queue->new(RT->SystemUser);
$queue->Load('General');
for my $right (qw(SeeQueue CreateTicket ShowTicket ShowTicketComments CommentOnTicket ModifyTicket)) {
    my ($granted, $why) = $user->PrincipalObj->GrantRight(Right => $right, Object => $queue);
    die "$right: $why" unless $granted;
}
my $token = RT::AuthToken->new(RT->SystemUser);
my ($ok, $why, $text) = $token->Create(Owner => $user->Id, Description => 'hotdesk');
die $why unless $ok;
print "$text\n";
PERL
mv "$folder/token.new" "$folder/token"
exec /usr/share/request-tracker5/libexec/standalone_httpd --server Standalone --host 127.0.0.1 --port "$port"
