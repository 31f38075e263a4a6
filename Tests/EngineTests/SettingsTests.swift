// Settings within their limits are good for what is made from them.

import Bedrock
import Engine
import Testing
import Trips

@Suite struct SettingsTests {
  @Test func everySettingAtItsLimitsHasTheFormThatBookingsTake() {
    for isLow in [true, false] {
      var settings = TenantSettings()
      settings.offers.waveSize = isLow ? 1 : 64
      settings.offers.waveSeconds = isLow ? 5 : 3_600
      settings.offers.wavesMax = isLow ? 1 : 100
      settings.offers.leasesMax = isLow ? 1 : 8
      settings.arrival.radiusMeters = isLow ? 5 : 5_000
      settings.arrival.dwellSeconds = isLow ? 0 : 3_600
      settings.arrival.leaveRadiusMeters = isLow ? 5 : 10_000
      settings.sla.warningSeconds = isLow ? 0 : 86_400
      settings.travelTime.detourFactor = isLow ? 1 : 4
      settings.travelTime.utcOffsetMinutes = isLow ? -720 : 840
      #expect(settings.faults.isEmpty)
      #expect(settings.offers.policy.waveSeconds == settings.offers.waveSeconds)
      #expect(settings.arrival.thresholds.dwellMilliseconds == settings.arrival.dwellSeconds * 1_000)
      #expect(settings.sla.thresholds.warningMilliseconds == settings.sla.warningSeconds * 1_000)
      #expect(settings.travelTime.model.utcOffsetMinutes == settings.travelTime.utcOffsetMinutes)
    }
  }
}
