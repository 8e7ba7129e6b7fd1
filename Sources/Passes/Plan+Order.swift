package import Model

extension Plan {
  /// The plan in the order of its outputs: resources as they are made, steps by phase with equal
  /// ones merged, outputs and requests by name.
  package func inOrder() -> Plan {
    var plan = self
    plan.resources.sort { $0.id < $1.id }
    plan.steps = mergedSteps
    plan.outputs = Set(outputs).sorted { ($0.subject, $0.name) < ($1.subject, $1.name) }
    plan.requests.sort { $0.fileName < $1.fileName }
    return plan
  }

  private var mergedSteps: [Step] {
    var merged: [Step] = []
    var places: [Step: Int] = [:]
    for step in steps {
      var form = step
      form.integrations = []
      if let place = places[form] {
        merged[place].integrations += step.integrations
      } else {
        places[form] = merged.count
        merged.append(step)
      }
    }
    // Sorted once: thousands of integrations may have a step in common.
    for index in merged.indices where merged[index].integrations.count > 1 {
      merged[index].integrations = Set(merged[index].integrations).sorted()
    }
    return Self.byPhase(merged)
  }

  /// The plan with its steps by phase, for one that is in order but for steps that were added.
  package func withStepsByPhase() -> Plan {
    var plan = self
    plan.steps = Self.byPhase(steps)
    return plan
  }

  private static func byPhase(_ steps: [Step]) -> [Step] {
    Step.Phase.allCases.flatMap { phase in steps.filter { $0.phase == phase } }
  }
}
