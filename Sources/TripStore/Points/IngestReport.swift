// How an ingestion is doing: numbers for metrics and readiness, and what is worth a line in the log.

public import Bedrock

/// The numbers of an ingestion since its start.
public struct IngestReport: Sendable {
  /// Where points go now.
  public enum Mode: String, CaseIterable, Sendable {
    /// Straight to the database.
    case online
    /// To the spool; the database does not answer.
    case spooling
    /// To the spool, behind what waits there; the database is taking that.
    case draining
  }

  /// Where points go now.
  public var mode = Mode.online
  /// What waits in the spool.
  public var spool = Spool.Content()
  /// The bound of the spool's file, in bytes.
  public var spoolBytesMax: Int64 = 0
  /// Since when points have not gone straight to the database; nil while they do.
  public var awaySince: Instant?
  /// Points that wait for their group.
  public var queuedPoints = 0
  /// Points that wait for a group or are in one: nobody was told yet what became of them.
  public var untoldPoints = 0
  /// Points that the database has committed, those from the spool among them.
  public var committedPoints: UInt64 = 0
  /// Points among them that it had already.
  public var duplicatePoints: UInt64 = 0
  /// Points that went to the spool.
  public var spooledPoints: UInt64 = 0
  /// Points that the database has taken from the spool.
  public var drainedPoints: UInt64 = 0
  /// Points among those whose trip had been sealed without them.
  public var afterSealPoints: UInt64 = 0
  /// Points that were refused because there was no room for them, or no disk; those who sent them keep them.
  public var refusedPoints: UInt64 = 0
  /// Groups that the database has not taken.
  public var databaseFaults: UInt64 = 0
  /// How long the database took for a group, in microseconds.
  public var databaseMicroseconds = Histogram()
  /// How long the spool took for a group, in microseconds.
  public var spoolMicroseconds = Histogram()
  /// How many points a group of the database had.
  public var groupPoints = Histogram()
}

/// Something that an operator should know.
public enum IngestEvent: Sendable {
  /// The database has not answered; points go to the spool from now on.
  case away(StoreError)
  /// The database is still away. Told now and then.
  case stillAway(StoreError, waiting: Spool.Content)
  /// The spool is empty again: everything is in the database.
  case back(drainedPoints: UInt64, afterMilliseconds: Int64)
  /// The spool has no room, or its disk does not work: points are refused. Told now and then.
  case refused(StoreError, points: Int)
  /// Points of the spool were put aside: damaged (`corrupt`), or refused by the database for what is in them.
  case putAside(points: Int, because: StoreError)
  /// Points of the spool have reached the database after their trip was sealed.
  case afterSeal(PointsAfterSeal)
}
