# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
# The provider sends an empty format where none is given, so a variable of yours must hold one. It
# must make JSON.
logging_kinesis {
  name     = "edge"
  topic    = "acme-edge"
  region   = "us-east-1"
  iam_role = "arn:aws:iam::333344445555:role/fastly-many-accounts-edge"
  format   = var.edge_log_format
}
