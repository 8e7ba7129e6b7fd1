# A bucket from which Logz.io fetches, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_s3_fetcher" "elb-logs_acme-staging-elb-logs" {
  provider = logzio.logzio

  bucket_name                    = "acme-staging-elb-logs"
  aws_region                     = "US_EAST_1"
  prefix                         = "AWSLogs/333344445555/elasticloadbalancing/us-east-1/"
  logs_type                      = "elb"
  active                         = true
  add_s3_object_key_as_log_field = false
  aws_arn                        = "arn:aws:iam::333344445555:role/logzio-many-accounts-elb-logs"
}
