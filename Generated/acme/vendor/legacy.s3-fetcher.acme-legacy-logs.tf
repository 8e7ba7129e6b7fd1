# A bucket from which Logz.io fetches, with access keys; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
# The two variables are declared beside this file. Terraform keeps both keys in its state.
resource "logzio_s3_fetcher" "legacy_acme-legacy-logs" {
  provider = logzio.logzio

  bucket_name                    = "acme-legacy-logs"
  aws_region                     = "US_EAST_1"
  prefix                         = "app/"
  logs_type                      = "acme-legacy"
  active                         = true
  add_s3_object_key_as_log_field = false
  aws_access_key                 = var.legacy_access_key
  aws_secret_key                 = var.legacy_secret_key
}
