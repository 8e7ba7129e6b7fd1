import Model
import Testing

/// Roles, users and access keys, as the template makes them.
struct IdentityTemplateTests {
  @Test func writesARole() throws {
    let expected = """
        # For edge
        AcmeFastlyRole:
          Type: AWS::IAM::Role
          Properties:
            RoleName: acme-fastly
            AssumeRolePolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal:
                    AWS: arn:aws:iam::717331877981:root
                  Action:
                    - sts:AssumeRole
                  Condition:
                    StringEquals:
                      sts:ExternalId: "7Kd2PqVn4XsTb9LwRy6HcE"
            Policies:
              - PolicyName: accredit
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action:
                        - s3:PutObject
                      Resource:
                        - arn:aws:s3:::acme-fastly/*

      """
    #expect(try template(of: .role(try Samples.role("acme-fastly"))) == expected)
  }

  @Test func writesWhatAUserMayHave() throws {
    let user = User(
      try UserName("acme"),
      vendorName: "Logz.io",
      path: try IAMPath("/vendors/"),
      permissionsBoundary: try PolicyARN("arn:aws:iam::111122223333:policy/boundary"),
      tags: [Tag(try TagText("on"), try TagText("2026-11-21"))]
    )
    let expected = """
        # For edge
        AcmeUser:
          Type: AWS::IAM::User
          Properties:
            UserName: acme
            Path: /vendors/
            PermissionsBoundary: arn:aws:iam::111122223333:policy/boundary
              - Key: "on"
                Value: "2026-11-21"

      """
    #expect(try template(of: .user(user)) == expected)
  }

  @Test func saysWhenARotationEnds() throws {
    let trust = try Samples.vendorTrust(
      rotation: Rotation(previous: try ExternalID("former"), until: try CalendarDate("2026-12-31"))
    )
    let text = try template(of: .role(Role(try RoleName("acme"), trust: trust)))
    let metadata = """
          Metadata:
            AccreditRotation:
              Until: "2026-12-31"
          Properties:

      """
    #expect(text.contains(metadata))
  }

  @Test func writesWhatARoleMayHave() throws {
    let role = Role(
      try RoleName("acme"),
      trust: try Samples.serviceTrust("firehose.amazonaws.com"),
      path: try IAMPath("/vendors/"),
      description: try Description("Writes 'edge' logs: daily"),
      maxSessionDuration: 7200,
      permissionsBoundary: try PolicyARN("arn:aws:iam::111122223333:policy/boundary"),
      tags: [Tag(try TagText("on"), try TagText("2026-11-21"))]
    )
    let expected = """
        # For edge
        AcmeRole:
          Type: AWS::IAM::Role
          Properties:
            RoleName: acme
            Path: /vendors/
            Description: "Writes 'edge' logs: daily"
            MaxSessionDuration: 7200
            PermissionsBoundary: arn:aws:iam::111122223333:policy/boundary
            AssumeRolePolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal:
                    Service: firehose.amazonaws.com
                  Action:
                    - sts:AssumeRole
                  Condition:
                    StringEquals:
                      aws:SourceAccount: "111122223333"
              - Key: "on"
                Value: "2026-11-21"

      """
    #expect(try template(of: .role(role)) == expected)
  }

  @Test func writesADividedUserBehindItsPolicies() throws {
    var user = User(try UserName("acme"), vendorName: "Logz.io")
    let document = try Samples.allow(["s3:GetObject"], on: ["arn:aws:s3:::acme-logs/*"])
    let policy = ManagedPolicy(2, of: .user(user.name), in: try Slug("acme"), document)
    user.managedPolicies = [policy.name]
    let plan = try Samples.plan([
      try Samples.resource(.managedPolicy(policy)), try Samples.resource(.user(user)),
    ])
    let expected = """
        # For edge
        AcmeUserPart2ManagedPolicy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            ManagedPolicyName: acme-user-part2
            Path: /accredit/acme/user/acme/
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action:
                    - s3:GetObject
                  Resource:
                    - arn:aws:s3:::acme-logs/*

        # For edge
        AcmeUser:
          Type: AWS::IAM::User
          Properties:
            UserName: acme
            ManagedPolicyArns:
              - !Ref AcmeUserPart2ManagedPolicy
            Tags:
              - Key: accredit:spec
                Value: acme

      """
    #expect(try section("Resources", of: plan).contains(expected))
  }

  @Test func writesAUser() throws {
    let expected = """
        # For edge
        LogzioAcmeUser:
          Type: AWS::IAM::User
          Properties:
            UserName: logzio-acme
            Policies:
              - PolicyName: accredit
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action:
                        - s3:GetObject
                      Resource:
                        - arn:aws:s3:::acme-logs/*

      """
    #expect(try template(of: .user(try Samples.user("logzio-acme"))) == expected)
  }

  @Test func putsAnAccessKeyIntoASecret() throws {
    let user = try Samples.user("logzio-acme")
    let key = AccessKey(
      of: user.name,
      integration: try Slug("cold"),
      secretName: "accredit/acme/cold"
    )
    let plan = try Samples.plan([
      try Samples.resource(.user(user)), try Samples.resource(.accessKey(key), for: "cold"),
    ])
    let expected = """
        # For cold
        LogzioAcmeAccessKey:
          Type: AWS::IAM::AccessKey
          Properties:
            UserName: !Ref LogzioAcmeUser

        # For cold
        # The secret is removed with its key, without which it is worth nothing.
        LogzioAcmeSecret:
          Type: AWS::SecretsManager::Secret
          DeletionPolicy: Delete
          UpdateReplacePolicy: Delete
          Properties:
            Name: accredit/acme/cold
            SecretString: !Sub '{"accessKeyId":"${LogzioAcmeAccessKey}","secretAccessKey":"${LogzioAcmeAccessKey.SecretAccessKey}"}'
            Tags:
              - Key: accredit:spec
                Value: acme

      """
    #expect(try section("Resources", of: plan).hasSuffix(expected))
  }
}
