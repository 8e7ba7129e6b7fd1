#!/usr/bin/env bash
# Makes the Kinesis logging endpoint of a Fastly service, with the Fastly CLI and its own profile.
# It is in a draft version afterwards, and sends nothing before that version is activated.
#
#   FASTLY_SERVICE_ID       the service whose logs are sent
#   FASTLY_SERVICE_VERSION  active, latest or a number; one that is locked is cloned
set -euo pipefail

service=${FASTLY_SERVICE_ID:?set it to the id of the service whose logs are sent}
version=${FASTLY_SERVICE_VERSION:?set it to active, to latest or to the number of a version}

options=(
  --service-id "$service"
  --version "$version"
  --autoclone
  --name 'edge'
  --stream-name 'acme-edge'
  --region 'eu-west-1'
  --iam-role 'arn:aws:iam::333344445555:role/fastly-many-accounts-edge'
)

exec fastly service logging kinesis create "${options[@]}"
