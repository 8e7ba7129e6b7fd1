# A bucket from which Logz.io fetches, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_s3_fetcher" "load-balancers_northwind-elb-logs" {
  provider = logzio.logzio

  bucket_name                    = "northwind-elb-logs"
  aws_region                     = "EU_CENTRAL_1"
  prefix                         = "AWSLogs/210987654321/elasticloadbalancing/eu-central-1/"
  logs_type                      = "elb"
  active                         = true
  add_s3_object_key_as_log_field = true
  aws_arn                        = "arn:aws:iam::210987654321:role/logzio-fetch"
}
