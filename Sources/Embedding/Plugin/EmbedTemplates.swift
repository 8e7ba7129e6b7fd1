import Foundation
import PackagePlugin

/// Makes `Templates/` part of a target, so that the program runs where the checkout is not.
@main
struct EmbedTemplates: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let templates = context.package.directoryURL.appendingPathComponent("Templates")
    let output = context.pluginWorkDirectoryURL.appendingPathComponent("EmbeddedTemplates.swift")

    // The folders are inputs too: without them a file that is added or removed goes unnoticed.
    var inputs = [templates]
    let entries = FileManager.default.enumerator(at: templates, includingPropertiesForKeys: nil)
    while let entry = entries?.nextObject() as? URL { inputs.append(entry) }

    return [
      .buildCommand(
        displayName: "Embedding Templates",
        executable: try context.tool(named: "embed").url,
        arguments: [templates.path, output.path],
        inputFiles: inputs,
        outputFiles: [output]
      )
    ]
  }
}
