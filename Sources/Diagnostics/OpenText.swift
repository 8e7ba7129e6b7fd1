/// Checked text that may stand for what differs between targets: `<account>` for an account id, or
/// `acme-logs-<region>` for a bucket.
///
/// A spec is checked as it is at each target, without holes; only what is the same for all of them
/// is written with holes then.
package protocol OpenText: CheckedText {
  /// - Parameter text: text with holes, of which each target's was checked.
  init(open text: String)
}
