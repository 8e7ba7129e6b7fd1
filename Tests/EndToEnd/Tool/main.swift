import Foundation

// What the end-to-end tests need of the product: `bench-tool COMMAND ARGUMENT…`.
var arguments = CommandLine.arguments.dropFirst()
do {
  switch arguments.popFirst() {
  case "specs": try RandomSpecs.write(Array(arguments))
  case "evaluate": try Evaluation.answer()
  case "widening": WideningAnswers.answer()
  case "hostile": try HostileScripts.write(Array(arguments))
  case "requests": try FilledRequests.answer(Array(arguments))
  case "stack-sets": try StackSetScripts.write(Array(arguments))
  case "feed": try FuzzInputs.feed(Array(arguments))
  case "trees": try HostileTrees.write(Array(arguments))
  case "verdicts": try YAMLVerdicts.answer()
  default:
    let commands = "specs|evaluate|widening|hostile|requests|stack-sets|feed|trees|verdicts"
    throw Misuse("\(commands) …")
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(64)
}
