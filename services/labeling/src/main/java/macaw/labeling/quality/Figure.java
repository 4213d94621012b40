package macaw.labeling.quality;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A measured value and what it rests on.
 *
 * @param value none where there is nothing to measure: no second labeler, or no variation to agree on
 * @param interval the 95 % confidence interval; none where the value has none, or too few tasks
 * @param tasks tasks that say something about it
 * @param units what was counted in them; {@link Measure} says what
 */
public record Figure(OptionalDouble value, Optional<Interval> interval, int tasks, long units) {}
