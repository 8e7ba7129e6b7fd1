import Model
import YAML

/// One entry of the template's `Outputs`: a value that a form of the vendor asks for.
struct TemplateOutput: Hashable {
  let id: LogicalID
  let output: Output

  private init(_ output: Output) {
    id = LogicalID(output: output.name, of: output.subject)
    self.output = output
  }

  /// The outputs of a plan, sorted by name; equal ones, which a shared role has, stand once.
  static func all(of plan: Plan) -> [TemplateOutput] {
    var outputs: [TemplateOutput] = []
    outputs.reserveCapacity(plan.outputs.count)
    for output in plan.outputs.map(TemplateOutput.init).sorted(by: { $0.id < $1.id })
    where output != outputs.last {
      outputs.append(output)
    }
    return outputs
  }

  func entry(in scope: TemplateScope) -> Writer.Entry {
    let value: Writer.Node =
      switch output.value {
      case .arn(let id): scope.arn(of: id)
      case .text(let text): .text(text)
      case .accessKeyID(let user): .reference(to: Resource.ID.accessKey(user).logicalID)
      case .accessKeySecret(let user): .reference(to: AccessKey.secretID(of: user))
      }
    return Writer.Entry(
      id.description,
      ["Description": .text(output.description), "Value": value]
    )
  }
}
