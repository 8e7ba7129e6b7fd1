import Compiler
import Diagnostics
import Model

// How the disk differs from what belongs there.
extension OutputFolder {
  /// What is wrong with a file.
  enum Fault: String {
    /// It is what an earlier compile made.
    case stale
    /// Somebody changed it by hand.
    case edited
    /// It isn't there, or something that is no file stands in its place.
    case missing
    /// No compile makes it.
    case stray
    /// Its bytes are right, and who may execute, read or write it isn't.
    case mode
  }

  /// A file that isn't as compile would write it.
  struct Finding {
    let fault: Fault
    let path: String
    /// What else there is to say, in a few words.
    var note: String?
    /// The bytes on the disk and those that belong there, where both exist.
    var difference: (old: [UInt8], new: [UInt8])?
  }

  /// The findings of a folder, and what a compile needs before it can mend them.
  struct Inspection {
    var findings: [Finding] = []
    /// What stands in the place of the folder and must be removed first.
    var obstacle: String?
    /// Why compile would refuse to mend them.
    var refusal: FileError?
  }

  /// How the disk differs from what belongs there, in the order of paths.
  func inspect() throws(FileError) -> Inspection {
    var inspection = Inspection()
    let parent = try Folder.open(root)
    let place = try parent?.entry(name.text)
    guard let parent, let place, place.kind == .folder, let folder = try parent.folder(name.text)
    else {
      inspection.findings = wanted.map { Finding(fault: .missing, path: path + "/" + $0.path) }
      if let place {
        let note = "it is \(place.noun), and the folder of the outputs must be here"
        inspection.findings.insert(Finding(fault: .stray, path: path, note: note), at: 0)
        inspection.obstacle = path
      }
      return inspection
    }
    let entries = try folder.entries()
    let manifest = try recordedManifest(in: folder, entries)
    inspection.findings = try findings(in: folder, entries, "", manifest)
    for name in innerFolders {
      try inspect(name, entries.first { $0.name == name }, in: folder, manifest, &inspection)
    }
    inspection.findings.sort { $0.path < $1.path }
    inspection.refusal = try refusal(of: folder)
    return inspection
  }

  /// Looks at a folder in the spec's own.
  private func inspect(
    _ name: String,
    _ entry: Folder.Entry?,
    in folder: borrowing Folder,
    _ manifest: RecordedManifest?,
    _ inspection: inout Inspection
  ) throws(FileError) {
    let place = path + "/" + name
    if let entry, entry.kind == .folder, let inner = try folder.folder(entry) {
      inspection.findings += try findings(in: inner, inner.entries(), name, manifest)
      return
    }
    inspection.findings += wanted.filter { $0.place == name }.map {
      Finding(fault: .missing, path: path + "/" + $0.path)
    }
    guard let entry else { return }
    let note = "it is \(entry.noun), and a folder of outputs must be here"
    inspection.findings.append(Finding(fault: .stray, path: place, note: note))
    inspection.obstacle = place
  }

  /// What is wrong with the files of one folder, and what is in it beside them.
  private func findings(
    in folder: borrowing Folder,
    _ entries: [Folder.Entry],
    _ place: String,
    _ manifest: RecordedManifest?
  ) throws(FileError) -> [Finding] {
    var findings: [Finding] = []
    let places = entries.indicesByName
    for file in wanted where file.place == place {
      let entry = places[file.name].map { entries[$0] }
      findings += [try finding(file, entry, in: folder, manifest)].compactMap { $0 }
    }
    for entry in strays(entries, in: place) { findings += try strays(entry, in: folder) }
    return findings
  }

  /// What an earlier compile says that it wrote; nil where that isn't known for certain.
  private func recordedManifest(
    in folder: borrowing Folder,
    _ entries: [Folder.Entry]
  ) throws(FileError) -> RecordedManifest? {
    let entry = entries.first { $0.name == "MANIFEST.json" }
    guard let entry, entry.kind == .file, entry.isPermitted(asExecutable: false) else { return nil }
    return try folder.read(entry.name).flatMap { RecordedManifest($0) }
  }

  /// What is wrong with a file; nil where nothing is.
  private func finding(
    _ file: OutputFile,
    _ entry: Folder.Entry?,
    in folder: borrowing Folder,
    _ manifest: RecordedManifest?
  ) throws(FileError) -> Finding? {
    let place = path + "/" + file.path
    guard let entry else { return Finding(fault: .missing, path: place) }
    guard entry.kind == .file else {
      return Finding(fault: .missing, path: place, note: "\(entry.noun) stands in its place")
    }
    // Who may not read it can't tell what is in it.
    guard entry.isReadable else { return Finding(fault: .mode, path: place) }
    let wanted = Array(file.text.utf8)
    let bytes = try folder.read(file.name, limit: max(File.limit, wanted.count + 1)) ?? []
    guard bytes == wanted else {
      let isRecorded =
        file.kind == .manifest ? manifest != nil : manifest?.holds(file.path, bytes) ?? false
      return Finding(
        fault: isRecorded ? .stale : .edited,
        path: place,
        difference: (bytes, wanted)
      )
    }
    let isRight = entry.isPermitted(asExecutable: file.isExecutable)
    return isRight ? nil : Finding(fault: .mode, path: place)
  }

  /// A stray file or link, or everything in a stray folder; an empty one by itself.
  private func strays(
    _ entry: Folder.Entry,
    in folder: borrowing Folder
  ) throws(FileError) -> [Finding] {
    let place = folder.path + "/" + entry.name
    guard entry.kind == .folder, let inner = try folder.folder(entry) else {
      let note = entry.kind == .file ? nil : "it is \(entry.noun)"
      return [Finding(fault: .stray, path: place, note: note)]
    }
    var findings: [Finding] = []
    for each in try inner.entries() { findings += try strays(each, in: inner) }
    return findings.isEmpty
      ? [Finding(fault: .stray, path: place + "/", note: "it is an empty folder")] : findings
  }
}

extension Folder.Entry {
  /// What a message calls what stands there.
  fileprivate var noun: String {
    switch kind {
    case .file: "a file"
    case .folder: "a folder"
    case .link: "a link"
    case .other: "no file"
    }
  }
}
