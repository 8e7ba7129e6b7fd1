import Foundation
import Model
import Testing

/// What a person sends to the vendors.
@Suite struct VendorRequestsTests {
  private func object(_ file: OutputFile?) throws -> [String: Any] {
    let data = Data(try #require(file).text.utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func fetcherIsTheOneOfTheSpec() throws {
    let files = try Samples.requests(
      of: """
          elb:
            type: logzio/s3-fetch
            via: logzio-eu
            rolePath: /vendors/
            buckets:
              - name: acme-elb
                region: eu-central-1
                prefix: "AWSLogs/it's $5/"
                logType: elb
                includeSourcePath: true
              - name: acme.plain

        """
    )
    let names = ["acme-elb", "acme.plain"].flatMap { bucket in
      ["json", "tf"].map { "vendor/elb.s3-fetcher.\(bucket).\($0)" }
    }
    #expect(files.keys.sorted() == names)
    let whole = try object(files[names[0]])
    #expect(whole["bucket"] as? String == "acme-elb")
    #expect(whole["region"] as? String == "EU_CENTRAL_1")
    #expect(whole["prefix"] as? String == "AWSLogs/it's $5/")
    #expect(whole["logsType"] as? String == "elb")
    #expect(whole["active"] as? Bool == true)
    #expect(whole["addS3ObjectKeyAsLogField"] as? Bool == true)
    #expect(whole["arn"] as? String == "arn:aws:iam::111122223333:role/vendors/logzio-acme-elb")
    let plain = try object(files[names[2]])
    #expect(plain["prefix"] == nil)
    #expect(plain["region"] as? String == "US_EAST_1")
    #expect(plain["logsType"] as? String == "other")
    #expect(plain["addS3ObjectKeyAsLogField"] as? Bool == false)
    let terraform = try #require(files[names[3]]).text
    #expect(terraform.contains(#"resource "logzio_s3_fetcher" "elb_acme__plain" {"#))
    #expect(terraform.contains("\n  provider = logzio.logzio-eu\n"))
    #expect(!terraform.contains("prefix"))
  }

  @Test func eachFetcherOfABucketHasAFileAndALabelOfItsOwn() throws {
    let files = try Samples.requests(
      of: """
          logs:
            type: logzio/s3-fetch
            via: logzio
            buckets:
              - {name: acme.2, prefix: a/}
              - {name: acme.2, prefix: b/}
              - {name: acme, prefix: a/}
              - {name: acme, prefix: b/}

        """
    )
    #expect(files.count == 8)
    let labels = files.values.compactMap { $0.text.firstMatch(of: /fetcher" "([a-z0-9_-]+)"/)?.1 }
    #expect(Set(labels) == ["logs_acme__2", "logs_acme__2_2", "logs_acme", "logs_acme_2"])
  }

  @Test func accessKeysStandInNoFile() throws {
    let files = try Samples.requests(
      of: """
          old-app:
            type: logzio/s3-fetch
            via: logzio
            auth: access-keys
            buckets: [acme-old]

        """
    )
    let names = ["vendor/old-app.access-key.tf", "vendor/old-app.s3-fetcher.acme-old.tf"]
    #expect(files.keys.sorted() == names)
    let variables = try #require(files[names[0]]).text
    #expect(variables.contains("variable \"old_app_access_key\" {"))
    #expect(variables.contains("variable \"old_app_secret_key\" {"))
    #expect(!variables.contains("  default"))
    let fetcher = try #require(files[names[1]]).text
    #expect(fetcher.contains("= var.old_app_access_key\n"))
    #expect(fetcher.contains("= var.old_app_secret_key\n"))
    #expect(!fetcher.contains("aws_arn"))
  }

  @Test func archiveAndItsTestHaveTheSameSettings() throws {
    let files = try Samples.requests(
      of: "  cold: {type: logzio/archive, via: logzio, bucket: acme-archive}\n"
    )
    let settings = try object(files["vendor/cold.archive.json"])
    let test = try object(files["vendor/cold.archive-test.json"])
    #expect(test.keys.sorted() == ["archiveSettings"])
    #expect(test["archiveSettings"] as? NSDictionary == settings as NSDictionary)
    #expect(settings["storageType"] as? String == "S3")
    let storage = try #require(settings["amazonS3StorageSettings"] as? [String: Any])
    #expect(storage["path"] as? String == "acme-archive")
    #expect(storage["credentialsType"] as? String == "IAM")
    #expect(files["vendor/cold.archive.tf"] != nil)
  }

  @Test func endpointOfS3HasEachOptionOfTheSpecAndNoOther() throws {
    let key = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    let files = try Samples.requests(
      of: """
          edge:
            type: fastly/s3
            bucket: {name: acme-edge, region: us-west-2}
            path: edge/
            kmsKey: \(key)
          plain: {type: fastly/s3, bucket: acme-plain}

        """
    )
    let script = try #require(files["vendor/edge.logging-s3.sh"])
    #expect(script.isExecutable)
    for option in [
      "--domain 's3.us-west-2.amazonaws.com'", "--path 'edge/'", "--bucket 'acme-edge'",
      "--server-side-encryption 'aws:kms'", "--server-side-encryption-kms-key-id '\(key)'",
      "--iam-role 'arn:aws:iam::111122223333:role/fastly-acme-edge'",
    ] {
      #expect(script.text.contains("\n  \(option)\n"), "\(option)")
    }
    let form = try #require(files["vendor/edge.logging-s3.curl"]).text
    #expect(form.contains("data-urlencode = \"server_side_encryption_kms_key_id=\(key)\"\n"))
    for kind in ["sh", "curl", "tf"] {
      let text = try #require(files["vendor/plain.logging-s3.\(kind)"]).text
      #expect(!text.contains("path") && !text.contains("encryption") && !text.contains("acl"))
    }
  }

  @Test func thereIsNoScriptForWhatTheCommandLineCannotSay() throws {
    let files = try Samples.requests(
      of: """
          edge: {type: fastly/s3, bucket: acme-edge, path: e/, acl: bucket-owner-full-control}

        """
    )
    #expect(files.keys.sorted() == ["curl", "tf"].map { "vendor/edge.logging-s3.\($0)" })
    for file in files.values { #expect(file.text.contains("bucket-owner-full-control")) }
  }

  @Test func endpointOfKinesisNamesTheStreamAndItsRegion() throws {
    let files = try Samples.requests(
      of: """
          edge: {type: fastly/kinesis, stream: {name: acme-edge, region: eu-west-1}}

        """
    )
    let form = try #require(files["vendor/edge.logging-kinesis.curl"]).text
    #expect(form.contains("\"topic=acme-edge\"\n") && form.contains("\"region=eu-west-1\"\n"))
    #expect(!form.contains("stream/"))
  }

  @Test func whatIsNotKnownHasNoFile() throws {
    let files = try Samples.requests(
      of: """
          partner:
            type: custom/role
            vendor: {name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}
            allow:
              - {actions: [s3:GetObject], resources: ["arn:aws:s3:::acme-p/*"], reason: reads}
          edge: {type: fastly/s3, bucket: acme-edge, path: e/}
          cold: {type: logzio/archive, via: logzio, bucket: acme-archive}
          old: {type: logzio/s3-fetch, via: logzio-eu, auth: access-keys, buckets: [acme-old]}

        """
    )
    #expect(files.keys.allSatisfy { !$0.contains("partner") })
  }
}
