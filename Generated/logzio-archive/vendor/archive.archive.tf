# The archive of a Logz.io account, with the role of this spec; for the provider logzio/logzio.
# The provider's alias is the connection of the spec, so that no other Logz.io account gets it.
resource "logzio_archive_logs" "archive" {
  provider = logzio.logzio

  storage_type               = "S3"
  enabled                    = true
  compressed                 = true
  aws_credentials_type       = "IAM"
  aws_s3_path                = "contoso-logzio-archive"
  aws_s3_iam_credentials_arn = "arn:aws:iam::456789012345:role/logzio-logzio-archive-archive"
}
