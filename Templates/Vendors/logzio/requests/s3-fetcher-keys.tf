# A bucket from which Logz.io fetches, with access keys; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
# The two variables are declared beside this file. Terraform keeps both keys in its state.
resource "logzio_s3_fetcher" "${Label}" {
  provider = logzio.${Connection}

  bucket_name                    = "${Bucket}"
  aws_region                     = "${ApiRegion}"
  prefix                         = "${Prefix}"
  logs_type                      = "${LogType}"
  active                         = true
  add_s3_object_key_as_log_field = ${SourcePath}
  aws_access_key                 = var.${Variable}_access_key
  aws_secret_key                 = var.${Variable}_secret_key
}
