"""Whether template.yaml and provision.sh of a folder make the same things in AWS.

usage: same_state.py FOLDER...

Reads the template with PyYAML and the documents by running the script's own function `document`,
brings both into one form, and prints what differs. Prints at last how much was compared; exits with
1 if anything differs. What only one of the two can say is named where it is left out.
"""
import json
import re
import subprocess
import sys

import yaml


class Loader(yaml.SafeLoader):
    """Reads short intrinsics as one-key maps, and everything else as any reader of YAML 1.1."""


def intrinsic(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {"!" + suffix: loader.construct_scalar(node)}
    return {"!" + suffix: loader.construct_sequence(node, deep=True)}


Loader.add_multi_constructor("!", intrinsic)


class Template:
    """The resources of a template, with references resolved to what they will be."""

    def __init__(self, folder, account, partition, region):
        with open(folder + "/template.yaml", encoding="ascii") as file:
            self.document = yaml.load(file, Loader)
        self.resources = self.document["Resources"]
        self.place = (account, partition, region)

    def resolved(self, value):
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"!GetAtt"}:
            logical_id, attribute = value["!GetAtt"].split(".")
            if attribute != "Arn":
                raise ValueError(value)
            return self.arn(logical_id)
        if set(value) == {"!Ref"}:
            if value["!Ref"] in self.document.get("Parameters", {}):
                return "@parameter@"
            return self.name(value["!Ref"])
        return {key: self.resolved(item) for key, item in value.items()}

    def name(self, logical_id):
        properties = self.resources[logical_id]["Properties"]
        for key in ("RoleName", "UserName", "BucketName", "Name", "LogGroupName"):
            if key in properties and self.resources[logical_id]["Type"] != "AWS::Logs::LogStream":
                return self.resolved(properties[key])
        return properties["LogStreamName"]

    def arn(self, logical_id):
        account, partition, region = self.place
        resource = self.resources[logical_id]
        name = resource["Properties"]
        return {
            "AWS::IAM::Role": lambda: f"arn:{partition}:iam::{account}:role{name.get('Path', '/')}{name['RoleName']}",
            "AWS::S3::Bucket": lambda: f"arn:{partition}:s3:::{name['BucketName']}",
            "AWS::Kinesis::Stream": lambda: f"arn:{partition}:kinesis:{region}:{account}:stream/{name['Name']}",
            "AWS::KinesisFirehose::DeliveryStream": lambda: f"arn:{partition}:firehose:{region}:{account}:deliverystream/{name['DeliveryStreamName']}",
        }[resource["Type"]]()

    def of_type(self, kind):
        for resource in self.resources.values():
            if resource["Type"] == kind:
                yield self.resolved(resource["Properties"])


class Script:
    """The documents of a script, as its own function prints them."""

    def __init__(self, folder):
        with open(folder + "/provision.sh", encoding="ascii") as file:
            self.text = file.read()
        data = self.text[: self.text.index("# The library: the same in every script")]
        # Neither the guard against sourcing nor the library is wanted here.
        data = data[data.index("readonly ACCREDIT_SPEC") :]
        self.names = re.findall(r"^    '([^']+)'\)$", data, re.MULTILINE)
        probe = data + "\ndie() { exit 9; }\nfor name in \"$@\"; do document \"$name\"; printf '\\1'; done\n"
        output = subprocess.run(
            ["bash", "-c", probe, "probe", *self.names], check=True, capture_output=True
        ).stdout.decode("ascii")
        self.documents = dict(zip(self.names, map(json.loads, output.split("\1")[:-1])))
        self.constants = dict(re.findall(r"^readonly ACCREDIT_([A-Z]+)='(.*)'$", data, re.MULTILINE))

    def names_of(self, kind, part):
        pattern = re.compile(f"^{kind}/(.+)/{part}$")
        return [match[1] for match in map(pattern.match, self.names) if match]


def tags(value):
    if isinstance(value, dict):
        return sorted(value.items())
    return sorted((tag["Key"], tag["Value"]) for tag in value or [])


def without(properties, *keys):
    return {key: value for key, value in properties.items() if key not in keys}


def role_from_template(properties):
    policies = properties.get("Policies", [])
    return {
        "Path": properties.get("Path", "/"),
        "Description": properties.get("Description"),
        "MaxSessionDuration": properties.get("MaxSessionDuration", 3600),
        "PermissionsBoundary": properties.get("PermissionsBoundary"),
        "Tags": tags(properties["Tags"]),
        "Trust": properties["AssumeRolePolicyDocument"],
        "Policies": [(policy["PolicyName"], policy["PolicyDocument"]) for policy in policies],
    }


def role_from_script(script, name):
    settings = script.documents[f"role/{name}/settings"]
    return {
        "Path": settings["Path"],
        "Description": settings.get("Description"),
        "MaxSessionDuration": settings["MaxSessionDuration"],
        "PermissionsBoundary": settings.get("PermissionsBoundary"),
        "Tags": tags(settings["Tags"]),
        "Trust": script.documents[f"role/{name}/trust"],
        "Policies": [("accredit", script.documents[f"role/{name}/policy"])],
    }


def user_from_template(properties):
    policies = properties.get("Policies", [])
    return {
        "Path": properties.get("Path", "/"),
        "PermissionsBoundary": properties.get("PermissionsBoundary"),
        "Tags": tags(properties["Tags"]),
        "Policies": [(policy["PolicyName"], policy["PolicyDocument"]) for policy in policies],
    }


def user_from_script(script, name):
    settings = script.documents[f"user/{name}/settings"]
    return {
        "Path": settings["Path"],
        "PermissionsBoundary": settings.get("PermissionsBoundary"),
        "Tags": tags(settings["Tags"]),
        "Policies": [("accredit", script.documents[f"user/{name}/policy"])],
    }


def bucket_from_template(properties, policies):
    encryption = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    rules = {}
    for rule in properties["LifecycleConfiguration"]["Rules"]:
        rules[rule["Id"]] = {
            "Abort": rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
            "Expire": rule.get("ExpirationInDays"),
            "Status": rule["Status"],
        }
    return {
        "Access": properties["PublicAccessBlockConfiguration"],
        "Ownership": properties["OwnershipControls"],
        "Encryption": encryption["ServerSideEncryptionByDefault"],
        "BucketKey": encryption.get("BucketKeyEnabled", False),
        "Lifecycle": rules,
        "Tags": tags(properties["Tags"]),
        "Policy": policies.get(properties["BucketName"]),
    }


def bucket_from_script(script, name):
    settings = script.documents[f"bucket/{name}/settings"]
    encryption = settings["ServerSideEncryptionConfiguration"]["Rules"][0]
    rules = {}
    for rule in settings["LifecycleConfiguration"]["Rules"]:
        assert rule["Filter"] == {"Prefix": ""}, rule
        rules[rule["ID"]] = {
            "Abort": rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
            "Expire": rule.get("Expiration", {}).get("Days"),
            "Status": rule["Status"],
        }
    return {
        "Access": settings["PublicAccessBlockConfiguration"],
        "Ownership": settings["OwnershipControls"],
        "Encryption": encryption["ApplyServerSideEncryptionByDefault"],
        "BucketKey": encryption["BucketKeyEnabled"],
        "Lifecycle": rules,
        "Tags": tags(settings["Tagging"]["TagSet"]),
        "Policy": script.documents[f"bucket/{name}/policy"],
    }


def stream_from_template(properties):
    encryption = properties["StreamEncryption"]
    return {
        "Mode": properties["StreamModeDetails"]["StreamMode"],
        "Shards": properties.get("ShardCount"),
        "Retention": properties.get("RetentionPeriodHours", 24),
        "Encryption": (encryption["EncryptionType"], encryption["KeyId"]),
        "Tags": tags(properties["Tags"]),
    }


def stream_from_script(script, name):
    settings = script.documents[f"stream/{name}/settings"]
    return {
        "Mode": settings["StreamModeDetails"]["StreamMode"],
        "Shards": settings.get("ShardCount"),
        "Retention": settings["RetentionPeriodHours"],
        "Encryption": (settings["EncryptionType"], settings["KeyId"]),
        "Tags": tags(settings["Tags"]),
    }


def delivery(destination):
    """A destination without what means the same as nothing, and without where its token comes from:
    a parameter in the template, a file for the script."""
    destination = json.loads(json.dumps(destination))
    destination.pop("ProcessingConfiguration", None)
    if "AccessKey" in destination["EndpointConfiguration"]:
        destination["EndpointConfiguration"]["AccessKey"] = "@token@"
    return destination


class Comparison:
    def __init__(self):
        self.count = 0
        self.differences = []

    def compare(self, what, template, script):
        self.count += 1
        if canonical(template) != canonical(script):
            self.differences.append(f"{what}:\n  template {canonical(template)}\n  script   {canonical(script)}")


def canonical(value):
    return json.dumps(value, sort_keys=True)


def compare_folder(folder, comparison):
    script = Script(folder)
    constants = script.constants
    template = Template(folder, constants["ACCOUNT"], constants["PARTITION"], constants["REGION"])

    def compare(kind, from_template, names, from_script):
        comparison.compare(f"{folder}: {kind} names", sorted(from_template), sorted(names))
        for name in sorted(set(from_template) & set(names)):
            comparison.compare(f"{folder}: {kind} {name}", from_template[name], from_script(name))

    def table(kind, key, lower):
        return {each[key]: lower(each) for each in template.of_type(kind)}

    compare("role", table("AWS::IAM::Role", "RoleName", role_from_template),
            script.names_of("role", "settings"), lambda name: role_from_script(script, name))
    compare("user", table("AWS::IAM::User", "UserName", user_from_template),
            script.names_of("user", "settings"), lambda name: user_from_script(script, name))
    keys = [each["UserName"] for each in template.of_type("AWS::IAM::AccessKey")]
    ensured = re.findall(r"^  ensure access_key '([^']+)'", script.text, re.MULTILINE)
    comparison.compare(f"{folder}: access keys", sorted(keys), sorted(ensured))

    policies = {each["Bucket"]: each["PolicyDocument"] for each in template.of_type("AWS::S3::BucketPolicy")}
    compare("bucket", table("AWS::S3::Bucket", "BucketName", lambda each: bucket_from_template(each, policies)),
            script.names_of("bucket", "settings"), lambda name: bucket_from_script(script, name))
    compare("stream", table("AWS::Kinesis::Stream", "Name", stream_from_template),
            script.names_of("stream", "settings"), lambda name: stream_from_script(script, name))
    shared = {each["ResourceArn"].split("/", 1)[1]: each["ResourcePolicy"]
              for each in template.of_type("AWS::Kinesis::ResourcePolicy")}
    compare("stream policy", shared, script.names_of("stream_policy", "policy"),
            lambda name: script.documents[f"stream_policy/{name}/policy"])

    groups = table("AWS::Logs::LogGroup", "LogGroupName",
                   lambda each: (each["RetentionInDays"], tags(each["Tags"])))
    compare("log group", groups, script.names_of("log_group", "settings"), lambda name: (
        script.documents[f"log_group/{name}/settings"]["retentionInDays"],
        tags(script.documents[f"log_group/{name}/settings"]["tags"])))
    log_streams = [f"{each['LogGroupName']}:{each['LogStreamName']}" for each in template.of_type("AWS::Logs::LogStream")]
    ensured = re.findall(r"^  ensure log_stream '([^']+)'", script.text, re.MULTILINE)
    comparison.compare(f"{folder}: log streams", sorted(log_streams), sorted(ensured))

    deliveries = table("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName", lambda each: (
        each["DeliveryStreamType"], tags(each["Tags"]), delivery(each["HttpEndpointDestinationConfiguration"])))
    compare("delivery stream", deliveries, script.names_of("delivery_stream", "settings"), lambda name: (
        script.documents[f"delivery_stream/{name}/settings"]["DeliveryStreamType"],
        tags(script.documents[f"delivery_stream/{name}/settings"]["Tags"]),
        delivery(script.documents[f"delivery_stream/{name}/settings"]["HttpEndpointDestinationConfiguration"])))
    metrics = table("AWS::CloudWatch::MetricStream", "Name",
                    lambda each: (tags(each["Tags"]), without(each, "Tags")))
    compare("metric stream", metrics, script.names_of("metric_stream", "settings"), lambda name: (
        tags(script.documents[f"metric_stream/{name}/settings"]["Tags"]),
        without(script.documents[f"metric_stream/{name}/settings"], "Tags")))


def main():
    comparison = Comparison()
    for folder in sys.argv[1:]:
        compare_folder(folder, comparison)
    for difference in comparison.differences:
        print(difference)
    print(f"compared {comparison.count} facts of {len(sys.argv) - 1} specs: {len(comparison.differences)} differ")
    sys.exit(1 if comparison.differences else 0)


main()
