import Catalog
import CloudFormation
import Diagnostics
import Explanation
import Model
import TestSupport
import Testing
import Text

/// What is said of actions and names.
@Suite("Answers") struct AnswerTests {
  private let facts: Facts

  init() throws { facts = try #require(Facts.shared) }

  private func answers(_ what: String, on resource: String? = nil, _ specs: [Spec]) -> [Answer] {
    facts.explainer.answers(to: what, on: resource, in: specs)
  }

  @Test("Each action of each example leads to everybody who may take it", arguments: Examples.names)
  func explainsEveryAction(of example: String) throws {
    let spec = try facts.example(example)
    let rows = Ledger(of: spec.plan).rows
    for action in Set(rows.map(\.action)).sorted() {
      for spelling in [action, action.lowercased(), action.uppercased()] {
        let found = answers(spelling, [spec])
        let titles = found.flatMap(\.origins).map(\.title)
        let expected = rows.filter { $0.action == action }.map { "\(action) on \($0.resource)" }
        #expect(titles == expected, "\(spelling)")
        #expect(found.map(\.title) == [action])
      }
    }
    let lines = try Checkout.text(of: "Templates/Examples/\(example).yaml").components
    for origin in rows.flatMap({ answers($0.action, [spec]).flatMap(\.origins) }) {
      #expect(!origin.reason.isEmpty, "\(origin.title)")
      #expect(!origin.places.isEmpty, "\(origin.title)")
      for place in origin.places { #expect(lines[place.position.line - 1] == place.text) }
    }
    print("\(example): \(rows.count) permissions explained")
  }

  @Test("A resource is found by each name that a report gives it", arguments: Examples.names)
  func explainsEveryResource(of example: String) throws {
    let spec = try facts.example(example)
    let arns = ARNTable(of: spec.plan)
    var count = 0
    for resource in spec.plan.resources {
      let id = resource.id
      // Of a spec with targets, the account of an ARN is open.
      let resource = try #require(arns[id].split(separator: ":", maxSplits: 5).last)
      for name in [id.name, arns[id], "\(id.noun) \(id.name)", String(resource)] {
        let titles = answers(name, [spec]).map(\.title)
        #expect(titles.contains("\(id.noun) '\(id.name)'"), "\(name)")
        count += 1
      }
    }
    print("\(example): \(count) names of resources explained")
  }

  @Test("A resource narrows the answer to what reaches it")
  func narrowsToAResource() throws {
    let spec = try facts.example("acme")
    let object = "arn:aws:s3:::acme-elb-logs/AWSLogs/1.gz"
    #expect(
      answers("s3:GetObject", on: object, [spec]).flatMap(\.origins).map(\.title)
        == ["s3:GetObject on arn:aws:s3:::acme-elb-logs/*"]
    )
    let none = answers("s3:GetObject", on: "arn:aws:s3:::nobodys/x", [spec])
    let words = "acme.yaml grants it to nobody on arn:aws:s3:::nobodys/x."
    #expect(none.flatMap(\.about).first == words)
  }

  @Test("Without a spec, the catalogue tells what an action is for")
  func explainsByTheCatalogue() throws {
    let found = answers("kinesis:listshards", [])
    #expect(found.map(\.title) == ["kinesis:ListShards"])
    let origin = try #require(found.first?.origins.first)
    #expect(origin.title == "kinesis:ListShards for fastly/kinesis")
    #expect(!origin.reason.isEmpty && origin.source?.url.hasPrefix("https://") == true)
    var count = 0
    for vendor in facts.catalog.vendors.all {
      for (action, reason) in vendor.types.values.flatMap(\.permissions.values).flatMap(\.reasons) {
        count += 1
        let reasons = answers(action.text, []).flatMap(\.origins).map(\.reason)
        #expect(reasons.contains(reason), "\(action.text)")
      }
    }
    print("actions of the catalogue explained: \(count)")
  }

  @Test("An action that no vendor may have says why")
  func saysWhyAnActionIsRefused() {
    let found = answers("iam:PassRole", [])
    #expect(found.flatMap(\.about).contains { $0.hasPrefix("No spec may grant it: ") })
    #expect(found.flatMap(\.about).contains("Nothing that the catalogue grants has it."))
  }

  @Test("Every name of a spec leads to what it is", arguments: Examples.names)
  func explainsEveryName(of example: String) throws {
    let spec = try facts.example(example)
    let arns = ARNTable(of: spec.plan)
    var names: Set<String> = []
    for resource in spec.plan.resources {
      names.formUnion([resource.id.name, arns[resource.id]])
      names.insert(LogicalIDs.logicalID(of: resource.id))
      names.formUnion(resource.integrations.map(\.text))
    }
    names.formUnion(spec.plan.requirements.map(\.name))
    for name in names {
      let found = answers(name, [spec])
      #expect(!found.isEmpty, "\(name)")
      for answer in found {
        #expect(!answer.origins.isEmpty, "\(name)")
        #expect(answer.origins.contains { !$0.places.isEmpty }, "\(name)")
      }
    }
    print("\(example): \(names.count) names explained")
  }

  @Test("A logical id leads to its resource, its permissions and its lines")
  func explainsALogicalID() throws {
    let spec = try facts.example("acme")
    let answer = try #require(answers("LogzioAcmeRole", [spec]).first)
    #expect(answer.kind == .logicalID)
    #expect(answer.origins.first?.title == "role 'logzio-acme'")
    #expect(answer.origins.contains { $0.title == "trust of role 'logzio-acme'" })
    let rows = Ledger(of: spec.plan).rows.filter {
      $0.principal.hasSuffix(":role/logzio-acme") && $0.channel != .trust
    }
    for row in rows {
      #expect(answer.origins.contains { $0.title == "\(row.action) on \(row.resource)" })
    }
    #expect(rows.count > 3)
    #expect(answer.about.contains("      LogzioAcmeRole:"))
  }

  @Test("A connection leads to the roles that trust it")
  func explainsAConnection() throws {
    let spec = try facts.example("acme")
    let answer = try #require(answers("logzio-eu", [spec]).first)
    #expect(answer.origins.map(\.title) == ["trust of role 'logzio-acme-eu-logs'"])
  }

  @Test("What is near a name is offered for it")
  func offersNearNames() throws {
    let spec = try facts.example("acme")
    for (written, meant) in [
      ("s3:GetObjcet", "s3:GetObject"), ("missing-external-ids", "missing-external-id"),
      ("elb-log", "elb-logs"), ("LogzioAcmeRoel", "LogzioAcmeRole"),
    ] {
      #expect(answers(written, [spec]).isEmpty)
      #expect(facts.explainer.didYouMean(written, in: [spec]) == "; did you mean '\(meant)'?")
    }
    #expect(facts.explainer.didYouMean("nothing like it", in: [spec]) == "")
  }

  @Test("What a step is done by has its holes filled", arguments: Examples.namesWithoutTargets)
  func fillsHolesOfSteps(of example: String) throws {
    let spec = try facts.example(example)
    let names = Set(spec.plan.resources.flatMap(\.integrations)).sorted()
    let origins = names.flatMap { answers($0.text, [spec]).flatMap(\.origins) }
    let ends = origins.flatMap(\.facts).filter { $0.name == "done when" }.map(\.value)
    #expect(ends.count > 1)
    for end in ends { #expect(!end.contains("${"), "\(end)") }
    print("\(example): \(ends.count) ends of steps filled")
  }

  @Test("Text and JSON say the same, in printable characters")
  func rendersAlike() throws {
    let spec = try facts.example("acme")
    for what in ["s3:GetObject", "edge", "LogzioAcmeRole", "logzio", "missing-external-id"] {
      let found = answers(what, [spec])
      let text = AnswerText.render(found)
      let json = AnswerJSON.render(found).text
      for origin in found.flatMap(\.origins) {
        #expect(text.contains("  \(origin.title)\n"))
        #expect(json.contains(JSON.string(origin.title).compactText))
        for place in origin.places {
          #expect(text.contains("\(place.file):\(place.position.line):\(place.position.column)\n"))
        }
      }
      #expect(text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 })
    }
  }
}

extension String {
  fileprivate var components: [Substring] {
    split(separator: "\n", omittingEmptySubsequences: false)
  }
}
