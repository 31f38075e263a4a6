// Sorting and selecting without allocation: the library's sort takes a buffer each time.

extension Array where Element: Comparable {
  /// Sorts in place, without allocation: quicksort by the median of three, insertion sort for short ranges,
  /// heapsort when the ranges do not shrink. O(n log n). Equal elements may change places.
  package mutating func sortInPlace() {
    guard count > 1 else { return }
    let depth = 2 * (Int.bitWidth - count.leadingZeroBitCount)
    quicksort(0, count, depth: depth)
  }

  private mutating func quicksort(_ first: Int, _ end: Int, depth: Int) {
    var (low, high, depth) = (first, end, depth)
    while high - low > 24 {
      guard depth > 0 else { return heapsort(low, high) }
      depth -= 1
      let middle = partition(low, high)
      // The shorter side by recursion, so that the stack stays logarithmic.
      if middle - low < high - middle {
        quicksort(low, middle, depth: depth)
        low = middle
      } else {
        quicksort(middle, high, depth: depth)
        high = middle
      }
    }
    insertionSort(low, high)
  }

  /// Sorts an array that is nearly in order: by insertion, O(n), until that has taken more than a few steps
  /// for each element; then from the start by `sortInPlace`.
  package mutating func mendOrder() {
    var budget = 8 * count
    for index in indices.dropFirst() {
      let element = self[index]
      var hole = index
      while hole > 0, element < self[hole - 1] {
        self[hole] = self[hole - 1]
        hole -= 1
      }
      self[hole] = element
      budget -= index - hole
      if budget < 0 { return sortInPlace() }
    }
  }

  /// Removes what is behind the first `limit` elements, one by one: mostly there are a few, and removing several at once
  /// takes the library's way of replacing a range.
  @inline(__always)
  mutating func shorten(to limit: Int) {
    while count > limit { removeLast() }
  }

  private mutating func insertionSort(_ low: Int, _ high: Int) {
    guard high - low > 1 else { return }
    for index in (low + 1)..<high {
      let element = self[index]
      var hole = index
      while hole > low, element < self[hole - 1] {
        self[hole] = self[hole - 1]
        hole -= 1
      }
      self[hole] = element
    }
  }

  /// Hoare's partition: an index strictly inside, with nothing greater before it than behind it.
  private mutating func partition(_ low: Int, _ high: Int) -> Int {
    let middle = low + (high - low) / 2
    if self[middle] < self[low] { swapAt(middle, low) }
    if self[high - 1] < self[middle] {
      swapAt(high - 1, middle)
      if self[middle] < self[low] { swapAt(middle, low) }
    }
    let pivot = self[middle]
    var (left, right) = (low, high - 1)
    while true {
      while self[left] < pivot { left += 1 }
      while pivot < self[right] { right -= 1 }
      if left >= right { return left == low ? left + 1 : left }
      swapAt(left, right)
      left += 1
      right -= 1
    }
  }

  private mutating func heapsort(_ low: Int, _ high: Int) {
    let size = high - low
    for parent in stride(from: size / 2 - 1, through: 0, by: -1) { siftDown(low, parent, size) }
    for end in stride(from: size - 1, to: 0, by: -1) {
      swapAt(low, low + end)
      siftDown(low, 0, end)
    }
  }

  /// Restores the order of a heap with the greatest element first, in `self[base..<base + size]`.
  private mutating func siftDown(_ base: Int, _ start: Int, _ size: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      guard child < size else { return }
      if child + 1 < size, self[base + child] < self[base + child + 1] { child += 1 }
      guard self[base + parent] < self[base + child] else { return }
      swapAt(base + parent, base + child)
      parent = child
    }
  }

  /// Keeps the array a heap, greatest first, of the `limit` least elements seen so far.
  package mutating func keepLeast(_ element: Element, limit: Int) {
    if count < limit {
      append(element)
      var child = count - 1
      while child > 0, self[(child - 1) / 2] < self[child] {
        swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else if let greatest = first, element < greatest {
      self[0] = element
      siftDown(0, 0, count)
    }
  }
}
