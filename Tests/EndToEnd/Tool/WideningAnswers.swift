import Diagnostics
import IAM
import Text
import YAML

/// `bench-tool widening` decides pairs of policies, one a line, as the product does.
///
/// Each line of the input is an object of `attachment`, which is `identity` or `resource`,
/// `account`, that of the resource or null, `old` and `new`, and where there are some,
/// `oldBoundary` and `newBoundary`. Each line of the output is an object of `answer`, which is
/// `within`, `wider`, `undecided` or `error: …`, and `request`, one that only the new policies
/// allow, or null; it is of the form that `bench-tool evaluate` reads.
enum WideningAnswers {
  static func answer() {
    while let line = readLine() { print(answer(line).compactText) }
  }

  private static func answer(_ line: String) -> JSON {
    do throws(Unreadable) {
      let pair = try PolicyPair(line)
      switch widening(from: pair.old, to: pair.new) {
      case .none: return object("within", .null)
      case .some(let witness): return object("wider", pair.request(witness))
      case .undecided(let witness):
        return object("undecided", witness.map { pair.request($0) } ?? .null)
      }
    } catch {
      return object("error: \(error.message)", .null)
    }
  }

  private static func object(_ answer: String, _ request: JSON) -> JSON {
    ["answer": .string(answer), "request": request]
  }
}

/// What a line asks about.
private struct PolicyPair {
  let old: RequestSet
  let new: RequestSet
  private let account: String?

  init(_ line: String) throws(Unreadable) {
    var diagnostics = Diagnostics(for: SourceFile(name: "line", bytes: Array(line.utf8)))
    guard let root = readJSON(&diagnostics) else {
      throw Unreadable(message: firstMessage(diagnostics))
    }
    var members = try Members(root, of: "a line")
    let attachment = try Self.attachment(try members.text("attachment"))
    account = try members.optionalText("account")
    let names = ["old", "new"]
    var sets: [RequestSet] = []
    for name in names {
      let policy = try Self.policy(try members.take(name), attachment)
      let boundary = members.takeIfThere(name + "Boundary")
      guard attachment == .identity else {
        sets.append(RequestSet(allowedBy: policy, account: account))
        continue
      }
      var set = RequestSet(allowedBy: policy)
      if let boundary {
        let policy = try Self.policy(boundary, .identity)
        set = set.intersection(RequestSet(allowedBy: policy))
      }
      sets.append(set)
    }
    try members.finish()
    (old, new) = (sets[0], sets[1])
  }

  private static func attachment(_ text: String) throws(Unreadable) -> IAMPolicy.Attachment {
    switch text {
    case "identity": return .identity
    case "resource": return .resource
    default: throw Unreadable(message: "there is no attachment \(quoted(text))")
    }
  }

  private static func policy(
    _ node: Node,
    _ attachment: IAMPolicy.Attachment
  ) throws(Unreadable) -> IAMPolicy {
    var diagnostics = Diagnostics(for: SourceFile(name: "policy", bytes: []))
    guard let policy = IAMPolicy(node, attachment, &diagnostics) else {
      throw Unreadable(message: firstMessage(diagnostics))
    }
    return policy
  }

  /// A whole request: what a witness leaves out may be anything.
  func request(_ witness: Witness) -> JSON {
    let part = witness.parts[.use]
    let caller =
      part?.caller ?? .aws(arn: "arn:aws:iam::111122223333:user/u", account: "111122223333")
    var ofCaller: String?
    if case .aws(_, let account, _) = caller { ofCaller = account }
    // A resource of which the account isn't told is of one that no caller is of.
    let other = ofCaller == "888888888888" ? "999999999999" : "888888888888"
    return [
      "principal": principal(caller),
      "action": .string(part?.action ?? "service:Action"),
      "resource": .string(part?.resource ?? "arn:aws:service:::resource"),
      "resourceAccount": .string(account ?? other),
      "context": .object(
        (part?.context ?? [:]).sorted { $0.key < $1.key }.map { entry in
          JSON.Member(entry.key, .array(entry.value.map { JSON.string($0) }))
        }
      ),
    ]
  }

  private func principal(_ caller: Request.Principal) -> JSON {
    switch caller {
    case .aws(let arn, let account, let role):
      let named: [JSON.Member] = [
        JSON.Member("type", "AWS"), JSON.Member("arn", .string(arn)),
        JSON.Member("account", .string(account)),
      ]
      return .object(named + (role.map { [JSON.Member("role", .string($0))] } ?? []))
    case .service(let name): return ["type": "Service", "service": .string(name)]
    case .anonymous: return ["type": "Anonymous"]
    }
  }
}
