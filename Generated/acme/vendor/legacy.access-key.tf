# The access key of the user that Logz.io fetches with. Neither has a default, and neither belongs
# into a file: set TF_VAR_... in the environment of one command, from your secret store.
variable "legacy_access_key" {
  type      = string
  sensitive = true
  nullable  = false
}

variable "legacy_secret_key" {
  type      = string
  sensitive = true
  nullable  = false
}
