import Diagnostics
import Model

extension Catalog {
  /// Reports where the files of a folder lack something that the compiler counts on, or have what
  /// it knows nothing about: the catalogue that it carries says what that is.
  func reportGaps(against own: Catalog, in files: TemplateFiles, _ reports: inout [Diagnostics]) {
    for path in ["AWS", "Shell", "Vendors"].flatMap(own.paths) where files.file(path) == nil {
      report(.unreadableFile, "the catalogue must have this file", path, files, &reports)
    }
    reportVendors(against: own, files, &reports)
    reportGaps(permissions, against: own.permissions, "AWS/permissions.yaml", files, &reports)
    for name in own.quotas.names.subtracting(quotas.names).sorted() {
      let message = "the catalogue must have the quota \(quoted(name))"
      report(.missingKey, message, "AWS/quotas.yaml", files, &reports)
    }
    for path in stepHoles.paths {
      guard let holes = stepHoles[path], let known = own.stepHoles[path] else { continue }
      for hole in Set(holes).subtracting(known).sorted() {
        report(.unknownKey, "nothing fills the hole \(quoted(hole))", path, files, &reports)
      }
    }
  }

  private func reportVendors(
    against own: Catalog,
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) {
    for vendor in vendors.all {
      let path = "Vendors/\(vendor.id)/vendor.yaml"
      guard let known = own.vendors[vendor.id] else {
        report(.unknownVendor, "the compiler can't plan for this vendor", path, files, &reports)
        continue
      }
      for name in Set(known.types.keys).symmetricDifference(vendor.types.keys).sorted() {
        let message = "the type \(quoted(name)) must be both here and in the compiler"
        report(.unknownType, message, path, files, &reports)
      }
      for (name, type) in vendor.types.sorted(by: { $0.key < $1.key }) {
        let permissions = known.types[name]?.permissions ?? [:]
        reportGaps(type.permissions, against: permissions, path, files, &reports)
      }
      reportRequests(vendor.requests, against: known.requests, path, files, &reports)
    }
  }

  /// Reports requests that nobody sends, and holes that nothing fills or not with their kind.
  private func reportRequests(
    _ requests: [String: RequestTemplate],
    against own: [String: RequestTemplate],
    _ path: String,
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) {
    for name in Set(own.keys).symmetricDifference(requests.keys).sorted() {
      let message = "the request \(quoted(name)) must be both here and in the compiler"
      report(.missingKey, message, path, files, &reports)
    }
    for (name, request) in requests.sorted(by: { $0.key < $1.key }) {
      for (hole, kind) in request.holes.sorted(by: { $0.key < $1.key }) {
        guard let known = own[name], known.holes[hole] != kind else { continue }
        let message = "nothing fills the hole \(quoted(hole)) of the request \(quoted(name))"
        report(.unknownKey, message, path, files, &reports)
      }
    }
  }

  private func reportGaps(
    _ permissions: [String: Permission],
    against own: [String: Permission],
    _ path: String,
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) {
    for (name, permission) in own.sorted(by: { $0.key < $1.key }) {
      guard let other = permissions[name] else {
        let message = "the catalogue must have the policy \(quoted(name))"
        report(.missingKey, message, path, files, &reports)
        continue
      }
      for condition in permission.policy.conditions.subtracting(other.policy.conditions).sorted() {
        let message = "the policy \(quoted(name)) must have the condition \(quoted(condition))"
        report(.missingKey, message, path, files, &reports)
      }
      for hole in other.policy.holes.subtracting(permission.policy.holes).sorted() {
        let message = "nothing fills the hole \(quoted(hole)) of the policy \(quoted(name))"
        report(.unknownKey, message, path, files, &reports)
      }
    }
  }

  private func report(
    _ code: DiagnosticCode,
    _ message: String,
    _ path: String,
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) {
    var diagnostics = Diagnostics(for: files.named(path))
    diagnostics.report(code, message, at: nil)
    reports.append(diagnostics)
  }
}
