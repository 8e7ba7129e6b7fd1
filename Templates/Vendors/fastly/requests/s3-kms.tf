# For the resource fastly_service_vcl of the service whose logs are sent: this block goes into it.
logging_s3 {
  name                              = "${Integration}"
  bucket_name                       = "${Bucket}"
  domain                            = "${Domain}"
  path                              = "${Path}"
  s3_iam_role                       = "${RoleArn}"
  acl                               = "${Acl}"
  server_side_encryption            = "${Encryption}"
  server_side_encryption_kms_key_id = "${KeyArn}"
}
