import Model

/// Which metrics a stream sends.
struct MetricFlow {
  private let includes: [MetricStream.Filter]
  private let excludes: [MetricStream.Filter]

  init(_ includes: [MetricStream.Filter], _ excludes: [MetricStream.Filter]) {
    (self.includes, self.excludes) = (includes, excludes)
  }

  /// Whether every metric that it sends is one that the other sends; where that hangs on which
  /// metrics AWS has, it isn't said.
  func isWithin(_ other: MetricFlow) -> Bool {
    guard includes.isEmpty else {
      if other.includes.isEmpty {
        return includes.allSatisfy { mine in !other.excludes.contains { $0.overlaps(mine) } }
      }
      return includes.allSatisfy { mine in other.includes.contains { $0.covers(mine) } }
    }
    guard other.includes.isEmpty else { return false }
    return other.excludes.allSatisfy { theirs in excludes.contains { $0.covers(theirs) } }
  }

  /// The namespaces with their metrics.
  var words: String {
    if !includes.isEmpty { return Self.words(includes) }
    return excludes.isEmpty ? "every namespace" : "every namespace but \(Self.words(excludes))"
  }

  private static func words(_ filters: [MetricStream.Filter]) -> String {
    filters.sorted { $0.namespace.text < $1.namespace.text }.map { filter in
      let metrics = filter.metrics.map(\.text).sorted().joined(separator: ", ")
      return metrics.isEmpty ? filter.namespace.text : "\(filter.namespace.text) (\(metrics))"
    }.joined(separator: "; ")
  }
}

extension MetricStream {
  var flow: MetricFlow { MetricFlow(includes, excludes) }
}

extension MetricStream.Filter {
  /// Whether it takes in all that another takes in.
  fileprivate func covers(_ other: Self) -> Bool {
    namespace == other.namespace
      && (metrics.isEmpty || !other.metrics.isEmpty && Set(metrics).isSuperset(of: other.metrics))
  }

  /// Whether something is taken in by both.
  fileprivate func overlaps(_ other: Self) -> Bool {
    namespace == other.namespace
      && (metrics.isEmpty || other.metrics.isEmpty
        || !Set(metrics).isDisjoint(with: other.metrics))
  }
}

extension ResourceChange {
  /// Whether data of the account flows to somebody to whom it didn't flow: no permission tells.
  package var opensData: Bool {
    switch (old?.kind, new?.kind) {
    case (nil, .metricStream): true
    case (.metricStream(let before), .metricStream(let after)):
      !after.flow.isWithin(before.flow)
    case (.deliveryStream(let before), .deliveryStream(let after)):
      before.endpoint.url != after.endpoint.url
    default: false
    }
  }
}
