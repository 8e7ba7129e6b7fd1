# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
logging_s3 {
  name        = "edge"
  bucket_name = "adatum-edge-logs"
  domain      = "s3.us-east-2.amazonaws.com"
  path        = "edge/"
  s3_iam_role = "arn:aws:iam::678901234567:role/fastly-fastly-s3-edge"
}
