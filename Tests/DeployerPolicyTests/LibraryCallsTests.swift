import Catalog
import Diagnostics
import Model
import Testing

/// The data holds what the library of the scripts calls, and nothing else.
@Suite("Needs of the script") struct LibraryCallsTests {
  @Test func placeholder() throws { }
}
