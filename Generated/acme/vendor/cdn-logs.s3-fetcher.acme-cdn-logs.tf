# A bucket from which Logz.io fetches, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_s3_fetcher" "cdn-logs_acme-cdn-logs" {
  provider = logzio.logzio

  bucket_name                    = "acme-cdn-logs"
  aws_region                     = "US_WEST_2"
  prefix                         = "cloudfront/"
  logs_type                      = "cloudfront"
  active                         = true
  add_s3_object_key_as_log_field = false
  aws_arn                        = "arn:aws:iam::111122223333:role/logzio-acme"
}
