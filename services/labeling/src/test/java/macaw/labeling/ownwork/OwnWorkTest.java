package macaw.labeling.ownwork;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import macaw.errors.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnWorkTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-01T01:20:00Z, UTC,                 2026-01-01T00:00:00Z",
        "2026-01-01T01:20:00Z, Europe/Berlin,       2025-12-31T23:00:00Z",
        "2026-01-01T01:20:00Z, America/New_York,    2025-12-31T05:00:00Z",
        "2026-01-01T01:20:00Z, Asia/Kolkata,        2025-12-31T18:30:00Z",
        // summer time began at 2 in the morning
        "2026-03-29T10:00:00Z, Europe/Berlin,       2026-03-28T23:00:00Z",
        // and at midnight, so the day began at 1
        "2026-09-06T12:00:00Z, America/Santiago,    2026-09-06T04:00:00Z"
    })
    void aDayBeginsWhereTheLabelerIs(Instant now, String zone, Instant midnight) {
        assertThat(OwnWork.midnight(now, zone)).isEqualTo(midnight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Berlin", "Europe/Nowhere", "../etc"})
    void whatIsNoZoneIsRefusedByTheFieldsName(String zone) {
        assertThat(assertRefused(ErrorCode.REQUEST_INVALID, () -> OwnWork.midnight(Instant.EPOCH, zone)))
                .hasMessageStartingWith("zone must be");
    }
}
