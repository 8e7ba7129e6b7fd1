import Adoption
import ArgumentParser
import Audit
import Catalog
import Compiler
import Diagnostics
import Explanation

/// What a shell offers for values that are neither files nor of few fixed words.
extension CompletionKind {
  /// Lists of words that are divided by commas: the words that aren't in the list yet.
  static func list(ofWords words: [String]) -> CompletionKind {
    .custom { _, _, prefix in
      let end = prefix.lastIndex(of: ",").map { prefix.index(after: $0) } ?? prefix.startIndex
      let before = prefix[..<end]
      let named = Set(before.split(separator: ","))
      return words.filter { !named.contains($0[...]) }.map { before + $0 }
    }
  }

  /// What 'explain' knows without a spec: actions, and codes of diagnostics.
  static var explainable: CompletionKind {
    .custom { _, _, _ in
      let actions = embedded.map { Explainer($0, Compiler($0)).catalogActions } ?? []
      return literal(actions.sorted() + DiagnosticCode.allCases.map(\.rawValue))
    }
  }

  /// What 'catalog' describes.
  static var catalogSubjects: CompletionKind {
    .custom { _, _, _ in
      literal(
        (embedded.map { $0.vendors.ids + $0.types } ?? []) + ["regions"]
      )
    }
  }

  /// The integration types that 'audit' can hold a role against.
  static var auditedTypes: CompletionKind {
    .custom { _, _, _ in literal(embedded?.types ?? []) }
  }

  /// The integration types that 'adopt' can take a role for.
  static var adoptedTypes: CompletionKind { .custom { _, _, _ in literal(Adoption.types) } }

  /// The codes of findings; the reason behind one is a person's.
  static var acceptedCodes: CompletionKind { .list(DiagnosticCode.allCases.map(\.rawValue)) }

  private static var embedded: Catalog? {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports)
  }

  /// Words as the asking shell must get them: zsh takes what follows a colon for a description.
  private static func literal(_ words: [String]) -> [String] {
    guard CompletionShell.requesting == .zsh else { return words }
    return words.map {
      $0.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
    }
  }
}

/// The completion script of bash, which takes a colon for the end of a word.
enum BashCompletion {
  /// The script, for whoever asks for it; nil for every other command line.
  static func answer(to words: [String]) -> String? {
    let option = "--generate-completion-script"
    let shell: CompletionShell? =
      switch words {
      case [option]: .autodetected()
      case [option, "bash"], ["\(option)=bash"]: .bash
      default: nil
      }
    guard shell == .bash else { return nil }
    let wholeWords = TemplateFiles.embedded.file("Completion/bash.sh")
    return Accredit.completionScript(for: .bash) + "\n"
      + String(decoding: wholeWords?.bytes ?? [], as: UTF8.self)
  }
}
