"""Firehose: ministack 1.5.33 describes of an HTTP destination only its endpoint and buffering.

AWS also gives back where failed records go, how requests are encoded, and never the access key.
"""

from ministack.services import firehose

S3_DEFAULTS = {
    "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
    "CompressionFormat": "UNCOMPRESSED",
    "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    "CloudWatchLoggingOptions": {"Enabled": False},
}


def describe_with_http(original):
    def describe(destination: dict) -> dict:
        description = original(destination)
        if destination["type"] != "HttpEndpoint":
            return description
        settings = dict(destination["config"])
        backup = settings.pop("S3Configuration", {}) | settings.pop("S3Update", {})
        endpoint = dict(settings["EndpointConfiguration"])
        endpoint.pop("AccessKey", None)
        description["HttpEndpointDestinationDescription"] = settings | {
            "EndpointConfiguration": endpoint,
            "S3DestinationDescription": S3_DEFAULTS | backup,
        }
        return description

    return describe


def install() -> None:
    firehose._dest_description = describe_with_http(firehose._dest_description)
