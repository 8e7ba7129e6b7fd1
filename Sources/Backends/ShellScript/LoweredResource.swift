import Model

/// A resource as calls into the library and the documents that they read.
struct LoweredResource {
  let calls: [Call]
  let documents: [NamedDocument]

  init(_ resource: Resource, in plan: Plan) {
    let region = plan.region.text
    switch resource.kind {
    case .role(let role):
      calls = [Call("ensure role", [role.name.text] + role.managedPolicies.map(\.text))]
      documents = role.documents(in: plan)
    case .user(let user):
      calls = [Call("ensure user", [user.name.text] + user.managedPolicies.map(\.text))]
      documents = user.documents(in: plan)
    case .managedPolicy(let policy):
      // Its holder's call makes it: what it holds must not be granted before its holder is right.
      calls = []
      documents = policy.documents
    case .accessKey(let key):
      calls = [Call("ensure access_key", key.user.text, key.fileVariable)]
      documents = []
    case .bucket(let bucket):
      calls = [Call("ensure bucket", bucket.name.text, region)]
      documents = bucket.documents(in: plan)
    case .stream(let stream):
      calls = [Call("ensure stream", stream.name.text, region)]
      documents = stream.documents(in: plan)
    case .streamPolicy(let policy):
      calls = [Call("ensure stream_policy", policy.stream.text, policy.region.text)]
      documents = [
        NamedDocument("stream_policy/\(policy.stream)/policy", policy.document.document)
      ]
    case .logGroup(let group):
      calls =
        [Call("ensure log_group", group.name.text, region)]
        + group.streams.map { Call("ensure log_stream", "\(group.name):\($0)", region) }
      documents = group.documents(in: plan)
    case .deliveryStream(let stream):
      calls = [Call("ensure delivery_stream", stream.name.text, region)]
      documents = stream.documents(in: plan)
    case .metricStream(let stream):
      calls = [Call("ensure metric_stream", stream.name.text, region)]
      documents = stream.documents(in: plan)
    }
  }
}

extension Resource {
  /// The call that removes it; nil for what holds data, and for what goes with another.
  func removal(in plan: Plan) -> Call? {
    let region = plan.region.text
    return switch kind {
    case .role(let role):
      Call("remove role", [role.name.text] + role.managedPolicies.map(\.text))
    case .user(let user):
      Call("remove user", [user.name.text] + user.managedPolicies.map(\.text))
    case .streamPolicy(let policy):
      Call("remove stream_policy", policy.stream.text, policy.region.text)
    case .deliveryStream(let stream): Call("remove delivery_stream", stream.name.text, region)
    case .metricStream(let stream): Call("remove metric_stream", stream.name.text, region)
    case .managedPolicy, .accessKey, .bucket, .stream, .logGroup: nil
    }
  }

  /// The call that names it among what stays.
  var remainder: Call? {
    switch kind {
    case .bucket(let bucket): Call("keep bucket", bucket.name.text)
    case .stream(let stream): Call("keep stream", stream.name.text)
    case .logGroup(let group): Call("keep log group", group.name.text)
    case .role, .user, .managedPolicy, .accessKey, .streamPolicy, .deliveryStream, .metricStream:
      nil
    }
  }
}

extension Resource.ID {
  /// The file of the library that handles the kind.
  var libraryFile: String {
    switch self {
    case .role, .managedPolicy: "iam"
    case .user, .accessKey: "user"
    case .bucket: "bucket"
    case .stream, .streamPolicy: "stream"
    case .logGroup: "log_group"
    case .deliveryStream: "delivery_stream"
    case .metricStream: "metric_stream"
    }
  }

  var isStreamPolicy: Bool {
    if case .streamPolicy = self { true } else { false }
  }
}

extension Resource.Kind {
  /// Whether it is a delivery stream that reads its token from Secrets Manager.
  var takesTokenFromSecret: Bool {
    if case .deliveryStream(let stream) = self, case .secret = stream.endpoint.token {
      true
    } else {
      false
    }
  }
}

extension Requirement {
  var call: Call {
    switch self {
    case .bucket(let name, let region): Call("require bucket", name.text, region.text)
    case .stream(let name, let region, let key, let isShared):
      Call(
        "require stream",
        name.text,
        region.text,
        key?.text ?? "none",
        isShared ? "shared" : "private"
      )
    }
  }

  /// The file of the library that handles the kind.
  var libraryFile: String {
    switch self {
    case .bucket: "bucket"
    case .stream: "stream"
    }
  }
}
