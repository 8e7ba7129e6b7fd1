#!/usr/bin/env bash
# Makes the S3 logging endpoint of a Fastly service, with the Fastly CLI and its own profile.
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
  --bucket 'adatum-edge-logs'
  --domain 's3.us-east-2.amazonaws.com'
  --path 'edge/'
  --iam-role 'arn:aws:iam::678901234567:role/fastly-fastly-s3-edge'
)

exec fastly service logging s3 create "${options[@]}"
