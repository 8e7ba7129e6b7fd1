import Diagnostics
import Model

/// What of a plan is hostile, and so what its scripts have to do.
enum HostileMode: String, CaseIterable {
  /// Every value in a document is any text; the words on command lines are ones that the library
  /// takes and no validator does. The scripts run to their end.
  case documents
  /// The words are any text too, and the bench takes the library's check of words away: what is
  /// left is how the scripts quote.
  case unguarded
  /// One word is what the library must refuse.
  case words
  /// One of the spec's constants, or the name of an integration, is what it must refuse.
  case constants

  /// Half of all plans run to their end.
  init(seed: UInt64) {
    switch seed % 8 {
    case 0...4: self = .documents
    case 5: self = .unguarded
    case 6: self = .words
    default: self = .constants
    }
  }
}

/// Replaces what a plan says by hostile text: each name by one other, wherever it stands.
struct HostilePlan {
  let mode: HostileMode
  /// Which word, or constant, is the one to refuse.
  private let target: Int
  var text: HostileText
  /// The words that the library must refuse.
  private(set) var refused: [String] = []
  /// The words by what they replace, behind their kind.
  private var words: [String: String] = [:]

  init(mode: HostileMode, target: Int, seed: UInt64) {
    self.mode = mode
    self.target = target
    text = HostileText(seed: seed)
  }

  /// How many words were replaced.
  var wordCount: Int { words.count }

  /// A word that stands on command lines in place of another of its kind.
  mutating func word(_ kind: String, _ old: String, without excluded: Character? = nil) -> String {
    let key = "\(kind) \(old)"
    if let known = words[key] { return known }
    let isTarget = mode == .words && words.count == target
    let new: String
    switch mode {
    case _ where isTarget:
      new = text.refused()
      refused.append(new)
    case .unguarded: new = text.argument().filter { $0 != excluded }
    case .documents, .words, .constants: new = text.word(without: excluded)
    }
    words[key] = new
    return new
  }

  /// One of the constants of the scripts: what the spec says, unless it is the one to refuse.
  private mutating func constant(_ place: Int, _ old: String) -> String {
    guard mode == .constants, target == place else { return old }
    let new = text.refused()
    refused.append(new)
    return new
  }

  mutating func region(_ old: Region) -> Region {
    // The script compares it with what JSON says, so beyond the library's check it stays a word.
    guard mode == .unguarded else { return Door.name(word("region", old.text)) }
    let new = words["region \(old)"] ?? text.word()
    words["region \(old)"] = new
    return Door.name(new)
  }

  mutating func slug(_ old: Slug) -> Slug {
    guard mode == .constants, target >= 4 else { return old }
    let new = text.refused()
    refused.append(new)
    return Door.name(new)
  }

  /// The plan of hostile text.
  mutating func rewrite(_ plan: Plan) -> Plan {
    let isConstant = mode == .constants
    let name = isConstant ? constant(0, plan.name.text) : text.word()
    let region: Region =
      isConstant ? Door.name(constant(3, plan.region.text)) : region(plan.region)
    var own = tags(plan.tags.filter { $0.key.text != Plan.ownershipKey })
    own.append(Tag(Door.name(Plan.ownershipKey), Door.name(name)))
    var new = Plan(
      name: Door.name(name),
      fileName: text.free(),
      account: Door.name(constant(1, plan.account.text)),
      partition: Door.name(constant(2, plan.partition.text)),
      region: region,
      tags: own.sorted()
    )
    for requirement in plan.requirements { new.requirements.append(self.requirement(requirement)) }
    for resource in plan.resources {
      var resource = resource
      resource.kind = kind(resource.kind)
      new.resources.append(resource)
    }
    return new
  }

  mutating func tags(_ old: [Tag]) -> [Tag] {
    old.map { _ in Tag(Door.name(text.unique()), Door.name(text.free())) }
  }

  /// The ARN of a key: in documents alone any text, on a command line what the library takes.
  mutating func key(_ old: KeyARN, isWord: Bool = false) -> KeyARN {
    guard isWord else { return Door.arn(text.free()) }
    // Behind the library's check the script reads the key as JSON holds it, so it stays a word.
    let id = mode == .unguarded ? old.arn.resource : word("key", old.text, without: "/")
    return Door.arn("arn:aws:kms:us-east-1:111122223333:key/\(id)")
  }

  private mutating func requirement(_ old: Requirement) -> Requirement {
    switch old {
    case .bucket(let name, let region):
      return .bucket(Door.name(word("bucket", name.text)), self.region(region))
    case .stream(let name, let region, let key, let isShared):
      return .stream(
        Door.name(word("stream", name.text)),
        self.region(region),
        key: key.map { self.key($0, isWord: true) },
        isShared: isShared
      )
    }
  }
}

// Policies.
extension HostilePlan {
  mutating func policy(_ old: PolicyDocument) -> PolicyDocument {
    var new = PolicyDocument(id: old.id.map { _ in text.free() }, [])
    for statement in old.statements { new.statements.append(self.statement(statement)) }
    return new
  }

  private mutating func statement(_ old: Statement) -> Statement {
    var new = old
    new.sid = text.free()
    new.principals = old.principals.map { principal($0) }
    new.actions = old.actions.map { _ in Door.action(text.unique(), text.free()) }
    new.resources = old.resources.map { _ in text.free() }
    new.conditions = old.conditions.map {
      Condition(text.unique(), text.unique(), $0.values.map { _ in text.free() })
    }
    return new
  }

  private mutating func principal(_ old: Principal) -> Principal {
    switch old {
    case .account(_, let partition): .account(Door.name(text.unique()), partition)
    case .role(let name): .role(Door.name(word("role", name.text)))
    case .service: .service(text.free())
    case .everyone: .everyone
    }
  }
}
