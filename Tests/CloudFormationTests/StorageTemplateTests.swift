import Model
import Testing

/// Buckets, streams and log groups, as the template makes them: they stay when it goes.
struct StorageTemplateTests {
  @Test func writesABucketWithItsPolicy() throws {
    let expected = """
        # For edge
        AcmeFastlyBucket:
          Type: AWS::S3::Bucket
          DeletionPolicy: RetainExceptOnCreate
          UpdateReplacePolicy: Retain
          Properties:
            BucketName: acme-fastly
            PublicAccessBlockConfiguration:
              BlockPublicAcls: true
              BlockPublicPolicy: true
              IgnorePublicAcls: true
              RestrictPublicBuckets: true
            OwnershipControls:
              Rules:
                - ObjectOwnership: BucketOwnerEnforced
            BucketEncryption:
              ServerSideEncryptionConfiguration:
                - ServerSideEncryptionByDefault:
                    SSEAlgorithm: AES256
            LifecycleConfiguration:
              Rules:
                - Id: abort-uploads
                  Status: Enabled
                  AbortIncompleteMultipartUpload:
                    DaysAfterInitiation: 7

        # For edge
        AcmeFastlyBucketPolicy:
          Type: AWS::S3::BucketPolicy
          DeletionPolicy: RetainExceptOnCreate
          UpdateReplacePolicy: Retain
          Properties:
            Bucket: !Ref AcmeFastlyBucket
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Sid: DenyWithoutTLS
                  Effect: Deny
                  Principal: "*"
                  Action:
                    - s3:*
                  Resource:
                    - arn:aws:s3:::acme-fastly
                    - arn:aws:s3:::acme-fastly/*
                  Condition:
                    Bool:
                      aws:SecureTransport: "false"

      """
    #expect(try template(of: .bucket(Bucket(try BucketName("acme-fastly")))) == expected)
  }

  @Test func writesWhatABucketMayHave() throws {
    let bucket = Bucket(
      try BucketName("acme-logs"),
      ownership: .preferred,
      kmsKey: try KeyARN(Samples.key),
      expireAfterDays: 30,
      abortUploadsAfterDays: 1
    )
    let expected = """
            OwnershipControls:
              Rules:
                - ObjectOwnership: BucketOwnerPreferred
            BucketEncryption:
              ServerSideEncryptionConfiguration:
                - ServerSideEncryptionByDefault:
                    SSEAlgorithm: aws:kms
                    KMSMasterKeyID: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
                  BucketKeyEnabled: true
            LifecycleConfiguration:
              Rules:
                - Id: abort-uploads
                  Status: Enabled
                  AbortIncompleteMultipartUpload:
                    DaysAfterInitiation: 1
                - Id: expire
                  Status: Enabled
                  ExpirationInDays: 30

      """
    #expect(try template(of: .bucket(bucket)).contains(expected))
  }

  @Test func writesAStream() throws {
    let stream = Stream(try StreamName("acme-edge"), encryption: .managedKey)
    let expected = """
        # For edge
        AcmeEdgeDataStream:
          Type: AWS::Kinesis::Stream
          DeletionPolicy: RetainExceptOnCreate
          UpdateReplacePolicy: Retain
          Properties:
            Name: acme-edge
            StreamModeDetails:
              StreamMode: ON_DEMAND
            RetentionPeriodHours: 24
            StreamEncryption:
              EncryptionType: KMS
              KeyId: alias/aws/kinesis

      """
    #expect(try template(of: .stream(stream)) == expected)
  }

  @Test func writesWhatAStreamMayHave() throws {
    let stream = Stream(
      try StreamName("acme-edge"),
      capacity: .provisioned(shards: 2),
      retentionHours: 48,
      encryption: .key(try KeyARN(Samples.key))
    )
    let expected = """
            StreamModeDetails:
              StreamMode: PROVISIONED
            ShardCount: 2
            RetentionPeriodHours: 48
            StreamEncryption:
              EncryptionType: KMS
              KeyId: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab

      """
    #expect(try template(of: .stream(stream)).hasSuffix(expected))
  }

  @Test func sharesAStream() throws {
    let stream = Stream(try StreamName("acme-edge"), encryption: .key(try KeyARN(Samples.key)))
    let plan = try Samples.plan([
      try Samples.resource(.stream(stream)),
      try Samples.resource(.role(try Samples.role("acme-fastly"))),
      try Samples.resource(.streamPolicy(try Samples.sharing(on: "acme-edge", owned: true))),
    ])
    let expected = """
        # For edge
        AcmeEdgeSharingPolicy:
          Type: AWS::Kinesis::ResourcePolicy
          Properties:
            ResourceArn: !GetAtt AcmeEdgeDataStream.Arn
            ResourcePolicy:
              Version: "2012-10-17"
              Statement:
                - Sid: StreamSharing
                  Effect: Allow
                  Principal:
                    AWS:
                      - arn:aws:iam::717331877981:root
                      - !GetAtt AcmeFastlyRole.Arn
                  Action:
                    - kinesis:ListShards
                    - kinesis:PutRecords
                  Resource:
                    - arn:aws:kinesis:us-east-1:111122223333:stream/acme-edge

      """
    #expect(try section("Resources", of: plan).hasSuffix(expected))
  }

  @Test func sharesAStreamThatTheSpecDoesNotCreate() throws {
    let policy = try Samples.sharing(on: "acme-edge", owned: false)
    let expected = "ResourceArn: arn:aws:kinesis:us-east-1:111122223333:stream/acme-edge\n"
    #expect(try template(of: .streamPolicy(policy)).contains(expected))
  }
}
