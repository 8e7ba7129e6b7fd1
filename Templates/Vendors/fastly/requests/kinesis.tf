# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
# The provider sends an empty format where none is given, so a variable of yours must hold one. It
# must make JSON.
logging_kinesis {
  name     = "${Integration}"
  topic    = "${Stream}"
  region   = "${StreamRegion}"
  iam_role = "${RoleArn}"
  format   = var.${Variable}_log_format
}
