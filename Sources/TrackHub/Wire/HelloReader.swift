// Reading the messages that begin something: the greeting and subscriptions.

import Bedrock

/// Reads `hello`, `sub` and `unsub`.
enum HelloReader {
  static func hello(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> Hello {
    var token: String?
    var share: ShareKey?
    var device: ClientID?
    var resume: [TopicResume]?
    while let key = try object.nextKey(text) {
      if key.equals("token", text) {
        guard token == nil else { throw object.duplicate(key, text) }
        token = try object.string(key, text, lengthMax: ClientMessageDecoder.tokenLengthMax)
      } else if key.equals("share", text) {
        guard share == nil else { throw object.duplicate(key, text) }
        share = try ShareKey(try object.string(key, text, lengthMax: 256), field: "share")
      } else if key.equals("device", text) {
        guard device == nil else { throw object.duplicate(key, text) }
        device = try ClientID(try object.string(key, text, lengthMax: 256), field: "device")
      } else if key.equals("resume", text) {
        guard resume == nil else { throw object.duplicate(key, text) }
        resume = try resumes(&object, key, text)
      } else {
        try object.takeType(key, text)
      }
    }
    return Hello(
      proof: try proof(token: token, share: share), device: device ?? Hello.defaultDevice,
      resume: resume ?? [])
  }

  private static func proof(token: String?, share: ShareKey?) throws(FieldError) -> Hello.Proof {
    switch (token, share) {
    case (let token?, nil): return .token(token)
    case (nil, let share?): return .share(share)
    case (nil, nil):
      throw FieldError(field: "token", code: .missing, message: "hello must carry a token or a share")
    case (_?, _?):
      throw FieldError(
        field: "share", code: .conflict, message: "hello carries a token or a share, not both")
    }
  }

  static func subscription(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> (topic: String, since: EventOffset?) {
    var topic: String?
    var since: EventOffset?
    while let key = try object.nextKey(text) {
      if key.equals("topic", text) {
        guard topic == nil else { throw object.duplicate(key, text) }
        topic = try object.string(key, text, lengthMax: ClientMessageDecoder.topicLengthMax)
      } else if key.equals("since", text) {
        guard since == nil else { throw object.duplicate(key, text) }
        var inner = try ObjectReader(text, at: object.cursor, path: .since)
        since = try place(&inner, text, topic: nil).since
        object.cursor = inner.cursor
      } else {
        try object.takeType(key, text)
      }
    }
    guard let topic else {
      throw FieldError(field: "topic", code: .missing, message: "must name a topic")
    }
    return (topic, since)
  }

  private static func resumes(
    _ object: inout ObjectReader, _ key: ObjectReader.Key, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> [TopicResume] {
    var list: [TopicResume] = []
    try object.beginArray(key, text)
    while try object.nextElement(text, isFirst: list.isEmpty) {
      guard list.count < ClientMessageDecoder.resumeMax else {
        throw FieldError(
          field: "resume", code: .tooMany,
          message: "at most \(ClientMessageDecoder.resumeMax) topics can be resumed")
      }
      var item = try ObjectReader(text, at: object.cursor, path: .resumeItem(list.count))
      let (topic, since) = try place(&item, text, topic: "")
      list.append(TopicResume(topic: topic, since: since))
      object.cursor = item.cursor
    }
    return list
  }

  /// Reads `{topic?, epoch, offset}`; a topic is required where `topic` is not nil.
  private static func place(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>, topic initial: String?
  ) throws(FieldError) -> (topic: String, since: EventOffset) {
    var topic: String?
    var epoch: UInt64?
    var offset: UInt64?
    while let key = try object.nextKey(text) {
      if key.equals("epoch", text) {
        guard epoch == nil else { throw object.duplicate(key, text) }
        epoch = try object.whole(key, text)
      } else if key.equals("offset", text) {
        guard offset == nil else { throw object.duplicate(key, text) }
        offset = try object.whole(key, text)
      } else if initial != nil, key.equals("topic", text) {
        guard topic == nil else { throw object.duplicate(key, text) }
        topic = try object.string(key, text, lengthMax: ClientMessageDecoder.topicLengthMax)
      } else {
        throw object.unknown(key, text)
      }
    }
    guard let epoch, let offset, topic != nil || initial == nil else {
      throw FieldError(
        field: object.path.objectName, code: .missing,
        message: initial == nil ? "needs epoch and offset" : "needs topic, epoch and offset")
    }
    return (topic ?? "", EventOffset(epoch: epoch, offset: offset))
  }
}
