// Each kind of resource with its texts changed.

extension Role {
  func mapping(_ map: TextMap) -> Role {
    var role = Role(
      map(name),
      nameIsGiven: nameIsGiven,
      trust: trust.mapping(map),
      path: map(path),
      description: map(description),
      maxSessionDuration: maxSessionDuration,
      permissionsBoundary: map(permissionsBoundary),
      tags: map(tags)
    )
    role.permissions = permissions.mapping(map)
    role.managedPolicies = managedPolicies.map { map($0) }
    return role
  }
}

extension Trust {
  fileprivate func mapping(_ map: TextMap) -> Trust {
    let bearer: Bearer =
      switch bearer {
      case .vendor(let connection): .vendor(connection.mapping(map))
      case .service: .service
      }
    return Trust(
      bearer,
      document.mapping(map),
      reason: reason,
      source: source,
      permission: permission
    )
  }
}

extension Connection {
  fileprivate func mapping(_ map: TextMap) -> Connection {
    Connection(
      name: name,
      vendor: vendor,
      vendorName: vendorName,
      account: map(account),
      externalID: map(externalID),
      rotation: rotation.map { Rotation(previous: map($0.previous), until: $0.until) }
    )
  }
}

extension User {
  func mapping(_ map: TextMap) -> User {
    var user = User(
      map(name),
      vendorName: vendorName,
      path: map(path),
      permissionsBoundary: map(permissionsBoundary),
      tags: map(tags)
    )
    user.permissions = permissions.mapping(map)
    user.managedPolicies = managedPolicies.map { map($0) }
    return user
  }
}

extension ManagedPolicy {
  func mapping(_ map: TextMap) -> ManagedPolicy {
    let holder: Holder =
      switch holder {
      case .role(let name): .role(map(name))
      case .user(let name): .user(map(name))
      }
    return ManagedPolicy(of: holder, map(name), map(path), document.mapping(map))
  }
}

extension AccessKey {
  func mapping(_ map: TextMap) -> AccessKey {
    AccessKey(of: map(user), integration: integration, secretName: map(secretName))
  }
}

extension Bucket {
  func mapping(_ map: TextMap) -> Bucket {
    Bucket(
      map(name),
      ownership: ownership,
      kmsKey: map(kmsKey),
      expireAfterDays: expireAfterDays,
      abortUploadsAfterDays: abortUploadsAfterDays,
      tags: map(tags)
    )
  }
}

extension Stream {
  func mapping(_ map: TextMap) -> Stream {
    let encryption: Encryption =
      switch encryption {
      case .managedKey: .managedKey
      case .key(let key): .key(map(key))
      }
    return Stream(
      map(name),
      capacity: capacity,
      retentionHours: retentionHours,
      encryption: encryption,
      tags: map(tags)
    )
  }
}

extension StreamPolicy {
  func mapping(_ map: TextMap) -> StreamPolicy {
    StreamPolicy(
      on: map(stream),
      in: map(region),
      streamIsOwned: streamIsOwned,
      vendorName: vendorName,
      document.mapping(map)
    )
  }
}

extension LogGroup {
  func mapping(_ map: TextMap) -> LogGroup {
    LogGroup(
      map(name),
      streams: streams.map { map($0) },
      retentionDays: retentionDays,
      tags: map(tags)
    )
  }
}

extension DeliveryStream {
  func mapping(_ map: TextMap) -> DeliveryStream {
    var endpoint = endpoint
    if case .secret(let secret) = endpoint.token { endpoint.token = .secret(map(secret)) }
    return DeliveryStream(
      map(name),
      endpoint: endpoint,
      role: map(role),
      backupBucket: map(backupBucket),
      logGroup: map(logGroup),
      endpointLogStream: map(endpointLogStream),
      backupLogStream: map(backupLogStream),
      integration: integration,
      tags: map(tags)
    )
  }
}

extension MetricStream {
  func mapping(_ map: TextMap) -> MetricStream {
    MetricStream(
      map(name),
      into: map(deliveryStream),
      role: map(role),
      outputFormat: outputFormat,
      includes: includes,
      excludes: excludes,
      tags: map(tags)
    )
  }
}
