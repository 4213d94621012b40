package macaw.labeling.quality;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/** The steps of a course over time, in UTC. */
public enum Period {
    /** From midnight to midnight. */
    DAY,
    /** From Monday to Monday. */
    WEEK;

    /** First day of the step that the moment is in. */
    public LocalDate startOf(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        };
    }
}
