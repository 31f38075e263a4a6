// Telling one watcher of a subject what it has not seen. What lies in the list of actions already, because
// another watcher was sent it in the same round, is sent from there.

import Bedrock

extension TopicHub {
  /// Events, then the state if it is due, then the latest position. What does not fit any more stays marked.
  /// - Parameter limit: the size of `actions` beyond which nothing more is sent to the session. Frames that lie
  ///   there already lower it, because they fill the session's socket like others.
  mutating func flushSubject(_ index: Int, limit: inout Int, into actions: inout ActionList) {
    guard var subscription = subscriptions[index], case .subject(let subject) = subscription.target else {
      return
    }
    let place = subjects.place(of: subject)
    subjects.entries[place].shared.begin(round)
    var isComplete = sendSubjectEvents(subject, place, &subscription, limit: &limit, into: &actions)
    if isComplete, subscription.owesState {
      isComplete = sendSubjectState(place, &subscription, limit: &limit, into: &actions)
    }
    if isComplete, subscription.hasPosition {
      isComplete = sendSubjectPosition(place, &subscription, limit: &limit, into: &actions)
    }
    subscriptions[index] = subscription
    if !isComplete { mark(index) }
  }

  /// - Returns: false when some are left for the next flush.
  private mutating func sendSubjectEvents(
    _ subject: SubjectSlot, _ place: Int, _ subscription: inout Subscription, limit: inout Int,
    into actions: inout ActionList
  ) -> Bool {
    let last = subjectEvents.offset(of: subject.index)
    guard subscription.sentOffset != last else { return true }
    guard let frames = subjectEvents.frames(topic: subject.index, after: subscription.sentOffset) else {
      // The window has moved on past this viewer: say so, and show what is, the position included.
      ServerMessages.resync(topic: subscription.name, to: subscription.session, into: &actions)
      subscription.sentOffset = last
      subscription.owesState = true
      subscription.hasPosition = true
      return true
    }
    for frame in frames {
      guard actions.bytes.count < limit else { return false }
      let offset = subscription.sentOffset + 1
      if let message = subjects.entries[place].shared.event(offset) {
        actions.send(message, to: subscription.session)
        limit -= message.count
      } else {
        let message = actions.add(frame)
        actions.send(message, to: subscription.session)
        subjects.entries[place].shared.note(offset, at: message)
      }
      subscription.sentOffset = offset
    }
    return true
  }

  /// The state goes out even when the limit is reached: it completes what was begun before it.
  /// - Returns: false when it has to be written first.
  private mutating func sendSubjectState(
    _ place: Int, _ subscription: inout Subscription, limit: inout Int, into actions: inout ActionList
  ) -> Bool {
    if subjects.entries[place].isOutdated {
      subjects.entries[place].isStateWanted = true
      return false
    }
    subscription.owesState = false
    if let message = subjects.entries[place].shared.state {
      actions.send(message, to: subscription.session)
      limit -= message.count
      return true
    }
    let (epoch, offset) = (epoch, subscription.sentOffset)
    let (name, members) = (subjects.entries[place].name, subjects.entries[place].state)
    let message = actions.write { json in
      ServerMessages.subjectState(name, epoch: epoch, offset: offset, members, &json)
    }
    actions.send(message, to: subscription.session)
    subjects.entries[place].shared.state = message
    return true
  }

  /// - Returns: false when it has to wait for the next flush.
  private mutating func sendSubjectPosition(
    _ place: Int, _ subscription: inout Subscription, limit: inout Int, into actions: inout ActionList
  ) -> Bool {
    guard !subjects.entries[place].position.isEmpty else {
      subscription.hasPosition = false
      return true
    }
    guard actions.bytes.count < limit else { return false }
    subscription.hasPosition = false
    if let message = subjects.entries[place].shared.position {
      actions.send(message, to: subscription.session)
      limit -= message.count
    } else {
      let message = actions.add(subjects.entries[place].position)
      actions.send(message, to: subscription.session)
      subjects.entries[place].shared.position = message
    }
    return true
  }
}
