# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
logging_s3 {
  name        = "audit"
  bucket_name = "adatum-audit-logs"
  domain      = "s3.us-east-2.amazonaws.com"
  path        = "audit/"
  s3_iam_role = "arn:aws:iam::678901234567:role/fastly-fastly-s3-audit"
  acl         = "bucket-owner-full-control"
}
