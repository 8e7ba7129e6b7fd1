import Foundation

// What the end-to-end tests need of the product: `bench-tool COMMAND ARGUMENT…`.
var arguments = CommandLine.arguments.dropFirst()
switch arguments.popFirst() {
case "specs": try RandomSpecs.write(Array(arguments))
case "evaluate": try Evaluation.answer()
case "widening": WideningAnswers.answer()
case "hostile": try HostileScripts.write(Array(arguments))
default:
  FileHandle.standardError.write(Data("usage: bench-tool specs|evaluate|widening|hostile …\n".utf8))
  exit(64)
}
