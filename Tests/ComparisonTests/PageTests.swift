import Comparison
import Foundation
import TestSupport
import Testing
import Text

/// The page of a comparison; what is on it is held against the JSON by the end-to-end tests.
@Suite("The page of a comparison") struct PageTests {
  private static let old = """
    name: acme
    account: "111122223333"
    region: us-east-1
    integrations:
      partner:
        type: custom/role
        vendor: {name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}
        allow:
          - actions: [s3:GetObject]
            resources: ["arn:aws:s3:::acme-partner/2026/*"]
            reason: reads the nightly export

    """

  private func page(_ old: String?, _ new: String?) throws -> String {
    let comparison = try #require(
      Comparison(from: try old.map { try Bench.side($0) }, to: try new.map { try Bench.side($0) })
    )
    return DiffReport([comparison], Bench.catalog).html
  }

  @Test("Says first who gains access, and which gates refuse")
  func saysTheVerdictFirst() throws {
    let wider = Self.old.replacing("/2026/*", with: "/*")
    let page = try page(Self.old, wider)
    let words = [
      "badge grave\">wider", "refuses</span>", "passes</span>",
      "access widens; 1 permission broadened",
      "<strong>Ledgerly</strong>", "gains access</span>", "1 row broadened: s3:GetObject", "<svg",
      "What they may do", "broadened: was", "arn:aws:s3:::acme-partner/2026/*",
      "broadened: now, wider", "arn:aws:s3:::acme-partner/*", "reads the nightly export",
    ]
    var rest = Substring(page)
    for word in words {
      let place = try #require(rest.range(of: word), "'\(word)' in this order")
      rest = rest[place.upperBound...]
    }
    let narrower = try self.page(wider, Self.old)
    #expect(narrower.contains("only loses access</span>") && !narrower.contains(", wider<"))
    #expect(narrower.contains("access doesn't widen") && !narrower.contains("refuses</span>"))
  }

  @Test("Says so where nothing differs")
  func saysThatNothingDiffers() throws {
    let page = try page(Self.old, Self.old)
    #expect(page.contains("no difference in 1 spec") && !page.contains("<table"))
  }

  @Test("Text is read on what it stands on")
  func isReadable() throws {
    var least = 21.0
    for front in ["ink", "muted", "link", "grave", "calm"] {
      for back in ["paper", "panel"] {
        let one = try #require(PageStyle.palette[front])
        let other = try #require(PageStyle.palette[back])
        for color in [\Palette.Color.light, \Palette.Color.dark] {
          let ratio = try Contrast.ratio(one[keyPath: color], other[keyPath: color])
          #expect(ratio >= 4.5, "\(front) on \(back): \(ratio)")
          least = min(least, ratio)
        }
      }
    }
    print("contrast of text on the page: at least \(least)")
  }
}
