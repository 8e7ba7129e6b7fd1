# A bucket from which Logz.io fetches, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_s3_fetcher" "eu-logs_acme-eu-logs" {
  provider = logzio.logzio-eu

  bucket_name                    = "acme-eu-logs"
  aws_region                     = "EU_CENTRAL_1"
  logs_type                      = "vpcflow"
  active                         = true
  add_s3_object_key_as_log_field = false
  aws_arn                        = "arn:aws:iam::111122223333:role/logzio-acme-eu-logs"
}
