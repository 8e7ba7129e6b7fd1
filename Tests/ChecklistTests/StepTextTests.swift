import Checklist
import Model
import Testing

@Suite struct StepTextTests {
  /// A text with a body between its fixed lines.
  private func text(_ body: String, holes: String = "A") -> String {
    "# Title\nHoles: \(holes)\n\n\(body)\n\nDone when: it is done.\nSource: s3-role\n"
  }

  @Test(arguments: [
    ("see ${A}.", "a`b", "see ``a`b``."),
    ("see ${A}.", "", "see (empty)."),
    ("| x | ${A} |", "a|b", #"| x | `a\|b` |"#),
    ("```sh\nls ${A}/x\n```", "it's", #"```sh\#nls 'it'\''s'/x\#n```"#),
    ("```sh\nls ${A}\n```", "plain", "```sh\nls 'plain'\n```"),
    ("```sh\nls ${A}\n```", "```", "````sh\nls '```'\n````"),
    ("```json\n{\"a\": \"x-${A}\"}\n```", #"a"b\"#, #"```json\#n{"a": "x-a\"b\\"}\#n```"#),
    ("```text\ntype:${A}\n```", "elb", "```text\ntype:elb\n```"),
    ("1. so:\n\n   ```sh\n   ls ${A}\n   ```", "x", "1. so:\n\n   ```sh\n   ls 'x'\n   ```"),
    ("see ${A}.", Step.list(["a", "b`c"]), "see `a`, ``b`c``."),
    ("see ${A}.", Step.list([]), "see (empty)."),
    ("| x | ${A} |", Step.list(["a", "b|c"]), #"| x | `a`, `b\|c` |"#),
    ("```sh\nls ${A}\n```", Step.list(["a b", "c"]), "```sh\nls 'a b' 'c'\n```"),
  ])
  func encodesValuesForTheirPlace(body: String, value: String, filled: String) throws {
    let step = try StepText(text(body))
    #expect(step.filledBody(["A": value]).joined(separator: "\n") == filled)
  }

  @Test(arguments: [
    ("see `${A}`.", "line 4: 'A' must not touch a code span or '$'"),
    ("see $${A}.", "line 4: 'A' must not touch a code span or '$'"),
    ("see `x ${A} y`.", "line 4: 'A' must not touch a code span or '$'"),
    ("see ${A}${A}.", "line 4: 'A' must not touch a code span or '$'"),
    ("see `x ${A}.", "line 4: 'A' must not touch a code span or '$'"),
    ("see ${A} `x.", "line 4: a code span must end on its line"),
    ("see ${A.", "line 4: a hole must end with '}'"),
    ("see ${a}.", "line 4: 'a' isn't a name, such as RoleArn"),
    ("see nothing.", "line 2: the hole 'A' is declared, but isn't used"),
    ("see ${A} and ${B}.", "line 2: the hole 'B' must be declared"),
    ("```sh\nls '${A}'\n```", "line 5: 'A' must stand outside quotes and comments"),
    ("```sh\nls \"${A}\"\n```", "line 5: 'A' must stand outside quotes and comments"),
    ("```sh\nls # ${A}\n```", "line 5: 'A' must stand outside quotes and comments"),
    ("```sh\nls \\${A}\n```", "line 5: 'A' must stand outside quotes and comments"),
    ("```sh\nls ${A} 'x\n```", "line 6: the quotes of a block must end in it"),
    ("```json\n{\"a\": ${A}}\n```", "line 5: 'A' must stand inside a string"),
    ("```sh\nls ${A}", "line 4: a fence must end, at its own indent"),
    ("   ```sh\nls ${A}\n   ```", "line 5: code must have its fence's indent"),
    ("see ${A} \u{2014}.", "line 4: a step must be printable ASCII"),
  ])
  func refusesTextsInWhichValuesCouldEscape(body: String, mistake: String) {
    do throws(StepText.Mistake) {
      _ = try StepText(text(body))
      Issue.record("no mistake was found")
    } catch {
      #expect("\(error)" == mistake)
    }
  }

  @Test(arguments: [
    ("", "line 1: a step has a title, holes, a body, 'Done when:' and 'Source:'"),
    (
      "Title\nHoles: none\n\nx\n\nDone when: y\nSource: z", "line 1: this line must start with '# '"
    ),
    ("# T\nHoles: A, A\n\n${A}\n\nDone when: y\nSource: z", "line 2: a hole must be declared once"),
    (
      "# T\nHoles: none\n\nx\n\nDone: y\nSource: z",
      "line 6: this line must start with 'Done when: '"
    ),
  ])
  func refusesTextsWithoutTheirFixedLines(text: String, mistake: String) {
    #expect(throws: StepText.Mistake.self) { try StepText(text) }
    do throws(StepText.Mistake) { _ = try StepText(text) } catch { #expect("\(error)" == mistake) }
  }
}
