# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
# The provider sends an empty format where none is given, so a variable of yours must hold one. It
# must make JSON.
logging_kinesis {
  name     = "clicks"
  topic    = "woodgrove-clicks"
  region   = "us-west-2"
  iam_role = "arn:aws:iam::789012345678:role/fastly-fastly-kinesis-clicks"
  format   = var.clicks_log_format
}
