// Room for the embedded store that can be filled to the last byte without harm to anybody else.

/// Little room, which somebody else may take.
protocol SmallRoom {
  /// Where a load has its temporary folders, that of its server among them.
  var path: String { get }
  /// What a load is told about the store.
  var storeArguments: [String] { get }
  /// What the report says about it.
  var words: String { get }

  /// Takes all the room that is left.
  func fill() throws
  /// Gives it back.
  func clear() throws
  /// Takes everything away; the load has ended.
  func remove()
}
