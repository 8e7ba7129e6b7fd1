# A bucket from which Logz.io fetches, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_s3_fetcher" "${Label}" {
  provider = logzio.${Connection}

  bucket_name                    = "${Bucket}"
  aws_region                     = "${ApiRegion}"
  prefix                         = "${Prefix}"
  logs_type                      = "${LogType}"
  active                         = true
  add_s3_object_key_as_log_field = ${SourcePath}
  aws_arn                        = "${RoleArn}"
}
