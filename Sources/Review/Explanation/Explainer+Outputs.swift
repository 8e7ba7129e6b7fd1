import CloudFormation
import Compiler
package import Model

/// A thing of a spec that stands in its outputs.
package struct SpecThing: Hashable, Sendable {
  let part: PlanPart
  /// What it is called in AWS.
  package let name: String
  /// The integrations that need it.
  package let integrations: [Slug]
}

/// A line of an output.
package struct OutputLine: Hashable, Sendable {
  package let path: String
  /// Counted from 1.
  package let line: Int
}

// From a spec to its outputs.
extension Explainer {
  /// What an integration makes, or uses where it exists already.
  package func things(of integration: Slug, in spec: Spec) -> [SpecThing] {
    things(in: spec).filter { $0.integrations.contains(integration) }
  }

  /// What has a name in AWS.
  package func things(named name: String, in spec: Spec) -> [SpecThing] {
    things(in: spec).filter { $0.name == name }
  }

  private func things(in spec: Spec) -> [SpecThing] {
    let resources = spec.plan.resources.map { resource in
      SpecThing(
        part: .resource(resource.id),
        name: resource.id.name,
        integrations: resource.integrations
      )
    }
    let requirements = Set(spec.plan.requirements).sorted().map { requirement in
      let owners = spec.alone.filter { $0.plan.requirements.contains(requirement) }
      return SpecThing(
        part: .requirement(requirement),
        name: requirement.name,
        integrations: owners.map(\.integration)
      )
    }
    return resources + requirements
  }

  /// Where a thing stands first in each file of a kind.
  ///
  /// In a template that is the entry that bears the logical id, which follows from the name alone.
  /// Elsewhere it is the first line that names the thing and is gone when the plan is lowered
  /// without it: the same way as lines are explained by, but for one part only, so that it takes
  /// one more lowering and not one for each part.
  package func lines(
    of thing: SpecThing,
    _ kind: OutputFile.Kind,
    in spec: Spec
  ) -> [OutputLine] {
    let files = compiler.files(of: spec.plan, kind)
    if kind == .template, case .resource(let id) = thing.part {
      let logicalID = LogicalIDs.logicalID(of: id)
      return files.compactMap { file in
        TemplateEntries(file.text).block(of: logicalID).map {
          OutputLine(path: file.path, line: $0.lowerBound + 1)
        }
      }
    }
    let rest = compiler.files(of: spec.plan.without(parts(of: thing, in: spec.plan)), kind)
    return files.compactMap { file in
      let other = rest.first { $0.path == file.path }
      return firstLine(naming: thing, in: file, goneFrom: other).map {
        OutputLine(path: file.path, line: $0 + 1)
      }
    }
  }

  private func firstLine(
    naming thing: SpecThing,
    in file: OutputFile,
    goneFrom other: OutputFile?
  ) -> Int? {
    var numbers = NumberedLines()
    let own = numbers.lines(of: file.text)
    let depths = Array(repeating: 0, count: own.count)
    let runs = LineDifference.removed(
      from: own,
      to: numbers.lines(of: other?.text ?? ""),
      depths: depths
    )
    let lines = Explainer.lines(of: file.text)
    return runs.joined().first { lines[$0].names(thing.name) }
  }

  /// What is left out of a plan with a thing: of one that exists already, what is done about it and
  /// the permissions on it, too.
  private func parts(of thing: SpecThing, in plan: Plan) -> [PlanPart] {
    guard case .requirement = thing.part else { return [thing.part] }
    var parts = [thing.part]
    for resource in plan.resources {
      for (index, statement) in (resource.policy?.statements ?? []).enumerated().reversed() {
        let named = statement.resources.indices.filter {
          Substring(statement.resources[$0]).names(thing.name)
        }
        if named.count == statement.resources.count, !named.isEmpty {
          parts.append(.statement(resource.id, index))
        } else {
          parts += named.reversed().map { .target(resource.id, statement: index, $0) }
        }
      }
    }
    return parts
  }
}

// Who may what.
extension Explainer {
  /// Who comes in by an integration, and what they may do.
  package func access(of integration: Slug, in spec: Spec) -> [Origin] {
    let roles = spec.plan.resources.filter { $0.integrations.contains(integration) }
    let trusts = roles.filter { resource in
      if case .role = resource.kind { true } else { false }
    }
    let rows = spec.ledger.rows.filter {
      $0.integrations.contains(integration) && $0.channel != .trust
    }
    return trusts.flatMap { spec.origins(of: .trust($0.id), catalog) } + spec.origins(of: rows)
  }
}

extension Substring {
  /// Whether the text holds a name that isn't a part of a longer one.
  fileprivate func names(_ name: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains { start in
      let end = start + wanted.count
      return bytes[start] == wanted[0] && bytes[start..<end].elementsEqual(wanted)
        && (start == 0 || !bytes[start - 1].isOfName)
        && (end == bytes.count || !bytes[end].isOfName)
    }
  }
}

extension UInt8 {
  /// Whether a name may go on with it.
  fileprivate var isOfName: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_".utf8.contains(self)
    }
  }
}
