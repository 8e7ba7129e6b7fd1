# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
logging_s3 {
  name        = "edge"
  bucket_name = "acme-fastly"
  domain      = "s3.us-east-1.amazonaws.com"
  path        = "edge/"
  s3_iam_role = "arn:aws:iam::111122223333:role/fastly-acme-edge"
  acl         = "bucket-owner-full-control"
}
