import Model
import Testing

/// Log groups, delivery streams and metric streams, as the template makes them.
struct MetricsTemplateTests {
  @Test func writesALogGroupWithItsStreams() throws {
    let group = LogGroup(
      try LogGroupName("/aws/firehose/acme"),
      streams: ["endpoint"],
      retentionDays: 14
    )
    let expected = """
        # For edge
        AwsFirehoseAcmebe5fLogGroup:
          Type: AWS::Logs::LogGroup
          DeletionPolicy: RetainExceptOnCreate
          UpdateReplacePolicy: Retain
          Properties:
            LogGroupName: /aws/firehose/acme
            RetentionInDays: 14

        # For edge
        AwsFirehoseAcmeEndpointd949LogStream:
          Type: AWS::Logs::LogStream
          DeletionPolicy: RetainExceptOnCreate
          UpdateReplacePolicy: Retain
          Properties:
            LogGroupName: !Ref AwsFirehoseAcmebe5fLogGroup
            LogStreamName: endpoint

      """
    #expect(try template(of: .logGroup(group)) == expected)
  }

  @Test func writesADeliveryStreamWithATokenOfItsOwn() throws {
    let expected = """
        # For edge
        AcmeMetricsDeliveryStream:
          Type: AWS::KinesisFirehose::DeliveryStream
          Properties:
            DeliveryStreamName: acme-metrics
            DeliveryStreamType: DirectPut
            HttpEndpointDestinationConfiguration:
              EndpointConfiguration:
                Name: Logz.io
                Url: https://listener-otlp-aws-metrics-stream-us.logz.io
                AccessKey: !Ref MetricsToken
              RequestConfiguration:
                ContentEncoding: NONE
                CommonAttributes:
                  - AttributeName: P8S_LOGZIO_NAME
                    AttributeValue: acme
              BufferingHints:
                IntervalInSeconds: 60
                SizeInMBs: 5
              RetryOptions:
                DurationInSeconds: 60
              RoleARN: arn:aws:iam::111122223333:role/acme-metrics-firehose
              CloudWatchLoggingOptions:
                Enabled: true
                LogGroupName: /aws/firehose/acme-metrics
                LogStreamName: endpoint
              S3BackupMode: FailedDataOnly
              S3Configuration:
                BucketARN: arn:aws:s3:::acme-metrics-backup
                RoleARN: arn:aws:iam::111122223333:role/acme-metrics-firehose
                CloudWatchLoggingOptions:
                  Enabled: true
                  LogGroupName: /aws/firehose/acme-metrics
                  LogStreamName: backup

      """
    #expect(try template(of: .deliveryStream(try Samples.deliveryStream(.parameter))) == expected)
  }

  @Test func letsFirehoseReadASecret() throws {
    let secret = try SecretARN("arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf")
    let stream = try Samples.deliveryStream(.secret(secret), attributes: [:])
    let expected = """
              EndpointConfiguration:
                Name: Logz.io
                Url: https://listener-otlp-aws-metrics-stream-us.logz.io
              SecretsManagerConfiguration:
                Enabled: true
                SecretARN: arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf
                RoleARN: arn:aws:iam::111122223333:role/acme-metrics-firehose
              RequestConfiguration:
                ContentEncoding: NONE
              BufferingHints:

      """
    #expect(try template(of: .deliveryStream(stream)).contains(expected))
  }

  @Test func refersToWhatTheTemplateMakes() throws {
    let text = try section("Resources", of: try Samples.everyKind())
    for line in [
      "RoleARN: !GetAtt AcmeMetricsFirehoseRole.Arn",
      "BucketARN: !GetAtt AcmeMetricsBackupBucket.Arn",
      "LogGroupName: !Ref AwsFirehoseAcmeMetrics6080LogGroup",
      "LogStreamName: !Ref AwsFirehoseAcmeMetricsBackup5196LogStream",
      "FirehoseArn: !GetAtt AcmeMetricsDeliveryStream.Arn",
      "RoleArn: !GetAtt AcmeMetricsStreamRole.Arn",
    ] {
      #expect(text.contains(" \(line)\n"))
    }
  }

  @Test func writesAMetricStreamOfEveryNamespace() throws {
    let expected = """
        # For edge
        AcmeMetricsMetricStream:
          Type: AWS::CloudWatch::MetricStream
          Properties:
            Name: acme-metrics
            FirehoseArn: arn:aws:firehose:us-east-1:111122223333:deliverystream/acme-metrics
            RoleArn: arn:aws:iam::111122223333:role/acme-metrics-stream
            OutputFormat: opentelemetry1.0

      """
    #expect(try template(of: .metricStream(try Samples.metricStream())) == expected)
  }

  @Test(arguments: [true, false])
  func filtersMetrics(_ includes: Bool) throws {
    let filters = [
      MetricStream.Filter(try MetricNamespace("AWS/EC2"), metrics: []),
      MetricStream.Filter(try MetricNamespace("on"), metrics: [try MetricName("1")]),
    ]
    let stream = try Samples.metricStream(
      includes: includes ? filters : [],
      excludes: includes ? [] : filters
    )
    let expected = """
            \(includes ? "IncludeFilters" : "ExcludeFilters"):
              - Namespace: AWS/EC2
              - Namespace: "on"
                MetricNames:
                  - "1"

      """
    #expect(try template(of: .metricStream(stream)).hasSuffix(expected))
  }
}
